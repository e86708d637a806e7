"""Companies and groups (docs/operations.md)."""

from hub.settings import env

# まず話を聞く: seconds and how many, of one client and of all; opening days of the city until it is answered; days after
# it was handled until nobody can see who asked.
HUB_PARTNERS_INQUIRY_LIMITS = {"client": ((3_600, 5), (86_400, 20)), "all": ((3_600, 100),)}
HUB_PARTNERS_ANSWER_DAYS = env.integer("HUB_PARTNERS_ANSWER_DAYS", 3, least=1)
HUB_PARTNERS_INQUIRY_DAYS = env.integer("HUB_PARTNERS_INQUIRY_DAYS", 180, least=1)
# 登録証: looks at whether one is true. A fair behind one address may scan many; a code has 60 bits.
HUB_CERTIFICATE_LIMITS = {"client": ((60, 20), (3_600, 200)), "all": ((3_600, 5_000),)}
# Needs: seconds and how many, of one client and of all; opening days of the city until one that was raised is read; days
# after it ended until nobody can see who raised it.
HUB_NEEDS_LIMITS = {"client": ((3_600, 5), (86_400, 20)), "all": ((3_600, 100),)}
HUB_NEEDS_READ_DAYS = env.integer("HUB_NEEDS_READ_DAYS", 5, least=1)
HUB_NEEDS_DAYS = env.integer("HUB_NEEDS_DAYS", 180, least=1)
# A partner with whom nobody has talked about a need for so many days stands in Monday's list.
HUB_NEEDS_UNASKED_DAYS = env.integer("HUB_NEEDS_UNASKED_DAYS", 180, least=1)
