"""Two senders at once, and one whose lease has run out."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from hub.notifications import services
from hub.notifications.enums import MailingState
from hub.notifications.models import Mailing
from hub.notifications.sending import send_due
from tests.hub.notifications.factories import many, queued
from tests.hub.notifications.mail_servers import MailServerOfTests

pytestmark = pytest.mark.django_db(transaction=True)


class _Sender(threading.Thread):
    """A sender with a connection of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.done: Counter[str] = Counter()

    def run(self) -> None:
        try:
            self.done = send_due()
        finally:
            connection.close()


def test_many_senders_at_once_send_each_mail_once(mail_server: MailServerOfTests, settings: Settings) -> None:
    settings.HUB_OUTBOX_BATCH = 3
    mailings = many(60)
    senders = [_Sender() for _ in range(6)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sum((sender.done for sender in senders), Counter()) == {"sent": 60}
    assert mail_server.copies() == {mailing.message_id: 1 for mailing in mailings}
    assert set(Mailing.objects.values_list("state", "claims")) == {("sent", 1)}


def test_claims_of_two_do_not_overlap_and_keep_to_the_limit() -> None:
    many(5)
    now = timezone.now()
    first, second = services.claim_due(now=now, limit=3), services.claim_due(now=now, limit=3)
    assert ([len(first), len(second)], {m.pk for m in first} & {m.pk for m in second}) == ([3, 2], set())
    assert services.claim_due(now=now, limit=3) == []


def test_a_lease_runs_out_by_itself(settings: Settings) -> None:
    settings.HUB_OUTBOX_LEASE_SECONDS = 90
    queued()
    now = timezone.now()
    (first,) = services.claim_due(now=now, limit=1)
    assert services.claim_due(now=now + timedelta(seconds=89), limit=1) == []
    (second,) = services.claim_due(now=now + timedelta(seconds=91), limit=1)
    assert (first.pk, first.lease_token == second.lease_token) == (second.pk, False)


def test_a_late_word_changes_nothing() -> None:
    """Every move of a sender, after somebody else has taken the mailing into hand, and after it has ended."""
    mailing = queued()
    now = timezone.now()
    (late,) = services.claim_due(now=now, limit=1)
    (present,) = services.claim_due(now=now + timedelta(hours=1), limit=1)
    before = Mailing.objects.filter(pk=mailing.pk).values().get()
    for _round in range(2):
        assert services.go_on([], [late], now=now) == (set(), set())
        assert services.go_on([late], [], now=now) == (set(), set())
        assert services.fail(late, error="x", now=now) is False
        assert services.give_up(late, error="x", now=now) is False
        assert services.drop(late, reason="x", now=now) is False
        services.give_back([late], begun=[late], reason="x")
        assert Mailing.objects.filter(pk=mailing.pk).values().get() == before
        services.go_on([present], [], now=now)
        before = Mailing.objects.filter(pk=mailing.pk).values().get()
    assert before["state"] == MailingState.SENT


def test_a_sender_that_is_overtaken_while_the_server_is_slow(
    mail_server: MailServerOfTests, settings: Settings
) -> None:
    settings.EMAIL_TIMEOUT = 20
    mailing = queued()
    mail_server.faults = [("DATA", "slow")]
    slow = _Sender()
    slow.start()
    assert mail_server.slow_reached.wait(10)
    later = timezone.now() + timedelta(seconds=settings.HUB_OUTBOX_LEASE_SECONDS + 1)
    assert dict(send_due(now=later)) == {"sent": 1}
    mailing.refresh_from_db()
    ended_at = mailing.ended_at
    mail_server.release()
    slow.join()
    mailing.refresh_from_db()
    assert (slow.done, mailing.state, mailing.ended_at, mailing.claims) == ({"late": 1}, "sent", ended_at, 2)
    assert mail_server.copies() == {mailing.message_id: 2}


def test_what_is_called_off_in_the_middle_of_a_batch_is_not_sent(
    mail_server: MailServerOfTests, settings: Settings
) -> None:
    settings.EMAIL_TIMEOUT = 20
    first, second = many(2)
    mail_server.faults = [("DATA", "slow")]
    sender = _Sender()
    sender.start()
    assert mail_server.slow_reached.wait(10)
    services.call_off(second, by=None)  # type: ignore[arg-type]
    mail_server.release()
    sender.join()
    assert sender.done == {"sent": 1, "lost": 1}
    assert list(mail_server.copies()) == [first.message_id]
    second.refresh_from_db()
    assert (second.state, second.claims) == ("cancelled", 0)
