"""Places offered, filled, and who came: of a span of days, for the city and by district, theme or welcome mark.

Of dates that began in it and for which the hub took registrations; what was called off, samples and meetings of
organisations are not counted. A course is one for its places, and each of its dates for who came: のべ人数.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Min, Q, QuerySet, Sum

from events.enums import OccurrenceState, State
from events.models import Attendance, Event, Occurrence, Registration
from events.registration_enums import RegistrationScope
from hub.models import Theme, WelcomeMark
from indicators.secrecy import CannotProtectError, Cell, protect

# Of people: protected wherever they are told. Places are things.
PLACED, PRESENT, REGISTERED, WALKED_IN, FIRST, AGAIN = "placed", "present", "registered", "walked-in", "first", "again"
PEOPLE = (PLACED, PRESENT, REGISTERED, WALKED_IN, FIRST, AGAIN)
SUMS = [(PRESENT, (REGISTERED, WALKED_IN)), (PRESENT, (FIRST, AGAIN))]


class Group(StrEnum):
    DISTRICT = "district"
    THEME = "theme"
    MARK = "mark"


@dataclass(frozen=True)
class Numbers:
    """``people``: by the names above."""

    offered: int = 0
    people: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: "Numbers") -> "Numbers":
        keys = self.people.keys() | other.people.keys()
        return Numbers(
            self.offered + other.offered, {key: self.people.get(key, 0) + other.people.get(key, 0) for key in keys}
        )


def dates(since: datetime, until: datetime) -> QuerySet[Occurrence]:
    """That began in the span, and are counted."""
    rows = Occurrence.objects.filter(
        starts_at__gte=since, starts_at__lt=until, event__registration_terms__isnull=False, event__is_sample=False,
        event__is_for_members=False, event__state__in=[State.PUBLISHED, State.CLOSED],
    )  # fmt: skip
    return rows.exclude(state=OccurrenceState.CANCELLED)


def began() -> datetime | None:
    """When the first of them began; None where there is none yet."""
    first: datetime | None = Occurrence.objects.filter(event__registration_terms__isnull=False).aggregate(
        first=Min("starts_at")
    )["first"]
    return first


def by_event(since: datetime, until: datetime) -> dict[int, Numbers]:
    """Of each event that has a date in the span."""
    counted = dates(since, until).order_by()
    offered: dict[int, int] = defaultdict(int)
    for date in counted.select_related("event__registration_terms"):
        terms = date.event.registration_terms
        is_told = terms.scope == RegistrationScope.DATE or terms.course_date_id == date.pk
        offered[date.event_id] += (date.capacity or 0) if is_told else 0
    people: dict[int, dict[str, int]] = {event: _whole({}) for event in offered}
    placed = Registration.objects.filter(occurrence__in=counted).coming().order_by()
    for event, number in placed.values_list("occurrence__event").annotate(number=Sum("party")):
        people[event][PLACED] = number
    rows = Attendance.objects.filter(occurrence__in=counted, came=True).order_by()
    by_way = rows.values("occurrence__event", is_walk_in=Q(registration=None)).annotate(
        number=Sum("people"), first=Sum("first_people")
    )
    for row in by_way:
        of_event, number = people[row["occurrence__event"]], row["number"]
        of_event[WALKED_IN if row["is_walk_in"] else REGISTERED] += number
        of_event[PRESENT] += number
        of_event[FIRST] += row["first"]
        of_event[AGAIN] += number - row["first"]
    return {event: Numbers(offered[event], people[event]) for event in people}


def _whole(people: Mapping[str, int]) -> dict[str, int]:
    return {key: people.get(key, 0) for key in PEOPLE}


def total(numbers: Iterable[Numbers]) -> Numbers:
    return sum(numbers, Numbers(0, _whole({})))


def by_group(since: datetime, until: datetime, group: Group) -> dict[str, Numbers]:
    """By what the group is called; districts are whole (with ``""`` for elsewhere), themes and marks overlap."""
    counts, found = by_event(since, until), dict[str, Numbers]()
    names: dict[int, list[str]] = defaultdict(list)
    for event, name in _names(group, list(counts)):
        names[event].append(name)
    for event, numbers in counts.items():
        for name in names[event] or ([""] if group == Group.DISTRICT else []):
            found[name] = found.get(name, total([])) + numbers
    return found


def _names(group: Group, events: list[int]) -> list[tuple[int, str]]:
    if group == Group.DISTRICT:
        rows = (
            Event.objects.filter(pk__in=events).order_by().values_list("pk", "place__district__name", "district__name")
        )
        return [(event, of_place or own) for event, of_place, own in rows if of_place or own]
    model: Any = Theme if group == Group.THEME else WelcomeMark
    return list(model.objects.filter(event__in=events).order_by().values_list("event", "name").distinct())


def protected(
    whole: Numbers, groups: Mapping[str, Numbers], group: Group, published: Mapping[str, Cell] | None = None
) -> dict[tuple[str, str], Cell]:
    """(what, group) → what may be told, beside the whole city's numbers (group ``*``) and what was published of them.

    Of themes and marks, which overlap, a reader can take each from the whole: what is left is protected with it. Where the
    published numbers give a finer one away whatever else is hidden, the finer ones are left out, as few as may be; of
    nothing that can be told there is nothing in the answer.
    """
    for kept in _FINER:
        with suppress(CannotProtectError):
            return _protected(kept, whole, groups, group, published or {})
    return {}


_FINER = (PEOPLE, (PLACED, PRESENT, REGISTERED, WALKED_IN), (PLACED, PRESENT), (PRESENT,), (PLACED,))
_Keys = tuple[str, str]


def _protected(
    kept: Sequence[str], whole: Numbers, groups: Mapping[str, Numbers], group: Group, published: Mapping[str, Cell]
) -> dict[_Keys, Cell]:
    parts = dict(groups)
    wholes = [list(groups)] if group == Group.DISTRICT and groups else []
    if group != Group.DISTRICT:
        for name, numbers in groups.items():
            rest = {key: whole.people[key] - numbers.people[key] for key in whole.people}
            parts[f"-{name}"] = Numbers(0, rest)
            wholes.append([name, f"-{name}"])
    counts = {(key, name): numbers.people[key] for name, numbers in {"*": whole, **parts}.items() for key in kept}
    sums = [((key, "*"), [(key, name) for name in names]) for names in wholes for key in kept]
    for total_of, of in SUMS:
        if {total_of, *of} <= set(kept):
            sums += [((total_of, name), [(part, name) for part in of]) for name in ("*", *parts)]
    told = {(key, "*"): cell for key, cell in published.items() if (key, "*") in counts}
    cells = protect(counts, sums, published=told)
    return {key: cell for key, cell in cells.items() if key[1] == "*" or key[1] in groups}
