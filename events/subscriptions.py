"""What can be subscribed to of this app: a selection of events or places, one place, event, organisation or theme."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy

from events.enums import ThingKind
from events.filters import OccurrenceFilter, PlaceFilter, SharedFilter
from events.models import Event, Occurrence, Place
from events.views.choices import chips
from hub.accounts.models import Organization
from hub.models import Audience, Theme, WelcomeMark
from hub.notifications.selections import Asked, Source, register_source
from hub.notifications.slots_of_week import bits_of
from hub.search import query_words
from hub.selection import Selection
from hub.templatetags.reading import word
from hub.vocabulary import words_of

# What is true of a moment alone.
_OF_A_DAY = ("when", "since", "until", "open", "hours")
_TICKS = ("free", "professional", "online", "drop_in")


def _of_list(filterset_class: type[SharedFilter], model: Any, path_name: str, kind: ThingKind) -> Any:
    def read(data: QueryDict) -> Asked:
        path = reverse(path_name)
        filterset = filterset_class(data, queryset=model.objects.none())
        filterset.form.is_valid()
        all_words = _words(filterset, Selection(path, data, filterset.filters))
        kept = data.copy()
        for name in _OF_A_DAY:
            kept.pop(name, None)
            filterset.form.cleaned_data.pop(name, None)
        selection = Selection(path, kept, filterset.filters)
        words = _words(filterset, selection)
        return Asked(
            conditions={"subjects": [kind.value], **_conditions(filterset)},
            words=words,
            query=selection.at("").removeprefix("?")[:1_000],
            left_out=[word for word in all_words if word not in words],
        )

    return read


def _words(filterset: SharedFilter, selection: Selection) -> list[str]:
    return [chip.label for chip in chips(filterset, selection)]


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


def _of_thing(rows: Callable[[], QuerySet[Any]], kind: str, field: str, said: Any) -> Any:
    """``rows``: those that have a page. ``said``: what would be told of the one that is chosen."""

    def read(data: QueryDict) -> Asked | None:
        number = data.get("id", "")
        if not (number.isascii() and number.isdigit() and len(number) < 18):
            return None
        thing = rows().filter(pk=number).first()
        if thing is None:
            return None
        words = [str(said) % {"name": getattr(thing, field)}]
        return Asked({"topics": [f"{kind}:{thing.pk}"]}, words, query=f"id={thing.pk}")

    return read


def _of_theme(data: QueryDict) -> Asked | None:
    theme = next((one for one in words_of(Theme).values() if one.key == data.get("id")), None)
    if theme is None:
        return None
    conditions = {"subjects": [ThingKind.EVENT.value, ThingKind.PLACE.value], "themes": [theme.pk]}
    return Asked(conditions, [word(theme)], query=urlencode({"id": theme.key}))


def _url_of_thing(name: str) -> Any:
    return lambda query: reverse(name, args=[QueryDict(query).get("id") or 0])


def _url_of_theme(query: str) -> str:
    return f"{reverse('events:list')}?{urlencode({'theme': QueryDict(query).get('id', '')})}"


def _list_url(name: str) -> Any:
    return lambda query: f"{reverse(name)}?{query}" if query else reverse(name)


def register() -> None:
    """Called when the app is ready."""
    of_events = _of_list(OccurrenceFilter, Occurrence, "events:list", ThingKind.EVENT)
    of_places = _of_list(PlaceFilter, Place, "events:place_list", ThingKind.PLACE)
    place_said = gettext_lazy("「%(name)s」のこと、そこで開かれる催し")
    event_said = gettext_lazy("「%(name)s」が変わったとき、中止のとき")
    organization_said = gettext_lazy("「%(name)s」の催しと場所")
    of_place = _of_thing(Place.objects.public, ThingKind.PLACE.value, "name", place_said)
    of_event = _of_thing(Event.objects.public, ThingKind.EVENT.value, "title", event_said)
    of_organization = _of_thing(Organization.objects.public, "organization", "name", organization_said)
    for source in (
        Source("events", gettext_lazy("新しい催し"), of_events, _list_url("events:list")),
        Source("places", gettext_lazy("新しい場所"), of_places, _list_url("events:place_list")),
        Source("place", gettext_lazy("この場所"), of_place, _url_of_thing("events:place_detail")),
        Source("event", gettext_lazy("この催し"), of_event, _url_of_thing("events:detail")),
        Source("organization", gettext_lazy("この団体"), of_organization, _url_of_thing("organizations:detail")),
        Source("theme", gettext_lazy("このテーマの催しと場所"), _of_theme, _url_of_theme),
    ):
        register_source(source)
