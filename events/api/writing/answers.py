"""The document with which writing answers."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from events.api.inputs import NOT_BY_PROGRAMS
from events.forms.reviewed import WORDS
from events.models import Event, Occurrence, Place
from events.services.member_writing import MEMBER_FIELDS
from hub.api.answers import tag_of, written
from hub.api.idempotency import Outcome

Thing = Event | Place | Occurrence
NAMES: dict[type[Thing], str] = {Event: "event", Place: "place", Occurrence: "occurrence"}
_OF_DATE = ("time_note", "capacity", "state", "state_note")
_MOMENTS_OF_DATE = ("starts_at", "ends_at", "deadline_at", "moved_from")


def address_of(thing: Thing) -> str:
    return f"{settings.SITE_URL}{reverse(f'api:{NAMES[type(thing)]}', args=[thing.pk])}"


def version_of(thing: Thing) -> int:
    """That of the event, for its dates too: whatever is done with one of them makes it grow."""
    return int(thing.event.version if isinstance(thing, Occurrence) else thing.version)


def document_of(thing: Thing) -> dict[str, Any]:
    """All that a member may read of it. Not for others: of a place it holds the address that is not public."""
    if isinstance(thing, Occurrence):
        return document_of_date(thing)
    whose = "organizer" if isinstance(thing, Event) else "operator"
    found: dict[str, Any] = {
        "id": thing.pk, "self": address_of(thing), "version": thing.version, "state": thing.state,
        "updated_at": _moment(thing.updated_at), "publish_at": _moment(thing.publish_at),
        "publish_wanted_at": _moment(thing.publish_wanted_at), whose: getattr(thing, f"{whose}_id"),
    }  # fmt: skip
    for name in sorted(MEMBER_FIELDS[type(thing)] - NOT_BY_PROGRAMS):
        found[name] = _value_of(thing, name)
    if isinstance(thing, Place):
        week = thing.opening_hours.order_by("weekday", "opens").values_list("weekday", "opens", "closes")
        found["opening_hours"] = [
            {"weekday": day, "opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"} for day, opens, closes in week
        ]
        days = thing.opening_exceptions.filter(date__gte=timezone.localdate()).order_by("date", "opens")
        found["opening_exceptions"] = [
            {
                "date": one.date.isoformat(), "is_closed": one.is_closed, "note": one.note,
                "opens": one.opens and f"{one.opens:%H:%M}", "closes": one.closes and f"{one.closes:%H:%M}",
            }
            for one in days
        ]  # fmt: skip
    return found


def document_of_date(date: Occurrence) -> dict[str, Any]:
    found = {"id": date.pk, "url": address_of(date), "event": date.event_id, "version": date.event.version}
    moments = {name: _moment(getattr(date, name)) for name in _MOMENTS_OF_DATE}
    return found | moments | {name: getattr(date, name) for name in _OF_DATE}


def public_document_of(thing: Thing) -> dict[str, Any]:
    """What everybody may know: which one it is and how it stands."""
    found = {"id": thing.pk, "self": address_of(thing), "version": version_of(thing), "state": thing.state}
    if isinstance(thing, Occurrence):
        return found | {"event": thing.event_id, "starts_at": _moment(thing.starts_at)}
    return found | {"title" if isinstance(thing, Event) else "name": str(thing)}


def outcome_of(thing: Thing, *, status: int = 200, is_own: bool = True) -> Outcome:
    """The answer: the document, its tag; of what is new where it is."""
    text = written(document_of(thing) if is_own else public_document_of(thing))
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
