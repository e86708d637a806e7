"""What a list shows can be had as data: the same selection, by the same query."""

import pytest
from django.test import Client
from pytest_django import Settings

from tests.events.published import published_event, published_place
from tests.events.views.conftest import at
from tests.events.views.reading import get
from tests.markup import Node


@pytest.fixture(autouse=True)
def _plenty(settings: Settings) -> None:
    settings.HUB_API_LIMITS = {"visitor": 10_000, "token": 10_000}


def _links(page: Node) -> dict[str, str]:
    return {link.text: link.attributes["href"] for link in page.one("div", "as-data").all("a")}


def _heads(page: Node) -> dict[str, str]:
    found = page.one("head").all("link", rel="alternate")
    return {link.attributes["type"]: link.attributes["href"] for link in found}


def test_events(client: Client) -> None:
    free = published_event("無料の会", at(11, 26), is_free=True)
    published_event("別の日の会", at(12, 20), is_free=True)
    published_event("有料の会", at(11, 26), is_free=False, fee_text="300円")
    published_event("終わった会", at(11, 2), is_free=True)
    page = get(client, "/events/?free=1&when=week&view=calendar&page=2")
    links = _links(page)
    calendar = "/api/v1/events/?free=1&when=week&format=ics&upcoming=1"
    atom = "/api/v1/events/?free=1&when=week&format=atom&upcoming=1"
    assert links == {
        "JSON": "/api/v1/occurrences/?free=1&when=week",
        "カレンダーに登録": f"webcal://testserver{calendar}",
        "Atom（新着）": atom,
        "CSV": "/api/v1/events/?free=1&when=week&format=csv&upcoming=1",
        "使い方": "/data/",
    }
    assert _heads(page) == {"text/calendar": calendar, "application/atom+xml": atom}
    assert [date["event"]["id"] for date in client.get(links["JSON"]).json()["results"]] == [free.pk]
    for address in (calendar, atom, links["CSV"]):
        text = client.get(address).content.decode()
        assert [name for name in ("無料の会", "別の日の会", "有料の会", "終わった会") if name in text] == ["無料の会"]


def test_places(client: Client) -> None:
    shown = published_place("無料の家", is_free=True)
    published_place("有料の家", is_free=False)
    page = get(client, "/places/?free=1&view=map")
    links = _links(page)
    assert links == {
        "JSON": "/api/v1/places/?free=1",
        "Atom（新着）": "/api/v1/places/?free=1&format=atom",
        "CSV": "/api/v1/places/?free=1&format=csv",
        "使い方": "/data/",
    }
    assert _heads(page) == {"application/atom+xml": links["Atom（新着）"]}
    assert [place["id"] for place in client.get(links["JSON"]).json()["results"]] == [shown.pk]


@pytest.mark.parametrize("address", ["/events/?since=x", "/places/?hours=x"])
def test_what_the_feed_would_refuse_is_not_offered(client: Client, address: str) -> None:
    page = get(client, address)
    assert page.all("div", "as-data") == []
    assert _heads(page) == {}
