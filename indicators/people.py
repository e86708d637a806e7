"""Numbers of people and of what they did, by quarter. Only what ``indicators.secrecy`` lets through leaves the hub.

Each is counted in one quarter alone: a case in that in which it came, a reader in that in which their first subscription
began. So a year is the sum of its quarters, and no two numbers overlap.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Min, Q
from django.utils.translation import gettext_lazy as _

from hub.notifications.enums import SubscriptionState
from hub.notifications.measures import deliveries_opened, deliveries_sent
from hub.notifications.models import Delivery, Recipient, Subscription
from indicators import taking_part
from referrals.case_enums import Outcome
from referrals.measures import by_outcome, counted, times
from referrals.models import Referral

Sums = Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True)
class Line:
    key: str
    title: Any
    definition: Any
    is_part: bool = False


@dataclass(frozen=True)
class PeopleTable:
    """``count(since, until, now)``: from the first moment to the one after the last. ``began()``: when the first row was.

    ``sums``: what a reader can add up. ``share``: of which two lines a percentage is told beside them.
    """

    name: str
    title: Any
    lines: Sequence[Line]
    count: Callable[[datetime, datetime, datetime], Mapping[str, int]]
    began: Callable[[], datetime | None]
    sums: Sums = ()
    share: tuple[str, str] | None = None


def _cases() -> Any:
    """Without those of offices that were made up."""
    return counted(Referral.objects.exclude(office__is_sample=True))


def _received(since: datetime, until: datetime, now: datetime) -> Mapping[str, int]:
    found = times(_cases().filter(received_at__gte=since, received_at__lt=until), now)[None]
    clock = found.contact
    later = clock.late + clock.overdue + clock.ended + clock.pending
    merged = found.received - clock.kept - later
    return {"received": found.received, "in-time": clock.kept, "later": later, "merged": merged}


_CONNECTED = (Outcome.SUPPORTED, Outcome.PARTICIPATES, Outcome.HANDED_OVER)
_HEARD = (Outcome.INFORMED, Outcome.NO_NEED)
_UNMET = (Outcome.NOT_WANTED, Outcome.NOT_REACHED)


def _closed(since: datetime, until: datetime, now: datetime) -> Mapping[str, int]:
    found = by_outcome(_cases().filter(closed_at__gte=since, closed_at__lt=until))

    def of(outcomes: Sequence[Outcome]) -> int:
        return sum(found[outcome][0] for outcome in outcomes)

    parts = {"connected": of(_CONNECTED), "heard": of(_HEARD), "unmet": of(_UNMET), "same": of([Outcome.DUPLICATE])}
    return {"closed": sum(parts.values()), **parts}


def _readers(since: datetime, until: datetime, now: datetime) -> Mapping[str, int]:
    wanted = ~Q(subscriptions__state=SubscriptionState.WAITING)
    first = Recipient.objects.annotate(first=Min("subscriptions__created_at", filter=wanted))
    return {"readers": first.filter(first__gte=since, first__lt=until).count()}


def _deliveries(since: datetime, until: datetime, now: datetime) -> Mapping[str, int]:
    return {
        "sent": deliveries_sent().filter(due_at__gte=since, due_at__lt=until).count(),
        "opened": deliveries_opened().filter(opened_at__gte=since, opened_at__lt=until).count(),
    }


def _taking_part(since: datetime, until: datetime, now: datetime) -> Mapping[str, int]:
    return taking_part.total(taking_part.by_event(since, until).values()).people


def _first(rows: Any, column: str) -> Callable[[], datetime | None]:
    def began() -> datetime | None:
        found: datetime | None = rows().aggregate(first=Min(column))["first"]
        return found

    return began


_PARTS_OF_RECEIVED, _PARTS_OF_CLOSED = ("in-time", "later", "merged"), ("connected", "heard", "unmet", "same")
TABLES = {
    one.name: one
    for one in (
        PeopleTable(
            "referrals",
            _("はちまるサポートに届いた相談"),
            (
                Line(
                    "received",
                    _("届いた相談"),
                    _("その3か月に届いたもの。いたずらと、まだ確かめていないものは入りません。"),
                ),
                Line(
                    "in-time",
                    _("約束の日までに連絡がついた"),
                    _("届いた日から、市が開いている日で数えます。"),
                    is_part=True,
                ),
                Line(
                    "later",
                    _("約束の日までに連絡がつかなかった"),
                    _("遅れたもの、連絡がつかずに終わったもの。"),
                    is_part=True,
                ),
                Line(
                    "merged",
                    _("ほかの相談とまとめた"),
                    _("同じ相談がもうあり、まとめた先で連絡したもの。"),
                    is_part=True,
                ),
            ),
            _received,
            _first(_cases, "received_at"),
            sums=[("received", _PARTS_OF_RECEIVED)],
            share=("in-time", "received"),
        ),
        PeopleTable(
            "loops",
            _("終わった相談"),
            (
                Line("closed", _("終わった相談"), _("その3か月に終わったもの。いつ届いたかは問いません。")),
                Line("connected", _("つながった"), _("支援、場や催し、ほかの機関につながったもの。"), is_part=True),
                Line("heard", _("聞いて終わった"), _("情報を伝えたもの、心配ないとわかったもの。"), is_part=True),
                Line(
                    "unmet",
                    _("つながらずに終わった"),
                    _("本人が望まなかったもの、連絡がつかなかったもの。"),
                    is_part=True,
                ),
                Line("same", _("同じ相談だった"), _("ほかの相談とまとめたもの。"), is_part=True),
            ),
            _closed,
            _first(_cases, "closed_at"),
            sums=[("closed", _PARTS_OF_CLOSED)],
            share=("connected", "closed"),
        ),
        PeopleTable(
            "readers",
            _("知らせを受け取る人"),
            (
                Line(
                    "readers",
                    _("新しく受け取りはじめた人"),
                    _("はじめての申し込みがその3か月だった人。やめた人も入ります。"),
                ),
            ),
            _readers,
            _first(Subscription.objects.all, "created_at"),
        ),
        PeopleTable(
            "deliveries",
            _("届けた知らせ"),
            (
                Line("sent", _("届けた知らせ"), _("1人に1通で1件。メール、LINE、このサイトの受信箱に届いたもの。")),
                Line("opened", _("開かれた知らせ"), _("このサイトの受信箱で、その3か月に開かれたもの。")),
            ),
            _deliveries,
            _first(Delivery.objects.all, "due_at"),
        ),
        PeopleTable(
            "taking-part",
            _("催しに参加した人"),
            (
                Line(
                    taking_part.PLACED,
                    _("席が決まった人"),
                    _("このサイトで申込を受けた催しの、その3か月の開催日に席が決まった人。講座はひとつと数えます。"),
                ),
                Line(
                    taking_part.PRESENT,
                    _("来た人（のべ）"),
                    _("その3か月の開催日に来た人。講座は、来た日ごとに数えます。"),
                ),
                Line(taking_part.REGISTERED, _("申し込んで来た"), _("申し込んでいた人のうち、来た人。"), is_part=True),
                Line(taking_part.WALKED_IN, _("当日に来た"), _("申し込まずに来た人。"), is_part=True),
                Line(
                    taking_part.FIRST, _("はじめて来た"), _("その催しにはじめて来たと、受付で聞いた人。"), is_part=True
                ),
                Line(taking_part.AGAIN, _("前にも来た"), _("はじめてと聞いていない、ほかの人。"), is_part=True),
            ),
            _taking_part,
            taking_part.began,
            sums=taking_part.SUMS,
            share=(taking_part.FIRST, taking_part.PRESENT),
        ),
    )
}
