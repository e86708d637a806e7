"""What the outbox promises while everything around it dies: real workers, a real broker, a real mail server.

Each promise is kept twice: small in ``make test``, in full by ``make soak ARGS="tests/hub/notifications -s"``, which
prints its figures. Clocks are short (``processes.SHORT``): what takes 15 s in the field takes 1 s here.
"""

import random
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from hub import heartbeats
from hub.models import Heartbeat
from hub.notifications.models import JobSlot, Mailing
from tests.hub.notifications.chaos import all_ended, copies_too_many, kill_somebody, report, states
from tests.hub.notifications.factories import queued
from tests.hub.notifications.letters_of_tests import DEADLY, PLAIN
from tests.hub.notifications.mail_servers import MailServerOfTests
from tests.hub.notifications.processes import Broker, Hub
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)

SOAK = pytest.mark.soak


def _write(count: int, *, wakes: bool = False) -> set[str]:
    """``count`` due mailings, written quickly. ``wakes``: one more by the way that apps go, which wakes a sender."""
    now = timezone.now()
    written = Mailing.objects.bulk_create(
        Mailing(
            idempotency_key=f"chaos:{n}", kind=PLAIN, address=f"reader{n}@example.org", ids={"number": n}, due_at=now,
            message_id=f"<{n}.chaos@hub.example>",
        )
        for n in range(count)
    )  # fmt: skip
    ids = {mailing.message_id for mailing in written}
    return ids | {queued(key="chaos:last").message_id} if wakes else ids


@pytest.mark.parametrize(("mails", "kills", "apart"), [(120, 6, 0.5), pytest.param(3000, 65, 1.2, marks=SOAK)])
def test_kill_9_of_senders_loses_no_mail_and_doubles_at_most_one_each(
    hub: Hub, sink: MailServerOfTests, mails: int, kills: int, apart: float
) -> None:
    """Promise 5: at most one more copy per crash of a sender, under the same Message-ID; nothing is lost."""
    dice, began = random.Random(4711), time.monotonic()  # noqa: S311
    sink.pace = 0.03 if mails < 1000 else 0.12
    written = _write(mails, wakes=True)
    workers = [hub.worker(), hub.worker()]
    hub.beat()
    until(lambda: len(sink.taken) > 0, seconds=60, what="the first mail")
    done = 0
    while done < kills and not all_ended():
        seen, wait_until = len(sink.taken), time.monotonic() + apart * dice.uniform(0.3, 1.7)
        until(lambda: time.monotonic() > wait_until or all_ended(), seconds=30)  # noqa: B023
        kill_somebody(hub, workers, dice)
        done += 1
        until(lambda: len(sink.taken) > seen or all_ended(), seconds=60, what="somebody sends again")  # noqa: B023
    killed_in_time = done
    sink.pace = 0.0
    until(all_ended, seconds=180, what="all mails are sent")
    report("kill -9", mails=len(written), kills=killed_in_time, lost=len(written - set(sink.copies())),
            copies_too_many=copies_too_many(sink), seconds=round(time.monotonic() - began))  # fmt: skip
    assert states() == {"sent": len(written)}
    assert set(sink.copies()) == written
    assert copies_too_many(sink) <= killed_in_time
    assert max(sink.copies().values()) <= 2 or killed_in_time > 10
    assert killed_in_time >= min(kills, 3)


@pytest.mark.parametrize(("mails", "away"), [(60, 2.0), pytest.param(500, 20.0, marks=SOAK)])
@pytest.mark.parametrize("wiped", [True, pytest.param(False, marks=SOAK)])
def test_a_broker_that_is_killed_or_wiped_with_mails_due_holds_none_of_them_back(
    hub: Hub, broker: Broker, sink: MailServerOfTests, mails: int, away: float, wiped: bool
) -> None:
    """Promise 4: all sent within 60 s of its return."""
    hub.worker()
    hub.beat()
    until(lambda: Heartbeat.objects.filter(name=heartbeats.WORKER).exists(), seconds=60, what="a worker")
    if wiped:
        broker.wipe()
    broker.kill()
    gone_until = time.monotonic() + away
    until(lambda: all_ended(hub) and time.monotonic() > gone_until, seconds=away + 5)
    written = _write(mails, wakes=True)
    assert states() == {"pending": len(written)}
    broker.start()
    if wiped:
        broker.wipe()
    returned = time.monotonic()
    until(lambda: all_ended(hub), seconds=60, what="all mails are sent within 60 s")
    report("broker " + ("wiped" if wiped else "killed"), mails=len(written), away_seconds=away,
            sent_within_seconds=round(time.monotonic() - returned, 1), copies_too_many=copies_too_many(sink),
            started_again=hub.restarts)  # fmt: skip
    assert sink.copies() == dict.fromkeys(written, 1)


@pytest.mark.parametrize(("mails", "seconds"), [(40, 60), pytest.param(500, 300, marks=SOAK)])
def test_a_worker_that_dies_is_noticed_and_what_waited_is_sent_when_it_is_back(
    client: Client, hub: Hub, sink: MailServerOfTests, settings: Settings, mails: int, seconds: int
) -> None:
    """Promises 4 and 18: /statusz turns red, /readyz stays green; all sent within 5 minutes of its return."""
    worker = hub.worker()
    hub.beat()
    until(lambda: client.get("/statusz").status_code == 200, seconds=60, what="green")
    hub.kill(worker)
    written = _write(mails, wakes=True)
    # As if the time of the promises had passed: the clocks of the rows are put back.
    Heartbeat.objects.filter(name=heartbeats.WORKER).update(beaten_at=timezone.now() - timedelta(seconds=179))
    until(lambda: client.get("/statusz").status_code == 503, seconds=10, what="red three minutes after the last sign")
    assert client.get("/statusz").json()["worker"] is False
    assert client.get("/readyz").status_code == 200
    Mailing.objects.update(due_at=timezone.now() - timedelta(seconds=settings.HUB_OUTBOX_LATE_SECONDS - 1))
    until(lambda: not client.get("/statusz").json()["mail"], seconds=10, what="red for the mail that waits")
    assert states() == {"pending": len(written)}
    returned = time.monotonic()
    hub.worker()
    until(all_ended, seconds=seconds, what="all mails are sent")
    report("worker away", mails=len(written), sent_within_seconds=round(time.monotonic() - returned, 1))
    until(lambda: client.get("/statusz").status_code == 200, seconds=30, what="green again")
    assert sink.copies() == dict.fromkeys(written, 1)


@pytest.mark.parametrize(("mails", "turns"), [(60, 4), pytest.param(600, 60, marks=SOAK)])
def test_two_beats_send_nothing_twice(hub: Hub, sink: MailServerOfTests, mails: int, turns: int) -> None:
    """Promise 5: 0 extra, and each turn of a job is taken once."""
    for _ in range(2):
        hub.worker()
        hub.beat()
    sweeps = JobSlot.objects.filter(job="hub.notifications.tasks.sweep")
    until(lambda: sweeps.count() >= 2, seconds=60, what="the beats beat")
    written = _write(mails)
    more = sweeps.count() + turns
    until(lambda: sweeps.count() >= more and all_ended(), seconds=60 + 3 * turns, what="all mails are sent")
    slots = list(sweeps.values_list("slot", flat=True))
    report("two beats", mails=len(written), turns=len(slots), copies_too_many=copies_too_many(sink))
    assert len(slots) == len(set(slots)) <= max(slots) - min(slots) + 1
    assert sink.copies() == dict.fromkeys(written, 1)


@SOAK
def test_a_mail_that_kills_its_sender_is_given_up_and_holds_no_other_back(hub: Hub, sink: MailServerOfTests) -> None:
    deadly = queued(DEADLY)
    Mailing.objects.filter(pk=deadly.pk).update(claims=17)
    written = _write(20)
    hub.worker()
    hub.beat()
    until(all_ended, seconds=90, what="the deadly one is given up")
    deadly.refresh_from_db()
    assert (deadly.state, deadly.claims, deadly.attempts, deadly.last_error) == ("dead", 20, 0, "NoEnd")
    assert sink.copies() == dict.fromkeys(written, 1)
    assert hub.logs().count("mailing is dead") == 1
