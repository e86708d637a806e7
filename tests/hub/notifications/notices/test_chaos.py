"""What notices promise while everything around them dies: real workers, a real broker, a mail server and LINE.

As for the outbox (``tests.hub.notifications.test_chaos``), each promise is kept twice: small in ``make test``, in full
by ``make soak``, which prints its figures.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any, Self

import pytest
from django.db import Error, connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from hub import heartbeats
from hub.models import Heartbeat
from hub.notifications import services, tasks
from hub.notifications.channels.chosen import in_use
from hub.notifications.models import Delivery, Mailing, Notice
from tests.hub.notifications.chaos import copies_too_many, kill_somebody, report, states
from tests.hub.notifications.line.calls import SECRET
from tests.hub.notifications.line_server import TOKEN, LineServerOfTests
from tests.hub.notifications.mail_servers import MailServerOfTests
from tests.hub.notifications.notices.factories import recipient, subscription
from tests.hub.notifications.notices.readers import Readers, all_done, announced, readers, told
from tests.hub.notifications.processes import Broker, Hub
from tests.hub.notifications.spread import spread_due
from tests.threads import at_once
from tests.waiting import until

SOAK = pytest.mark.soak
PROCESSES = pytest.mark.django_db(transaction=True)
TEN_MINUTES = timedelta(minutes=10)


@pytest.fixture
def line(settings: Settings) -> Iterator[LineServerOfTests]:
    with LineServerOfTests().running() as server:
        settings.LINE_CHANNEL_ACCESS_TOKEN, settings.LINE_CHANNEL_SECRET = TOKEN, SECRET
        settings.LINE_API = server.url
        yield server


@pytest.fixture
def environment_of_hub(line: LineServerOfTests) -> dict[str, str]:
    return {
        "LINE_CHANNEL_ACCESS_TOKEN": TOKEN,
        "LINE_CHANNEL_SECRET": SECRET,
        "LINE_API": line.url,
        "HUB_NOTICES_MOST_A_DAY": "100000",
    }


@PROCESSES
@pytest.mark.parametrize(
    ("notices", "each", "kills", "apart"), [(12, 1, 4, 0.2), pytest.param(500, 4, 60, 1.0, marks=SOAK)]
)
def test_kill_9_between_announcing_and_sending_loses_nothing_and_tells_nobody_twice(
    hub: Hub, sink: MailServerOfTests, line: LineServerOfTests, notices: int, each: int, kills: int, apart: float
) -> None:
    """Promise 5: a mail at most once more for each sender that is killed, under the same Message-ID; LINE never twice."""
    dice, began = random.Random(4711), time.monotonic()  # noqa: S311
    everybody = readers(each)
    sink.pace = line.pace = 0.05
    # The first to be killed have both given something away that was taken, and not heard so.
    sink.faults, line.faults = [("DATA", "slow")], ["hang after"]
    workers = [hub.worker()]
    hub.beat()
    written = announced(2)
    until(lambda: sink.slow_reached.is_set() and line.accepted, seconds=60, what="both have taken something")
    asked = len(line.keys)
    senders = kill_somebody(hub, workers, dice, inner_share=0)
    if kills > 10:
        workers.append(hub.worker())
    for turn in range(2, kills + 1):
        written += announced(notices * turn // kills - len(written))
        seen, wait_until = len(sink.taken) + len(line.accepted), time.monotonic() + apart * dice.uniform(0, 2)
        until(lambda: time.monotonic() > wait_until, seconds=30)  # noqa: B023
        senders += kill_somebody(hub, workers, dice, inner_share=0.6 if kills > 10 else 1)
        until(lambda: len(sink.taken) + len(line.accepted) > seen or all_done(), seconds=60, what="it goes on")  # noqa: B023
    sink.pace = line.pace = 0.0
    until(all_done, seconds=180, what="all are told")
    expected, found = everybody.expect(written), told(sink, line)
    report("notices, kill -9", notices=len(written), deliveries=expected.total(), kills=kills, senders_killed=senders,
           lost=(expected - found).total(), told_twice=(found - expected).total(), mails_once_more=copies_too_many(sink),
           line_asked_again=len(line.keys) - len(line.accepted), mailings=Mailing.objects.count(),
           seconds=round(time.monotonic() - began))  # fmt: skip
    assert found == expected
    assert 1 <= copies_too_many(sink) <= senders
    assert len(line.keys) - len(line.accepted) >= 1
    assert set(line.keys[:asked]) <= set(line.keys[asked:]), "asked again under the same key"
    assert states() == {"sent": len(sink.copies()) + len(line.accepted)}
    assert dict(_deliveries()) == {"handed": expected.total()}


def _deliveries() -> list[tuple[str, int]]:
    names = list(Delivery.objects.values_list("state", flat=True))
    return [(name, names.count(name)) for name in sorted(set(names))]


@PROCESSES
@pytest.mark.parametrize(
    ("worker_dies", "broker_is", "each", "digests", "away"),
    [
        (True, "wiped", 2, 3, 0.0),
        pytest.param(True, "there", 125, 50, 0.0, marks=SOAK),
        pytest.param(False, "wiped", 125, 50, 20.0, marks=SOAK),
        pytest.param(False, "killed", 125, 50, 20.0, marks=SOAK),
    ],
)
def test_what_fell_due_while_the_worker_or_the_broker_was_dead_is_told_once_when_it_is_back(
    client: Client, hub: Hub, broker: Broker, sink: MailServerOfTests, line: LineServerOfTests,
    worker_dies: bool, broker_is: str, each: int, digests: int, away: float,
) -> None:  # fmt: skip
    """Promises 4 and 18, at each step of the way: announced, spread, gathered. Digests are one each, and none is empty."""
    everybody = readers(each, digests=digests)
    gathered, spread, gone, lonely = _half_done()
    worker = hub.worker()
    hub.beat()
    until(lambda: client.get("/statusz").status_code == 200, seconds=60, what="green")
    begun: list[Notice] = []
    if worker_dies:
        begun = _kill_while_it_spreads(lambda: hub.kill(worker))
        _see_red(client)
    if broker_is != "there":
        if broker_is == "wiped":
            broker.wipe()
        broker.kill()
        until(_waited(away, hub), seconds=away + 5)
    _fall_due(gone, lonely)
    unspread = begun + announced(2)
    assert told(sink, line).total() == 0
    if broker_is != "there":
        broker.start()
        if broker_is == "wiped":
            broker.wipe()
    returned = time.monotonic()
    if worker_dies:
        until(lambda: client.get("/statusz").json()["mail"] is False, seconds=10, what="red for what waits")
        hub.worker()
    until(lambda: hub.look_after() or all_done(), seconds=60, what="all are told within 60 s of its return")
    seconds = round(time.monotonic() - returned, 1)
    expected = everybody.expect(gathered + spread + unspread, in_digest=gathered + spread)
    found = told(sink, line)
    report(f"notices, broker {broker_is}" + ", worker dead" * worker_dies, notices=len(gathered + spread + unspread),
           deliveries=expected.total(), mailings=Mailing.objects.count(), sent_within_seconds=seconds,
           lost=(expected - found).total(), told_twice=(found - expected).total(), copies_too_many=copies_too_many(sink),
           digests=digests, started_again=hub.restarts)  # fmt: skip
    assert found == expected
    assert set(sink.copies().values()) == {1}
    assert sorted(set(line.keys)) == sorted(line.keys)
    _check_digests(everybody, sink, unspread)
    assert dict(_deliveries()) == {"handed": expected.total(), "dropped": len(everybody.now + everybody.digest) + 1,
                                   "waiting": digests * len(unspread)}  # fmt: skip
    until(lambda: client.get("/statusz").status_code == 200, seconds=30, what="green again")


def _half_done() -> tuple[list[Notice], list[Notice], Notice, str]:
    """Of what was announced: gathered, spread, and spread to be withdrawn; whose digest would hold that alone.

    None of it is due before tomorrow.
    """
    now, tomorrow = timezone.now(), timezone.now() + timedelta(days=1)
    gathered = announced(2)
    spread_due(now=now)
    services.gather_due(now=now)
    Mailing.objects.update(due_at=tomorrow)
    spread, lonely = announced(3), recipient()
    *rest, gone = spread
    subscription(lonely, cadence="daily", topics=[f"event:{gone.object_id}"])
    spread_due(now=now)
    Delivery.objects.waiting().update(due_at=tomorrow)
    assert Delivery.objects.filter(recipient=lonely, notice=gone).count() == 1
    return gathered, rest, gone, lonely.address


def _kill_while_it_spreads(kill: Callable[[], None]) -> list[Notice]:
    """What it had begun to spread, and can't have ended."""
    announcing: list[Notice] = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE notifications_delivery IN SHARE MODE")
        assert at_once([lambda: announcing.extend(announced(1))]) == [None]
        until(_somebody_waits_to_write_deliveries, what="it spreads")
        kill()
    assert Notice.objects.unspread().get() == announcing[0]
    assert not Delivery.objects.filter(notice=announcing[0]).exists()
    return announcing


def _somebody_waits_to_write_deliveries() -> bool:
    waits = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'notifications_delivery'::regclass"
    with connection.cursor() as cursor:
        cursor.execute(waits)
        return cursor.fetchone() is not None


def _see_red(client: Client) -> None:
    Heartbeat.objects.filter(name=heartbeats.WORKER).update(beaten_at=timezone.now() - timedelta(seconds=179))
    until(lambda: client.get("/statusz").status_code == 503, seconds=10, what="red three minutes after the last sign")
    assert client.get("/statusz").json()["worker"] is False
    assert client.get("/readyz").status_code == 200
    Heartbeat.objects.update(beaten_at=timezone.now() - TEN_MINUTES)


def _waited(seconds: float, hub: Hub) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: hub.look_after() or time.monotonic() > end


def _fall_due(gone: Notice, lonely: str) -> None:
    """As if the time had passed: the clocks of the rows are put back. Digests of two days have fallen due."""
    then = timezone.now() - TEN_MINUTES
    with transaction.atomic():
        services.withdraw_notices(gone.subject, gone.object_id)
        Mailing.objects.update(due_at=then)
        Delivery.objects.waiting().update(due_at=then)
        first = Delivery.objects.waiting().order_by("notice").values_list("notice", flat=True).first()
        Delivery.objects.waiting().filter(notice=first).update(due_at=then - timedelta(days=1))
    assert Delivery.objects.filter(recipient__address=lonely, state="dropped").count() == 1


def _check_digests(everybody: Readers, sink: MailServerOfTests, unspread: list[Notice]) -> None:
    """One for each; what was spread afterwards waits for the next; of what was withdrawn nobody heard (``told``)."""
    receivers = sink.recipients()
    assert {address: receivers.count(address) for _channel, address in everybody.digest} == {
        address: 1 for _channel, address in everybody.digest
    }
    waiting = Delivery.objects.waiting().values_list("recipient__address", "notice")
    assert sorted(waiting) == sorted((address, one.pk) for _channel, address in everybody.digest for one in unspread)
    assert not Mailing.objects.exclude(state="sent").exists()


class _Dying(threading.Thread):
    """A worker that does one step and dies before it is committed."""

    def __init__(self, step: Callable[..., Any]) -> None:
        super().__init__()
        self.step, self.pid = step, 0
        self.error: Error | None = None
        self.has_come_so_far, self.is_dead = threading.Event(), threading.Event()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.is_dead.set()
        self.join(30)

    def run(self) -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                assert self.step(now=timezone.now()) > 0
                cursor.execute("SELECT pg_backend_pid()")
                (self.pid,) = cursor.fetchone()
                self.has_come_so_far.set()
                self.is_dead.wait(30)
        except Error as error:
            self.error = error
        finally:
            connection.close()

    def die(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [self.pid])
            assert cursor.fetchone() == (True,)
        self.is_dead.set()
        self.join(30)
        assert self.error is not None


@PROCESSES
@pytest.mark.parametrize("step", [spread_due, services.gather_due])
def test_what_a_worker_began_and_did_not_commit_is_begun_again(
    mail_server: MailServerOfTests, line: LineServerOfTests, step: Callable[..., Any]
) -> None:
    everybody, written = readers(1, digests=1), announced(2)
    if step is services.gather_due:
        spread_due(now=timezone.now())
    with _Dying(step) as dying:
        assert dying.has_come_so_far.wait(30)
        tasks.send_due()  # another worker leaves alone what this one has in hand, and waits for nothing
        assert told(mail_server, line).total() == 0
        dying.die()
    for _turn in range(2):
        tasks.send_due()
    assert told(mail_server, line) == everybody.expect(written)
    assert states() == {"sent": 4}
    assert set(mail_server.copies().values()) == {1}
    assert len(line.keys) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(("stage", "copies"), [("gathered", 1), ("claimed", 1), ("begun", 1), ("offered", 2)])
def test_what_was_gathered_by_a_worker_that_died_is_sent_by_the_next(
    mail_server: MailServerOfTests, line: LineServerOfTests, stage: str, copies: int
) -> None:
    """Only who died after the mail server had taken a mail, and before that was written down, costs one copy more."""
    everybody, written, now = readers(1), announced(2), timezone.now()
    spread_due(now=now)
    services.gather_due(now=now)
    if stage != "gathered":
        _die_in_the_midst_of_sending(stage)
        tasks.send_due()
        assert len(line.keys) == len(mail_server.taken) == (2 if stage == "offered" else 0), "the lease holds"
        Mailing.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    written += announced(1)  # comes in a message of its own
    for _turn in range(2):
        tasks.send_due()
    assert told(mail_server, line) == everybody.expect(written)
    assert sorted(mail_server.copies().values()) == sorted([copies] * 2 + [1] * 2)
    assert (len(line.accepted), len(line.keys)) == (4, 2 * copies + 2)
    assert states() == {"sent": 8}


def _die_in_the_midst_of_sending(stage: str) -> None:
    for channel, make in in_use().items():
        with closing(make()) as way:
            for mailing in services.claim_due(now=timezone.now(), limit=20, channel=channel):
                if stage != "claimed":
                    assert services.go_on([], [mailing], now=timezone.now()).begun
                if stage == "offered":
                    assert way.send(mailing)
