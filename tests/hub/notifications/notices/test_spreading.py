"""From what is announced to whom it is told, and when."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone

from hub.notifications.enums import Channel, DeliveryState, NoticeKind, SubscriptionState
from hub.notifications.models import Delivery, Notice
from hub.notifications.services.announcing import announce, withdraw_notices
from hub.notifications.services.spreading import next_daily, next_weekly
from tests.hub.notifications.notices.factories import notice, recipient, subscription
from tests.hub.notifications.spread import spread_due

pytestmark = pytest.mark.django_db
_TOKYO = ZoneInfo("Asia/Tokyo")


def tell(kind: NoticeKind = NoticeKind.PUBLISHED, object_id: int = 7, **said: Any) -> Notice | None:
    key = said.pop("key", f"{kind}:{object_id}")
    return announce(
        kind, "event", object_id, key=key, path=f"/events/{object_id}/", title=said.pop("title", "囲碁の会"), **said
    )


def told() -> list[tuple[int, str, str]]:
    return list(Delivery.objects.order_by("pk").values_list("recipient", "notice__kind", "state"))


def test_it_belongs_into_the_transaction_that_makes_it_true(transactional_db: None) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        tell()
    with transaction.atomic():
        tell()
        transaction.set_rollback(True)
    assert Notice.objects.count() == 0


def test_the_same_key_gives_one() -> None:
    first, again = tell(), tell()
    assert first is not None
    assert again is None
    assert Notice.objects.count() == 1


def test_each_notice_is_spread_once() -> None:
    subscription()
    tell()
    now = timezone.now()
    assert [spread_due(now=now), spread_due(now=now)] == [1, 0]
    written = Notice.objects.get()
    assert (written.spread_at, written.spread_to, Delivery.objects.count()) == (now, 1, 1)


def test_one_that_cannot_be_spread_holds_no_other_back(caplog: pytest.LogCaptureFixture) -> None:
    subscription(latitude=35.6, longitude=139.3, radius_m=1_000)
    one = subscription()
    broken, sound = notice(latitude=float("inf"), longitude=139.3), notice()
    for _run in range(2):
        spread_due(now=timezone.now())
    assert list(Delivery.objects.values_list("notice", "recipient")) == [(sound.pk, one.recipient_id)]
    assert list(Notice.objects.unspread()) == [broken]
    logged = [(record.message, record.object_id, record.kind) for record in caplog.records]  # type: ignore[attr-defined]
    assert logged == [("notice not spread", broken.pk, "DataError")] * 2


def test_what_is_over_is_told_to_nobody() -> None:
    subscription()
    now = timezone.now()
    tell(expires_at=now)
    spread_due(now=now)
    assert told() == []


def test_named_people_alone() -> None:
    subscription()
    one, other = recipient(account=True), recipient()
    tell(recipients=[one.pk, other.pk])
    spread_due(now=timezone.now())
    found = Delivery.objects.order_by("recipient", "channel").values_list("recipient", "channel")
    assert list(found) == [(one.pk, "email"), (one.pk, "inbox"), (other.pk, "email")]


def test_a_change_reaches_at_once_who_was_told_and_nobody_else() -> None:
    weekly, now = subscription(cadence="weekly", channels=[Channel.INBOX]), timezone.now()
    tell()
    spread_due(now=now)
    subscription()  # came later, was told of nothing
    follower = subscription(topics=["event:7"], cadence="weekly")
    tell(NoticeKind.CHANGED, title="囲碁の会（2階）")
    spread_due(now=now)
    changed = Delivery.objects.filter(notice__kind="changed").order_by("pk")
    assert list(changed.values_list("recipient", "due_at")) == [
        (weekly.recipient_id, now),
        (follower.recipient_id, now),
    ]


def test_who_was_not_told_yet_hears_of_it_as_it_is_now() -> None:
    subscription(cadence="weekly")
    tell()
    spread_due(now=timezone.now())
    tell(NoticeKind.CHANGED, title="囲碁の会（2階）")
    spread_due(now=timezone.now())
    [delivery] = Delivery.objects.select_related("notice")
    assert (delivery.notice.kind, delivery.notice.title) == ("published", "囲碁の会（2階）")


def test_what_is_cancelled_before_it_was_told_is_not_told() -> None:
    waits = subscription(cadence="weekly").recipient_id
    knows = subscription(channels=[Channel.INBOX]).recipient_id
    tell()
    spread_due(now=timezone.now())
    tell(NoticeKind.CANCELLED)
    spread_due(now=timezone.now())
    assert sorted(told()) == sorted(
        [(waits, "published", "dropped"), (knows, "published", "handed"), (knows, "cancelled", "handed")]
    )


def test_who_has_stopped_is_not_told_that_it_is_cancelled() -> None:
    one = subscription(channels=[Channel.INBOX])
    tell()
    spread_due(now=timezone.now())
    one.state, one.stopped_at = SubscriptionState.STOPPED, timezone.now()
    one.save()
    tell(NoticeKind.CANCELLED)
    spread_due(now=timezone.now())
    assert [kind for _who, kind, _state in told()] == ["published"]


def test_what_is_gone_is_in_no_inbox_and_is_not_sent() -> None:
    who = recipient(account=True)
    subscription(who, channels=[Channel.INBOX, Channel.EMAIL])
    tell()
    spread_due(now=timezone.now())
    assert Delivery.objects.inbox_of(who).count() == 1
    withdraw_notices("event", 7)
    assert Delivery.objects.inbox_of(who).count() == 0
    assert Delivery.objects.get(channel="email").state == DeliveryState.DROPPED


def test_what_was_withdrawn_before_anybody_was_looked_for_is_told_to_nobody() -> None:
    subscription()
    tell()
    withdraw_notices("event", 7)
    assert spread_due(now=timezone.now()) == 0
    assert told() == []


def test_nothing_of_another_thing_is_withdrawn() -> None:
    subscription()
    kept = notice(object_id=8)
    tell()
    withdraw_notices("event", 7)
    assert list(Notice.objects.unspread()) == [kept]


@pytest.mark.parametrize(
    ("now", "daily", "weekly"),
    [
        # (month, day, hour, minute) in Tokyo; the weekly one is on Thursdays, both at 7:30
        ((11, 26, 7, 0), (2026, 11, 26), (2026, 11, 26)),  # a Thursday, before
        ((11, 26, 7, 30), (2026, 11, 27), (2026, 12, 3)),
        ((11, 27, 0, 0), (2026, 11, 27), (2026, 12, 3)),
        ((11, 29, 23, 59), (2026, 11, 30), (2026, 12, 3)),  # a Sunday
        ((12, 31, 7, 29), (2026, 12, 31), (2026, 12, 31)),
        ((12, 31, 12, 0), (2027, 1, 1), (2027, 1, 7)),
    ],
)
def test_when_digests_are_made_up(
    now: tuple[int, int, int, int], daily: tuple[int, int, int], weekly: tuple[int, int, int]
) -> None:
    moment = datetime(2026, *now, tzinfo=_TOKYO)

    def written(day: tuple[int, int, int]) -> datetime:
        return datetime(*day, 7, 30, tzinfo=_TOKYO)

    assert [next_daily(moment), next_weekly(moment)] == [written(daily), written(weekly)]
