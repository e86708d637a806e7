"""Counting the queries of pages: pages are cold, words and areas are warm.

The tests run outside a transaction, as requests do: within one each look at what was published last is a query of
its own. The first query that is counted asks whether anything was published.
"""

from collections.abc import Iterable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from events.services.occurrences import cancel_occurrence
from hub import changes, page_cache
from tests.events.published import EVERY_DAY, published_event, published_place
from tests.events.views.conftest import at
from tests.hub.areas.factories import DistrictFactory, StationFactory, TownFactory, middle


def make(number: int) -> None:
    """``number`` places with all that a row shows, each with ``number`` events of three dates, one of them off."""
    district = DistrictFactory.create(name="ひとつめ中学校区", column=0)
    DistrictFactory.create(name="ふたつめ中学校区", column=1)
    town = TownFactory.create(name="まち町")
    StationFactory.create()
    latitude, longitude = middle(0, 0)
    where = {"latitude": latitude, "longitude": longitude, "address": "まち町1-1", "town": town, "district": district}
    for n in range(number):
        place = published_place(f"場{n}", open_on=EVERY_DAY, welcome_marks=["alone"], audiences=["seniors"], **where)
        for m in range(number):
            event = published_event(
                f"催し{n}{m}",
                at(11, 25, 13),
                at(11, 28),
                at(12, 5),
                place=place,
                themes=["food"],
                welcome_marks=["alone", "leave"],
                accessibility={"nursery": True},
                **where,
            )
            cancel_occurrence(event.occurrences.latest("starts_at"), by=None, note="雨のため")


def queries_of(client: Client, settings: Settings, addresses: Iterable[str]) -> dict[str, int]:
    """How many queries each address takes when its page is not kept, but words and areas are."""
    settings.HUB_GENERATION_CHECK_SECONDS = 60.0
    counts: dict[str, int] = {}
    for address in addresses:
        assert client.get(address).status_code == 200, address
        page_cache.memory.clear()
        changes.forget_generation()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200, address
        counts[address] = len(asked)
    return counts
