"""The document with which writing answers: as the feed gives it, and what its members may write besides."""

from typing import Any

from django.utils import timezone

from events.api.inputs import NAMES, NOT_BY_PROGRAMS
from events.api.serializers import (
    EventSerializer,
    ExceptionSerializer,
    HoursSerializer,
    OccurrenceSerializer,
    PlaceSerializer,
)
from events.forms.reviewed import WORDS
from events.models import Event, Occurrence, Place
from events.services.member_writing import MEMBER_FIELDS
from hub.api.fields import api_url
from hub.api.idempotency import Outcome
from hub.api.own_answers import tag_of, written

Thing = Event | Place | Occurrence
SERIALIZERS: dict[type[Thing], Any] = {
    Event: EventSerializer,
    Place: PlaceSerializer,
    Occurrence: OccurrenceSerializer,
}


def address_of(thing: Thing) -> str:
    paths = {Event: "events", Place: "places", Occurrence: "occurrences"}
    return api_url(f"/api/v1/{paths[type(thing)]}/", thing.pk)


def version_of(thing: Thing) -> int:
    """That of the event, for its dates too: whatever is done with one of them makes it grow."""
    return int(thing.event.version if isinstance(thing, Occurrence) else thing.version)


def document_of(thing: Thing) -> dict[str, Any]:
    """For its members alone: ``writable`` holds what PATCH takes, also what is not public of it."""
    document = dict(SERIALIZERS[type(thing)](thing).data)
    if isinstance(thing, Occurrence):
        return document | {"version": version_of(thing)}
    return document | {
        "publish_at": _moment(thing.publish_at),
        "publish_wanted_at": _moment(thing.publish_wanted_at),
        "writable": {NAMES.get(name, name): _value_of(thing, name) for name in _writable(thing)} | _rows_of(thing),
    }


def _writable(thing: Event | Place) -> list[str]:
    return sorted(MEMBER_FIELDS[type(thing)] - NOT_BY_PROGRAMS)


def _rows_of(thing: Event | Place) -> dict[str, Any]:
    """The hours of a place as they are sent: days that differ from today on."""
    if isinstance(thing, Event):
        return {}
    days = [one for one in thing.opening_exceptions.all() if one.date >= timezone.localdate()]
    hours = sorted(thing.opening_hours.all(), key=lambda row: (row.weekday, row.opens))
    return {
        "opening_hours": [
            {name: said for name, said in HoursSerializer(row).data.items() if name != "note"} for row in hours
        ],
        "opening_exceptions": [dict(ExceptionSerializer(one).data) for one in days],
    }


def outcome_of(thing: Thing, *, status: int = 200) -> Outcome:
    """The answer: the document, its tag; of what is new where it is."""
    text = written(document_of(thing))
    headers = {"ETag": tag_of(version_of(thing), text)}
    if status == 201:
        headers["Location"] = address_of(thing)
    return Outcome(text, status, headers)


def _value_of(thing: Event | Place, name: str) -> Any:
    if name in WORDS:
        return [word.key for word in getattr(thing, name).all()]
    if name == "place":
        return getattr(thing, "place_id", None)
    value = getattr(thing, name)
    if name == "rule_starts_at":
        return _moment(value)
    if name == "rule_excluded_on":
        return [day.isoformat() for day in value]
    return value.isoformat() if name == "closes_on" and value else value


def _moment(value: Any) -> str | None:
    return timezone.localtime(value).isoformat() if value else None
