"""A date as one entry of a list: all that it says, worked out once, so that the template only writes it down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import gettext as _

from events.enums import Allotment, OccurrenceState, Participation
from events.facets import Flag, Kind, values_of
from events.models import Event, Occurrence
from hub.models import Audience, WelcomeMark
from hub.templatetags.reading import day, hour, iso, listed, local_day, short_day, short_fee, word
from hub.vocabulary import words_for

# Said by the absence of any other audience.
EVERYONE = "everyone"


@dataclass(frozen=True)
class Line:
    """What an entry says, and nothing else: two that say the same are equal."""

    url: str
    title: str
    begins: str
    begins_iso: str
    ends: str
    where: str
    fee: str
    how: str
    who: str
    marks: tuple[str, ...]
    is_ongoing: bool
    is_cancelled: bool
    is_moved: bool
    is_sample: bool


@dataclass(frozen=True)
class DayOfLines:
    """A day of a list. ``is_ongoing``: what began on an earlier day and is still on."""

    date: date
    is_ongoing: bool
    lines: list[Line]


def line_of(row: Occurrence, now: datetime, *, with_day: bool = False, is_short: bool = False) -> Line:
    """The entry of a date as it is at ``now``. ``with_day``: its day stands with the hour; ``is_short``: without its month.

    No query.
    """
    event = row.event
    is_ongoing = local_day(row.starts_at) < local_day(now)
    begins = hour(row.starts_at) if row.has_time else ""
    if with_day and not is_ongoing:
        begins = f"{(short_day if is_short else day)(row.starts_at)} {begins}".strip()
    return Line(
        url=_url_pattern().replace("0", str(event.pk)),
        title=event.title,
        begins=day(row.ends_at) if is_ongoing else begins,
        begins_iso=iso(row.ends_at if is_ongoing else row.starts_at),
        ends="" if is_ongoing or not row.has_time else ends_of(row),
        where=where_of(event),
        fee=short_fee(event),
        how=how_of(row, now),
        who=who_of(row),
        marks=tuple(word(mark) for mark in words_for(WelcomeMark, values_of(row.facets, Kind.MARK))),
        is_ongoing=is_ongoing,
        is_cancelled=row.state == OccurrenceState.CANCELLED,
        is_moved=row.state == OccurrenceState.MOVED,
        is_sample=event.is_sample,
    )


def lines_of(rows: Iterable[Occurrence], now: datetime, *, with_day: bool = False) -> list[Line]:
    """An entry for each date, in the same order."""
    shown = list(rows)
    is_short = _is_of_this_month(shown, now)
    return [line_of(row, now, with_day=with_day, is_short=is_short) for row in shown]


def _is_of_this_month(rows: list[Occurrence], now: datetime) -> bool:
    """Whether a list may leave the month away. One that reaches further names it in all its lines."""
    today = local_day(now)
    return all((one.year, one.month) == (today.year, today.month) for one in (local_day(row.starts_at) for row in rows))


def by_day(rows: Iterable[Occurrence], now: datetime, *, with_day: bool = False) -> list[DayOfLines]:
    """Rows sorted by their start, grouped by local day; what has begun before today stands together first."""
    days: list[DayOfLines] = []
    shown = list(rows)
    is_short = _is_of_this_month(shown, now)
    for row in shown:
        line, starts_on = line_of(row, now, with_day=with_day, is_short=is_short), local_day(row.starts_at)
        last = days[-1] if days else None
        if not last or last.is_ongoing != line.is_ongoing or (not line.is_ongoing and last.date != starts_on):
            last = DayOfLines(starts_on, line.is_ongoing, [])
            days.append(last)
        last.lines.append(line)
    return days


@lru_cache(maxsize=1)
def _url_pattern() -> str:
    """The address of event 0, to put a number in: ``reverse()`` costs ten times as much."""
    return reverse("events:detail", args=[0])


def ends_of(row: Occurrence) -> str:
    """The end: the hour, or the day where it is another. An end that nobody knows is stored as the start: nothing."""
    if row.ends_at == row.starts_at:
        return ""
    is_same_day = local_day(row.starts_at) == local_day(row.ends_at)
    return hour(row.ends_at) if is_same_day else day(row.ends_at)


def where_of(event: Event) -> str:
    """The venue, and its town where the venue's name does not hold it."""
    venue = event.venue_label
    if event.town and event.town.name not in venue:
        return _("%(venue)s（%(town)s）") % {"venue": venue, "town": event.town.name} if venue else event.town.name
    return venue


def who_of(row: Occurrence) -> str:
    """For whom it is; nothing where everybody may come or nobody said."""
    audiences = words_for(Audience, values_of(row.facets, Kind.AUDIENCE))
    return "" if any(one.key == EVERYONE for one in audiences) else listed(word(one) for one in audiences)


def how_of(row: Occurrence, now: datetime) -> str:
    """How one takes part, and until when one may apply."""
    event = row.event
    if row.state == OccurrenceState.CANCELLED:
        return row.state_note or _("行われません")
    if event.participation == Participation.FREE:
        return _("申込不要")
    if row.deadline_at and row.deadline_at < now:
        return _("申込は終わりました")
    flags = values_of(row.facets, Kind.FLAG)
    if Flag.REGISTERS_HERE in flags or Flag.IN_COURSE in flags:
        return _how_here(row, is_course=Flag.IN_COURSE in flags)
    parts = []
    if event.allotment == Allotment.LOT:
        parts.append(_("抽選"))
    if event.allotment == Allotment.FIRST_COME:
        parts.append(_("先着"))
    if row.capacity:
        parts.append(_("定員%(count)s人") % {"count": row.capacity})
    if row.deadline_at:
        parts.append(_("申込は%(day)sまで") % {"day": day(row.deadline_at)})
    if not parts and event.participation == Participation.UNKNOWN:
        return str(Participation.UNKNOWN.label)
    return listed(parts) or _("申込は主催者へ")


def _how_here(row: Occurrence, *, is_course: bool) -> str:
    """Of what the hub itself takes registrations for: whether there is room, as it was a minute ago at most."""
    way, left = row.event.participation, row.places_left
    if is_course:
        parts = [_("講座（まとめて申込）")]
    elif way == Participation.LOT:
        parts = [_("抽選")]
    elif way == Participation.APPROVAL:
        parts = [_("申込制")]
    elif left is None:
        parts = [_("申込受付中")]
    else:
        parts = [_("いっぱい（空きを待てることがあります）") if left == 0 else _("あと%(left)s人") % {"left": left}]
    if row.deadline_at and left != 0:
        parts.append(_("申込は%(day)sまで") % {"day": day(row.deadline_at)})
    return listed(parts)
