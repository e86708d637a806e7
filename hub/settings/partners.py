"""Companies and groups (docs/operations.md)."""

from typing import Any

from celery.schedules import crontab

from hub.settings import env

# まず話を聞く: seconds and how many, of one client (a library has one address for all who sit there), of one telephone
# number or mail address typed there, and of all; opening days of the city until it is answered; days after it was handled until
# nobody can see who asked.
HUB_PARTNERS_INQUIRY_LIMITS = {"client": ((3_600, 30),), "contact": ((86_400, 5),), "all": ((3_600, 100),)}
# The number of who answers, for whom the form is not taken; empty: the address of the city hall.
HUB_PARTNERS_PHONE = env.text("HUB_PARTNERS_PHONE", "")
HUB_PARTNERS_ANSWER_DAYS = env.integer("HUB_PARTNERS_ANSWER_DAYS", 3, least=1)
HUB_PARTNERS_INQUIRY_DAYS = env.integer("HUB_PARTNERS_INQUIRY_DAYS", 180, least=1)
# 登録: days after it ended until the contact person, whom the city alone sees, is forgotten.
HUB_PARTNERS_CONTACT_DAYS = env.integer("HUB_PARTNERS_CONTACT_DAYS", 180, least=1)
# 登録証: looks at whether one is true. A fair behind one address may scan many; a code has 60 bits.
HUB_CERTIFICATE_LIMITS = {"client": ((60, 20), (3_600, 200)), "all": ((3_600, 5_000),)}
# Its PDFs, of one member and of all: each takes about a second of a worker.
HUB_CERTIFICATE_PDF_LIMITS = {"client": ((60, 5), (86_400, 50)), "all": ((60, 30),)}
# Needs: seconds and how many, of one client, of one number or address typed there, and of all; opening days of the city until one that was raised is read; days
# after it ended until nobody can see who raised it.
HUB_NEEDS_LIMITS = {"client": ((3_600, 30),), "contact": ((86_400, 5),), "all": ((3_600, 100),)}
HUB_NEEDS_READ_DAYS = env.integer("HUB_NEEDS_READ_DAYS", 5, least=1)
HUB_NEEDS_DAYS = env.integer("HUB_NEEDS_DAYS", 180, least=1)
# A partner with whom nobody has talked about a need for so many days stands in Monday's list.
HUB_NEEDS_UNASKED_DAYS = env.integer("HUB_NEEDS_UNASKED_DAYS", 180, least=1)

# Proposals: opening days of the city until it says something of one that was handed in, and until something comes of one of which
# nothing is said any more; how many of one organisation may be open or unfinished at once.
HUB_PROPOSAL_ANSWER_DAYS = env.integer("HUB_PROPOSAL_ANSWER_DAYS", 5, least=1)
HUB_PROPOSAL_MOST_OPEN = env.integer("HUB_PROPOSAL_MOST_OPEN", 20, least=1)
# Projects: days without anything done until those who take part are asked how it goes.
HUB_PROJECT_QUIET_DAYS = env.integer("HUB_PROJECT_QUIET_DAYS", 60, least=1)
# 役割への申込: days after it ended until names and what both sides wrote are emptied.
HUB_ROLE_NAMES_DAYS = env.integer("HUB_ROLE_NAMES_DAYS", 365, least=1)
# プロボノ: how many unanswered questions one person has at most, days until one ends by itself, and days in which who was
# refused does not ask the same person again.
HUB_LENDING_MOST_OPEN = env.integer("HUB_LENDING_MOST_OPEN", 3, least=1)
HUB_LENDING_DAYS = env.integer("HUB_LENDING_DAYS", 21, least=1)
HUB_LENDING_PAUSE_DAYS = env.integer("HUB_LENDING_PAUSE_DAYS", 90, least=0)

# Whether certificates can be had as PDF too, on a machine that has WeasyPrint, Pango and a Japanese font.
HUB_PDF = env.flag("HUB_PDF", default=True)

PARTNERS_BEAT: dict[str, dict[str, Any]] = {
    "forget-old-inquiries": {
        "task": "partners.tasks.forget_old_inquiries",
        "schedule": crontab(hour="3", minute="55"),
    },
    "forget-old-needs": {"task": "partners.tasks.forget_old_needs", "schedule": crontab(hour="3", minute="57")},
    # By day, as the mail is read by people; by every hour that a worker ran where it did not run then.
    "remind-late-proposals": {
        "task": "partners.tasks.remind_late_proposals",
        "schedule": crontab(hour="8-17", minute="15"),
    },
    # Every hour of two days: one at which no worker ran is made up for by the next, and nobody is told twice.
    "list-needs-of-week": {
        "task": "partners.tasks.send_list_of_week",
        "schedule": crontab(day_of_week="mon,tue", hour="6-18", minute="25"),
    },
    # Soon after midnight, and by every hour that a worker ran where it did not run then.
    "lapse-partnerships": {"task": "partners.tasks.lapse_due", "schedule": crontab(minute="1")},
    # By day: the mails are read by people.
    "ask-quiet-projects": {"task": "partners.tasks.ask_quiet_projects", "schedule": crontab(hour="9-16", minute="35")},
    "close-roles": {"task": "partners.tasks.close_due_roles", "schedule": crontab(minute="2")},
    # By day: the mail is read by people.
    "remind-partnerships": {"task": "partners.tasks.remind_due", "schedule": crontab(hour="9-17", minute="10")},
    # By day: the mails are read by people.
    "remind-applications": {
        "task": "partners.tasks.remind_applications",
        "schedule": crontab(hour="8-19", minute="15"),
    },
    "forget-old-applications": {
        "task": "partners.tasks.forget_old_applications",
        "schedule": crontab(hour="3", minute="59"),
    },
}
