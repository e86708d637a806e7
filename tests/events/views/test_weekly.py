"""The page behind the weekly link: one tap, no account, nothing by opening it, nothing by a forged or an old link."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from events.enums import State, WeeklyAnswerKind
from events.letters_of_week import weekly_url
from events.models import OpeningException, Place, WeeklyAnswer
from hub.accounts.enums import Verification
from hub.accounts.models import Level, Membership, Organization, User
from tests.events.factories import moment
from tests.events.services.test_weekly import MONDAY, WEDNESDAY, make_place, writer
from tests.markup import parse

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _wednesday() -> Any:
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


def url_of(place: Place) -> str:
    return weekly_url(place.pk, MONDAY, writer(place).pk)


def buttons(client: Client, url: str) -> list[str]:
    page = parse(client.get(url).content.decode())
    return [node.attributes["value"] for node in page.all("button") if node.attributes.get("name") == "answer"]


def test_opening_the_page_changes_nothing(client: Client) -> None:
    place = make_place(name="ひだまり")
    for url in (url_of(place), f"{url_of(place)}?answer=closed"):
        for response in (client.get(url), client.head(url)):
            assert (response.status_code, response.headers["Cache-Control"]) == (200, "private, no-store")
    assert "今週の「ひだまり」は開きますか" in client.get(url_of(place)).content.decode()
    assert (WeeklyAnswer.objects.count(), OpeningException.objects.count()) == (0, 0)


def test_the_answer_that_was_tapped_in_the_mail_is_the_first_button(client: Client) -> None:
    url = url_of(make_place())
    assert [buttons(client, url + named) for named in ("", "?answer=open", "?answer=closed", "?answer=x")] == [
        ["open", "closed"], ["open", "closed"], ["closed", "open"], ["open", "closed"],
    ]  # fmt: skip


def test_one_tap_without_signing_in(client: Client) -> None:
    place = make_place()
    url = url_of(place)
    assert client.post(f"{url}?answer=closed", {"answer": "closed"}).headers["Location"] == url
    page = client.get(url).content.decode()
    assert "「今週は休みます」と受け取りました（11月25日 12:00）" in page
    assert 'class="btn wide"' not in page
    public = client.get(place.get_absolute_url()).content.decode()
    assert "今週は休みます" in public
    client.post(url, {"answer": "open"})
    public = client.get(place.get_absolute_url()).content.decode()
    assert ("今週は休みます" in public, f"{place.operator_label}が内容を確かめました" in public) == (False, True)
    assert WeeklyAnswer.objects.get().by == writer(place)


def test_a_form_without_its_token_is_refused() -> None:
    place = make_place()
    assert Client(enforce_csrf_checks=True).post(url_of(place), {"answer": "closed"}).status_code == 403
    assert not WeeklyAnswer.objects.exists()


@pytest.mark.parametrize("answer", ["", "maybe", "\x00", "OPEN"])
def test_what_is_no_answer_changes_nothing(client: Client, answer: str) -> None:
    place = make_place()
    assert client.post(url_of(place), {"answer": answer}).status_code == 200
    assert not WeeklyAnswer.objects.exists()


def test_a_link_lives_on_when_the_key_is_changed(client: Client, settings: Any) -> None:
    url, old = url_of(make_place()), settings.SECRET_KEY
    settings.SECRET_KEY = "another-key-" + "y" * 50
    assert client.get(url).status_code == 404
    settings.SECRET_KEY_FALLBACKS = [old]
    assert client.get(url).status_code == 200


def test_a_forged_link_is_404(client: Client) -> None:
    place, other = make_place(), make_place()
    token = url_of(place).split("/")[-2]
    who = writer(place).pk
    flipped = ("0" if token[0] != "0" else "1") + token[1:]
    forged = [
        f"/weekly/{place.pk}/2026-11-23/{who}/{flipped}/",
        f"/weekly/{place.pk}/2026-11-23/{who}/{token[:-1]}/",
        f"/weekly/{place.pk}/2026-11-23/{who}/{'あ' * 32}/",
        f"/weekly/{place.pk}/2026-11-30/{who}/{token}/",
        f"/weekly/{place.pk}/2026-11-24/{who}/{token}/",
        f"/weekly/{place.pk}/monday/{who}/{token}/",
        f"/weekly/{place.pk}/20261123/{who}/{token}/",
        f"/weekly/{other.pk}/2026-11-23/{who}/{token}/",
        f"/weekly/{place.pk}/2026-11-23/{writer(other).pk}/{token}/",
        f"/weekly/{place.pk}/2026-11-23/987654/{token}/",
        f"/weekly/99999999999999999999/2026-11-23/99999999999999999999/{token}/",
    ]
    for url in forged:
        for answer in (client.get(url), client.post(url, {"answer": "closed"})):
            assert (url, answer.status_code) == (url, 404)
    assert not WeeklyAnswer.objects.exists()


@pytest.mark.parametrize("why", ["over", "left", "viewer now", "unverified", "hidden", "account closed", "no account"])
def test_a_link_that_no_longer_holds_says_so_and_names_nothing(client: Client, why: str) -> None:
    place = make_place(name="ひみつの場")
    url = url_of(place)
    acts: dict[str, Any] = {
        "over": lambda: None,
        "left": Membership.objects.all().delete,
        "viewer now": lambda: Membership.objects.update(level=Level.VIEWER),
        "unverified": lambda: Organization.objects.update(verification=Verification.SUSPENDED),
        "hidden": lambda: Place.objects.update(state=State.HIDDEN),
        "account closed": lambda: User.objects.update(is_active=False),
        "no account": User.objects.all().delete,
    }
    acts[why]()
    with time_machine.travel(moment(2026, 11, 30, 0) if why == "over" else WEDNESDAY, tick=False):
        for answer in (client.get(url), client.post(url, {"answer": WeeklyAnswerKind.CLOSED.value})):
            page = answer.content.decode()
            assert (answer.status_code, "このリンクは、もう使えません" in page, "ひみつ" in page) == (410, True, False)
    assert (WeeklyAnswer.objects.count(), OpeningException.objects.count()) == (0, 0)


def test_the_page_takes_the_same_queries_for_more_members_and_hours(
    client: Client, django_assert_num_queries: Any
) -> None:
    for place in (
        make_place(),
        make_place(Level.OWNER, *[Level.EDITOR] * 5, hours=[(d, "10:00", "15:00") for d in range(7)]),
    ):
        url = url_of(place)
        with django_assert_num_queries(5):
            assert client.get(url).status_code == 200
