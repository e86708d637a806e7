"""Hostile words in every text field: every page keeps the elements and attributes that it has with harmless words."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import models

from events.models import Event, Occurrence, OpeningException, OpeningHours, Place
from events.services.listing import refresh_events, refresh_places
from hub import page_cache
from hub.accounts.models import Organization
from hub.areas.models import District, Landmark, Station, Town
from hub.areas.services import renew_version
from hub.changes import record_changes
from hub.models import Audience, ChangeAction, Theme, WelcomeMark
from hub.pictures.models import Picture
from partners.models import Hand, Need, NeedTransition
from tests.markup import Node, parse
from tests.security.pages import READINGS, admin_addresses, public_addresses
from tests.security.world import World
from tests.tiers import often

MODELS: list[Any] = [
    Place, Event, Occurrence, OpeningHours, OpeningException, Organization, Theme, Audience, WelcomeMark, District,
    Town, Station, Landmark, Picture, Need, NeedTransition, Hand,
]  # fmt: skip
# Made by our own code from what is written in others; keys of addresses; a rule and a code that are checked by form.
_NOT_WRITTEN = {"search_text", "path", "key", "rrule", "postal_code", "code"}

WORDS = {
    "elements": "x'\"><script>alert(1)</script></title></textarea></option><img src=x onerror=alert(1)><svg onload=alert(1)>",
    "marks": '\r\n\' onfocus=alert(1) " onmouseover="alert(1)\u2028\u2029\u202e{{ 7*7 }}{% load x %}%(x)s &lt;b&gt; --></script>',
}
# Where both do not fit the second is cut off, so each comes first in every other field, and in the others by hand.
PAYLOADS = {"elements first": list(WORDS.values()), "marks first": list(WORDS.values())[::-1]}
ADDRESS = "javascript:alert(1)//data:text/html,<b>"
_HARMLESS = str.maketrans(dict.fromkeys("<>\"'&={}%()*/\\;:[]$-", "x"))


def _written_fields(model: Any) -> Iterator[models.Field]:
    for field in model._meta.concrete_fields:
        if (
            isinstance(field, models.CharField | models.TextField)
            and not field.choices
            and field.name not in _NOT_WRITTEN
        ):
            yield field


def _fill(*texts: str) -> None:
    """The texts into each text field of each row, cut to its length, another first in each; unique names get their number first."""
    for model in MODELS:
        for row in model._default_manager.order_by("pk"):
            values = {}
            for place, field in enumerate(_written_fields(model)):
                text = "".join(texts[(place + turn) % len(texts)] for turn in range(len(texts)))
                written = f"{row.pk}{text}" if field.unique or field.name in {"name", "kana"} else text
                values[field.name] = written[: field.max_length]
            model._default_manager.filter(pk=row.pk).update(**values)
    Station.objects.update(lines=["".join(texts)])
    refresh_places(list(Place.objects.values_list("pk", flat=True)))
    refresh_events(list(Event.objects.values_list("pk", flat=True)))
    record_changes([*Theme.objects.all(), *Audience.objects.all(), *WelcomeMark.objects.all()], ChangeAction.CHANGED)
    renew_version()
    page_cache.memory.clear()


def _bones(page: Node) -> list[tuple[str, tuple[str, ...]]]:
    """What the browser builds: elements with the names of their attributes."""
    return [(node.tag, tuple(sorted(node.attributes))) for node in page.walk()]


def _dangers(page: Node) -> list[str]:
    """Code that stands in the page itself, and addresses that are code. Our own pages have none of either."""
    found = []
    for node in page.walk():
        is_data = node.attributes.get("type") in {"application/json", "application/ld+json"}
        if node.tag == "style" or (node.tag == "script" and not is_data and not node.attributes.get("src")):
            found.append(node.tag)
        for name, value in node.attributes.items():
            target = value.strip().lower()
            is_address = name in {"href", "src", "action", "formaction"}
            if name.startswith("on") or name == "style" or (is_address and target.startswith(("javascript:", "data:"))):
                found.append(f"{node.tag} {name}={value[:40]}")
    return found


# Shows how much was written, which grows.
_GROWING = "/admin/hub/change/"


def _pages_of_admin(world: World) -> list[str]:
    return [one for one in admin_addresses(world) if not one.startswith(_GROWING)]


def _pages(world: World) -> dict[str, Node]:
    visitor, administrator, pages = world.client("visitor"), world.client("administrator"), {}
    for reading in READINGS:
        visitor.cookies["reading"] = reading
        for address in public_addresses(world):
            pages[f"{reading} {address}"] = parse(visitor.get(address))
    for address in _pages_of_admin(world):
        answer = administrator.get(address)
        if answer.streaming:  # a file, which is saved and never shown
            assert answer.headers["Content-Disposition"].startswith("attachment"), address
        else:
            pages[address] = parse(answer)
    return pages


@pytest.mark.parametrize("first", often(PAYLOADS, "elements first"))
def test_hostile_words_stay_words(world: World, first: str) -> None:
    payload = PAYLOADS[first]
    _fill(*(text.translate(_HARMLESS) for text in payload))
    harmless = {name: _bones(page) for name, page in _pages(world).items()}
    _fill(*payload)
    hostile = _pages(world)
    assert {name: found for name, page in hostile.items() if (found := _dangers(page))} == {}
    assert [name for name, page in hostile.items() if _bones(page) != harmless[name]] == []
    # The words did reach the pages.
    for text in payload:
        shown = [name for name, page in hostile.items() if text.split(maxsplit=1)[0][:12] in page.text]
        assert len(shown) > len(hostile) / 4


def test_an_address_leads_into_the_web_or_nowhere(world: World) -> None:
    _fill(ADDRESS)
    client = world.client("visitor")
    for thing in (world.event, world.place):
        page = parse(client.get(thing.get_absolute_url()))
        assert _dangers(page) == []
        assert [
            a
            for a in page.all("a")
            if "rel" in a.attributes and "nofollow" in a.attributes["rel"] and not a.attributes["href"].startswith("/")
        ] == []


def test_no_header_takes_a_line_from_a_title(world: World) -> None:
    _fill(WORDS["marks"])
    client = world.client("visitor")
    for address in public_addresses(world):
        headers = client.get(address).headers
        assert "Set-Cookie" not in headers
        assert [value for value in headers.values() if "\n" in value or "\r" in value] == []
