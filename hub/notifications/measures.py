"""What became of notices: sent, opened, stopped; for each notice, and by kind and by district.

``opened``: in the site's inbox by people, by mail and LINE by visits that carry a notice's mark (a mail program that
looks at links by itself counts too, so they are a hint). ``stopped``: people who within a week of being told stopped
what the notice came by.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, DateTimeField, ExpressionWrapper, F, Func, IntegerField, QuerySet, Sum

from hub.notifications.enums import Channel, Fate
from hub.notifications.models import Delivery, Notice, NoticeOpening

STOPPED_WITHIN = timedelta(days=7)


@dataclass
class Outcome:
    """``fates``: people by channel and fate. ``visits``: by channel."""

    fates: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    read: int = 0
    visits: dict[str, int] = field(default_factory=dict)
    stopped: int = 0

    @property
    def opened(self) -> int:
        return self.read + sum(self.visits.values())

    def count(self, fate: str) -> int:
        return sum(fates[fate] for fates in self.fates.values())

    @property
    def is_going_on(self) -> bool:
        return self.count(Fate.WAITING) > 0


def deliveries_sent() -> QuerySet[Any]:
    """What reached somebody: stands in an inbox, or was taken by the server of mails or of LINE."""
    return Delivery.objects.that_were(Fate.SENT)


def deliveries_opened() -> QuerySet[Any]:
    """What was opened in the site's inbox."""
    return Delivery.objects.filter(channel=Channel.INBOX, opened_at__isnull=False)


def deliveries_stopped() -> QuerySet[Any]:
    """What was followed within a week by the end of the subscription that it came by."""
    until = ExpressionWrapper(F("notice__spread_at") + STOPPED_WITHIN, output_field=DateTimeField())
    stopped_at = F("subscription__stopped_at")
    return Delivery.objects.annotate(until=until).filter(
        subscription__stopped_at__gte=F("notice__spread_at"), until__gte=stopped_at
    )


def outcomes_of(notices: Iterable[Notice]) -> dict[int, Outcome]:
    """For each notice, by its number; four queries however many there are."""
    numbers = [notice.pk for notice in notices]
    found = {number: Outcome() for number in numbers}
    for number, channel, fate, people in Delivery.objects.filter(notice__in=numbers).count_fates():
        found[number].fates[channel][fate] += people
    for number, people in _by_notice(deliveries_opened().filter(notice__in=numbers)):
        found[number].read = people
    for number, people in _by_notice(deliveries_stopped().filter(notice__in=numbers)):
        found[number].stopped = people
    visits = NoticeOpening.objects.filter(notice__in=numbers).order_by().values_list("notice", "channel")
    for number, channel, times in visits.annotate(times=Sum("number")):
        found[number].visits[channel] = times
    return found


def _by_notice(deliveries: QuerySet[Any]) -> QuerySet[Any]:
    return deliveries.order_by().values_list("notice").annotate(people=Count("recipient", distinct=True))


@dataclass
class Measured:
    """Of a group of notices. People are counted once in a group."""

    notices: int = 0
    sent: int = 0
    opened: int = 0
    stopped: int = 0


def by_kind(since: datetime, until: datetime) -> dict[tuple[str, str], Measured]:
    """Of what was announced between the two moments, by what it was about and what had happened. Five queries."""
    return _measured(since, until, ("subject", "kind"), {})


def by_district(since: datetime, until: datetime) -> dict[tuple[int], Measured]:
    """The same by the districts of the things; a thing of two districts counts in both. Five queries."""
    return _measured(since, until, ("district",), {"district": "districts"})


def _measured(
    since: datetime, until: datetime, names: tuple[str, ...], unnested: dict[str, str]
) -> dict[Any, Measured]:
    found: dict[Any, Measured] = defaultdict(Measured)

    def groups(rows: QuerySet[Any], prefix: str, number: Any) -> QuerySet[Any]:
        spread = {
            alias: Func(F(f"{prefix}{name}"), function="unnest", output_field=IntegerField())
            for alias, name in unnested.items()
        }
        keys = [name if name in unnested else f"{prefix}{name}" for name in names]
        time = {f"{prefix}created_at__gte": since, f"{prefix}created_at__lt": until, f"{prefix}recipients": None}
        return rows.filter(**time).annotate(**spread).order_by().values_list(*keys).annotate(number=number)

    people = Count("recipient", distinct=True)
    for *key, number in groups(Notice.objects.all(), "", Count("pk")):
        found[tuple(key)].notices = number
    for *key, number in groups(deliveries_sent(), "notice__", people):
        found[tuple(key)].sent = number
    for *key, number in groups(deliveries_opened(), "notice__", Count("pk")):
        found[tuple(key)].opened += number
    for *key, number in groups(NoticeOpening.objects.all(), "notice__", Sum("number")):
        found[tuple(key)].opened += number
    for *key, number in groups(deliveries_stopped(), "notice__", people):
        found[tuple(key)].stopped = number
    return dict(found)
