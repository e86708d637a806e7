"""How people say a repetition, and the RRULE that it is kept as. Pure functions; no query."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from events.enums import Weekday
from events.recurrence import WEEKDAYS, Rule, parse_rule
from hub.exceptions import DomainError


class Repeat(models.TextChoices):
    NONE = "none", _("くり返さない")
    DAILY = "daily", _("毎日")
    WEEKLY = "weekly", _("毎週")
    FORTNIGHTLY = "fortnightly", _("2週ごと")
    MONTHLY_WEEKDAY = "monthly_weekday", _("毎月、第1土曜日など")
    MONTHLY_DAY = "monthly_day", _("毎月 同じ日")
    OTHER = "other", _("そのほか（RRULEで書く）")


class Week(models.IntegerChoices):
    """Which weekday of its kind in a month."""

    FIRST = 1, _("第1")
    SECOND = 2, _("第2")
    THIRD = 3, _("第3")
    FOURTH = 4, _("第4")
    LAST = -1, _("最後")


@dataclass(frozen=True)
class Repetition:
    """What a form asks: the kind, and what that kind needs. ``raw`` is the RRULE of the kind ``OTHER``."""

    kind: Repeat
    weekdays: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    until: date | None = None
    raw: str = ""


def repetition_of(rrule: str) -> Repetition:
    """The repetition that ``rrule`` says; ``OTHER`` where the form has no words for it."""
    if not rrule:
        return Repetition(Repeat.NONE)
    try:
        rule = parse_rule(rrule)
    except DomainError:
        return Repetition(Repeat.OTHER, raw=rrule)
    if not _is_plain(rule):
        return Repetition(Repeat.OTHER, raw=rrule)
    until = rule.until.date() if rule.until else None
    days = tuple(dict.fromkeys(day for day, _which in rule.weekdays))
    weeks = tuple(dict.fromkeys(which for _day, which in rule.weekdays))
    if rule.frequency == "DAILY" and not days and rule.interval == 1:
        return Repetition(Repeat.DAILY, until=until)
    if rule.frequency == "WEEKLY" and not any(weeks) and rule.interval <= 2:
        return Repetition(Repeat.WEEKLY if rule.interval == 1 else Repeat.FORTNIGHTLY, days, until=until)
    if rule.frequency == "MONTHLY" and rule.interval == 1 and not days:
        return Repetition(Repeat.MONTHLY_DAY, until=until)
    is_grid = set(rule.weekdays) == {(day, week) for day in days for week in weeks}
    if rule.frequency == "MONTHLY" and rule.interval == 1 and is_grid and set(weeks) <= set(Week.values):
        return Repetition(Repeat.MONTHLY_WEEKDAY, days, weeks, until)
    return Repetition(Repeat.OTHER, raw=rrule)


def _is_plain(rule: Rule) -> bool:
    """Nothing but what the form has fields for. A day of the month is that of the first date (see ``rrule_of``)."""
    return not (rule.months or rule.month_days or rule.positions or rule.count or rule.week_start)


def rrule_of(repetition: Repetition, starts_at: datetime) -> str:
    """The RRULE of a repetition that begins at ``starts_at``; an unnamed weekday is that of the first date."""
    if repetition.kind == Repeat.NONE:
        return ""
    if repetition.kind == Repeat.OTHER:
        return repetition.raw.strip().upper().removeprefix("RRULE:")
    weekdays = repetition.weekdays or (timezone.localdate(starts_at).weekday(),)
    weekly = "BYDAY=" + ",".join(WEEKDAYS[day] for day in sorted(weekdays))
    monthly = "BYDAY=" + ",".join(f"{week}{WEEKDAYS[day]}" for week in repetition.weeks for day in sorted(weekdays))
    rules = {
        Repeat.DAILY: "FREQ=DAILY",
        Repeat.WEEKLY: f"FREQ=WEEKLY;{weekly}",
        Repeat.FORTNIGHTLY: f"FREQ=WEEKLY;INTERVAL=2;{weekly}",
        Repeat.MONTHLY_WEEKDAY: f"FREQ=MONTHLY;{monthly}",
        Repeat.MONTHLY_DAY: "FREQ=MONTHLY",
    }
    until = f";UNTIL={repetition.until:%Y%m%d}" if repetition.until else ""
    return rules[repetition.kind] + until


def describe(rrule: str) -> str:
    """毎月 第2・第4 火曜日（2027年3月31日まで）."""
    said = repetition_of(rrule)
    if said.kind == Repeat.NONE:
        return ""
    if said.kind == Repeat.OTHER:
        return said.raw
    days = "・".join(str(Weekday(day).label).removesuffix("曜日") for day in sorted(said.weekdays))
    weeks = "・".join(str(Week(week).label) for week in said.weeks)
    words = {Repeat.MONTHLY_WEEKDAY: __("毎月"), Repeat.MONTHLY_DAY: __("毎月 同じ日")}
    parts = [str(words.get(said.kind, said.kind.label)), weeks, __("%(days)s曜日") % {"days": days} if days else ""]
    text = " ".join(filter(None, parts))
    if said.until:
        return __("%(text)s（%(day)sまで）") % {"text": text, "day": date_format(said.until, "Y年n月j日")}
    return text
