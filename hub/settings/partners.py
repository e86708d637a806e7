"""Companies and groups (docs/operations.md)."""

from typing import Any

from celery.schedules import crontab

from hub.settings import env

# まず話を聞く: seconds and how many, of one client and of all; opening days of the city until it is answered; days after
# it was handled until nobody can see who asked.
HUB_PARTNERS_INQUIRY_LIMITS = {"client": ((3_600, 5), (86_400, 20)), "all": ((3_600, 100),)}
HUB_PARTNERS_ANSWER_DAYS = env.integer("HUB_PARTNERS_ANSWER_DAYS", 3, least=1)
HUB_PARTNERS_INQUIRY_DAYS = env.integer("HUB_PARTNERS_INQUIRY_DAYS", 180, least=1)
# 登録: days after it ended until the contact person, whom the city alone sees, is forgotten.
HUB_PARTNERS_CONTACT_DAYS = env.integer("HUB_PARTNERS_CONTACT_DAYS", 180, least=1)
# 登録証: looks at whether one is true. A fair behind one address may scan many; a code has 60 bits.
HUB_CERTIFICATE_LIMITS = {"client": ((60, 20), (3_600, 200)), "all": ((3_600, 5_000),)}

# Whether certificates can be had as PDF too, on a machine that has WeasyPrint, Pango and a Japanese font.
HUB_PDF = env.flag("HUB_PDF", default=True)

INQUIRIES_BEAT: dict[str, dict[str, Any]] = {
    "forget-old-inquiries": {
        "task": "partners.tasks.forget_old_inquiries",
        "schedule": crontab(hour="3", minute="55"),
    },
}
