"""Each page says who runs it, what the city checked and when; with minors, what is promised."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.enums import PlaceKind
from events.models import Event, Place
from hub import page_cache
from hub.accounts.models import Organization, Verification
from tests.events.published import published_event, published_place
from tests.hub.accounts.factories import OrganizationFactory
from tests.markup import Node, parse
from tests.words import load_words

pytestmark = pytest.mark.django_db

NOT_YET = "約束はまだ書かれていません。行く前に、主催者に聞いてみてください。"


def _event(organization: Organization | None = None, **fields: Any) -> Event:
    with _verified_meanwhile(organization):
        return published_event("こども食堂の日", organizer=organization, **fields)


def _place(organization: Organization | None = None, **fields: Any) -> Place:
    with _verified_meanwhile(organization):
        return published_place("こども食堂", operator=organization, **fields)


@contextmanager
def _verified_meanwhile(organization: Organization | None) -> Iterator[None]:
    """What was published before its organisation was looked at, as imports and older releases did."""
    before = organization.verification if organization else ""
    _set(organization, Verification.VERIFIED)
    yield
    _set(organization, before)


def _set(organization: Organization | None, verification: str) -> None:
    if organization:
        organization.verification = verification
        Organization.objects.filter(pk=organization.pk).update(verification=verification)


MAKE = pytest.mark.parametrize("make", [_event, _place])


@pytest.fixture(autouse=True)
def _words() -> None:
    load_words()


def _answer(client: Client, thing: Event | Place, question: str) -> Node | None:
    page = parse(client.get(thing.get_absolute_url()))
    rows = [row for row in page.one("dl", "qa").all("div") if row.all("dt") and row.all("dt")[0].text == question]
    return rows[0].one("dd") if rows else None


def _who(client: Client, thing: Event | Place) -> Node:
    found = _answer(client, thing, "だれがやっている？")
    assert found is not None
    return found


@MAKE
def test_a_verified_organisation_with_what_was_checked_and_when(client: Client, make: Callable[..., Any]) -> None:
    organization = OrganizationFactory(
        name="台町会",
        verified=True,
        verified_on=date(2026, 4, 1),
        verified_what="規約と代表者",
        verified_by="市民活動課",
    )
    who = _who(client, make(organization))
    assert who.link("台町会") == f"/organizations/{organization.pk}/"
    said = who.all("p")[1].text
    assert "市が確かめた団体です（" in said
    assert "4月1日" in said
    assert said.endswith("確かめたこと：規約と代表者（市民活動課）")


@MAKE
@pytest.mark.parametrize("verification", [state for state in Verification if state != Verification.VERIFIED])
def test_another_is_named_without_a_link(client: Client, make: Callable[..., Any], verification: Verification) -> None:
    organization = OrganizationFactory(
        name="台町会", verification=verification, verified_on=date(2026, 4, 1), verified_what="規約"
    )
    who = _who(client, make(organization))
    assert (who.text, who.all("a")) == ("台町会", [])


@MAKE
def test_who_is_not_registered_is_named_as_written(client: Client, make: Callable[..., Any]) -> None:
    name = {"organizer_name" if make is _event else "operator_name": "<b>台町会</b>"}
    assert _who(client, make(**name)).text == "<b>台町会</b>"


QUESTION = "子どもと活動するときの約束"


@MAKE
@pytest.mark.parametrize("audience", ["infants", "children", "teens"])
def test_with_minors_the_promise_is_said_or_that_there_is_none(
    client: Client, make: Callable[..., Any], audience: str
) -> None:
    organization = OrganizationFactory(verified=True, safeguards="おとな二人で見守る")
    cases: list[tuple[Any, str]] = [
        (make(organization, audiences=[audience], safeguards="写真はとらない"), "写真はとらない"),
        (
            make(organization, audiences=["adults", audience]),
            "おとな二人で見守るこの団体が、すべての活動で守る約束です。",
        ),
        (make(OrganizationFactory(verified=True), audiences=[audience]), NOT_YET),
        (make(OrganizationFactory(safeguards="確かめていない団体の約束"), audiences=[audience]), NOT_YET),
        (make(audiences=[audience]), NOT_YET),
    ]
    for thing, said in cases:
        found = _answer(client, thing, QUESTION)
        assert found is not None
        assert found.text == said


@MAKE
def test_without_minors_it_is_said_only_where_somebody_wrote_it(client: Client, make: Callable[..., Any]) -> None:
    organization = OrganizationFactory(verified=True, safeguards="おとな二人で見守る")
    assert _answer(client, make(organization, audiences=["seniors"]), QUESTION) is None
    assert _answer(client, make(organization, audiences=["everyone"]), QUESTION) is None
    found = _answer(client, make(audiences=["adults"], safeguards="写真はとらない"), QUESTION)
    assert found is not None
    assert found.text == "写真はとらない"


@pytest.mark.parametrize(("oldest", "is_said"), [(None, False), (36, True), (216, True), (217, False)])
def test_a_place_for_nobody_over_eighteen(client: Client, oldest: int | None, is_said: bool) -> None:
    assert (_answer(client, _place(age_to_months=oldest), QUESTION) is not None) == is_said


@MAKE
def test_it_costs_no_query(client: Client, make: Callable[..., Any]) -> None:
    organization = OrganizationFactory(verified=True, safeguards="おとな二人で見守る")
    thing = make(organization, audiences=["children"], safeguards="")
    plain = make(OrganizationFactory(), audiences=["adults"])
    counts = []
    for one in (plain, thing, plain):
        page_cache.memory.clear()
        client.get(one.get_absolute_url())
        page_cache.memory.clear()
        with CaptureQueriesContext(connection) as asked:
            client.get(one.get_absolute_url())
        counts.append(len(asked))
    assert len(set(counts)) == 1


def test_a_childrens_cafeteria_says_it_without_an_audience_and_so_does_what_it_holds(client: Client) -> None:
    organization = OrganizationFactory(verified=True, safeguards="おとな二人で見守る")
    said = "おとな二人で見守るこの団体が、すべての活動で守る約束です。"
    place = _place(organization, kind=PlaceKind.CAFETERIA)
    others = OrganizationFactory(verified=True, safeguards="よその約束")
    things: list[tuple[Any, str | None]] = [
        (place, said), (_place(kind=PlaceKind.CAFETERIA), NOT_YET), (_place(organization), None),
        (_event(organization, place=place), said), (_event(others, place=place), None),
    ]  # fmt: skip
    for thing, expected in things:
        found = _answer(client, thing, QUESTION)
        assert (found.text if found else None) == expected
