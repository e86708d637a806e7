"""Every resource in every form: the same selection, chosen in the same two ways, with a fixed number of queries."""

import csv
import io
import json
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import feedparser
import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from events.api.resources import EVENTS, OCCURRENCES, PLACES
from events.models import Event, Place
from hub import changes
from hub.accounts.api import ORGANIZATIONS
from hub.api import answers, reading
from hub.api.resources import Resource, registered
from hub.areas.api import DISTRICTS
from tests.events.published import draft_event, published_event, published_place
from tests.events.views.conftest import at, now, words  # noqa: F401 (fixtures)
from tests.events.views.queries import make
from tests.hub.accounts.factories import OrganizationFactory

pytestmark = pytest.mark.django_db

FORMS = [
    (resource, name)
    for resource in (EVENTS, OCCURRENCES, PLACES, DISTRICTS, ORGANIZATIONS)
    for name in resource.formats
]


@pytest.fixture(autouse=True)
def _nothing_kept(settings: Settings) -> Iterator[None]:
    settings.HUB_API_LIMITS = {"visitor": 10_000, "token": 10_000}
    answers.memory.clear()
    reading.memory.clear()
    yield
    answers.memory.clear()
    reading.memory.clear()


def test_no_form_is_left_out() -> None:
    import_module("hub.api_urls")
    theirs = {"partnerships", "needs", "projects", "roles"}  # tests/partners/api
    assert {(one.name, form) for one in registered() for form in one.formats if one.name not in theirs} == {
        (one.name, form) for one, form in FORMS
    }


def get(client: Client, address: str, **headers: str) -> Any:
    response = client.get(address, headers=headers)
    assert response.status_code == 200, response.content
    return response


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [1, 3])
def test_queries(client: Client, settings: Settings, number: int) -> None:
    make(number)
    for n in range(number):
        OrganizationFactory.create(name=f"団体{n}", verified=True)
    settings.HUB_GENERATION_CHECK_SECONDS = 60.0
    counts = {}
    for resource, form in FORMS:
        address = f"{resource.path}?format={form}"
        get(client, address)
        answers.memory.clear()
        reading.memory.clear()
        changes.forget_generation()
        with CaptureQueriesContext(connection) as asked:
            get(client, address)
        counts[(resource.name, form)] = len(asked)
    # What was published last, the rows, their stamps unless the list is whole and in its own order, the documents.
    assert counts == {
        (resource.name, form): 3 if resource.lists_all and not resource.formats[form].order else 4
        for resource, form in FORMS
    }


def numbers_in(content: bytes, form: str, resource: Resource) -> list[str]:
    """Which things a file holds, by the last number that each names."""
    if form == "ics":
        return [
            str(one["UID"]).split("-")[1].split("@")[0] for one in icalendar.Calendar.from_ical(content).walk("VEVENT")
        ]
    if form == "atom":
        return [entry.id.split("/")[-2] for entry in feedparser.parse(content).entries]
    if form in {"csv", "csv-a"}:
        return [row["NO"] for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))]
    if form == "jsonld":
        return [one["@id"].split("/")[-2] for one in json.loads(content)["@graph"]]
    return [str(feature["id"]) for feature in json.loads(content)["features"]]


@pytest.mark.parametrize(("resource", "form"), FORMS[:12], ids=lambda one: getattr(one, "name", one))
def test_the_same_selection_in_the_same_order(client: Client, resource: Resource, form: str) -> None:
    make(2)
    published_event("有料の会", at(11, 25, 15), is_free=False, fee_text="500円")
    published_event("無料の会", at(11, 25, 15), at(11, 26, 15), is_free=True)
    published_place("有料の場", is_free=False)
    published_place("無料の場", is_free=True)
    draft_event("下書き", at(11, 25, 15), is_free=True)
    address = f"{resource.path}?free=1"
    things = get(client, address).json()["results"]
    if resource is EVENTS and form in {"ics", "csv", "csv-a", "jsonld"}:
        expected = [str(date["id"]) for thing in things for date in thing["occurrences"]]
    else:
        expected = [str(thing["id"]) for thing in things]
    assert len(expected) >= 1
    response = get(client, f"{address}&format={form}")
    assert numbers_in(response.content, form, resource) == expected
    assert response.headers["Content-Type"] == resource.formats[form].media_type


@pytest.mark.parametrize(("resource", "form"), FORMS, ids=lambda one: getattr(one, "name", one))
def test_accept_chooses_too(client: Client, resource: Resource, form: str) -> None:
    make(1)
    media_type = resource.formats[form].media_type
    first = next(one for one in resource.formats.values() if one.media_type == media_type)
    by_header = get(client, resource.path, accept=media_type.split(";")[0])
    assert by_header.headers["Content-Type"] == media_type
    if form != "atom":  # which names its own address
        assert by_header.content == get(client, f"{resource.path}?format={first.name}").content


def test_a_file_has_pages(client: Client) -> None:
    for n in range(3):
        published_place(f"場{n}")
    response = get(client, "/api/v1/places/?format=geojson&page_size=2")
    assert len(json.loads(response.content)["features"]) == 2
    link = response.headers["Link"]
    assert link.endswith('; rel="next"')
    following = get(client, link[1 : link.index(">")].removeprefix("http://testserver"))
    assert len(json.loads(following.content)["features"]) == 1


def test_one_thing_in_a_form(client: Client) -> None:
    event = published_event("囲碁の会", at(11, 25, 15))
    [entry] = icalendar.Calendar.from_ical(get(client, f"/api/v1/events/{event.pk}/?format=ics").content).walk("VEVENT")
    assert str(entry["SUMMARY"]) == "囲碁の会"


def test_a_page_tells_programs_what_the_feed_does(client: Client) -> None:
    make(1)
    for address, thing in (("events", Event.objects.get()), ("places", Place.objects.get())):
        page = get(client, f"/{address}/{thing.pk}/?lang=en").content.decode()
        [block] = [part.split("</script>")[0] for part in page.split('<script type="application/ld+json">')[1:]]
        said = json.loads(get(client, f"/api/v1/{address}/{thing.pk}/?format=jsonld").content)
        assert json.loads(block) == said


def test_a_page_of_what_is_over_tells_programs_nothing(client: Client) -> None:
    event = published_event("過ぎた会", at(1, 5, 15))
    assert "ld+json" not in get(client, f"/events/{event.pk}/").content.decode()
