"""Lists of the feed: selections, pages, chosen fields, errors, headers, what everybody may keep."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from events.models import Event, Place
from events.services.merging import merge_place
from events.services.publishing import close, hide
from events.services.writing import finish_edit, save_edited
from hub.accounts.models import Organization
from hub.api import answers, reading
from hub.api.resources import registered
from hub.areas.models import District
from tests.events.factories import EventFactory, PlaceFactory
from tests.events.published import EVERY_DAY, published_event, published_place
from tests.events.views.conftest import NOW, at
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.areas.factories import DistrictFactory, TownFactory, middle
from tests.words import load_words

pytestmark = pytest.mark.django_db
# Within a transaction each look at what was published last is a query of its own.
as_a_request = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _wednesday(db: None) -> Iterator[None]:
    """Wednesday, 25 November 2026, 10:00, in a city with the hub's words."""
    with time_machine.travel(NOW, tick=False):
        load_words()
        yield


def results(client: Client, address: str) -> list[Any]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()
    return list(answer.json()["results"])


def titles(client: Client, query: str = "") -> list[str]:
    return [one["title"] for one in results(client, f"/api/v1/events/{query}")]


def test_pages_by_cursor_give_each_event_once_in_the_order_of_their_start(client: Client) -> None:
    starts = [at(12, day % 5 + 1) for day in range(11)]
    events = [EventFactory.create(published=True, starts=[moment]) for moment in starts]
    found, address = [], "/api/v1/events/?page_size=3&fields=id,starts_at"
    while address:
        answer = client.get(address.removeprefix("http://testserver"))
        found += [one["id"] for one in answer.json()["results"]]
        address = answer.json()["next"]
        assert answer.headers.get("Link", "") == (f'<{address}>; rel="next"' if address else "")
    assert found == [event.pk for event in sorted(events, key=lambda one: (one.first_starts_at, one.pk))]


def test_an_event_that_comes_in_meanwhile_shifts_no_page(client: Client) -> None:
    for day in range(1, 7):
        EventFactory.create(published=True, title=f"{day}日", starts=[at(12, day)])
    first = client.get("/api/v1/events/?page_size=3").json()
    EventFactory.create(published=True, title="はじめに", starts=[at(11, 30)])
    rest = results(client, first["next"].removeprefix("http://testserver"))
    assert [one["title"] for one in rest] == ["4日", "5日", "6日"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["過ぎた", "囲碁", "夜の会", "遠く"]),
        ("?upcoming=1", ["囲碁", "夜の会", "遠く"]),
        ("?since=2026-12-02", ["夜の会", "遠く"]),
        ("?until=2026-11-30", ["囲碁"]),
        ("?since=2020-01-01&until=2026-11-01", ["過ぎた"]),
        ("?weekday=6", ["遠く"]),
        ("?time=evening", ["夜の会"]),
        ("?theme=food", ["囲碁"]),
        ("?theme=food&theme=music", ["囲碁", "夜の会"]),
        ("?mark=alone&mark=leave", ["囲碁"]),
        ("?audience=seniors", ["囲碁"]),
        ("?feature=nursery", ["夜の会"]),
        ("?free=1", ["夜の会"]),
        ("?online=1", ["遠く"]),
        ("?q=いご", ["囲碁"]),
        ("?lat=35.605&lon=139.305", ["囲碁"]),
        ("?lat=35.605&lon=139.305&within=20000", ["囲碁", "夜の会"]),
        ("?town=まち町", ["囲碁"]),
        ("?q=ない", []),
    ],
)
def test_selections(client: Client, query: str, found: list[str]) -> None:
    district = DistrictFactory.create(name="ひとつめ中学校区", column=0)
    town = TownFactory.create(name="まち町")
    near, far = middle(0, 0), middle(5, 5)
    published_event("過ぎた", at(10, 4))
    published_event(
        "囲碁", at(11, 28, 10), themes=["food"], welcome_marks=["alone", "leave"], audiences=["seniors"],
        latitude=near[0], longitude=near[1], address="まち町1-1", town=town, district=district,
    )  # fmt: skip
    published_event(
        "夜の会", at(12, 4, 19), themes=["music"], welcome_marks=["alone"], audiences=["children"], is_free=True,
        accessibility={"nursery": True}, latitude=far[0], longitude=far[1],
    )  # fmt: skip
    published_event("遠く", at(12, 6, 10), attendance_mode="online", audiences=["children"])
    EventFactory.create(title="下書きの囲碁", starts=[at(11, 28)])
    assert titles(client, query) == found


def test_by_district_and_organizer(client: Client) -> None:
    district = DistrictFactory.create(column=0)
    organization = OrganizationFactory.create(verified=True)
    published_event("ここ", at(12, 1), district=district, organizer=organization)
    published_event("よそ", at(12, 2))
    assert titles(client, f"?district={district.pk}") == ["ここ"]
    assert titles(client, f"?organizer={organization.pk}") == ["ここ"]
    published_place("場", operator=organization)
    published_place("ほかの場")
    assert [one["name"] for one in results(client, f"/api/v1/places/?organizer={organization.pk}")] == ["場"]


def test_places_that_are_open(client: Client) -> None:
    published_place("開いている", open_on=EVERY_DAY)
    published_place("閉まっている")
    assert [one["name"] for one in results(client, "/api/v1/places/?hours=now")] == ["開いている"]


def test_dates_are_those_to_come_in_their_order(client: Client) -> None:
    published_event("毎週", at(11, 1), at(12, 8), at(12, 1))
    published_event("一度", at(12, 4))
    assert [one["starts_at"] for one in results(client, "/api/v1/occurrences/")] == [
        "2026-12-01T10:00:00+09:00",
        "2026-12-04T10:00:00+09:00",
        "2026-12-08T10:00:00+09:00",
    ]
    assert len(results(client, "/api/v1/occurrences/?since=2026-10-01")) == 4
    assert [one["event"]["title"] for one in results(client, "/api/v1/occurrences/?weekday=4")] == ["一度"]


def test_fields_and_expansions(client: Client) -> None:
    organization = OrganizationFactory.create(verified=True, description="こんな団体")
    place = published_place("縁側", summary="縁側のある家")
    event = published_event("茶話会", at(12, 1), place=place, organizer=organization)
    assert results(client, "/api/v1/events/?fields=id,title") == [{"id": event.pk, "title": "茶話会"}]
    one = results(client, "/api/v1/events/?expand=place,organizer")[0]
    assert (one["place"]["summary"], one["organizer"]["description"]) == ("縁側のある家", "こんな団体")
    assert one["place"] == client.get(f"/api/v1/places/{place.pk}/").json()
    date = results(client, "/api/v1/occurrences/?expand=event&fields=id,event")[0]
    assert set(date) == {"id", "event"}
    whole = client.get(f"/api/v1/events/{event.pk}/").json()
    assert date["event"] == {name: value for name, value in whole.items() if name != "occurrences"}


def test_nothing_is_put_in_that_is_not_public(client: Client) -> None:
    organization = OrganizationFactory.create(name="まだ確かめていない団体", description="秘密の説明")
    place = PlaceFactory.create(name="まだない場", summary="秘密の場")
    EventFactory.create(published=True, starts=[at(12, 1)], place=place, organizer=organization)
    one = results(client, "/api/v1/events/?expand=place,organizer")[0]
    assert (one["place"], one["organizer"]) == (None, None)
    one = results(client, "/api/v1/events/")[0]
    assert one["place"] is None
    assert one["organizer"] == {"id": None, "url": None, "name": "まだ確かめていない団体"}


WRONG = {
    "events/?page_size=1000000000": "page_size",
    "events/?page_size=-1": "page_size",
    "events/?page_size=abc": "page_size",
    "events/?cursor=abc": "cursor",
    "events/?nothing=1": "nothing",
    "events/?thema=food": "thema",
    "events/?theme=nothing": "theme",
    "events/?weekday=7": "weekday",
    "events/?since=2026-02-30": "since",
    "events/?since=2026-12-02&until=2026-12-01": "until",
    "events/?lat=35": "lon",
    "events/?lat=91&lon=0": "lat",
    "events/?lat=nan&lon=0": "lat",
    "events/?lat=1e400&lon=0": "lat",
    "events/?within=5": "within",
    "events/?organizer=0": "organizer",
    "events/?organizer=1.5": "organizer",
    "events/?organizer=1&organizer=2": "organizer",
    "events/?free=0": "free",
    "events/?upcoming=false": "upcoming",
    "events/?radius=500": "radius",
    "events/?near=1": "near",
    "events/?when=today&since=2026-12-01": "when",
    "events/?format=csv&fields=id": "fields",
    "events/?format=ics&expand=place": "expand",
    "events/?town=ないところ": "town",
    "events/?q=" + "あ" * 101: "q",
    "events/?q=%E3%80%80!": "q",
    "events/?fields=nothing": "fields",
    "events/?expand=occurrences": "expand",
    "events/?format=exe": "format",
    "events/1/?page_size=5": "page_size",
    "places/?hours=tomorrow": "hours",
    "themes/?q=1": "q",
    "changes/?since=" + "x" * 200: "since",
    "changes/?kind=people": "kind",
    "changes/?expand=everything": "expand",
    "changes/?page_size=0": "page_size",
    "changes/?until=1": "until",
}


@pytest.mark.parametrize(("address", "parameter"), WRONG.items(), ids=list(WRONG)[:99])
def test_what_is_wrong_is_named(client: Client, address: str, parameter: str) -> None:
    answer = client.get(f"/api/v1/{address}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert [one["parameter"] for one in answer.json()["errors"]] == [parameter]
    assert answer.json()["errors"][0]["detail"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("text", ["%00", "%ED%A0%80", "%FF", "%%%%", "a" * 100_000, "%27%3B--", "あ " * 10_000])
def test_hostile_words_are_refused_or_find_nothing(client: Client, text: str) -> None:
    for parameter in ("q", "town", "cursor", "theme", "fields", "since", "lat"):
        status = client.get(f"/api/v1/events/?{parameter}={text}").status_code
        assert status in ({200, 400} if parameter == "q" else {400}), (parameter, text[:20], status)


def test_a_cursor_of_another_list_is_told(client: Client) -> None:
    for day in range(1, 4):
        published_event(f"{day}", at(12, day), themes=["food"])
        published_place(f"場{day}")
    cursor = client.get("/api/v1/events/?page_size=1").json()["next"].split("cursor=")[1]
    for address in ("places/?", "occurrences/?", "events/?theme=food&"):
        assert client.get(f"/api/v1/{address}cursor={cursor}").status_code == 400


def test_errors_in_both_languages(client: Client) -> None:
    japanese = client.get("/api/v1/events/?nothing=1")
    english = client.get("/api/v1/events/?nothing=1", headers={"accept-language": "en-GB,en;q=0.9,ja;q=0.5"})
    assert (japanese.headers["Content-Language"], english.headers["Content-Language"]) == ("ja", "en")
    assert japanese.json()["title"] != english.json()["title"]
    assert english.json()["title"].isascii()
    assert "Accept-Language" in english.headers["Vary"]


def test_what_is_not_there_and_what_has_gone(client: Client) -> None:
    event, draft = published_event("茶話会", at(12, 1)), EventFactory.create()
    for key in (draft.pk, 999_999, 2**63, 10**30):
        answer = client.get(f"/api/v1/events/{key}/")
        assert (answer.status_code, answer.json()["type"].split("#")[1]) == (404, "not-found")
    close(event, by=None)
    answer = client.get(f"/api/v1/events/{event.pk}/")
    assert (answer.status_code, answer.json()["type"].split("#")[1]) == (410, "gone")
    assert client.get("/api/v1/nothing/").headers["Content-Type"] == "application/problem+json"


def test_a_merged_place_answers_with_the_way(client: Client) -> None:
    kept, other = published_place("縁側"), published_place("えんがわ")
    staff = UserFactory.create(administrator=True)
    token = client.get("/api/v1/changes/").json()["next"]
    merge_place(other, into=kept, by=staff, reason="同じ場")
    answer = client.get(f"/api/v1/places/{other.pk}/?fields=id")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/api/v1/places/{kept.pk}/?fields=id")
    told = client.get(f"/api/v1/changes/?since={token}").json()["changes"]
    assert [(one["id"], one["action"], one.get("replaced_by")) for one in told] == [
        (other.pk, "withdrawn", f"http://testserver/api/v1/places/{kept.pk}/")
    ]


def test_news_come_newest_first(client: Client) -> None:
    for day in (5, 1, 3):
        event = published_event(f"{day}日", at(12, day))
        Event.objects.filter(pk=event.pk).update(published_at=at(11, 20 - day))
    told = client.get("/api/v1/events/?format=atom").content.decode()
    assert re.findall(r"<title>(.日)</title>", told) == ["1日", "3日", "5日"]


def test_a_file_holds_the_dates_that_were_asked_for(client: Client) -> None:
    published_event("毎月", at(11, 28), at(12, 5), at(12, 12))
    for name in ("csv", "csv-a"):
        rows = client.get(f"/api/v1/events/?format={name}&since=2026-12-01&until=2026-12-10").content.decode(
            "utf-8-sig"
        )
        assert [day for day in ("2026-11-28", "2026-12-05", "2026-12-12") if day in rows] == ["2026-12-05"], name
    whole = client.get("/api/v1/events/?format=csv").content.decode("utf-8-sig")
    assert all(day in whole for day in ("2026-11-28", "2026-12-05", "2026-12-12"))
    calendar = client.get("/api/v1/events/?format=ics&since=2026-12-01&until=2026-12-10").content.decode()
    assert calendar.count("BEGIN:VEVENT") == 1


def test_what_is_written_to_an_address_without_its_slash_does_not_get_lost(client: Client) -> None:
    answer = client.post("/api/v1/events", "{}", content_type="application/json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
    read = client.get("/api/v1/events?page_size=1")
    assert (read.status_code, read.headers["Location"]) == (301, "/api/v1/events/?page_size=1")


def test_gzip_may_be_refused(client: Client) -> None:
    published_event("茶話会", at(12, 1))
    for said, encoding in (("gzip;q=0", None), ("br, gzip;q=0.5", "gzip"), ("gzip; q=0, br", None), ("gzip", "gzip")):
        answer = client.get("/api/v1/events/", headers={"accept-encoding": said})
        assert answer.headers.get("Content-Encoding") == encoding, said


# Caching


def test_an_answer_holds_until_something_is_published_and_not_a_moment_longer(client: Client) -> None:
    event = published_event("茶話会", at(12, 1))
    first = client.get("/api/v1/events/")
    assert first.headers["Cache-Control"] == "public, no-cache"
    same = client.get("/api/v1/events/", headers={"if-none-match": first.headers["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    event.title = "あたらしい名前"
    save_edited(event, by=None, changed=["title"])
    finish_edit(event)
    changed = client.get("/api/v1/events/", headers={"if-none-match": first.headers["ETag"]})
    assert (changed.status_code, changed.json()["results"][0]["title"]) == (200, "あたらしい名前")
    hide(event, by=UserFactory.create(administrator=True), reason="苦情")
    assert client.get("/api/v1/events/").json()["results"] == []


@as_a_request
def test_a_condition_is_answered_without_the_tables_of_content(client: Client) -> None:
    published_event("茶話会", at(12, 1))
    tag = client.get("/api/v1/events/").headers["ETag"]
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/api/v1/events/", headers={"if-none-match": tag}).status_code == 304
    assert len(asked) == 1
    assert "hub_change" in asked[0]["sql"]
    assert "events_" not in asked[0]["sql"]


def test_the_tag_outlives_what_changes_nothing_here(client: Client) -> None:
    event = published_event("茶話会", at(12, 1))
    tag = client.get(f"/api/v1/events/{event.pk}/").headers["ETag"]
    published_event("ほかの会", at(12, 2))
    assert client.get(f"/api/v1/events/{event.pk}/", headers={"if-none-match": tag}).status_code == 304


def test_tags_are_strong_and_one_for_each_encoding(client: Client) -> None:
    event = published_event("茶話会", at(12, 1), description="説明" * 200)
    plain = client.get(f"/api/v1/events/{event.pk}/")
    packed = client.get(f"/api/v1/events/{event.pk}/", headers={"accept-encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    tags = plain.headers["ETag"], packed.headers["ETag"]
    assert len(set(tags)) == 2
    assert [tag.split("-")[0] for tag in tags] == [f'"{Event.objects.get().version}'] * 2
    assert not any(tag.startswith("W/") for tag in tags)
    for tag, encoding in zip(tags, ("identity", "gzip"), strict=True):
        headers = {"if-none-match": tag, "accept-encoding": encoding}
        assert client.get(f"/api/v1/events/{event.pk}/", headers=headers).status_code == 304
    assert client.get(f"/api/v1/events/{event.pk}/", headers={"if-none-match": "*"}).status_code == 304


def test_what_has_ended_leaves_the_dates_to_come(client: Client) -> None:
    published_event("もうすぐ", NOW + timedelta(minutes=5), hours=0.5)
    assert len(results(client, "/api/v1/occurrences/")) == 1
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        assert results(client, "/api/v1/occurrences/") == []


def test_any_page_may_read_and_none_may_bring_cookies(client: Client) -> None:
    answer = client.get("/api/v1/events/", headers={"origin": "https://elsewhere.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    asked = client.options(
        "/api/v1/events/", headers={"origin": "https://elsewhere.example", "access-control-request-method": "GET"}
    )
    assert (asked.status_code, asked.headers["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")


def test_the_limit_is_told_and_kept(client: Client, settings: Settings) -> None:
    settings.HUB_API_LIMITS = {"visitor": 3, "token": 5}
    told = [client.get("/api/v1/events/").headers for _ in range(3)]
    assert [one["RateLimit-Remaining"] for one in told] == ["2", "1", "0"]
    assert {one["RateLimit-Limit"] for one in told} == {"3"}
    refused = client.get("/api/v1/places/")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, refused.headers["RateLimit-Reset"])
    assert refused.json()["type"].endswith("#too-many-requests")
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    other = client.get("/api/v1/places/", REMOTE_ADDR="192.0.2.7", headers={"x-forwarded-for": "192.0.2.8"})
    assert other.status_code == 200
    with time_machine.travel(NOW + timedelta(seconds=61), tick=False):
        assert client.get("/api/v1/places/").status_code == 200


def test_a_key_that_opens_nothing_is_counted(client: Client, settings: Settings) -> None:
    settings.HUB_API_LIMITS = {"visitor": 4, "token": 5}
    wrong = {"authorization": "Bearer hub_" + "x" * 43}
    asked = [client.get("/api/v1/events/", headers=wrong).status_code for _ in range(2)]
    asked += [
        client.post("/api/v1/events/", "{}", content_type="application/json", headers=wrong).status_code
        for _ in range(2)
    ]
    asked += [
        client.post("/api/v1/events/", "{}", content_type="application/json").status_code,
        client.get("/api/v1/").status_code,
    ]
    assert asked == [401, 401, 401, 401, 429, 429]


def test_the_longest_name_of_a_place_has_a_next_page(client: Client) -> None:
    for number in range(2):
        PlaceFactory.create(published=True, name="名" * 119 + str(number), kana="か" * 200)
    first = client.get("/api/v1/places/?page_size=1").json()
    rest = results(client, first["next"].removeprefix("http://testserver"))
    assert [one["name"][-1] for one in rest] == ["1"]


@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_is_made_anew(client: Client) -> None:
    published_event("茶話会", at(12, 1))
    assert client.get("/api/v1/events/").status_code == 200
    connection.close()
    for memory in (answers.memory, reading.memory):
        memory.clear()
    assert [one["title"] for one in results(client, "/api/v1/events/")] == ["茶話会"]


# Queries

LISTS = {
    "events/": 2,
    "events/?page_size=100": 2,
    "events/?fields=id": 2,
    "events/?expand=place,organizer": 2,
    "events/?theme=food&free=1&q=催し": 3,
    "events/?since=2026-01-01&weekday=2": 3,
    "occurrences/": 3,
    "occurrences/?expand=event": 3,
    "places/": 2,
    "places/?hours=now": 3,
    "districts/": 2,
    "themes/": 2,
    "organizations/": 2,
}


@as_a_request
@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(client: Client, settings: Settings, number: int) -> None:
    settings.HUB_GENERATION_CHECK_SECONDS = 60.0
    for n in range(number):
        organization = OrganizationFactory.create(verified=True)
        place = published_place(f"場{n}", open_on=EVERY_DAY, operator=organization, welcome_marks=["alone"])
        for m in range(number):
            published_event(
                f"催し{n}{m}", at(11, 25, 13), at(12, 2), place=place, organizer=organization, themes=["food"],
                is_free=True,
            )  # fmt: skip
        DistrictFactory.create(column=n)
    counts = {}
    for address in LISTS:
        assert client.get(f"/api/v1/{address}").status_code == 200, address
        answers.memory.clear()
        reading.memory.clear()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/api/v1/{address}").json()["results"], address
        counts[address] = len(asked)
    assert counts == LISTS


@as_a_request
@pytest.mark.parametrize("number", [1, 3])
def test_changes_ask_the_same_whatever_changed(client: Client, number: int) -> None:
    token = client.get("/api/v1/changes/").json()["next"]
    for n in range(number):
        published_place(f"場{n}")
        published_event(f"催し{n}", at(12, 1))
    client.get(f"/api/v1/changes/?since={token}&expand=object")
    answers.memory.clear()
    reading.memory.clear()
    with CaptureQueriesContext(connection) as asked:
        told = client.get(f"/api/v1/changes/?since={token}&expand=object").json()["changes"]
    assert len(told) == 2 * number
    assert len(asked) == 6


# Sentinels


def test_nothing_unpublished_is_in_any_answer(client: Client) -> None:
    secret = "ひみつのことば"
    staff = UserFactory.create(display_name=f"{secret}の人", administrator=True)
    organization = OrganizationFactory.create(
        verified=True, contact_name=f"{secret}さん", contact_phone="042-000-1111", created_by=staff
    )
    OrganizationFactory.create(name=f"{secret}団体")
    for state in ("draft", "in_review", "hidden", "closed"):
        EventFactory.create(title=f"{secret}{state}", state=state, published_at=timezone.now(), starts=[at(12, 1)])
        PlaceFactory.create(name=f"{secret}{state}", state=state, published_at=timezone.now())
    hidden_place = PlaceFactory.create(name=f"{secret}場", summary=secret)
    gone = published_event(f"{secret}消えた", at(12, 1), organizer=organization)
    published_event("見える", at(12, 1), organizer=organization, place=hidden_place)
    kept_place = published_place(
        "番地を隠す場",
        is_address_public=False,
        address=f"{secret}町1-2-3",
        building=secret,
        postal_code="192-9999",
        latitude=35.6111,
        longitude=139.3222,
    )
    token = client.get("/api/v1/changes/").json()["next"]
    number = int(token.split("-")[1])
    hide(gone, by=staff, reason=secret)
    addresses = [f"/api/v1/{one.name}/{extra}" for one in registered() for extra in ("", "?page_size=100")]
    addresses += ["/api/v1/", f"/api/v1/changes/?since={token}&expand=object"]
    addresses += [f"/api/v1/changes/?since={token.split('-')[0]}-{max(0, number - 50)}&expand=object"]
    addresses += ["/api/v1/events/?expand=place,organizer", "/api/v1/occurrences/?expand=event&since=2020-01-01"]
    addresses += [f"/api/v1/events/{event.pk}/" for event in Event.objects.all()]
    addresses += [f"/api/v1/places/{place.pk}/" for place in Place.objects.all()]
    addresses += [f"/api/v1/organizations/{one.pk}/" for one in Organization.objects.all()]
    addresses += [f"/api/v1/events/?q={secret}", f"/api/v1/places/?q={secret}"]
    for address in addresses:
        answer = client.get(address)
        said = answer.content.decode() + json.dumps(dict(answer.headers), ensure_ascii=False)
        for word in (secret, "042-000-1111", "192-9999", "35.6111", "139.3222", staff.email):
            assert word not in said, (address, word)
    assert District.objects.count() == 0
    assert client.get(f"/api/v1/places/{kept_place.pk}/").json()["latitude"] is None
