"""A session that ended, a form that grew old: what was written is shown again and can be sent; nothing from elsewhere is."""

from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile as Upload
from django.test import Client

from events.models import Event
from hub.accounts.enums import Level
from hub.accounts.models import Membership, Organization
from tests.events.members import complete_event
from tests.events.views.writing.forms import sent_by
from tests.hub.accounts.factories import PASSWORD, OrganizationFactory, UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import Node, parse

pytestmark = pytest.mark.django_db

HERE = {"sec-fetch-site": "same-origin"}
STORY = "毎月第2土曜日に、台町の会館で、みんなでカレーを作って食べます。<b>ひとり</b>でどうぞ。\n二行目。"


def _sent(page: Node) -> dict[str, list[str]]:
    """What the button of the page would send."""
    form = page.one("main").one("form")
    found: dict[str, list[str]] = {}
    for box in form.all("input"):
        found.setdefault(box.attributes["name"], []).append(box.attributes["value"])
    found.pop("csrfmiddlewaretoken")
    return found


@pytest.fixture
def ours(db: None) -> Organization:
    return OrganizationFactory(verified=True)


def _new(organization: Organization) -> str:
    return f"/me/organizations/{organization.pk}/events/new/"


def _token(page: Node) -> str:
    return page.one("main").all("input", name="csrfmiddlewaretoken")[0].attributes["value"]


def test_what_was_written_when_the_session_ended_can_be_sent_after_signing_in(ours: Organization) -> None:
    user, client = UserFactory(confirmed=True), Client(enforce_csrf_checks=True, headers=HERE)
    Membership.objects.create(organization=ours, user=user, level=Level.EDITOR)
    sign_in(client, user)
    form = parse(client.get(_new(ours)).content.decode()).one("form", id="form")
    client.cookies.pop(settings.SESSION_COOKIE_NAME)
    answer = client.post(_new(ours), sent_by(form) | {"title": "カレーの会", "description": STORY, "act": "save"})
    page = parse(answer.content.decode())
    assert (answer.status_code, answer.headers["Cache-Control"]) == (403, "private, no-store")
    assert page.link("ログイン（新しいタブで開きます）") == "/accounts/login/"
    door = parse(client.get("/accounts/login/").content.decode())
    entered = client.post(
        "/accounts/login/", {"login": user.email, "password": PASSWORD, "csrfmiddlewaretoken": _token(door)}
    )
    assert entered.status_code == 302
    # Signing in renews the token: the button's page is told to be too old, and its next button carries the new one.
    again = client.post(_new(ours), _sent(page) | {"csrfmiddlewaretoken": _token(page)})
    page = parse(again.content.decode())
    assert (again.status_code, "安全のための確認が古くなっていました" in page.text) == (403, True)
    assert _sent(page)["description"] == [STORY]
    answer = client.post(_new(ours), _sent(page) | {"csrfmiddlewaretoken": _token(page)})
    event = Event.objects.get()
    assert (answer.status_code, event.title, event.description) == (302, "カレーの会", STORY)


def test_hostile_words_stay_words(client: Client, ours: Organization) -> None:
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    page = parse(client.post(_new(ours), {"title": hostile, hostile: "x"}, headers=HERE).content.decode())
    assert _sent(page) == {"title": [hostile], hostile: ["x"]}
    assert [node for node in page.one("main").walk() if node.tag in {"script", "img"}] == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://testserver"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
    ],
)
def test_what_another_site_sends_is_not_shown(client: Client, ours: Organization, headers: Any) -> None:
    answer = client.post(_new(ours), {"title": "ひみつ"}, headers=headers)
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/accounts/login/")
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/accounts/login/", {"title": "ひみつ"}, headers=headers)
    assert (answer.status_code, "ひみつ" in answer.content.decode()) == (403, False)


def test_an_old_telephone_tells_by_its_origin(client: Client, ours: Organization) -> None:
    answer = client.post(_new(ours), {"title": "ひみつ"}, headers={"origin": "http://testserver"})
    assert (answer.status_code, _sent(parse(answer.content.decode()))) == (403, {"title": ["ひみつ"]})


def test_passwords_and_codes_are_typed_anew() -> None:
    client = Client(enforce_csrf_checks=True, headers=HERE)
    answer = client.post("/accounts/login/", {"login": "a@example.org", "password": "ひみつの合言葉"})
    assert (answer.status_code, "ひみつの合言葉" in answer.content.decode()) == (403, False)


def test_a_tap_without_words_leads_to_the_sign_in(client: Client, ours: Organization) -> None:
    event = complete_event(ours)
    for written in ({}, {"reason": " "}):
        answer = client.post(f"/me/organizations/{ours.pk}/events/{event.pk}/delete/", written, headers=HERE)
        assert answer.status_code == 302


def test_staff_whose_second_factor_is_asked_for_anew_lose_nothing(client: Client) -> None:
    answer = client.post("/admin/hub/theme/add/", {"key": "go", "name": "囲碁"}, headers=HERE)
    page = parse(answer.content.decode())
    assert (answer.status_code, _sent(page)) == (403, {"key": ["go"], "name": ["囲碁"]})
    assert page.link("ログイン（新しいタブで開きます）") == "/admin/login/"


def test_of_a_file_it_is_said_that_it_is_not_kept(client: Client, ours: Organization) -> None:
    event = complete_event(ours)
    sent = {"alt": "縁側", "picture": Upload("x.jpg", b"x")}
    page = parse(
        client.post(f"/me/organizations/{ours.pk}/events/{event.pk}/picture/", sent, headers=HERE).content.decode()
    )
    assert ("ファイルは残せませんでした" in page.text, _sent(page)) == (True, {"alt": ["縁側"]})


def test_another_who_signs_in_meanwhile_writes_nothing_for_them(client: Client, ours: Organization) -> None:
    stranger = UserFactory(confirmed=True)
    page = parse(client.post(_new(ours), {"title": "カレーの会"}, headers=HERE).content.decode())
    sign_in(client, stranger)
    assert client.post(_new(ours), _sent(page)).status_code == 404
    assert not Event.objects.exists()
