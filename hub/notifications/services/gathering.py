"""From deliveries to mailings: what goes to one person by one way at one time goes together."""

import logging
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Count
from django.utils import timezone

from hub.notifications import dispatch
from hub.notifications.enums import Channel, DeliveryState, NoticeKind
from hub.notifications.models import Delivery, Mailing, Notice, Recipient
from hub.notifications.services.spreading import next_daily

logger = logging.getLogger(__name__)

NOTICES = "notices"
# No mail grows longer than anybody reads; what is left comes with the next.
MOST_TOGETHER = 30
_HAND_OVER = """
    UPDATE notifications_delivery d SET state = 'handed', mailing_id = m.mailing
    FROM unnest(%(deliveries)s::bigint[], %(mailings)s::bigint[]) m (delivery, mailing) WHERE d.id = m.delivery
"""


@dataclass
class _Plan:
    """What becomes of deliveries that are due."""

    mailings: list[Mailing] = field(default_factory=list)
    handed: list[tuple[Mailing, list[int]]] = field(default_factory=list)
    later: dict[datetime, list[int]] = field(default_factory=lambda: defaultdict(list))
    dropped: list[int] = field(default_factory=list)


def gather_due(*, now: datetime, most: int = 500) -> int:
    """Makes mailings of what is due for up to ``most`` people, in one transaction; how many people were looked at.

    Where one of them stands in the way, each is looked at alone, and that one left to the next time.
    """
    numbers = _people_due(now, most)
    try:
        return _gather(numbers, now)
    except DatabaseError:
        return sum(_gather_alone(number, now) for number in numbers)


def _gather_alone(number: int, now: datetime) -> int:
    try:
        return _gather([number], now)
    except DatabaseError as error:
        logger.error("not gathered", extra={"kind": type(error).__name__, "object_id": number})  # noqa: TRY400
        return 0


@transaction.atomic
def _gather(numbers: list[int], now: datetime) -> int:
    people = _lock_people(numbers)
    plan = _plan(people, now)
    Mailing.objects.bulk_create(plan.mailings)
    _hand_over(plan.handed)
    for due_at, waiting in plan.later.items():
        Delivery.objects.filter(pk__in=waiting).update(due_at=due_at)
    Delivery.objects.filter(pk__in=plan.dropped).update(state=DeliveryState.DROPPED)
    if plan.mailings:
        dispatch.wake_after_commit()
    return len(people)


def _hand_over(handed: list[tuple[Mailing, list[int]]]) -> None:
    """One statement, however many mailings."""
    pairs = [(number, mailing.pk) for mailing, numbers in handed for number in numbers]
    if pairs:
        deliveries, mailings = (list(part) for part in zip(*pairs, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(_HAND_OVER, {"deliveries": deliveries, "mailings": mailings})


def _people_due(now: datetime, most: int) -> list[int]:
    """Those with something due, the longest first."""
    due = Delivery.objects.waiting().filter(due_at__lte=now).order_by("due_at", "recipient")
    return list(dict.fromkeys(due.values_list("recipient", flat=True)[: most * 4]))[:most]


def _lock_people(numbers: list[int]) -> list[Recipient]:
    """Those whom nobody else has in hand."""
    there = set(Recipient.objects.filter(pk__in=numbers).values_list("pk", flat=True))
    if gone := set(numbers) - there:  # deleted while the notice was spread: no key of the database says so
        Delivery.objects.waiting().filter(recipient__in=gone).delete()
    rows = Recipient.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
    return list(rows.filter(pk__in=numbers).select_related("user").order_by("pk"))


def _plan(people: list[Recipient], now: datetime) -> _Plan:
    plan = _Plan()
    due = Delivery.objects.waiting().filter(recipient__in=people, due_at__lte=now)
    bundles: dict[tuple[int, str], list[Delivery]] = defaultdict(list)
    for delivery in due.select_related("notice", "subscription").order_by("pk"):
        bundles[delivery.recipient_id, delivery.channel].append(delivery)
    sent = _sent_today(people, now)
    of_number = {one.pk: one for one in people}
    for (number, channel), deliveries in bundles.items():
        _plan_bundle(plan, of_number[number], channel, deliveries, sent.get(number, 0), now)
    return plan


def _plan_bundle(
    plan: _Plan, recipient: Recipient, channel: str, deliveries: list[Delivery], sent: int, now: datetime
) -> None:
    wanted = [one for one in deliveries if is_wanted(one, recipient, now)]
    plan.dropped += [one.pk for one in deliveries if one not in wanted]
    if not wanted:
        return
    later = may_be_reached_at(recipient, now)
    if later is None and sent >= settings.HUB_NOTICES_MOST_A_DAY:
        later = next_daily(now)
    if later is not None:
        plan.later[later] += [one.pk for one in wanted]
        return
    together = wanted[:MOST_TOGETHER]
    mailing = _mailing(recipient, channel, together, now)
    plan.mailings.append(mailing)
    plan.handed.append((mailing, [one.pk for one in together]))


def is_wanted(delivery: Delivery, recipient: Recipient, now: datetime) -> bool:
    """Asked when it is gathered and again when it is sent."""
    notice, subscription = delivery.notice, delivery.subscription
    if notice.withdrawn_at or (notice.expires_at and notice.expires_at <= now):
        return False
    if recipient.user is not None and not recipient.user.is_active:
        return False
    if recipient.user is None and recipient.confirmed_at is None:
        return False
    if delivery.channel == Channel.LINE and not recipient.line_id:
        return False
    return subscription is None or subscription.is_active


def may_be_reached_at(recipient: Recipient, now: datetime) -> datetime | None:
    """None: now. Else when a pause or the quiet hours are over."""
    local = timezone.localtime(now)
    if recipient.paused_until and local.date() < recipient.paused_until:
        return _at(recipient.paused_until, settings.HUB_NOTICES_DIGEST_AT)
    begin, end = recipient.quiet_from, recipient.quiet_until
    if begin is None or end is None or begin == end:
        return None
    clock = local.time()
    if begin < end:
        return _at(local.date(), end) if begin <= clock < end else None
    if clock >= begin:  # over midnight
        return _at(local.date() + timedelta(days=1), end)
    return _at(local.date(), end) if clock < end else None


def _at(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))


def _sent_today(people: Iterable[Recipient], now: datetime) -> dict[int, int]:
    """How many mailings of notices each was written since midnight. One query."""
    midnight = _at(timezone.localdate(now), time(0))
    since = Mailing.objects.filter(kind=NOTICES, recipient__in=people, created_at__gte=midnight)
    rows = since.values_list("recipient").annotate(number=Count("pk")).order_by()
    return dict(rows)


def _mailing(recipient: Recipient, channel: str, together: list[Delivery], now: datetime) -> Mailing:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return Mailing(
        idempotency_key=f"{NOTICES}:{recipient.pk}:{channel}:{together[0].pk}",
        is_bulk=all(_can_wait(one.notice) for one in together),
        kind=NOTICES,
        channel=Channel(channel),
        recipient=recipient,
        user=recipient.user,
        address=recipient.address,
        language=recipient.user.language if recipient.user else recipient.language,
        due_at=now,
        message_id=f"<{uuid.uuid4().hex}@{host}>",
    )


def _can_wait(notice: Notice) -> bool:
    """What is new, for whoever it fits. What became another, or is for somebody by name, goes before it."""
    return notice.kind == NoticeKind.PUBLISHED and notice.recipients is None
