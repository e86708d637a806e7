"""Notices (docs/operations.md)."""

from datetime import time

from hub.settings import env

# When digests are made up (Asia/Tokyo), and on which weekday the weekly one (Monday is 0): before the weekend.
HUB_NOTICES_DIGEST_AT = time(7, 30)
HUB_NOTICES_WEEKLY_ON = 3
# So many mails with notices a day and person; what comes after them waits for the next day's digest.
HUB_NOTICES_MOST_A_DAY = env.integer("HUB_NOTICES_MOST_A_DAY", 5, least=1)
# Looking for the readers of one notice among all of a city; begun in the first half of a task's time of sending, it
# ends before the task must.
HUB_NOTICES_SPREAD_SECONDS = 25
# So many notices a day one of the staff may write; and how often a day one client's visits by one mark are counted.
HUB_NOTICES_COMPOSED_A_DAY = env.integer("HUB_NOTICES_COMPOSED_A_DAY", 3, least=1)
HUB_NOTICES_VISITS = {"client": ((86_400, 1),), "all": ()}
# An address whose reader has not answered is forgotten after this.
HUB_NOTICES_QUESTION_DAYS = 7
# Questions to addresses, of one client and of all: seconds, and how many within them.
HUB_NOTICES_LIMITS = {"client": ((3_600, 10), (86_400, 30)), "all": ((3_600, 500),)}
