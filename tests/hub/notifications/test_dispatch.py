"""Nothing of a rolled-back transaction reaches the broker, and a broker that is away reaches no request."""

import socket
import time
from collections.abc import Iterator

import pytest
import redis
from django.conf import settings as project
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from hub.notifications import dispatch
from hub.notifications.enums import MailingState
from hub.notifications.models import Mailing
from hub.notifications.services import queue_mail
from tests.hub.notifications.letters_of_tests import PLAIN

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def broker(settings: Settings) -> Iterator[redis.Redis]:
    """The real one, in a database of its own number."""
    url = project.REDIS_URL.partition("?")[0] + "?db=9"
    settings.CELERY_BROKER_URL = project.CELERY_BROKER_URL.partition("?")[0] + "?virtual_host=9"
    client = redis.Redis.from_url(url)
    client.flushdb()
    yield client
    client.flushdb()
    client.close()


def _mail(key: str = "", **options: object) -> Mailing | None:
    return queue_mail(PLAIN, to="reader@example.org", key=key, **options)  # type: ignore[arg-type]


def test_a_committed_transaction_wakes_one_sender_however_much_it_writes(broker: redis.Redis) -> None:
    with transaction.atomic():
        for _ in range(5):
            with transaction.atomic():
                _mail()
        assert broker.llen("celery") == 0
    assert (Mailing.objects.count(), broker.llen("celery")) == (5, 1)


def test_of_a_rolled_back_transaction_nothing_is_left(broker: redis.Redis) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _mail()
        assert Mailing.objects.count() == 1
        raise ZeroDivisionError
    assert (Mailing.objects.count(), broker.keys()) == (0, [])


def test_of_a_rolled_back_part_nothing_is_left_and_the_rest_is_sent(broker: redis.Redis) -> None:
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            _mail("taken back")
            raise ZeroDivisionError
        with transaction.atomic():
            _mail("kept")
    assert ([m.idempotency_key for m in Mailing.objects.all()], broker.llen("celery")) == (["kept"], 1)


@pytest.mark.parametrize("first_is_kept", [True, False])
def test_a_wake_waits_for_the_part_that_survives(broker: redis.Redis, first_is_kept: bool) -> None:
    with transaction.atomic():
        point = transaction.savepoint()
        _mail("one")
        if first_is_kept:
            transaction.savepoint_commit(point)
        else:
            transaction.savepoint_rollback(point)
        _mail("two")
    assert (Mailing.objects.count(), broker.llen("celery")) == (1 + first_is_kept, 1)


def test_what_is_due_later_wakes_nobody(broker: redis.Redis) -> None:
    with transaction.atomic():
        _mail(due_at=timezone.now() + timezone.timedelta(hours=1))
    assert broker.llen("celery") == 0


def test_the_same_key_gives_one_mail(broker: redis.Redis) -> None:
    with transaction.atomic():
        first = _mail("once")
    with transaction.atomic():
        second = _mail("once")
    assert (first is None, second, Mailing.objects.count(), broker.llen("celery")) == (False, None, 1, 1)


def test_the_message_holds_no_argument(broker: redis.Redis) -> None:
    with transaction.atomic():
        queue_mail(PLAIN, to="himitsu@example.org", ids={"number": 4711})
    (message,) = broker.lrange("celery", 0, -1)
    assert b"hub.notifications.tasks.send_due" in message
    assert [word for word in (b"himitsu", b"4711", b"number") if word in message] == []


def test_without_a_transaction_nothing_is_written() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        _mail()


@pytest.mark.parametrize("ids", [{"name": "花子"}, {"number": 1.5}, {"number": None}])
def test_ids_are_numbers(ids: dict[str, object]) -> None:
    with pytest.raises(TypeError), transaction.atomic():
        queue_mail(PLAIN, to="a@example.org", ids=ids)  # type: ignore[arg-type]


def test_somebody_has_to_be_named() -> None:
    with pytest.raises(ValueError, match="somebody"), transaction.atomic():
        queue_mail(PLAIN, to="")


def _silent() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.mark.parametrize(
    "where", ["redis+socket:///nonexistent/valkey.sock?virtual_host=0", "redis://127.0.0.1:1/0", ""]
)
def test_a_broker_that_is_away_delays_one_request_a_little_and_breaks_none(settings: Settings, where: str) -> None:
    """Nobody listens, or (empty) somebody takes the call and says nothing."""
    settings.HUB_OUTBOX_BROKER_PAUSE_SECONDS = 60.0
    for url in [where] if where else _silent():
        settings.CELERY_BROKER_URL = url
        seconds = []
        for _ in range(3):
            began = time.monotonic()
            with transaction.atomic():
                _mail()
            seconds.append(time.monotonic() - began)
    # Generous: what is shown is that nobody waits for retries (seconds) and the second does not wait at all.
    assert seconds[0] < 1.5
    assert max(seconds[1:]) < settings.HUB_OUTBOX_BROKER_SECONDS
    assert list(Mailing.objects.values_list("state", flat=True)) == [MailingState.PENDING] * 3
    dispatch.broker.forget()
