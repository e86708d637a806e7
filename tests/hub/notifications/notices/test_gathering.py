"""What goes to one person at one time goes in one mail; at the right time; what is not wanted any more does not go."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from hub.notifications import sending
from hub.notifications.models import Delivery, Mailing, Recipient, Subscription
from hub.notifications.services.announcing import withdraw_notices
from hub.notifications.services.gathering import gather_due, may_be_reached_at
from hub.notifications.services.subscribing import stop
from tests.hub.notifications.notices.factories import notice, recipient, subscription
from tests.hub.notifications.spread import spread_due


def at(month: int, day: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.mark.django_db
def test_what_is_due_for_one_person_goes_together() -> None:
    one, other = subscription(), subscription()
    now = timezone.now()
    first, second = notice(title="囲碁の会"), notice(title="お茶の会")
    spread_due(now=now)
    assert gather_due(now=now) == 2
    mailings = {mailing.recipient_id: mailing for mailing in Mailing.objects.all()}
    assert set(mailings) == {one.recipient_id, other.recipient_id}
    for mailing in mailings.values():
        assert set(mailing.deliveries.values_list("notice", "state")) == {(first.pk, "handed"), (second.pk, "handed")}
    assert gather_due(now=now) == 0


@pytest.mark.django_db
def test_what_was_written_for_somebody_who_is_gone_is_in_nobodys_way() -> None:
    one, other = subscription(), subscription()
    now = timezone.now()
    notice()
    spread_due(now=now)
    Recipient.objects.filter(pk=one.recipient_id)._raw_delete("default")  # as by another transaction, meanwhile
    assert gather_due(now=now) == 1
    assert list(Delivery.objects.values_list("recipient", flat=True)) == [other.recipient_id]
    Subscription.objects.filter(pk=one.pk)._raw_delete("default")


@pytest.mark.django_db
def test_a_digest_waits_for_its_day_and_is_never_empty() -> None:
    subscription(cadence="weekly")
    monday, thursday = at(11, 23, 9), at(11, 26, 7, 30)
    one, other = notice(), notice()
    spread_due(now=monday)
    assert gather_due(now=thursday - timedelta(minutes=1)) == 0
    withdraw_notices("event", one.object_id)
    withdraw_notices("event", other.object_id)
    gather_due(now=thursday)
    assert Mailing.objects.count() == 0


@pytest.mark.parametrize(
    ("quiet", "now", "until"),
    [
        ((21, 7), at(11, 26, 20, 59), None),
        ((21, 7), at(11, 26, 21), at(11, 27, 7)),
        ((21, 7), at(11, 26, 23, 59), at(11, 27, 7)),
        ((21, 7), at(11, 27, 0), at(11, 27, 7)),
        ((21, 7), at(11, 27, 7), None),
        ((21, 7), at(12, 31, 22), at(1, 1, 7, year=2027)),
        ((12, 13), at(11, 26, 12, 30), at(11, 26, 13)),
        ((12, 13), at(11, 26, 11, 59), None),
        (None, at(11, 26, 3), None),
    ],
)
def test_quiet_hours(quiet: tuple[int, int] | None, now: datetime, until: datetime | None) -> None:
    hours: dict[str, Any] = {}
    if quiet:
        hours = {"quiet_from": time(quiet[0]), "quiet_until": time(quiet[1])}
    assert may_be_reached_at(Recipient(address="a@example.org", **hours), now) == until


@pytest.mark.parametrize(
    ("paused_until", "now", "until"),
    [
        (date(2027, 1, 1), at(12, 31, 23, 59), at(1, 1, 7, 30, year=2027)),
        (date(2027, 1, 1), at(1, 1, 0, year=2027), None),
        (date(2026, 11, 30), at(11, 26, 12), at(11, 30, 7, 30)),
    ],
)
def test_a_pause(paused_until: date, now: datetime, until: datetime | None) -> None:
    assert may_be_reached_at(Recipient(address="a@example.org", paused_until=paused_until), now) == until


@pytest.mark.django_db
def test_in_the_quiet_hours_it_waits_and_goes_afterwards() -> None:
    subscription(recipient(quiet_from=time(21), quiet_until=time(7)))
    notice()
    spread_due(now=at(11, 26, 22))
    gather_due(now=at(11, 26, 22))
    assert Mailing.objects.count() == 0
    assert Delivery.objects.get().due_at == at(11, 27, 7)
    gather_due(now=at(11, 27, 7))
    assert Mailing.objects.count() == 1


@pytest.mark.django_db
def test_no_more_than_so_many_a_day(settings: Settings) -> None:
    settings.HUB_NOTICES_MOST_A_DAY = 2
    subscription()
    now = timezone.now()
    for _number in range(4):
        notice()
        spread_due(now=now)
        gather_due(now=now)
    assert Mailing.objects.count() == 2
    tomorrow = now + timedelta(days=1, hours=8)
    gather_due(now=tomorrow)
    assert Mailing.objects.count() == 3
    assert Delivery.objects.waiting().count() == 0


@pytest.fixture
def sent(transactional_db: None) -> list[Any]:
    """Somebody's mail with two things is due."""
    who = recipient(account=True)
    subscription(who)
    notice(title="囲碁の会", starts_at=at(12, 5, 13), whereabouts="台町の縁側", object_id=7)
    notice(title="お茶の会", object_id=8)
    now = timezone.now()
    spread_due(now=now)
    gather_due(now=now)
    return mail.outbox


def test_the_mail(sent: list[Any]) -> None:
    assert sending.send_due() == {"sent": 1}
    [message] = sent
    assert message.subject == "囲碁の会 ほか1件"
    assert "■ 囲碁の会\n12月5日(土) 13:00\n台町の縁側\nhttp://testserver/n/" in message.body
    html = message.alternatives[0].content
    assert '/email/">囲碁の会</a></h2>' in html
    stop_url = message.extra_headers["List-Unsubscribe"]
    assert stop_url.startswith("<http://testserver/notices/stop/")
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_what_was_stopped_after_it_was_gathered_is_not_sent(sent: list[Any]) -> None:
    stop(Delivery.objects.first().subscription)
    assert sending.send_due() == {"cancelled": 1}
    assert sent == []


def test_what_was_withdrawn_after_it_was_gathered_is_left_out(sent: list[Any]) -> None:
    with transaction.atomic():
        withdraw_notices("event", 7)
    sending.send_due()
    [message] = sent
    assert message.subject == "お茶の会"
    assert "囲碁" not in message.body
