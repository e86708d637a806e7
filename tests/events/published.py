"""Published places and events, made by the services that staff's forms call."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from events.enums import PlaceKind
from events.models import Event, Occurrence, OpeningHours, Place
from events.services.publishing import publish
from events.services.writing import finish_edit, save_edited
from hub.models import Audience, Theme, WelcomeMark

_WORDS = {"themes": Theme, "audiences": Audience, "welcome_marks": WelcomeMark}
EVERY_DAY = range(7)


def _split(fields: dict[str, Any]) -> dict[str, list[str]]:
    return {name: fields.pop(name) for name in _WORDS if name in fields}


def _set_words(thing: Event | Place, words: dict[str, list[str]]) -> None:
    for name, keys in words.items():
        found = list(_WORDS[name]._default_manager.filter(key__in=keys))
        assert len(found) == len(keys), keys
        getattr(thing, name).set(found)


def draft_event(title: str, *starts: datetime, hours: float = 1, dates: Any = None, **fields: Any) -> Event:
    """An event that nobody has published. Words are given by key; ``dates`` holds fields of every date."""
    event = _written_event(title, *starts, hours=hours, dates=dates, **fields)
    finish_edit(event)
    return event


def _written_event(title: str, *starts: datetime, hours: float, dates: Any, **fields: Any) -> Event:
    words = _split(fields)
    event = Event(title=title, **fields)
    save_edited(event, by=None, changed=[name for name in ("town", "district") if fields.get(name)])
    for moment in starts:
        Occurrence.objects.create(
            event=event, starts_at=moment, ends_at=moment + timedelta(hours=hours), **(dates or {})
        )
    _set_words(event, words)
    return event


def published_event(title: str, *starts: datetime, hours: float = 1, dates: Any = None, **fields: Any) -> Event:
    """The same, published. Without a start it begins in an hour."""
    starts = starts or (timezone.now() + timedelta(hours=1),)
    event = _written_event(title, *starts, hours=hours, dates=dates, **fields)
    if event.rrule:
        finish_edit(event)  # makes its dates; what lists are read from is written by publishing, too
    publish(event, by=None)
    return event


def draft_place(
    name: str, *, open_on: Iterable[int] = (), opens: time = time(9), closes: time = time(17), **fields: Any
) -> Place:
    """A place that nobody has published, open on these weekdays."""
    place = _written_place(name, open_on=open_on, opens=opens, closes=closes, **fields)
    finish_edit(place)
    return place


def _written_place(
    name: str, *, open_on: Iterable[int] = (), opens: time = time(9), closes: time = time(17), **fields: Any
) -> Place:
    words = _split(fields)
    place = Place(name=name, **({"kind": PlaceKind.SALON, "kana": name} | fields))
    save_edited(place, by=None, changed=[key for key in ("town", "district") if fields.get(key)])
    _set_words(place, words)
    for weekday in open_on:
        OpeningHours.objects.create(place=place, weekday=weekday, opens=opens, closes=closes)
    return place


def published_place(name: str, **fields: Any) -> Place:
    """The same, published."""
    place = _written_place(name, **fields)
    publish(place, by=None)
    return place
