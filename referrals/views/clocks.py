"""The two promises of a case, in words: what is late is said, not only coloured.

What is left is counted as it was promised, in opening days; what is urgent is for today, whatever was promised.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.opening_days import opening_days_needed
from hub.templatetags.reading import day, hour, local_day
from referrals.enums import State, Urgency
from referrals.models import Referral

_HOUR = 60
_DAY = 24 * _HOUR


@dataclass(frozen=True)
class Clock:
    """``by``: the first moment at which it is late. ``is_over``: the case ended, and nobody waits for it any more."""

    label: Any
    by: datetime
    done_at: datetime | None
    now: datetime
    is_over: bool = False
    is_urgent: bool = False

    @property
    def is_late(self) -> bool:
        """Late now: what was done late is over."""
        return self.done_at is None and not self.is_over and self.now >= self.by

    @property
    def last_day(self) -> date:
        day_of: datetime = self.by - timedelta(seconds=1)
        return day_of

    @property
    def short(self) -> str:
        """「次の開庁日まで」."""
        if self.done_at is not None:
            return _("済み（約束のあと）") if self.done_at >= self.by else _("済み")
        if self.is_over:
            return _("しないまま終わりました")
        if self.is_late:
            return _("期限を%(time)s過ぎています") % {"time": _span(self.now - self.by)}
        return _("今日のうちに") if self.is_urgent else _left(local_day(self.now), local_day(self.last_day))

    @property
    def whole(self) -> str:
        """With its day."""
        if self.done_at is not None:
            return f"{self.short} {day(self.done_at)} {hour(self.done_at)}"
        return _("%(short)s（約束の日は%(day)s）") % {"short": self.short, "day": day(self.last_day)}


def _left(today: date, last: date) -> str:
    """The last day on which it is in time, as seen from today."""
    if last <= today:
        return _("今日まで")
    days = opening_days_needed(today, last)
    if days == 1:
        return _("次の開庁日まで")
    return ngettext("開庁日であと%(n)d日", "開庁日であと%(n)d日", days) % {"n": days}


def _span(time: timedelta) -> str:
    minutes = int(time.total_seconds() // 60)
    if minutes < _HOUR:
        return ngettext("%(n)d分", "%(n)d分", minutes) % {"n": minutes}
    if minutes < 2 * _DAY:
        return ngettext("%(n)d時間", "%(n)d時間", minutes // _HOUR) % {"n": minutes // _HOUR}
    return ngettext("%(n)d日", "%(n)d日", minutes // _DAY) % {"n": minutes // _DAY}


def clocks_of(one: Referral, now: datetime) -> tuple[Clock, Clock]:
    """Of the first look, and of the first contact."""
    is_over, is_urgent = one.state == State.CLOSED, one.urgency == Urgency.URGENT
    return (
        Clock(_("はじめて見る"), one.first_look_by, one.first_looked_at, now, is_over, is_urgent),
        Clock(_("連絡する"), one.contact_by, one.contacted_at, now, is_over, is_urgent),
    )


def pressing_of(clocks: tuple[Clock, Clock]) -> Clock | None:
    """The one that runs out first among those that still run."""
    running = [one for one in clocks if one.done_at is None and not one.is_over]
    return min(running, key=lambda one: one.by) if running else None
