"""The three questions: alive, ready, working. The servers behind them are really taken away."""

import datetime
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from hub import health, heartbeats
from hub.models import Heartbeat
from hub.notifications.models import Delivery, Mailing, Notice
from hub.tasks import heartbeat
from tests.hub.notifications.factories import queued
from tests.hub.notifications.notices.factories import notice, subscription
from tests.hub.notifications.spread import spread_due

ADDRESSES = ["/healthz", "/readyz", "/statusz"]


@pytest.fixture(autouse=True)
def _nothing_believed() -> Iterator[None]:
    health._migrations.forget()
    yield
    health._migrations.forget()


@pytest.fixture
def no_database(settings: Settings) -> Iterator[None]:
    """The connection points to a folder without a server."""
    before = connection.settings_dict["HOST"]
    connection.close()
    connection.settings_dict["HOST"] = "/nonexistent"
    yield
    connection.close()
    connection.settings_dict["HOST"] = before


def _beat(seconds_ago: float) -> None:
    heartbeats.record_heartbeat(heartbeats.WORKER, now=timezone.now() - datetime.timedelta(seconds=seconds_ago))


def test_alive_asks_nothing_of_the_database(client: Client) -> None:
    """Without the ``db`` mark a query would fail."""
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_ready_asks_one_query(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(2):
        with django_assert_num_queries(1):
            answer = client.get("/readyz")
        assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": True, "migrations": True})


@pytest.mark.django_db
def test_not_ready_while_a_migration_is_missing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    newer = health._migrations_of_this_code() | {("hub", "9999_of_a_newer_release")}
    monkeypatch.setattr(health, "_migrations_of_this_code", lambda: newer)
    for _ in range(2):
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json() == {"status": "unavailable", "database": True, "migrations": False}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_database")
def test_without_a_database_alive_but_not_ready(client: Client) -> None:
    assert client.get("/healthz").status_code == 200
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()) == (503, {"status": "unavailable", "database": False})
    status = client.get("/statusz")
    assert (status.status_code, status.json()["database"], status.json()["redis"]) == (503, False, True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seconds_ago", "status", "word"), [(0, 200, "ok"), (179, 200, "ok"), (181, 503, "red"), (9999, 503, "red")]
)
def test_red_when_the_worker_is_silent_for_three_minutes(
    client: Client, seconds_ago: int, status: int, word: str
) -> None:
    _beat(seconds_ago)
    answer = client.get("/statusz")
    assert (answer.status_code, answer.json()) == (
        status,
        {
            "status": word,
            "database": True,
            "redis": True,
            "worker": status == 200,
            "mail": True,
            "heartbeat_age_seconds": seconds_ago,
            "mail_late_seconds": 0,
            "mail_dead": 0,
        },
    )
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["pending", "failed"])
@pytest.mark.parametrize(("late", "status"), [(-60, 200), (0, 200), (299, 200), (301, 503), (9999, 503)])
def test_red_when_a_mail_is_late_by_five_minutes(client: Client, state: str, late: int, status: int) -> None:
    _beat(1)
    now = timezone.now()
    for seconds in (late, -3600):
        queued(due_at=now - datetime.timedelta(seconds=seconds))
    Mailing.objects.update(state=state)
    with time_machine.travel(now, tick=False):
        answer = client.get("/statusz")
    assert (answer.status_code, answer.json()["mail"]) == (status, status == 200)
    assert answer.json()["mail_late_seconds"] == max(late, 0)
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(("late", "status"), [(299, 200), (301, 503)])
@pytest.mark.parametrize("is_spread", [False, True])
def test_red_when_a_notice_is_late_on_its_way_to_a_mail(
    client: Client, is_spread: bool, late: int, status: int
) -> None:
    _beat(1)
    now, rest = timezone.now(), {"spread_at": None} if not is_spread else {"spread_at": timezone.now()}
    subscription(cadence="daily")
    notice()
    spread_due(now=now)  # into a digest of tomorrow, which is not late
    assert client.get("/statusz").json()["mail_late_seconds"] == 0
    then = now - datetime.timedelta(seconds=late)
    Notice.objects.update(created_at=then, **rest)
    if is_spread:
        Delivery.objects.update(due_at=then)
    with time_machine.travel(now, tick=False):
        answer = client.get("/statusz")
    assert (answer.status_code, answer.json()["mail_late_seconds"]) == (status, late)


@pytest.mark.django_db
def test_what_has_ended_is_not_late_and_the_dead_are_counted(client: Client) -> None:
    _beat(1)
    now = timezone.now()
    for state in ("sent", "dead", "dead", "cancelled"):
        mailing = queued(due_at=now - datetime.timedelta(days=1))
        Mailing.objects.filter(pk=mailing.pk).update(state=state, ended_at=now)
    answer = client.get("/statusz")
    assert (answer.status_code, answer.json()["mail_late_seconds"], answer.json()["mail_dead"]) == (200, 0, 2)


@pytest.mark.django_db
def test_red_when_no_worker_ever_gave_a_sign(client: Client) -> None:
    answer = client.get("/statusz")
    assert (answer.status_code, answer.json()["worker"], answer.json()["heartbeat_age_seconds"]) == (503, False, None)


@pytest.mark.django_db
def test_without_redis_red_but_ready(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = "unix:///nonexistent/valkey.sock?db=0"
    _beat(1)
    answer = client.get("/statusz")
    assert (answer.status_code, answer.json()["redis"], answer.json()["worker"]) == (503, False, True)
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_the_task_writes_one_row_again_and_again() -> None:
    _beat(500)
    heartbeat()
    heartbeat()
    age = heartbeats.seconds_since(heartbeats.WORKER, now=timezone.now())
    assert Heartbeat.objects.count() == 1
    assert age is not None
    assert age < 60


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_each_answer_is_small_fresh_and_only_to_be_read(client: Client, address: str) -> None:
    _beat(1)
    answer = client.get(address)
    assert "no-store" in answer["Cache-Control"]
    assert answer.cookies == {}
    assert len(answer.content) < 250
    assert (client.head(address).status_code, client.post(address).status_code) == (200, 405)
