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
from events.api.filters import EventFeedFilter, OccurrenceFeedFilter, PlaceFeedFilter, depends_on_time
from events.api.serializers import EventSerializer, OccurrenceSerializer, PlaceSerializer
from events.models import Event, Occurrence, Place
from hub.api.resources import Resource


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
    expand=EVENT_EXPANSIONS,
    page_path="/events/",
    serializer=EventSerializer,
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
)
RESOURCES = [EVENTS, OCCURRENCES, PLACES]
