"""Celery: the alarm clock. The truth is in Postgres, so no result is kept here."""

import os

import structlog
from celery import Celery, Task
from celery.signals import setup_logging, task_postrun, task_prerun

# Django's checks are made by `upgrade`, which comes before; here they would load every page of the site.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

app = Celery("hub")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def _leave_logging_alone(**_signal: object) -> None:
    """The settings have set it up; that somebody answers here keeps Celery from doing it again."""


@task_prerun.connect
def _name_the_task_in_each_line(task_id: str, task: Task, **_signal: object) -> None:
    structlog.contextvars.bind_contextvars(task=task.name, task_id=task_id)


@task_postrun.connect
def _forget_the_task(**_signal: object) -> None:
    structlog.contextvars.unbind_contextvars("task", "task_id")
