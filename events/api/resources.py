"""What the feed offers of this app."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from events.api.documents import (
    EVENT,
    EVENT_EXPANSIONS,
    OCCURRENCE,
    OCCURRENCE_EXPANSIONS,
    PLACE,
    PLACE_EXPANSIONS,
)
from events.api.filters import EventFeedFilter, OccurrenceFeedFilter, PlaceFeedFilter, dates_in, depends_on_time
from events.api.formats.atom import EVENTS_ATOM, PLACES_ATOM
from events.api.formats.calendar import calendar
from events.api.formats.event_lists import LIST_A, LIST_B
from events.api.formats.linked_data import events_of, places_of
from events.api.formats.place_list import PLACE_LIST
from events.api.own import OwnEventSerializer, OwnOccurrenceSerializer, OwnPlaceSerializer
from events.api.serializers import EventSerializer, OccurrenceSerializer, PlaceSerializer
from events.models import Event, Occurrence, Place
from hub.api.formats.geojson import geojson
from hub.api.formats.linked_data import json_ld
from hub.api.resources import Format, Resource


def _by_name(*formats: Format) -> dict[str, Format]:
    return {form.name: form for form in formats}


def _merged_into(keys: Collection[int]) -> dict[int, int]:
    """The places with which these were merged, where those are public themselves."""
    merged = Place.objects.filter(pk__in=keys, merged_into__in=Place.objects.listed())
    return dict(merged.values_list("pk", "merged_into"))


EVENTS = Resource(
    name="events",
    kind="event",
    title=_("催し"),
    document=EVENT,
    rows=Event.objects.listed,
    order=("first_starts_at", "pk"),
    order_types=(datetime, int),
    filterset=EventFeedFilter,
    depends_on_time=depends_on_time,
    dates_in=dates_in,
    expand=EVENT_EXPANSIONS,
    page_path="/events/",
    serializer=EventSerializer,
    own_list=OwnEventSerializer,
    own_one=OwnEventSerializer,
    formats=_by_name(calendar(), EVENTS_ATOM, LIST_B, LIST_A, geojson(), json_ld(events_of, has_dates=True)),
)
OCCURRENCES = Resource(
    name="occurrences",
    kind="occurrence",
    title=_("開催日"),
    document=OCCURRENCE,
    rows=Occurrence.objects.listed,
    order=("starts_at", "pk"),
    order_types=(datetime, int),
    filterset=OccurrenceFeedFilter,
    # What has ended is no longer in it.
    depends_on_time=lambda _query: True,
    expand=OCCURRENCE_EXPANSIONS,
    page_path="/events/",
    serializer=OccurrenceSerializer,
    own_one=OwnOccurrenceSerializer,
    formats=_by_name(calendar("event"), geojson("event"), json_ld(events_of, "event")),
    has_changes=False,
    lists_all=False,
)
PLACES = Resource(
    name="places",
    kind="place",
    title=_("場"),
    document=PLACE,
    rows=Place.objects.listed,
    order=("kana", "name", "pk"),
    order_types=(str, str, int),
    filterset=PlaceFeedFilter,
    depends_on_time=depends_on_time,
    expand=PLACE_EXPANSIONS,
    page_path="/places/",
    replaced_by=_merged_into,
    serializer=PlaceSerializer,
    own_list=OwnPlaceSerializer,
    own_one=OwnPlaceSerializer,
    formats=_by_name(PLACES_ATOM, PLACE_LIST, geojson(), json_ld(places_of)),
)
RESOURCES = [EVENTS, OCCURRENCES, PLACES]
