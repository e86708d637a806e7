"""The two promises of a case, in words: what is late is said, not only coloured."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.templatetags.reading import day, hour
from referrals.enums import State
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
        """「あと 3時間」."""
        if self.done_at is not None:
            return _("済み（約束のあと）") if self.done_at >= self.by else _("済み")
        if self.is_over:
            return _("しないまま終わりました")
        if self.is_late:
            return _("期限を%(time)s過ぎています") % {"time": _span(self.now - self.by)}
        return _("あと %(time)s") % {"time": _span(self.by - self.now)}

    @property
    def whole(self) -> str:
        """With its day."""
        if self.done_at is not None:
            return f"{self.short} {day(self.done_at)} {hour(self.done_at)}"
        return _("%(short)s（約束は%(day)sまで）") % {"short": self.short, "day": day(self.last_day)}


def _span(time: timedelta) -> str:
    minutes = int(time.total_seconds() // 60)
    if minutes < _HOUR:
        return ngettext("%(n)d分", "%(n)d分", minutes) % {"n": minutes}
    if minutes < 2 * _DAY:
        return ngettext("%(n)d時間", "%(n)d時間", minutes // _HOUR) % {"n": minutes // _HOUR}
    return ngettext("%(n)d日", "%(n)d日", minutes // _DAY) % {"n": minutes // _DAY}


def clocks_of(one: Referral, now: datetime) -> tuple[Clock, Clock]:
    """Of the first look, and of the first contact."""
    over = one.state == State.CLOSED
    return (
        Clock(_("はじめて見る"), one.first_look_by, one.first_looked_at, now, over),
        Clock(_("連絡する"), one.contact_by, one.contacted_at, now, over),
    )


def pressing_of(clocks: tuple[Clock, Clock]) -> Clock | None:
    """The one that runs out first among those that still run."""
    running = [one for one in clocks if one.done_at is None and not one.is_over]
    return min(running, key=lambda one: one.by) if running else None
