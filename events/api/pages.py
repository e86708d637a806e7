"""What the page of an event or a place tells programs: the same JSON-LD as the feed."""

import json
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.safestring import SafeString

from events.api.formats.linked_data import events_of, places_of
from events.api.resources import EVENTS, PLACES
from hub.api.feed import documents
from hub.api.formats.linked_data import Thing, block
from hub.api.resources import Resource

# A page is no calendar: the next dates are enough.
MOST_DATES = 10


def event_data(pk: int) -> SafeString:
    """The next dates. Nothing for an event that is over, or that the feed does not have."""
    return _data(EVENTS, pk, lambda event: events_of(event | {"occurrences": _next(event["occurrences"])}))


def place_data(pk: int) -> SafeString:
    return _data(PLACES, pk, places_of)


def _data(resource: Resource, pk: int, things_of: Callable[[Thing], list[Thing]]) -> SafeString:
    """In Japanese, as what the city and the organisers write, whatever the language of the page."""
    with translation.override(settings.LANGUAGE_CODE):
        found = documents(resource, [pk])
        return block([thing for text in found.values() for thing in things_of(json.loads(text))])


def _next(dates: list[Thing]) -> list[Thing]:
    now = timezone.now()
    return [date for date in dates if datetime.fromisoformat(date["ends_at"]) >= now][:MOST_DATES]
