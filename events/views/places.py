"""``/places/`` and ``/places/<id>/``."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.api.pages import place_data
from events.beside import sections_of
from events.enums import State
from events.filters import PlaceFilter
from events.lines import lines_of
from events.models import Circle, Occurrence, OpeningException, Place
from events.opening import opening_of
from events.safeguards import safeguards_context
from events.views import choices
from events.views.area import area_at, map_context
from events.views.data_links import places_as_data
from events.views.event_detail import features_of, way_there, words_context
from events.widening import nothing_found
from hub.page_cache import public_page
from hub.paging import page_number, page_of
from hub.selection import Selection

OPTIONS = ("hours", "district", "radius", "theme", "audience", "mark", "feature", "kind")
ORDER = ("kana", "name", "pk")
WEEK = 7
MOST_EXCEPTIONS = 6
# More dots would hide the map; the numbers of the districts count all.
MOST_DOTS = 2_000


@require_safe
@public_page
def place_list(request: HttpRequest) -> HttpResponse:
    """The selection of the address as a list or a map."""
    now = timezone.now()
    filterset = PlaceFilter(request.GET, queryset=Place.objects.listed())
    selection = Selection(request.path, request.GET, filterset.filters)
    if selection.has_blanks:
        return HttpResponseRedirect(selection.url())
    view = "map" if request.GET.get("view") == "map" else "list"
    found = filterset.qs
    context: dict[str, Any] = {
        "view": view,
        "switch": [
            ("list", _("一覧"), selection.url(view=None)),
            ("map", _("地図"), selection.url(view="map")),
        ],
        **choices.list_context(request, filterset, selection, OPTIONS),
        "events_url": area_at(selection, reverse("events:list")),
        "notices_url": selection.at(reverse("notices:new", args=["places"])),
        **places_as_data(selection),
    }
    if view == "map":
        context |= _map(filterset, found, selection)
    else:
        page = page_of(found, ORDER, page_number(request.GET), prepare=lambda rows: rows.for_list())
        context |= {
            "page": page,
            "rows": [(place, opening_of(place, now)) for place in page.items],
            "previous_url": selection.url(page=page.number - 1) if page.has_previous else "",
            "next_url": selection.url(page=page.number + 1) if page.has_next else "",
            "total": page.total,
            "has_sample": any(place.is_sample for place in page.items),
        }
    if not context["total"]:
        context |= nothing_found(filterset, selection, now)
    return render(request, "events/place_list.html", context)


def _map(filterset: PlaceFilter, found: Any, selection: Selection) -> dict[str, Any]:
    rows = found.order_by().values_list("district").annotate(count=Count("pk"))
    spots = found.order_by().with_public_position().values_list("latitude", "longitude")
    return map_context(filterset, selection, dict(rows)) | {"dots": list(spots[:MOST_DOTS])}


@require_safe
@public_page
def place_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What a first visitor can expect, when it is open, how to get there, what is on."""
    return _page(request, pk, "place_detail")


@require_safe
@public_page
def place_print(request: HttpRequest, pk: int) -> HttpResponse:
    """One A4 sheet with a QR code that leads to the page."""
    return _page(request, pk, "place_print")


def _page(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Of a place that was merged: the same page of the one that stays, while that has one."""
    place = get_object_or_404(Place.objects.public().for_list().select_related("picture"), pk=pk)
    if place.is_merged and Place.objects.public().filter(pk=place.merged_into_id).exists():
        return HttpResponsePermanentRedirect(reverse(f"events:{name}", args=[place.merged_into_id]))
    context = page_context(place)
    if name == "place_detail":
        context |= {"linked_data": place_data(pk), "beside": sections_of("place", pk)}
    return render(request, f"events/{name}.html", context)


def page_context(place: Place, *, is_preview: bool = False) -> dict[str, Any]:
    """What the page of a place shows, also before it is public (``is_preview``: to who writes or checks it)."""
    now = timezone.now()
    here = Occurrence.objects.listed().filter(event__place=place).upcoming(now).order_by("starts_at", "pk")
    return {
        "place": place,
        "linked_data": "",
        "beside": [],
        "opening": opening_of(place, now),
        "later_exceptions": _later_exceptions(place, now),
        "is_over": place.state == State.CLOSED,
        # Read by the page alone: the printed sheet has no room for them.
        "circles": Circle.objects.listed().filter(place=place).only("name", "how_often").order_by("reading", "pk")[:10],
        "here": lines_of(here.for_list()[:6], now, with_day=True),
        "way": way_there(place) if place.is_address_public else None,
        "features": features_of(place.accessibility),
        **words_context(place),
        **safeguards_context(place, place.operator, is_preview=is_preview),
    }


def _later_exceptions(place: Place, now: datetime) -> list[OpeningException]:
    """The next days that differ, after the week that is shown day by day. No query: they are there already."""
    week = timezone.localdate(now) + timedelta(days=WEEK)
    later = [one for one in place.opening_exceptions.all() if one.date >= week]
    return sorted(later, key=lambda one: (one.date, str(one.opens)))[:MOST_EXCEPTIONS]
