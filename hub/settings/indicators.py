"""Indicators (docs/operations.md)."""

from typing import Any

from celery.schedules import crontab

INDICATORS_BEAT: dict[str, dict[str, Any]] = {
    # Once a night; an hour without a worker is made up for by the next.
    "collect-indicators": {
        "task": "indicators.tasks.collect_missing_days",
        "schedule": crontab(hour="1-6", minute="25"),
    },
    "indicators-coverage": {
        "task": "indicators.tasks.take_coverage",
        "schedule": crontab(hour="1-6", minute="35"),
    },
    "indicators-people": {
        "task": "indicators.tasks.publish_people_counts",
        "schedule": crontab(hour="1-6", minute="45"),
    },
}
