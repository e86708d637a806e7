"""Indicators (docs/operations.md)."""

from typing import Any

from celery.schedules import crontab

from hub.settings import env

# Opinions: seconds and how many, of one client and of all together. A class of forty sits behind one address.
HUB_VOICES_LIMITS = {"client": ((600, 80), (86_400, 400)), "all": ((3_600, 2_000),)}
# Days after a call ended until nothing is left of its opinions but what was published.
HUB_VOICES_DAYS = env.integer("HUB_VOICES_DAYS", 365, least=1)
# So many days before the promised one it stands on the staff's home.
HUB_VOICES_NEAR_DAYS = env.integer("HUB_VOICES_NEAR_DAYS", 14, least=0)

INDICATORS_BEAT: dict[str, dict[str, Any]] = {
    # Once a night; an hour without a worker is made up for by the next.
    "collect-indicators": {
        "task": "indicators.tasks.collect_missing_days",
        "schedule": crontab(hour="1-6", minute="25"),
    },
    # Soon after midnight, and by every hour that a worker ran where it did not run then.
    "close-opinion-calls": {"task": "indicators.tasks.close_due_calls", "schedule": crontab(minute="2")},
    "forget-old-opinions": {"task": "indicators.tasks.forget_old_opinions", "schedule": crontab(hour="3", minute="59")},
    "indicators-coverage": {
        "task": "indicators.tasks.take_coverage",
        "schedule": crontab(hour="1-6", minute="35"),
    },
    "indicators-people": {
        "task": "indicators.tasks.publish_people_counts",
        "schedule": crontab(hour="1-6", minute="45"),
    },
    # At night no answer waits for it; each hour once, so that a worker that was away makes up for it.
    "keep-surveys": {"task": "indicators.tasks.keep_surveys", "schedule": crontab(hour="2-5", minute="10")},
}
# Surveys: seconds and how many, of one client and of all together. A hall of people with one tablet is one client.
HUB_SURVEYS_NUMBER_LIMITS = {"client": ((60, 30), (3_600, 600)), "all": ((60, 1_200),)}
HUB_SURVEYS_ANSWER_LIMITS = {"client": ((60, 20), (3_600, 300)), "all": ((60, 1_200),)}
