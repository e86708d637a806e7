"""Each turn of a periodic job is taken once, and every job of the beat has turns."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from celery import current_app, shared_task
from django.conf import settings
from django.db import connection
from django.utils import timezone

from hub.notifications import services
from hub.notifications.models import JobSlot
from hub.notifications.slots import claim_slot, once_a_slot, slot_of
from hub.notifications.tasks import forget_old

DONE: list[str] = []


@shared_task(name="tests.counted")
@once_a_slot(3600)
def counted() -> None:
    DONE.append("done")


@shared_task(name="tests.refused")
@once_a_slot(3600)
def refused() -> None:
    raise ZeroDivisionError


@pytest.mark.django_db
def test_the_first_takes_the_turn() -> None:
    assert [claim_slot("a", 1), claim_slot("a", 1), claim_slot("a", 2), claim_slot("b", 1)] == [True, False, True, True]


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_takes_the_turn() -> None:
    start, answers = threading.Barrier(8), []

    def ask() -> None:
        try:
            start.wait()
            answers.append(claim_slot("a", 1))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False] * 7 + [True]


def test_turns_follow_one_another() -> None:
    moment = datetime(2026, 11, 25, 3, 40, tzinfo=UTC)
    turns = [slot_of(moment + timedelta(seconds=n), 15) for n in (0, 14, 15, 29, 30)]
    assert [turn - turns[0] for turn in turns] == [0, 0, 1, 1, 2]


@pytest.mark.django_db
def test_two_calls_of_the_beat_are_one_piece_of_work() -> None:
    """``apply`` runs a task as a worker does."""
    DONE.clear()
    for _ in range(3):
        counted.apply()
    assert (DONE, JobSlot.objects.count()) == (["done"], 1)
    counted()
    assert DONE == ["done", "done"]


@pytest.mark.django_db
def test_a_turn_that_ends_in_an_error_is_given_back() -> None:
    assert isinstance(refused.apply().result, ZeroDivisionError)
    assert JobSlot.objects.count() == 0


def test_every_job_of_the_beat_but_the_heartbeat_has_turns() -> None:
    current_app.loader.import_default_modules()
    tasks = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    without = {name for name in tasks if not hasattr(current_app.tasks[name].run, "slot_seconds")}
    assert without == {"hub.tasks.heartbeat"}
    longest = {name: current_app.tasks[name].run.slot_seconds for name in tasks - without}
    assert longest["hub.notifications.tasks.sweep"] == settings.HUB_OUTBOX_SWEEP_SECONDS == 15


def test_tasks_of_the_outbox_end_within_a_minute() -> None:
    for name in ("send_due", "sweep"):
        task = current_app.tasks[f"hub.notifications.tasks.{name}"]
        assert settings.HUB_OUTBOX_RUN_SECONDS < task.soft_time_limit < settings.CELERY_TASK_TIME_LIMIT == 60
    assert settings.CELERY_TASK_TIME_LIMIT < settings.HUB_OUTBOX_LEASE_SECONDS


@pytest.mark.django_db
def test_old_turns_are_forgotten() -> None:
    now = timezone.now()
    for slot, days in enumerate((0, 6.9, 7.1, 400)):
        claim_slot("a", slot)
        JobSlot.objects.filter(slot=slot).update(taken_at=now - timedelta(days=days))
    forget_old()
    assert list(JobSlot.objects.order_by("slot").values_list("slot", flat=True)) == [0, 1]
    assert services.forget_old_slots(now=now) == 0
