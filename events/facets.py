"""Facets: what a list can be filtered by, as integers in one array column with one GIN index.

A facet is ``kind * 1,000,000 + value``. A filter of any number of conditions is then ``@>`` (all of these) or
``&&`` (one of these) on a single column, and the planner knows how frequent each is.
"""

from datetime import datetime, time
from enum import IntEnum
from zoneinfo import ZoneInfo

from django.utils import timezone

from events.enums import Band, Feature, PlaceKind

_STEP = 1_000_000
EVENING_BEGINS = time(17)
NOON = time(12)


class Kind(IntEnum):
    DISTRICT = 1
    THEME = 2
    AUDIENCE = 3
    MARK = 4
    WEEKDAY = 5
    BAND = 6
    FLAG = 7
    FEATURE = 8
    PLACE_KIND = 9
    ORGANIZER = 10


class Flag(IntEnum):
    FREE = 1
    PROFESSIONAL = 2
    ONLINE = 3
    NO_APPLICATION = 4
    DROP_IN = 5
    # Of dates: the hub takes registrations for this one; or for the course of which it is a part.
    REGISTERS_HERE = 6
    IN_COURSE = 7


def facet(kind: Kind, value: int) -> int:
    """The facet of a value of a kind; values are primary keys, weekdays or positions in a list of choices."""
    if not 0 <= value < _STEP:
        raise ValueError(f"a facet's value lies between 0 and {_STEP}, not {value}")
    return kind * _STEP + value


def values_of(facets: list[int], kind: Kind) -> set[int]:
    """The values of one kind among facets."""
    return {number % _STEP for number in facets if number // _STEP == kind}


def band_of(moment: time) -> Band:
    """The part of the day in which something begins."""
    if moment < NOON:
        return Band.MORNING
    return Band.AFTERNOON if moment < EVENING_BEGINS else Band.EVENING


def band_facet(band: str) -> int:
    return facet(Kind.BAND, Band.values.index(band))


def feature_facet(feature: str) -> int:
    return facet(Kind.FEATURE, Feature.values.index(feature))


def place_kind_facet(kind: str) -> int:
    return facet(Kind.PLACE_KIND, PlaceKind.values.index(kind))


def time_facets(starts_at: datetime, ends_at: datetime, has_time: bool, zone: ZoneInfo | None = None) -> list[int]:
    """Weekdays on which something is on, and the part of the day in which it begins where that is known."""
    starts, ends = timezone.localtime(starts_at, zone), timezone.localtime(ends_at, zone)
    days = min((ends.date() - starts.date()).days, 6)
    found = [facet(Kind.WEEKDAY, (starts.weekday() + day) % 7) for day in range(days + 1)]
    if has_time:
        found.append(band_facet(band_of(starts.time())))
    return found
