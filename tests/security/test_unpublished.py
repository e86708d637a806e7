"""What is not public is in no page, list, count, search, map, calendar, tag of a page or suggestion."""

import pytest

from events.models import Event, Place
from hub import page_cache
from tests.markup import parse
from tests.security.pages import public_addresses, walk
from tests.security.world import World


@pytest.mark.parametrize("role", ["visitor", "coordinator"])
def test_its_words_are_on_no_page(world: World, role: str) -> None:
    client = world.client(role)
    for reading in ("ja", "en"):
        client.cookies["reading"] = reading
        for address in public_addresses(world):
            text = client.get(address).content.decode()
            # The search field repeats what was asked for.
            assert text.count("ひみつの") == 0, address


def test_no_link_leads_to_it(world: World) -> None:
    asked = set(walk(world.client("visitor"), public_addresses(world), 100))
    assert asked & {thing.get_absolute_url() for thing in world.hidden} == set()
    assert world.event.get_absolute_url() in asked


def _answers(world: World) -> dict[str, tuple[str, str]]:
    page_cache.memory.clear()
    client = world.client("visitor")
    answers = {}
    for address in public_addresses(world):
        answer = client.get(address)
        answers[address] = (answer.headers["ETag"], parse(answer).one("main").text)
    return answers


def test_every_count_and_tag_is_as_if_it_were_not_there(world: World) -> None:
    with_hidden = _answers(world)
    Event.objects.filter(pk__in=[thing.pk for thing in world.hidden if isinstance(thing, Event)]).delete()
    Place.objects.filter(pk__in=[thing.pk for thing in world.hidden if isinstance(thing, Place)]).delete()
    assert _answers(world) == with_hidden


@pytest.mark.parametrize("query", ["ひみつ", "下書き", "取り下げ", "ひみつの下書き"])
def test_no_search_finds_it(world: World, query: str) -> None:
    client = world.client("visitor")
    for address in ("/events/", "/places/"):
        page = parse(client.get(address, {"q": query}))
        assert (page.one("p", "count").one("b").text, page.all("li", "ev")) == ("0", [])
