"""Keeps the columns that lists are read from: facets, tokens, position, and whether a date is listed."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.db import connection, transaction

from events.enums import AttendanceMode, Participation, State
from events.facets import Flag, Kind, facet, feature_facet, place_kind_facet, time_facets
from events.models import Event, Occurrence, Place
from events.registration_enums import RegistrationScope
from events.registration_rules import terms_of
from hub.furigana import kana
from hub.search import fold, tokens

_BATCH = 500
# What the columns are made of. A thing has four times as many, and to ask for all of them takes longer than all else here.
_SHARED = (
    *("accessibility", "is_free", "reading", "building", "address", "latitude", "longitude", "description", "summary"),
    *("state", "town__name", "town__latitude", "town__longitude", "district__name", "district__reading"),
)
_OF_PLACE = (
    *(*_SHARED, "name", "kana", "kind", "is_drop_in", "first_visit", "who_comes", "is_address_public"),
    *("operator__name", "operator_name"),
)
_OF_EVENT = (
    *(*_SHARED, "title", "subtitle", "venue_name", "organizer_name", "audience_note", "category", "professional_note"),
    *("is_professional_present", "attendance_mode", "participation", "is_for_members", "organizer__name"),
    *("place__name", "place__kana", "place__state", "place__district", "place__is_address_public"),
    *("place__latitude", "place__longitude"),
    *("registration_terms__is_open", "registration_terms__scope", "registration_terms__course_date"),
)


class _Word(NamedTuple):
    """A word of the vocabulary that a thing has. ``words``: what else a theme is searched by."""

    kind: Kind
    pk: int
    parent_id: int | None
    names: str
    words: str


@transaction.atomic
def refresh_events(keys: Collection[int]) -> None:
    """Brings the listing columns of these events and of all their dates up to date. Constant queries for 500."""
    ordered = sorted(keys)
    for start in range(0, len(ordered), _BATCH):
        _refresh_event_batch(ordered[start : start + _BATCH])


@transaction.atomic
def refresh_places(keys: Collection[int], *, with_events: bool = True) -> None:
    """The same for places. Events that are held there carry the place's name, so they follow if nobody else sees to it."""
    ordered = sorted(keys)
    for start in range(0, len(ordered), _BATCH):
        batch = ordered[start : start + _BATCH]
        _lock(Place, batch)
        places = list(
            Place.objects.filter(pk__in=batch)
            .select_related("town", "district", "operator")
            .only(*_OF_PLACE)
            .order_by()
        )
        vocabulary = _vocabulary(Place, batch)
        for place in places:
            words = vocabulary[place.pk]
            place.facets = sorted(_place_facets(place, words))
            place.search_text = _folded(_place_words(place, words))
        _store(Place, places)
    if with_events:
        refresh_events(list(Event.objects.filter(place__in=ordered).values_list("pk", flat=True)))


def _lock(model: type[Event | Place], keys: list[int]) -> None:
    """Locks the rows in one order, before they and what hangs on them are read.

    Of two that refresh the same thing the later one then reads what the earlier one's transaction wrote. (A locking
    read would give joined rows as they were before the wait.)
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK.format(table=model._meta.db_table), [keys])


def _refresh_event_batch(keys: list[int]) -> None:
    _lock(Event, keys)
    events = list(
        Event.objects.filter(pk__in=keys)
        .select_related("place", "town", "district", "organizer", "registration_terms")
        .only(*_OF_EVENT)
        .order_by()
    )
    vocabulary = _vocabulary(Event, keys)
    for event in events:
        words = vocabulary[event.pk]
        event.facets = sorted(_event_facets(event, words))
        event.search_text = _folded(_event_words(event, words))
    _store(Event, events)
    by_key = {event.pk: event for event in events}
    occurrences = list(
        Occurrence.objects.filter(event__in=keys).only("event", "starts_at", "ends_at", "has_time").order_by()
    )
    for occurrence in occurrences:
        _describe_occurrence(occurrence, by_key[occurrence.event_id])
    _store_dates(occurrences)
    _store_spans(keys)


def _describe_occurrence(occurrence: Occurrence, event: Event) -> None:
    when = time_facets(occurrence.starts_at, occurrence.ends_at, occurrence.has_time)
    occurrence.facets = sorted({*event.facets, *when, *_registration_facets(occurrence, event)})
    occurrence.is_listed = event.state == State.PUBLISHED and not event.is_for_members
    occurrence.latitude, occurrence.longitude = _public_position(event)


def _registration_facets(occurrence: Occurrence, event: Event) -> set[int]:
    """Whether one can register for this date here, or for the course that it belongs to."""
    terms = terms_of(event)
    if terms is None:
        return set()
    is_lead = terms.scope == RegistrationScope.DATE or terms.course_date_id == occurrence.pk
    return {facet(Kind.FLAG, Flag.REGISTERS_HERE if is_lead else Flag.IN_COURSE)}


def _public_position(event: Event) -> tuple[float | None, float | None]:
    """Where readers may measure from: never the exact spot of a place that hides it."""
    if event.latitude is not None:
        return event.latitude, event.longitude
    if event.place and event.place.has_public_position:
        return event.place.latitude, event.place.longitude
    return (event.town.latitude, event.town.longitude) if event.town else (None, None)


def _shared_facets(thing: Event | Place, words: list[_Word]) -> set[int]:
    found = {facet(word.kind, pk) for word in words for pk in (word.pk, word.parent_id) if pk}
    found |= {feature_facet(name) for name, answer in thing.accessibility.items() if answer}
    if thing.is_free:
        found.add(facet(Kind.FLAG, Flag.FREE))
    return found


def _event_facets(event: Event, words: list[_Word]) -> set[int]:
    found = _shared_facets(event, words)
    district = event.district_id or (event.place.district_id if event.place else None)
    if district:
        found.add(facet(Kind.DISTRICT, district))
    if event.organizer_id:
        found.add(facet(Kind.ORGANIZER, event.organizer_id))
    if event.is_professional_present:
        found.add(facet(Kind.FLAG, Flag.PROFESSIONAL))
    if event.attendance_mode != AttendanceMode.ONSITE:
        found.add(facet(Kind.FLAG, Flag.ONLINE))
    if event.participation == Participation.FREE:
        found.add(facet(Kind.FLAG, Flag.NO_APPLICATION))
    return found


def _place_facets(place: Place, words: list[_Word]) -> set[int]:
    found = _shared_facets(place, words) | {place_kind_facet(place.kind)}
    if place.district_id:
        found.add(facet(Kind.DISTRICT, place.district_id))
    if place.is_drop_in:
        found.add(facet(Kind.FLAG, Flag.DROP_IN))
    return found


def _shared_words(thing: Event | Place, words: list[_Word]) -> Iterable[str]:
    """Words that both have. Of the vocabulary all three names: who reads English or easy Japanese searches so too."""
    yield thing.reading
    if thing.town:
        yield f"{thing.town.name} {kana(thing.town.name)}"
    if thing.district:
        yield f"{thing.district.short_name} {thing.district.reading}"
    yield from (word.names for word in words)
    yield from (word.words for word in words)


def _event_words(event: Event, words: list[_Word]) -> Iterable[str]:
    yield from (event.title, event.subtitle, event.summary, event.description, event.venue_label, event.building)
    yield from (event.address, event.organizer_label, event.audience_note, event.category, event.professional_note)
    yield from (kana(event.title), kana(event.subtitle), kana(event.venue_label))
    if event.place and event.place.is_public:
        yield f"{event.place.name} {event.place.kana}"
    yield from _shared_words(event, words)


def _place_words(place: Place, words: list[_Word]) -> Iterable[str]:
    yield from (place.name, place.kana, place.get_kind_display(), place.summary, place.description)
    yield from (place.first_visit, place.who_comes, place.public_address, place.public_building, place.operator_label)
    yield from _shared_words(place, words)


def _folded(words: Iterable[Any]) -> str:
    return " ".join(filter(None, (fold(str(word)) for word in words)))


_LOCK = "SELECT FROM {table} WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
# One statement for all three lists: a query for each takes three times as long as all of them.
_WORDS = """
SELECT of.{thing}_id, {kind}, word.id, {parent}, concat_ws(' ', word.name, word.name_easy, word.name_en), {words}, word."order"
FROM {table}_{list} AS of JOIN hub_{word} AS word ON word.id = of.{word}_id
WHERE of.{thing}_id = ANY(%(keys)s)
"""
_NOTHING_MORE = {"parent": "NULL::bigint", "words": "''"}
_LISTS: tuple[dict[str, Any], ...] = (
    {"kind": Kind.AUDIENCE.value, "list": "audiences", "word": "audience", **_NOTHING_MORE},
    {"kind": Kind.MARK.value, "list": "welcome_marks", "word": "welcomemark", **_NOTHING_MORE},
    {"kind": Kind.THEME.value, "list": "themes", "word": "theme", "parent": "word.parent_id", "words": "word.words"},
)
# One statement for a batch: Django's bulk_update builds a CASE for each row and column, which takes ten times as long.
_STORE = """
UPDATE {table} AS kept
SET facets = new.facets, search_text = new.search_text, search_tokens = array_to_tsvector(new.tokens)
FROM jsonb_to_recordset(%s::jsonb) AS new(id bigint, facets int[], search_text text, tokens text[])
WHERE kept.id = new.id
"""
_STORE_DATES = """
UPDATE events_occurrence AS kept
SET facets = new.facets, is_listed = new.is_listed, latitude = new.latitude, longitude = new.longitude
FROM jsonb_to_recordset(%s::jsonb)
    AS new(id bigint, facets int[], is_listed boolean, latitude float, longitude float)
WHERE kept.id = new.id
"""
# An event without a date lies where it was written down.
_STORE_SPANS = """
UPDATE events_event AS kept
SET first_starts_at = coalesce(dates.first, kept.created_at), last_ends_at = coalesce(dates.last, kept.created_at)
FROM unnest(%s::bigint[]) AS one(id)
LEFT JOIN LATERAL (
    SELECT min(starts_at) AS first, max(ends_at) AS last FROM events_occurrence WHERE event_id = one.id
) AS dates ON true
WHERE kept.id = one.id
"""


def _vocabulary(model: type[Event | Place], keys: list[int]) -> dict[int, list[_Word]]:
    """The words of each thing in the order in which its columns hold them: lists one after the other, each in its order."""
    table, thing = model._meta.db_table, model._meta.model_name
    queries = [f"({_WORDS.format(table=table, thing=thing, **one)})" for one in _LISTS]
    found: dict[int, list[_Word]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(queries), {"keys": keys})
        rows = cursor.fetchall()
    places = {one["kind"]: place for place, one in enumerate(_LISTS)}
    for key, kind, pk, parent, names, words, _order in sorted(rows, key=lambda row: (places[row[1]], row[6], row[2])):
        found[key].append(_Word(Kind(kind), pk, parent, names, words))
    return found


def _store(model: type[Event | Place], things: Collection[Event | Place]) -> None:
    """Tokens as they are: ``to_tsvector`` would keep a Japanese sentence as one."""
    rows = [
        {
            "id": thing.pk,
            "facets": thing.facets,
            "search_text": thing.search_text,
            "tokens": tokens(thing.search_text),
        }
        for thing in things
    ]
    with connection.cursor() as cursor:
        cursor.execute(_STORE.format(table=model._meta.db_table), [json.dumps(rows)])


def _store_dates(occurrences: Collection[Occurrence]) -> None:
    rows = [
        {
            "id": row.pk,
            "facets": row.facets,
            "is_listed": row.is_listed,
            "latitude": row.latitude,
            "longitude": row.longitude,
        }
        for row in occurrences
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_STORE_DATES, [json.dumps(rows)])


def _store_spans(keys: Collection[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_STORE_SPANS, [list(keys)])
