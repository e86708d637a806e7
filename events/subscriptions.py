"""What can be subscribed to of this app: a selection of events or places, one place, one event."""

from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.enums import ThingKind
from events.filters import OccurrenceFilter, PlaceFilter, SharedFilter
from events.models import Event, Occurrence, Place
from events.views.choices import chips
from hub.models import Audience, Theme, WelcomeMark
from hub.notifications.selections import Asked, Source, register_source
from hub.notifications.slots_of_week import bits_of
from hub.search import query_words
from hub.selection import Selection
from hub.vocabulary import words_of

# What is true of a moment alone.
_OF_A_DAY = ("when", "since", "until", "open", "hours")
_TICKS = ("free", "professional", "online", "drop_in")


def _of_list(filterset_class: type[SharedFilter], model: Any, path_name: str, kind: ThingKind) -> Any:
    def read(data: QueryDict) -> Asked:
        kept = data.copy()
        for name in _OF_A_DAY:
            kept.pop(name, None)
        path = reverse(path_name)
        filterset = filterset_class(data, queryset=model.objects.none())
        filterset.form.is_valid()
        all_words = [chip.label for chip in chips(filterset, Selection(path, data, filterset.filters))]
        kept_set = filterset_class(kept, queryset=model.objects.none())
        kept_set.form.is_valid()
        selection = Selection(path, kept, kept_set.filters)
        words = [chip.label for chip in chips(kept_set, selection)]
        return Asked(
            conditions={"subjects": [kind.value], **_conditions(kept_set)},
            words=words,
            query=selection.at("").removeprefix("?")[:1_000],
            left_out=[word for word in all_words if word not in words],
        )

    return read


def _conditions(filterset: SharedFilter) -> dict[str, Any]:
    data = filterset.form.cleaned_data
    chosen: dict[str, Any] = {
        "districts": sorted(filterset.district_keys()),
        "themes": _numbers(Theme, data.get("theme")),
        "audiences": _numbers(Audience, data.get("audience")),
        "marks": _numbers(WelcomeMark, data.get("mark")),
        "kinds": list(data.get("kind") or []),
        "features": [*(data.get("feature") or []), *(name for name in _TICKS if data.get(name))],
        "words": query_words(data.get("q") or ""),
        "week": bits_of([int(day) for day in data.get("weekday") or []], data.get("time") or []),
    }
    spot, radius = filterset.form.spot, data.get("radius")
    if spot and (radius or not spot.districts):
        chosen |= {"latitude": spot.latitude, "longitude": spot.longitude, "radius_m": int(radius or 1_000)}
    return chosen


def _numbers(model: Any, keys: list[str] | None) -> list[int]:
    return sorted(word.pk for word in words_of(model).values() if word.key in (keys or []))


def _of_thing(model: type[Event] | type[Place], kind: ThingKind, field: str) -> Any:
    def read(data: QueryDict) -> Asked | None:
        number = data.get("id", "")
        if not (number.isascii() and number.isdigit() and len(number) < 18):
            return None
        thing = model.objects.public().filter(pk=number).first()
        if thing is None:
            return None
        name = getattr(thing, field)
        said = (
            _("「%(name)s」のこと、そこで開かれる催し")
            if kind == ThingKind.PLACE
            else _("「%(name)s」が変わったとき、中止のとき")
        )
        return Asked({"topics": [f"{kind.value}:{thing.pk}"]}, [said % {"name": name}], query=f"id={thing.pk}")

    return read


def _url_of_thing(name: str) -> Any:
    return lambda query: reverse(name, args=[QueryDict(query).get("id") or 0])


def register() -> None:
    """Called when the app is ready."""
    events, places = gettext_lazy("新しい催し"), gettext_lazy("新しい場所")
    register_source(
        Source(
            "events",
            events,
            _of_list(OccurrenceFilter, Occurrence, "events:list", ThingKind.EVENT),
            _list_url("events:list"),
        )
    )
    register_source(
        Source(
            "places",
            places,
            _of_list(PlaceFilter, Place, "events:place_list", ThingKind.PLACE),
            _list_url("events:place_list"),
        )
    )
    register_source(
        Source(
            "place",
            gettext_lazy("この場所"),
            _of_thing(Place, ThingKind.PLACE, "name"),
            _url_of_thing("events:place_detail"),
        )
    )
    register_source(
        Source(
            "event",
            gettext_lazy("この催し"),
            _of_thing(Event, ThingKind.EVENT, "title"),
            _url_of_thing("events:detail"),
        )
    )


def _list_url(name: str) -> Any:
    return lambda query: f"{reverse(name)}?{query}" if query else reverse(name)
