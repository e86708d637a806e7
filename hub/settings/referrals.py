"""Referrals (docs/operations.md)."""

from typing import Any

from celery.schedules import crontab

from hub.settings import env

# Opening days of the city until somebody has looked at a referral, and until the first contact.
HUB_REFERRALS_LOOK_DAYS = env.integer("HUB_REFERRALS_LOOK_DAYS", 1, least=1)
HUB_REFERRALS_CONTACT_DAYS = env.integer("HUB_REFERRALS_CONTACT_DAYS", 3, least=1)
# Days for which the link of a transfer to an agency outside holds.
HUB_REFERRALS_TRANSFER_DAYS = env.integer("HUB_REFERRALS_TRANSFER_DAYS", 8, least=1)
# Days for which what somebody was about to write in a case is kept for them.
HUB_REFERRALS_DRAFT_DAYS = env.integer("HUB_REFERRALS_DRAFT_DAYS", 7, least=1)
# Referrals of one client and of all: seconds and how many. Beyond that a browser works for each first (hub.proof_of_work).
HUB_REFERRALS_LIMITS = {"client": ((3_600, 20), (86_400, 60)), "all": ((3_600, 600),)}
# And how many of those that were worked for. What is beyond, or was not worked for, waits for a look; nothing is refused.
HUB_REFERRALS_PROVEN_LIMITS = {"client": ((3_600, 40), (86_400, 120)), "all": ((3_600, 1_800),)}
# Zero bits that are looked for: 18 takes an old telephone 1 to 3 seconds, each one more twice as long; 26 takes minutes.
# How long it counts.
HUB_REFERRALS_PROOF_BITS = env.integer("HUB_REFERRALS_PROOF_BITS", 18, least=1, most=26)
HUB_REFERRALS_PROOF_SECONDS = 900
# Codes that one client and all may try; beyond that each takes work, or a wait. And how many of those that were worked for:
# far more than anybody writes, so that only a machine waits.
HUB_REFERRALS_FOLLOW_LIMITS = {"client": ((60, 10), (3_600, 60)), "all": ((60, 600),)}
HUB_REFERRALS_FOLLOW_PROVEN_LIMITS = {"client": ((60, 20), (3_600, 240)), "all": ((60, 6_000),)}
# Files that a professional adds: how many, and bytes together.
HUB_REFERRALS_MOST_FILES = 3
HUB_REFERRALS_FILE_BYTES = 10_000_000
# The page of unusual looks: so many cases of one person within an hour, and hours (from, to) of a working day.
HUB_REFERRALS_MANY_CASES = env.integer("HUB_REFERRALS_MANY_CASES", 10, least=2)
HUB_REFERRALS_OFFICE_HOURS = (8, 19)

REFERRALS_BEAT: dict[str, dict[str, Any]] = {
    # By day, when the mail is read; an hour without a worker is made up for by the next, and nobody is rung twice a day.
    "remind-referrals": {"task": "referrals.tasks.remind_due", "schedule": crontab(hour="9-17", minute="20")},
    "expire-transfers": {"task": "referrals.tasks.expire_transfers", "schedule": crontab(minute="40")},
}
