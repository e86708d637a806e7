"""Acts on a thing or a date: what is said before, what is refused, what is left afterwards."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from events.enums import OccurrenceState
from events.models import Occurrence
from hub.accounts.models import Organization
from tests.events.members import member, public_event
from tests.events.views.conftest import at
from tests.hub.accounts.factories import OrganizationFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours() -> Organization:
    return OrganizationFactory(verified=True, name="台町の会")


@pytest.fixture
def client(ours: Organization) -> Client:
    client = Client()
    sign_in(client, member(ours))
    return client


def _date_url(date: Occurrence, act: str) -> str:
    return reverse(f"writing:date_{act}", args=[date.event.organizer_id, date.event_id, date.pk])


def _wrong(answer: Any) -> list[str]:
    return [node.text for node in parse(answer).all("div", "wrong")]


def test_a_date_is_not_moved_into_the_past(client: Client, ours: Organization) -> None:
    date = public_event(ours, at(12, 5)).occurrences.get()
    url = _date_url(date, "move")
    for day, starts in (("2026-11-24", "10:00"), ("2026-11-25", "9:59"), ("2020/12/5", "10:00")):
        answer = client.post(url, {"day": day, "starts": starts, "ends": "23:00"})
        assert _wrong(answer) == ["もう過ぎた日時には変えられません。これからの日時を書いてください。"]
        date.refresh_from_db()
        assert (date.starts_at, date.state) == (at(12, 5), OccurrenceState.SCHEDULED)
    assert client.post(url, {"day": "11/26", "starts": "10:00", "ends": "11:00"}).status_code == 302
    date.refresh_from_db()
    assert (date.starts_at, date.state) == (at(11, 26), OccurrenceState.MOVED)


def test_what_is_on_now_may_end_later(client: Client, ours: Organization) -> None:
    date = public_event(ours, at(11, 25, 9), hours=2).occurrences.get()
    page = parse(client.get(_date_url(date, "move")))
    boxes = {name: page.one("input", id=f"id_{name}").attributes["value"] for name in ("day", "starts", "ends")}
    assert boxes == {"day": "2026-11-25", "starts": "09:00", "ends": "11:00"}
    assert client.post(_date_url(date, "move"), boxes | {"ends": "12:00"}).status_code == 302
    date.refresh_from_db()
    assert (date.starts_at, date.ends_at) == (at(11, 25, 9), at(11, 25, 12))
