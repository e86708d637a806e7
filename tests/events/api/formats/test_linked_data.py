"""JSON-LD, read by a processor; and as a block of a page."""

import json
from typing import Any

import pytest

from events.api.formats.linked_data import events_of, places_of
from hub.api.formats.linked_data import block, json_ld, organization
from tests.events.api.formats.made import CONTEXT, HOSTILE, alone, date, event, filled, place
from tests.hub.api.formats.schema_org import expanded, term, terms_lost, values

PICTURE = {
    "url": "http://testserver/pictures/x-large.jpg", "small_url": "http://testserver/pictures/x-small.jpg",
    "alt": "碁盤", "width": 800, "height": 600,
}  # fmt: skip
ORGANIZATION = {
    "id": 9, "url": "http://testserver/api/v1/organizations/9/", "page_url": "http://testserver/organizations/9/",
    "name": "囲碁クラブ", "description": "打ちます", "website_url": "", "phone": "", "email": "", "address": "",
    "corporate_number": "1234567890123", "is_sample": False, "terms_url": "http://testserver/data/#terms",
    "updated_at": "2026-11-02T09:00:00+09:00",
}  # fmt: skip


def written(things_of: Any, *documents: dict[str, Any]) -> bytes:
    return json_ld(things_of).write(list(documents), CONTEXT)


def graph(things_of: Any, *documents: dict[str, Any]) -> list[dict[str, Any]]:
    """The things as they stand; every term of theirs is one of schema.org."""
    content = written(things_of, *documents)
    assert terms_lost(content) == set()
    assert len(expanded(content)) == len(json.loads(content)["@graph"])
    found: list[dict[str, Any]] = json.loads(content)["@graph"]
    return found


def test_a_date_is_an_event() -> None:
    whole = event(
        date(capacity=20, deadline_at="2026-11-20T17:00:00+09:00"),
        picture=PICTURE,
        source="市の資料",
        license="CC BY 4.0",
    )
    assert graph(events_of, whole) == [
        {
            "@type": "Event",
            "@id": "http://testserver/api/v1/occurrences/7/",
            "name": "囲碁の会",
            "startDate": "2026-11-23T10:00:00+09:00",
            "endDate": "2026-11-23T12:00:00+09:00",
            "eventStatus": "https://schema.org/EventScheduled",
            "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
            "location": [
                {
                    "@type": "Place",
                    "@id": "http://testserver/api/v1/places/5/",
                    "name": "川口市民センター",
                    "address": {
                        "@type": "PostalAddress",
                        "addressCountry": "JP",
                        "addressRegion": "東京都",
                        "addressLocality": "八王子市",
                        "streetAddress": "川口町3838",
                        "postalCode": "193-0801",
                    },
                    "geo": {"@type": "GeoCoordinates", "latitude": 35.6771, "longitude": 139.2754},
                }
            ],
            "organizer": {"@type": "Organization", "name": "囲碁クラブ"},
            "offers": {
                "@type": "Offer",
                "price": "0",
                "priceCurrency": "JPY",
                "description": "無料",
                "url": "http://testserver/events/3/",
                "availabilityEnds": "2026-11-20T17:00:00+09:00",
            },
            "isAccessibleForFree": True,
            "maximumAttendeeCapacity": 20,
            "inLanguage": "ja",
            "image": ["http://testserver/pictures/x-large.jpg"],
            "url": "http://testserver/events/3/",
            "subjectOf": {
                "@type": "WebPage",
                "url": "http://testserver/events/3/",
                "license": "http://testserver/data/#terms",
                "creditText": "市の資料（CC BY 4.0）",
                "inLanguage": "ja",
                "dateModified": "2026-11-02T09:00:00+09:00",
                "datePublished": "2026-11-01T09:00:00+09:00",
            },
        }
    ]


@pytest.mark.parametrize(
    ("said", "status", "previous", "starts", "ends"),
    [
        ({"state": "cancelled"}, "EventCancelled", None, "2026-11-23T10:00:00+09:00", "2026-11-23T12:00:00+09:00"),
        (
            {"state": "moved", "moved_from": "2026-11-22T10:00:00+09:00", "ends_at": "2026-11-23T10:00:00+09:00"},
            *("EventRescheduled", "2026-11-22T10:00:00+09:00", "2026-11-23T10:00:00+09:00", None),
        ),
        (
            {"state": "moved", "has_time": False, "moved_from": "2026-11-22T00:00:00+09:00"},
            *("EventRescheduled", "2026-11-22", "2026-11-23", "2026-11-23"),
        ),
    ],
)
def test_what_became_of_a_date(said: dict[str, Any], status: str, previous: Any, starts: str, ends: Any) -> None:
    [thing] = graph(events_of, event(date(**said)))
    found = [thing.get(name) for name in ("eventStatus", "previousStartDate", "startDate", "endDate")]
    assert found == [f"https://schema.org/{status}", previous, starts, ends]


@pytest.mark.parametrize(
    ("mode", "kinds", "name"),
    [
        ("onsite", ["Place"], "OfflineEventAttendanceMode"),
        ("online", ["Place", "VirtualLocation"], "OnlineEventAttendanceMode"),
        ("hybrid", ["Place", "VirtualLocation"], "MixedEventAttendanceMode"),
    ],
)
def test_where_one_takes_part(mode: str, kinds: list[str], name: str) -> None:
    [thing] = graph(events_of, event(attendance_mode=mode))
    assert [one["@type"] for one in thing["location"]] == kinds
    assert thing["eventAttendanceMode"] == f"https://schema.org/{name}"


@pytest.mark.parametrize(
    ("is_free", "text", "price"),
    [(True, "", "0"), (False, "1,500円", "1500"), (False, "一般500円、学生300円", None), (None, "材料費", None)],
)
def test_a_price_only_where_there_is_one(is_free: bool | None, text: str, price: str | None) -> None:
    [thing] = graph(events_of, event(is_free=is_free, fee_text=text))
    assert thing["offers"].get("price") == price
    assert thing.get("isAccessibleForFree") is is_free


def test_without_a_word_on_money_there_is_no_offer() -> None:
    [thing] = graph(events_of, event(is_free=None))
    assert "offers" not in thing


def test_each_date_is_one_and_a_date_alone_says_the_same() -> None:
    whole = event(date(id=1), date(id=2), is_sample=True, sample_note="作った催しです")
    assert [thing["name"] for thing in graph(events_of, whole)] == ["【見本】囲碁の会", "【見本】囲碁の会"]
    assert graph(events_of, alone(whole)) == graph(events_of, whole)[:1]


def test_a_place() -> None:
    closed = {"date": "2026-12-29", "is_closed": True, "opens": None, "closes": None, "note": "年末"}
    hours = {"weekday": 6, "opens": "09:00", "closes": "17:00", "note": ""}
    whole = place(
        kind="hall",
        accessibility={"nursery": True, "guide_dog": False},
        opening_hours=[hours],
        opening_exceptions=[closed],
    )
    [thing] = graph(places_of, whole)
    assert thing["@type"] == "CivicStructure"
    assert [(one["name"], one["value"]) for one in thing["amenityFeature"]] == [
        ("授乳室", True), ("補助犬と入れる", False),
    ]  # fmt: skip
    assert thing["openingHoursSpecification"] == [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": "https://schema.org/Sunday",
            "opens": "09:00",
            "closes": "17:00",
        }
    ]
    assert thing["specialOpeningHoursSpecification"] == [
        {
            "@type": "OpeningHoursSpecification", "validFrom": "2026-12-29", "validThrough": "2026-12-29",
            "opens": "00:00", "closes": "00:00", "description": "年末",
        }
    ]  # fmt: skip


def test_an_organisation() -> None:
    [thing] = graph(organization, ORGANIZATION)
    assert (thing["@type"], thing["name"], thing["identifier"]["value"]) == (
        "Organization", "囲碁クラブ", "1234567890123",
    )  # fmt: skip


def test_a_processor_understands_it() -> None:
    [thing] = expanded(written(events_of, event()))
    assert thing["@type"] == [term("Event")]
    assert values(thing, "eventStatus") == ["https://schema.org/EventScheduled"]
    assert values(thing, "startDate") == ["2026-11-23T10:00:00+09:00"]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_words_are_words_and_end_no_element(text: str) -> None:
    hostile = filled(event(), text)
    [thing] = graph(events_of, hostile)
    assert thing["name"] == " ".join(thing["name"].split())
    for things in (events_of(hostile), places_of(filled(place(), text)), organization(filled(ORGANIZATION, text))):
        page = str(block(things))
        inside = page.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
        assert [sign for sign in "<>&\u2028\u2029" if sign in inside] == []
        assert json.loads(inside)["@graph"] == json.loads(json.dumps(things))


def test_nothing_to_say_is_no_block() -> None:
    assert block([]) == ""
