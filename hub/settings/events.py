"""Places, events and taking part (docs/operations.md)."""

from typing import Any

from celery.schedules import crontab

from hub.settings import env

# So long a free place is held for an address that was not confirmed yet.
HUB_REGISTRATION_CONFIRM_HOURS = env.integer("HUB_REGISTRATION_CONFIRM_HOURS", 24, least=1)
# Days after the last date until nothing is left of who took part (the city's table of retention).
HUB_REGISTRATION_NAMES_DAYS = env.integer("HUB_REGISTRATION_NAMES_DAYS", 30, least=1)
# So many hours before it begins those who take part are reminded.
HUB_REGISTRATION_REMIND_HOURS = env.integer("HUB_REGISTRATION_REMIND_HOURS", 24, least=1)
# So many days one may answer the question of the thanks mail; only then its numbers are told.
HUB_REGISTRATION_THANKS_DAYS = env.integer("HUB_REGISTRATION_THANKS_DAYS", 14, least=1)
# Seconds and how many registrations: of one client and of all together.
HUB_REGISTRATION_LIMITS = {"client": ((600, 60), (86_400, 300)), "all": ((60, 3_000),)}
# The same for looking up a registration by its number.
HUB_REGISTRATION_CODE_LIMITS = {"client": ((600, 20), (86_400, 100)), "all": ((60, 120),)}
# Days until nothing is left of who was told that they are not, or no longer, in a circle. Who leaves is forgotten at once.
HUB_CIRCLE_TOLD_DAYS = env.integer("HUB_CIRCLE_TOLD_DAYS", 7, least=1)
# Seconds and how many requests to join a circle: of one client and of all together.
HUB_CIRCLE_LIMITS = {"client": ((600, 10), (86_400, 30)), "all": ((60, 300),)}

EVENTS_BEAT: dict[str, dict[str, Any]] = {
    "registrations-expire": {"task": "events.tasks.expire_registrations", "schedule": 60.0},
    "registrations-tell-places": {"task": "events.tasks.tell_places", "schedule": 60.0},
    # Every hour: an hour at which no worker ran is made up for by the next.
    "forget-circle-members": {"task": "events.tasks.forget_circle_members", "schedule": crontab(minute="35")},
    "registrations-draw": {"task": "events.tasks.draw_overdue_lots", "schedule": crontab(minute="12")},
    "registrations-remind": {"task": "events.tasks.remind_registered", "schedule": 300.0},
    "registrations-remove-names": {
        "task": "events.tasks.remove_participant_names",
        "schedule": crontab(hour="4", minute="10"),
    },
    # Twice an hour: an hour at which no worker ran is made up for by the next, and nobody is thanked twice.
    "registrations-thank": {"task": "events.tasks.thank_for_coming", "schedule": crontab(minute="1,31")},
    "registrations-smooth-thanks": {"task": "events.tasks.smooth_thanks", "schedule": crontab(hour="3", minute="40")},
    "registrations-call-undelivered": {"task": "events.tasks.call_undelivered", "schedule": 600.0},
    "extend-series": {"task": "events.tasks.extend_series", "schedule": crontab(hour="3", minute="20")},
    # Every hour of two days: an hour at which no worker ran is made up for by the next, and nobody is asked twice.
    "ask-weekly": {"task": "events.tasks.ask_weekly", "schedule": crontab(day_of_week="mon,tue", minute="5")},
}
