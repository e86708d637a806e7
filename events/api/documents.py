"""Places, events and dates as the feed gives them, in SQL. ``events.api.serializers`` says the same as Python."""

from events.enums import State
from events.facets import Flag, Kind, facet
from hub.accounts.api import ORGANIZATION, VERIFIED
from hub.api.documents import Document, clock, inside, keys_of, link, moment, row, row_where, rows

_HERE, _IN_COURSE = (facet(Kind.FLAG, flag) for flag in (Flag.REGISTERS_HERE, Flag.IN_COURSE))
LISTED = f"t.state = '{State.PUBLISHED.value}'"
# Joined as ``p``. One that has ended is still where it was, but is no longer in the feed itself.
_PUBLIC_PLACE = "p.id IS NOT NULL AND p.state IN ('published', 'closed')"
_PLACE_SPOT = f"{_PUBLIC_PLACE} AND p.is_address_public"
_LISTED_PLACE = f"p.id IS NOT NULL AND p.state = '{State.PUBLISHED.value}'"
_WORDS = (
    ("themes", "theme", "hub_theme"),
    ("audiences", "audience", "hub_audience"),
    ("welcome_marks", "welcomemark", "hub_welcomemark"),
)
_PICTURE = row_where(
    "pic.id IS NOT NULL",
    url="%(site)s || '/pictures/' || pic.key || '-large.jpg'",
    small_url="%(site)s || '/pictures/' || pic.key || '-small.jpg'",
    alt="pic.alt",
    width="pic.width",
    height="pic.height",
)
# One that the city's files no longer name keeps its name here, and is no longer in the feed itself.
_DISTRICT = row_where(
    "d.id IS NOT NULL",
    id="d.id",
    url=f"CASE WHEN d.is_current THEN {link('/api/v1/districts/', 'd.id')} END",
    name="d.name",
)


def _organization(alias: str, name: str) -> str:
    """Who runs it. One that is not registered has a name and no number."""
    known = f"{alias}.id IS NOT NULL AND {alias}.verification = 'verified'"
    return row_where(
        f"{alias}.id IS NOT NULL OR {name} <> ''",
        id=f"CASE WHEN {known} THEN {alias}.id END",
        url=f"CASE WHEN {known} THEN {link('/api/v1/organizations/', f'{alias}.id')} END",
        name=f"coalesce({alias}.name, {name})",
    )


def _words(table: str, owner: str) -> dict[str, str]:
    return {name: keys_of(f"{table}_{name}", owner, f"{word}_id", words) for name, word, words in _WORDS}


def _columns(*names: str) -> dict[str, str]:
    return {name: f"t.{name}" for name in names}


_END = {
    **_columns("is_sample", "sample_note", "source", "license"),
    "terms_url": "%(site)s || '/data/#terms'",
    "published_at": moment("t.published_at"),
    "updated_at": moment("t.updated_at"),
}


def _date(alias: str) -> dict[str, str]:
    """A date by itself, and as part of its event."""
    plain = ("has_time", "time_note", "capacity", "state", "state_note")
    moments = ("starts_at", "ends_at", "apply_from", "deadline_at", "moved_from")
    said = {name: moment(f"{alias}.{name}") for name in moments} | {name: f"{alias}.{name}" for name in plain}
    is_counted = f"{alias}.capacity IS NOT NULL AND {alias}.facets @> ARRAY[{_HERE}]"
    path = f"%(site)s || '/events/' || {alias}.event_id || '/register/' || {alias}.id || '/'"
    return said | {
        "registration_url": f"CASE WHEN {alias}.facets && ARRAY[{_HERE}, {_IN_COURSE}] THEN {path} END",
        "places_left": f"CASE WHEN {is_counted} THEN greatest({alias}.capacity - {alias}.taken_told, 0) END",
    }


def _venue_name(alias: str) -> str:
    return f"CASE WHEN {alias}.venue_name <> '' THEN {alias}.venue_name WHEN {_PUBLIC_PLACE} THEN p.name ELSE '' END"


_HAS_SPOT = "t.latitude IS NOT NULL"
_EVENT_JOINS = (
    "LEFT JOIN events_place p ON p.id = t.place_id "
    "LEFT JOIN accounts_organization g ON g.id = t.organizer_id "
    "LEFT JOIN areas_town n ON n.id = t.town_id "
    "LEFT JOIN areas_district d ON d.id = coalesce(t.district_id, CASE WHEN p.state IN ('published', 'closed') THEN p.district_id END) "
    "LEFT JOIN pictures_picture pic ON pic.id = t.picture_id"
)

EVENT = Document(
    table="events_event",
    kind="event",
    listed=LISTED,
    order=("first_starts_at", "id"),
    joins=_EVENT_JOINS,
    fields={
        "id": "t.id",
        "url": link("/api/v1/events/", "t.id"),
        "page_url": link("/events/", "t.id"),
        **_columns("version", "state", "title"),
        "title_kana": "t.reading",
        **_columns("subtitle", "summary", "description"),
        **_words("events_event", "event_id"),
        **_columns("audience_note", "alone_note", "body_note", "is_professional_present", "professional_note"),
        **_columns("attendance_mode", "online_url"),
        "place": row_where(_LISTED_PLACE, id="p.id", url=link("/api/v1/places/", "p.id"), name="p.name"),
        "venue_name": _venue_name("t"),
        "postal_code": "t.postal_code",
        "address": (f"CASE WHEN t.address <> '' THEN t.address WHEN {_PLACE_SPOT} THEN p.address ELSE '' END"),
        "building": "t.building",
        "town": "coalesce(n.name, '')",
        "district": _DISTRICT,
        "latitude": f"CASE WHEN {_HAS_SPOT} THEN t.latitude WHEN {_PLACE_SPOT} THEN p.latitude END",
        "longitude": f"CASE WHEN {_HAS_SPOT} THEN t.longitude WHEN {_PLACE_SPOT} THEN p.longitude END",
        **_columns("access_note", "parking_note", "bicycle_note"),
        "organizer": _organization("g", "t.organizer_name"),
        **_columns("is_for_members", "is_free", "fee_text", "participation", "allotment", "how_to_apply", "apply_url"),
        "website_url": "t.url",
        "contact": row(
            name="t.contact_name", phone="t.contact_phone", extension="t.contact_extension", email="t.contact_email"
        ),
        **_columns("accessibility", "accessibility_note", "languages_note", "safeguards"),
        "picture": _PICTURE,
        **_columns("remarks", "category", "rrule"),
        "starts_at": moment("t.first_starts_at"),
        "ends_at": moment("t.last_ends_at"),
        "occurrences": rows(
            "events_occurrence o WHERE o.event_id = t.id",
            "o.starts_at, o.id",
            id="o.id",
            url=link("/api/v1/occurrences/", "o.id"),
            **_date("o"),
        ),
        **_columns("assured_on", "assured_by", "closes_on"),
        **_END,
    },
)

PLACE = Document(
    table="events_place",
    kind="place",
    listed=LISTED,
    order=("kana", "name", "id"),
    joins=(
        "LEFT JOIN accounts_organization g ON g.id = t.operator_id "
        "LEFT JOIN areas_town n ON n.id = t.town_id "
        "LEFT JOIN areas_district d ON d.id = t.district_id "
        "LEFT JOIN pictures_picture pic ON pic.id = t.picture_id"
    ),
    fields={
        "id": "t.id",
        "url": link("/api/v1/places/", "t.id"),
        "page_url": link("/places/", "t.id"),
        **_columns("version", "state", "name"),
        "name_kana": "t.kana",
        "kind": "t.kind",
        "operator": _organization("g", "t.operator_name"),
        **_columns("summary", "description", "first_visit", "greeter", "who_comes"),
        **_columns("is_drop_in", "is_by_appointment", "should_phone_first"),
        "opening_hours": rows(
            "events_openinghours h WHERE h.place_id = t.id",
            "h.weekday, h.opens",
            weekday="h.weekday",
            opens=clock("h.opens"),
            closes=clock("h.closes"),
            note="h.note",
        ),
        "opening_exceptions": rows(
            "events_openingexception x WHERE x.place_id = t.id",
            "x.date, x.opens",
            date="x.date",
            is_closed="x.is_closed",
            opens=clock("x.opens"),
            closes=clock("x.closes"),
            note="x.note",
        ),
        **_columns("hours_note", "is_free", "fee_text", "phone"),
        "website_url": "t.url",
        **_columns("age_from_months", "age_to_months"),
        **_words("events_place", "place_id"),
        **_columns("is_address_public"),
        "postal_code": "CASE WHEN t.is_address_public THEN t.postal_code ELSE '' END",
        "address": "CASE WHEN t.is_address_public THEN t.address ELSE coalesce(n.name, '') END",
        "building": "CASE WHEN t.is_address_public THEN t.building ELSE '' END",
        "town": "coalesce(n.name, '')",
        "district": _DISTRICT,
        "latitude": "CASE WHEN t.is_address_public THEN t.latitude END",
        "longitude": "CASE WHEN t.is_address_public THEN t.longitude END",
        **_columns("access_note", "parking_note", "bicycle_note"),
        **_columns("accessibility", "accessibility_note", "languages_note", "safeguards"),
        "picture": _PICTURE,
        **_columns("is_to_be_confirmed", "assured_on", "assured_by", "closes_on"),
        **_END,
    },
)

_EVENT_IN_SHORT = {
    "id": "e.id",
    "url": link("/api/v1/events/", "e.id"),
    "page_url": link("/events/", "e.id"),
    "title": "e.title",
    "venue_name": _venue_name("e"),
    "town": "coalesce(n.name, '')",
    "is_free": "e.is_free",
    "is_sample": "e.is_sample",
}
OCCURRENCE = Document(
    table="events_occurrence",
    kind="event",
    owner="t.event_id",
    listed="t.is_listed",
    order=("starts_at", "id"),
    joins=(
        "JOIN events_event e ON e.id = t.event_id "
        "LEFT JOIN events_place p ON p.id = e.place_id "
        "LEFT JOIN areas_town n ON n.id = e.town_id"
    ),
    fields={
        "id": "t.id",
        "url": link("/api/v1/occurrences/", "t.id"),
        "page_url": link("/events/", "e.id"),
        "event": row(**_EVENT_IN_SHORT),
        **_date("t"),
        "is_sample": "e.is_sample",
        "source": "e.source",
        "license": "e.license",
        "terms_url": "%(site)s || '/data/#terms'",
    },
)

EVENT_EXPANSIONS = {
    "place": inside(PLACE, "p.id", LISTED),
    "organizer": inside(ORGANIZATION, "g.id", VERIFIED),
}
PLACE_EXPANSIONS = {"operator": inside(ORGANIZATION, "g.id", VERIFIED)}
# Its dates are left out: the one that is meant stands around it.
OCCURRENCE_EXPANSIONS = {"event": inside(EVENT, "e.id", LISTED, leave_out=("occurrences",))}
