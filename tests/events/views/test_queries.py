"""The number of queries of a page does not grow with what it shows."""

import pytest
from django.test import Client
from pytest_django import Settings

from events.models import Event, Place
from tests.events.views.queries import make, queries_of

pytestmark = pytest.mark.django_db(transaction=True)

LISTS = {
    "/events/": 3,
    "/events/?q=催し&theme=food&mark=alone": 3,
    "/events/?town=まち町": 3,
    "/events/?town=まち町&radius=500&near=1": 3,
    "/events/?view=calendar": 3,
    "/events/?view=map": 3,
    "/events/week/": 6,
    "/places/": 5,
    "/places/?hours=now": 5,
    "/places/?town=まち町": 5,
    "/places/?view=map": 4,
}


@pytest.mark.parametrize("number", [1, 3])
def test_lists(client: Client, settings: Settings, number: int) -> None:
    make(number)
    assert queries_of(client, settings, LISTS) == LISTS


@pytest.mark.parametrize("number", [1, 3])
def test_pages(client: Client, settings: Settings, number: int) -> None:
    make(number)
    event, place = Event.objects.latest("pk").pk, Place.objects.latest("pk").pk
    pages = {
        f"/events/{event}/": 7,
        f"/events/{event}/print/": 4,
        f"/places/{place}/": 9,
        f"/places/{place}/print/": 5,
    }
    assert queries_of(client, settings, pages) == pages


@pytest.mark.parametrize("number", [1, 3])
def test_an_empty_list_asks_once_more_whatever_its_conditions(client: Client, settings: Settings, number: int) -> None:
    make(number)
    empty = {"/events/?q=ない": 3, "/events/?q=ない&free=1&when=today": 3, "/places/?q=ない": 3}
    assert queries_of(client, settings, empty) == empty


def test_a_page_that_is_kept_asks_only_whether_anything_was_published(
    client: Client, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    make(1)
    assert client.get("/events/").status_code == 200
    with django_assert_num_queries(1):
        assert client.get("/events/").status_code == 200
