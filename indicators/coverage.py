"""Where something is open, and where nothing is: places by district, weekday, part of the day and audience.

A place is counted where ``/places/`` lists it: in its district, or in each of its town's; for an audience too where it is for
everybody. It is open in a part of the day where one of its spans reaches into it. Exceptions of a single day don't count, and
what has no hours counts only where no time is asked for.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import time
from itertools import product
from typing import Any

from django.conf import settings

from events.enums import Band
from events.facets import EVENING_BEGINS, NOON, Kind, values_of
from events.models import OpeningHours, Place
from hub.models import Audience
from hub.vocabulary import words_of

ANY = "any"
_EVERYONE = "everyone"


def key_of(weekday: str = "", band: str = "", audience: str = "") -> str:
    """Of a selection; an empty one of these is any."""
    return f"{weekday or ANY}/{band or ANY}/{audience or ANY}"


def bands_of(opens: time, closes: time) -> set[str]:
    """The parts of the day into which a span reaches."""
    begins = {Band.MORNING: time.min, Band.AFTERNOON: NOON, Band.EVENING: EVENING_BEGINS}
    ends = {Band.MORNING: NOON, Band.AFTERNOON: EVENING_BEGINS, Band.EVENING: time.max}
    return {str(band) for band in Band if opens < ends[band] and closes > begins[band]}


def count_places() -> dict[str, dict[str, int]]:
    """As of now: two queries. Places that were made up count in the embedded mode alone."""
    rows = Place.objects.listed()
    if not settings.HUB_EMBEDDED:
        rows = rows.filter(is_sample=False)
    times: dict[int, set[tuple[str, str]]] = {}
    hours = OpeningHours.objects.filter(place__in=rows.order_by().values("pk"))
    for place, weekday, opens, closes in hours.values_list("place", "weekday", "opens", "closes"):
        times.setdefault(place, set()).update(product([str(weekday), ANY], [*bands_of(opens, closes), ANY]))
    found: dict[str, Counter[str]] = {}
    for pk, facets in rows.order_by().values_list("pk", "facets"):
        districts = [str(one) for one in values_of(facets, Kind.DISTRICT)]
        audiences = _audiences(values_of(facets, Kind.AUDIENCE))
        for (day, band), audience in product(times.get(pk, set()) | {(ANY, ANY)}, audiences):
            found.setdefault(f"{day}/{band}/{audience}", Counter()).update(districts)
    return {key: dict(counts) for key, counts in found.items() if counts}


def _audiences(numbers: Iterable[int]) -> list[str]:
    words = list(words_of(Audience).values())
    theirs = {word.key for word in words if word.pk in set(numbers)}
    return [ANY, *(word.key for word in words if word.key in theirs or _EVERYONE in theirs)]


def audiences() -> list[Any]:
    """Those that can be asked for. For everybody is what fits all of them, and is no choice of its own."""
    return [word for word in words_of(Audience).values() if word.is_active and word.key != _EVERYONE]
