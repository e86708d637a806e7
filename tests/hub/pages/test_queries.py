"""The number of queries of the front door and the questions does not grow with what they show."""

import pytest
from django.test import Client
from pytest_django import Settings

from tests.events.views.queries import make, queries_of

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = {
    "/": 10,
    "/find/": 2,
    "/find/?ask=1": 7,
    "/find/?ask=1&theme=food&when=week&talk=little&town=まち町": 7,
    "/support/": 4,
    "/about/": 1,
    "/about/privacy/": 2,
    "/about/accessibility/": 1,
    "/data/": 17,
    "/data/api/": 32,
    "/data/formats/": 1,
    "/data/changes/": 1,
    "/data/problems/": 1,
    "/data/writing/": 1,
}


@pytest.mark.parametrize("number", [1, 3])
def test_pages(client: Client, settings: Settings, number: int) -> None:
    make(number)
    assert queries_of(client, settings, PAGES) == PAGES
