"""What workers do, one step after the other."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.notifications import services, tasks
from hub.notifications.enums import NoticeKind
from hub.notifications.models import Delivery, Mailing
from tests.hub.notifications.factories import queued
from tests.hub.notifications.mail_servers import MailServerOfTests
from tests.hub.notifications.notices.factories import notice, subscription
from tests.hub.notifications.spread import spread_due

pytestmark = pytest.mark.django_db


def _in_the_way(of: Delivery) -> None:
    """Its mailing can't be written."""
    mailing = queued(to="other@example.org")
    key = f"notices:{of.recipient_id}:email:{of.pk}"
    Mailing.objects.filter(pk=mailing.pk).update(idempotency_key=key)


def test_one_person_whose_notices_cannot_be_gathered_keeps_back_nobody_elses(
    mail_server: MailServerOfTests, caplog: pytest.LogCaptureFixture
) -> None:
    first, second, third = subscription(), subscription(), subscription()
    notice()
    spread_due(now=timezone.now())
    stuck = Delivery.objects.get(recipient=second.recipient)
    _in_the_way(stuck)
    tasks.send_due()
    expected = ["other@example.org", first.recipient.address, third.recipient.address]
    assert sorted(mail_server.recipients()) == sorted(expected)
    assert list(Delivery.objects.waiting()) == [stuck]
    assert ("ERROR", "not gathered", second.recipient_id) in {
        (r.levelname, r.message, getattr(r, "object_id", 0)) for r in caplog.records
    }


def test_what_somebody_waits_for_goes_before_the_news_of_many(mail_server: MailServerOfTests) -> None:
    """However long these have been due; and so does what became another."""
    many = [subscription().recipient.address for _ in range(3)]
    follower = subscription(topics=["event:7"]).recipient.address
    notice(object_id=6)
    spread_due(now=timezone.now())
    services.gather_due(now=timezone.now())
    notice(object_id=7, kind=NoticeKind.CHANGED)
    link = queued(to="waiting@example.org")
    Mailing.objects.filter(is_bulk=True).update(due_at=timezone.now() - timedelta(hours=1))
    tasks.send_due()
    assert mail_server.recipients()[:2] == [link.address, follower]
    assert sorted(mail_server.recipients()[2:]) == sorted(many)


def test_what_another_worker_spreads_goes_into_the_same_mail(mail_server: MailServerOfTests) -> None:
    """A notice that somebody has in hand: nothing is gathered before it is there."""
    who = subscription()
    notice(title="はじめの会")
    spread_due(now=timezone.now())
    second = notice(title="つぎの会")
    assert services.spread_next(now=timezone.now(), failed=[second.pk]) is False
    assert services.is_to_be_spread(but=[]) is True
    tasks.send_due()
    (taken,) = mail_server.taken
    assert (taken.recipients, str(taken.message["Subject"])) == ([who.recipient.address], "はじめの会 ほか1件")
