"""What lists of events and of places say about the part of the city: its map, and the addresses that widen it."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from events.filters import SharedFilter
from hub.areas.models import District
from hub.selection import Selection

# Of a name that means half of the city one chooses on the map.
MOST_CHOICES = 4
_AREA_PARAMETERS = ("town", "radius", "district", "near")


def area_at(selection: Selection, path: str) -> str:
    """The same part of the city at another list."""
    kept = {name: selection.values(name) or None for name in _AREA_PARAMETERS}
    return Selection(path, QueryDict(), ()).url(**kept)


def near_url(filterset: SharedFilter, selection: Selection) -> str:
    """The selection with the neighbouring districts, where districts are chosen without them."""
    is_wider = filterset.form.cleaned_data["near"]
    return selection.url(near=1) if filterset.district_keys() and not is_wider else ""


def border_choices(filterset: SharedFilter, selection: Selection) -> list[tuple[str, str]]:
    """Where the town that was asked for lies in a few districts: each with the address that chooses it alone."""
    spot = filterset.form.spot
    if spot is None or filterset.form.cleaned_data.get("radius") or not 1 < len(spot.districts) <= MOST_CHOICES:
        return []
    return [(one.name, selection.url(district=one.pk, town=None, radius=None, near=None)) for one in spot.districts]


def map_context(filterset: SharedFilter, selection: Selection, counts: Mapping[int | None, int]) -> dict[str, Any]:
    """For ``district_map``. ``counts``: how many things each district has; None: those whose district nobody knows."""
    keys = filterset.district_keys()
    districts = list(District.objects.current().slim())
    return {
        "counts": {key: count for key, count in counts.items() if key},
        "total": sum(counts.values()),
        "elsewhere": counts.get(None, 0),
        "selected": next((district for district in districts if district.pk in keys), None) if len(keys) == 1 else None,
        "urls": {
            district.pk: selection.url(view=None, district=district.pk, town=None, radius=None)
            for district in districts
        },
    }
