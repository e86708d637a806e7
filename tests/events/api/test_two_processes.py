"""Two web processes, each with a memory of its own, as a client meets them: by turns, whichever answers.

A list may be a second old in the one while the other knows better. Who begins as the documentation says (a token, the
lists, from then on the changes) must end with what is there all the same.
"""

import http.client
import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django import Settings

from events.models import Event
from events.services import publishing
from events.services.writing import finish_edit, save_edited
from hub.accounts.models import Organization
from tests.events.api.following import full_lists
from tests.events.members import public_event
from tests.hub.accounts.factories import OrganizationFactory
from tests.served import served

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 12
LISTS = "/api/v1/events/?page_size=100"


class Process:
    """One of them, asked over a connection that stays."""

    def __init__(self, url: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)

    def __call__(self, address: str) -> Any:
        self.connection.request("GET", address)
        answer = self.connection.getresponse()
        body = answer.read()
        assert answer.status == 200, body
        return json.loads(body)

    def things(self) -> dict[int, Any]:
        """By number; there are fewer than a page."""
        return {one["id"]: one for one in self(LISTS)["results"]}

    def follow(self, token: str, things: dict[int, Any]) -> str:
        """Takes all changes since the token into ``things``; the token to go on from."""
        has_more = True
        while has_more:
            said = self(f"/api/v1/changes/?since={token}&kind=events&expand=object")
            for change in said["changes"]:
                if change["action"] == "withdrawn":
                    things.pop(change["id"], None)
                else:
                    things[change["id"]] = change["object"]
            token, has_more = said["next"], said["has_more"]
        return str(token)


@pytest.fixture(autouse=True)
def _as_often_as_it_likes(settings: Settings) -> None:
    settings.HUB_API_LIMITS = {"visitor": 10**9, "token": 10**9}


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[list[Process]]:
    with ExitStack() as running:
        addresses = []
        for name in ("one", "other"):
            (tmp_path / name).mkdir()
            # The same address of the site, as behind one proxy, so that they say the same of themselves.
            address = running.enter_context(
                served(tmp_path / name, SITE_URL="http://testserver", HUB_API_VISITOR_LIMIT="1000000000")
            )
            addresses.append(address)
        yield [Process(address) for address in addresses]


def _change(number: int, organization: Organization) -> None:
    """An old one gets another name or is no longer there, and there is a new one."""
    old = Event.objects.order_by("pk")[number]
    if number % 3:
        old.title = f"あたらしい名前 {number}"
        save_edited(old, by=None, changed=["title"])
        finish_edit(old)
    else:
        publishing.close(old, by=None)
    public_event(organization, title=f"あたらしい催し {number}")


def _there() -> dict[int, Any]:
    return {number: one for (kind, number), one in full_lists(Client()).items() if kind == "events"}


def test_who_begins_with_a_token_ends_with_what_is_there(processes: list[Process]) -> None:
    one, other = processes
    organization = OrganizationFactory(verified=True)
    for number in range(ROUNDS):
        public_event(organization, title=f"はじめからある催し {number}")
    as_told, by_the_newest = 0, 0
    token = other("/api/v1/changes/")["next"]
    newest = other.follow(token, {})
    for number in range(ROUNDS):
        one.things()
        _change(number, organization)
        # The other knows of it at once, the one may still have the list of before.
        newest = other.follow(newest, {})
        first = other("/api/v1/changes/")["next"]
        things = one.things()
        careless = dict(things)
        one.follow(first, things)
        there = _there()
        as_told += things != there
        # Who takes the lists for as new as the newest token shows that one of them was older: else nothing is tried here.
        other.follow(newest, careless)
        by_the_newest += careless != there
    assert as_told == 0
    assert by_the_newest > 0


def test_a_thing_that_was_told_of_is_new_in_every_process(processes: list[Process]) -> None:
    one, other = processes
    event = public_event(OrganizationFactory(verified=True))
    token = other.follow(other("/api/v1/changes/")["next"], {})
    seen = []
    for number in range(ROUNDS):
        one(f"/api/v1/events/{event.pk}/")
        event.title = f"名前 {number}"
        save_edited(event, by=None, changed=["title"])
        finish_edit(event)
        told: dict[int, Any] = {}
        token = other.follow(token, told)
        seen.append((told[event.pk]["title"], one(f"/api/v1/events/{event.pk}/")["title"]))
    assert seen == [(f"名前 {number}", f"名前 {number}") for number in range(ROUNDS)]
