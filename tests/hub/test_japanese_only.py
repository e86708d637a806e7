"""Pages of members and staff are written in Japanese alone, and say so also to who reads the rest in English."""

import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from hub.accounts.models import Level, Membership, Organization, Verification
from tests.events.members import member, public_event
from tests.events.services.test_weekly import WEDNESDAY, make_place
from tests.events.views.test_weekly import url_of
from tests.hub.accounts.factories import MembershipFactory, OrganizationFactory, UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import Node, parse

pytestmark = pytest.mark.django_db
ACCOUNTS = ["home", "edit", "leave", "invite", "member"]
WRITING = ["things", "event_new", "place_new", "event", "event_edit", "event_picture", "event_close"]


@pytest.fixture
def organization() -> Organization:
    made: Organization = OrganizationFactory(verified=True, name="台町の会")
    return made


@pytest.fixture
def owner(client: Client, organization: Organization) -> Client:
    client.cookies["reading"] = "en"
    return sign_in(client, member(organization, Level.OWNER))


def _address(organization: Organization, name: str) -> str:
    if name in ACCOUNTS:
        keys = [Membership.objects.latest("pk").pk] if name == "member" else []
        return reverse(f"organizations:{name}", args=[organization.pk, *keys])
    keys = [] if name == "things" or name.endswith("_new") else [public_event(organization, title="食堂").pk]
    return reverse(f"writing:{name}", args=[organization.pk, *keys])


def _is_japanese(page: Node) -> bool:
    """The page; its frame, which is translated, says that it is not."""
    assert page.one("header", "head").attributes["lang"] == "en"
    return page.one("html").attributes["lang"] == "ja"


@pytest.mark.parametrize("name", ACCOUNTS + WRITING)
def test_pages_of_members(owner: Client, organization: Organization, name: str) -> None:
    MembershipFactory(organization=organization)
    assert _is_japanese(parse(owner.get(_address(organization, name))))


def test_the_form_of_a_new_organisation(owner: Client) -> None:
    page = parse(owner.get(reverse("organizations:new")))
    assert _is_japanese(page)
    assert [link.attributes["href"] for link in page.one("main").all("a")] == [
        "/me/",
        "/me/",
    ]  # the crumb, and やめて戻る


@pytest.mark.parametrize("address", ["/me/tokens/", "/me/tokens/new/"])
def test_pages_of_keys(owner: Client, address: str) -> None:
    assert _is_japanese(parse(owner.get(address)))


def test_the_weekly_question(client: Client) -> None:
    client.cookies["reading"] = "en"
    with time_machine.travel(WEDNESDAY, tick=False):
        url = url_of(make_place())
        assert _is_japanese(parse(client.get(url)))
    assert _is_japanese(parse(client.get(url)))  # the week is over


@pytest.mark.parametrize("address", ["/staff/", "/staff/entry/", "/staff/reports/", "/staff/rechecks/"])
def test_pages_of_staff(client: Client, address: str) -> None:
    client.cookies["reading"] = "en"
    sign_in(client, UserFactory(coordinator=True))
    assert parse(client.get(address)).one("html").attributes["lang"] == "ja"


@pytest.mark.parametrize("address", ["/", "/me/"])
def test_others_are_in_the_language_of_the_reader(owner: Client, address: str) -> None:
    assert parse(owner.get(address)).one("html").attributes["lang"] == "en"


CRUMBS = {
    "home": ["わたしのページ", "台町の会"],
    "edit": ["わたしのページ", "台町の会", "内容を直す"],
    "member": ["わたしのページ", "台町の会", "メンバー"],
    "things": ["わたしのページ", "台町の会", "場と催し"],
    "event_new": ["わたしのページ", "台町の会", "場と催し", "催しを書く"],
    "event": ["わたしのページ", "台町の会", "場と催し", "食堂"],
    "event_close": ["わたしのページ", "台町の会", "場と催し", "食堂", "終わりにする"],
}


@pytest.mark.parametrize("name", CRUMBS)
def test_the_way_back_begins_at_ones_own_page(owner: Client, organization: Organization, name: str) -> None:
    owner.cookies["reading"] = "ja"
    page = parse(owner.get(_address(organization, name)))
    assert [item.text for item in page.one("nav", "crumbs").all("li")] == CRUMBS[name]


@pytest.mark.parametrize(("language", "said"), [("ja", 0), ("ja-x-easy", 1), ("en", 1)])
def test_they_say_so_at_the_top_and_mix_nothing(
    owner: Client, organization: Organization, language: str, said: int
) -> None:
    Organization.objects.filter(pk=organization.pk).update(verification=Verification.REFUSED)
    owner.cookies["reading"] = language
    answer = owner.get(_address(organization, "home"))
    with translation.override(language):
        note = translation.gettext("このページは、ふつうの日本語だけです。")
    main = parse(answer).one("main")
    assert [hint.text for hint in main.all("p", "no-print")] == [note] * said
    assert "もう一度確認に出す" in [button.text for button in main.all("button")]
    assert main.one("span", "tag").text == "確認できず"
    assert answer.headers["Content-Language"] == "ja"


@pytest.mark.parametrize("name", ["home", "leave", "member", "things", "event", "event_close"])
def test_their_text_holds_no_word_of_another_language(owner: Client, organization: Organization, name: str) -> None:
    MembershipFactory(organization=organization)
    main = parse(owner.get(_address(organization, name))).one("main")
    [note] = main.all("p", "no-print")
    assert re.findall("[A-Za-z]{4,}", main.text.replace(note.text, "")) == []
