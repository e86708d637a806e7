"""The page of a thing and the list of all: what is the next step, and for what it waits."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from events.services.member_writing import copy_event
from events.services.publishing import submit
from hub.accounts.models import Organization, Verification
from tests.events.members import complete_event, complete_place, member, public_event
from tests.events.published import draft_event
from tests.hub.accounts.factories import OrganizationFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse

pytestmark = pytest.mark.django_db


def _page(client: Client, thing: Any) -> Any:
    kind, owner = ("event", "organizer_id") if hasattr(thing, "organizer_id") else ("place", "operator_id")
    return parse(client.get(reverse(f"writing:{kind}", args=[getattr(thing, owner), thing.pk])))


def _buttons(page: Any) -> list[tuple[str, bool]]:
    """Each with whether it is the main one."""
    links = page.one("p", "btns").all("a")
    return [(one.text, one.attributes["class"] == "btn") for one in links][:2]


def test_a_draft_with_gaps_is_to_be_written_first() -> None:
    ours = OrganizationFactory(verified=True)
    by = member(ours)
    client = sign_in(Client(), by)
    copy = copy_event(public_event(ours), by=by)
    for thing, heading, act in (
        (draft_event("会", organizer=ours), "確認に出す前に、書いてください", "確認に出す"),
        (copy, "公開する前に、書いてください", "公開する"),
    ):
        page = _page(client, thing)
        assert page.one("h2", "big").text == heading
        assert _buttons(page) == [("書きたす", True), (act, False)]
    assert _buttons(_page(client, complete_event(ours))) == [("確認に出す", True), ("直す", False)]


@pytest.mark.parametrize("verification", Verification)
def test_what_waits_for_its_organisation_says_so(verification: str) -> None:
    ours = OrganizationFactory(verified=True)
    client = sign_in(Client(), member(ours))
    things = [complete_event(ours), complete_place(ours)]
    for thing in things:
        submit(thing, by=None)
    Organization.objects.filter(pk=ours.pk).update(verification=verification)
    word = "確認中" if verification == Verification.VERIFIED else "団体の確認待ち"
    for thing, kind in zip(things, ("event", "place"), strict=True):
        rows = parse(client.get(reverse("writing:things", args=[ours.pk]), {"kind": kind}))
        assert [tag.text for tag in rows.one("li", "case").all("span", "tag")] == [word]
        page = _page(client, thing)
        assert [tag.text for tag in page.one("header", "title").all("span", "tag")] == [word]
        assert ("団体の確認が済むまでは、公開されません" in page.text) == (word != "確認中")
