"""Indicators (docs/operations.md)."""

from typing import Any

from celery.schedules import crontab

INDICATORS_BEAT: dict[str, dict[str, Any]] = {
    # Once a night; an hour without a worker is made up for by the next.
    "collect-indicators": {
        "task": "indicators.tasks.collect_missing_days",
        "schedule": crontab(hour="1-6", minute="25"),
    },
    # At night no answer waits for it; each hour once, so that a worker that was away makes up for it.
    "keep-surveys": {"task": "indicators.tasks.keep_surveys", "schedule": crontab(hour="2-5", minute="10")},
}
# Surveys: seconds and how many, of one client and of all together. A hall of people with one tablet is one client.
HUB_SURVEYS_NUMBER_LIMITS = {"client": ((60, 30), (3_600, 600)), "all": ((60, 1_200),)}
HUB_SURVEYS_ANSWER_LIMITS = {"client": ((60, 20), (3_600, 300)), "all": ((60, 1_200),)}
