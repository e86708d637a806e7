"""The page of a draw: numbers before it, one press, and the result, for those alone who look after the date."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from events.enums import Participation
from events.models import Draw, Occurrence
from events.registration_enums import RegistrationScope
from hub.accounts.enums import Level
from tests.events.factories import moment
from tests.events.members import member
from tests.events.registrations.people import date, registered
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse

pytestmark = pytest.mark.django_db
DEADLINE = moment(2026, 12, 10, 17)
PRESS = "抽選して、結果を知らせる"


def _lot(parties: tuple[int, ...] = (1, 1, 1, 2), **fields: Any) -> tuple[Occurrence, Client]:
    organization = OrganizationFactory()
    at = date(
        2, starts_at=moment(2026, 12, 24), participation=Participation.LOT,
        event={"organizer": organization, "title": "そば打ち"}, **fields,
    )  # fmt: skip
    at.event.occurrences.update(deadline_at=DEADLINE)
    for number, party in enumerate(parties):
        registered(at, number, party=party, now=DEADLINE - timedelta(days=9))
    return at, sign_in(Client(), member(organization, Level.EDITOR))


def _url(at: Occurrence) -> str:
    return reverse("registrations:draw", args=[at.pk])


def test_before_the_deadline_there_are_numbers_and_no_button() -> None:
    with time_machine.travel(DEADLINE - timedelta(minutes=1), tick=False):
        at, organiser = _lot()
        page = parse(organiser.get(_url(at)))
        assert [node.text for node in page.all("dd")] == ["4組、5人", "2人分"]
        assert PRESS not in page.text
        assert "締切（12月10日(木) 17:00）が過ぎると、抽選できます。" in page.text
        assert "12月17日(木) 17:00までに押さないときは、つながりハブが同じきまりで抽選します。" in page.text
        assert (organiser.post(_url(at)).status_code, Draw.objects.count()) == (200, 0)


def test_one_press_and_the_result() -> None:
    with time_machine.travel(DEADLINE + timedelta(minutes=1), tick=False):
        at, organiser = _lot((1, 1, 1, 1))
        assert [node.text for node in parse(organiser.get(_url(at))).one("form", method="post").all("button")] == [
            PRESS
        ]
        assert organiser.post(_url(at)).headers["Location"] == _url(at)
        organiser.post(_url(at))
        page = parse(organiser.get(_url(at)))
    made = Draw.objects.get()
    names = [node.text.split()[0] for node in page.all("span", lang="ja") if node.text.startswith("ひと")]
    assert (sorted(names), made.seed in page.text) == (["ひと0", "ひと1", "ひと2", "ひと3"], True)
    assert [node.text for node in page.all("h2")][1:3] == [
        "席が決まった方 2組", "空きを待つ方（順番のとおりに、席が空いたら案内します） 2組",
    ]  # fmt: skip
    assert PRESS not in page.text


def test_nobody_else_finds_it() -> None:
    with time_machine.travel(DEADLINE + timedelta(minutes=1), tick=False):
        at, _organiser = _lot()
        foreign = sign_in(Client(), member(OrganizationFactory()))
        reader = sign_in(Client(), member(at.event.organizer, Level.VIEWER))
        resident = sign_in(Client(), UserFactory())
        for client in (foreign, reader, resident):
            assert (client.get(_url(at)).status_code, client.post(_url(at)).status_code) == (404, 404)
    assert Draw.objects.count() == 0


def test_of_a_course_it_is_the_page_of_its_first_date() -> None:
    with time_machine.travel(DEADLINE + timedelta(minutes=1), tick=False):
        at, organiser = _lot(starts=2, scope=RegistrationScope.COURSE)
        other = at.event.occurrences.exclude(pk=at.pk).get()
        assert organiser.get(_url(other)).headers["Location"] == _url(at)
        organiser.post(_url(at))
    assert Draw.objects.get().occurrence == at


def test_where_no_lots_are_drawn() -> None:
    organization = OrganizationFactory()
    at = date(2, event={"organizer": organization})
    page = parse(sign_in(Client(), member(organization)).get(_url(at)))
    assert ("この催しは、抽選ではありません。" in page.text, PRESS in page.text) == (True, False)
