"""Staff sign in through the one door and are refused without a second factor."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.test import Client

from hub.accounts.models import User
from tests.hub.accounts.factories import PASSWORD, UserFactory
from tests.hub.accounts.second_factor import code_of
from tests.hub.accounts.signing_in import sign_in, sign_in_by_password_alone
from tests.markup import parse

pytestmark = pytest.mark.django_db

PATHS = ["/staff/", "/admin/", "/admin/events/event/", "/admin/accounts/user/"]


@pytest.fixture
def staff() -> User:
    return UserFactory(administrator=True, confirmed=True)


@pytest.mark.parametrize("path", PATHS)
def test_a_visitor_is_sent_to_the_one_sign_in(client: Client, path: str) -> None:
    answer = client.get(path, follow=True)
    assert answer.redirect_chain[-1][0] == f"/accounts/login/?next={path}"


@pytest.mark.parametrize("path", PATHS)
def test_who_is_not_staff_is_refused(client: Client, path: str) -> None:
    sign_in(client, UserFactory())
    assert client.get(path, follow=True).status_code == 403


@pytest.mark.parametrize("who", ["consultation", "planner"])
@pytest.mark.parametrize("path", ["/staff/entry/", "/staff/reports/", "/admin/accounts/user/"])
def test_staff_who_look_after_something_else_are_told_so_and_led_back(client: Client, who: str, path: str) -> None:
    sign_in(client, UserFactory(**{who: True}))
    answer = client.get(path)
    page = parse(answer).one("main")
    assert answer.status_code == 403
    assert "この仕事の担当ではありません。" in page.text
    assert ("ログインし直して" in page.text, page.link("今日のこと")) == (False, "/staff/")


def test_who_is_not_staff_is_not_told_of_the_staffs_work(client: Client) -> None:
    sign_in(client, UserFactory())
    assert "今日のこと" not in client.get("/staff/").content.decode()


@pytest.mark.parametrize("path", PATHS)
def test_staff_without_a_second_factor_are_sent_to_make_one(client: Client, staff: User, path: str) -> None:
    sign_in_by_password_alone(client, staff)
    answer = client.get(path, follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/2fa/"
    assert "職員の画面を使うには、2段階認証が要ります。" in answer.content.decode()


def test_it_is_said_once_however_many_pages_were_refused(client: Client, staff: User) -> None:
    sign_in_by_password_alone(client, staff)
    for path in PATHS:
        client.get(path)
    page = client.get("/staff/", follow=True).content.decode()
    assert page.count("職員の画面を使うには、2段階認証が要ります。") == 1


@pytest.mark.parametrize("path", PATHS)
def test_a_factor_that_was_not_shown_in_this_session_does_not_count(client: Client, staff: User, path: str) -> None:
    TOTP.activate(staff, generate_totp_secret())
    sign_in_by_password_alone(client, staff)
    answer = client.get(path, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/accounts/2fa/reauthenticate/?next=")


def test_the_record_of_another_account_does_not_count(client: Client, staff: User) -> None:
    sign_in_by_password_alone(client, staff)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time()}]
    session["account_authentication_methods_user"] = str(UserFactory().pk)
    session.save()
    assert client.get("/admin/").status_code == 302


def test_password_and_code_open_the_staffs_home(client: Client, staff: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(staff, secret)
    answer = client.post("/accounts/login/", {"login": staff.email, "password": PASSWORD})
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get("/staff/").status_code == 302
    answer = client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert answer["Location"] == "/staff/"
    assert client.get("/staff/").status_code == 200
    assert client.get("/admin/").status_code == 200


def test_a_first_factor_is_made_shown_and_then_opens_the_admin(client: Client, staff: User) -> None:
    client.post("/accounts/login/", {"login": staff.email, "password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    assert secret in page.content.decode()
    assert "<svg" in page.content.decode()
    client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert Authenticator.objects.filter(user=staff, type="totp").exists()
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/2fa/reauthenticate/?next=%2Fadmin%2F"


def test_the_admin_has_no_sign_in_and_no_password_form_of_its_own(client: Client, staff: User) -> None:
    answer = client.post("/admin/login/", {"username": staff.email, "password": PASSWORD})
    assert answer["Location"].startswith("/accounts/login/")
    assert client.get("/staff/").status_code == 302
    sign_in(client, staff)
    assert client.get("/admin/password_change/")["Location"] == "/accounts/password/change/"
    assert client.get(f"/admin/accounts/user/{staff.pk}/password/").status_code in {302, 403, 404}


def test_taking_the_factor_away_closes_the_door(client: Client, staff: User) -> None:
    sign_in(client, staff)
    assert client.get("/staff/").status_code == 200
    client.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=staff).exists()
    fresh = Client()
    fresh.post("/accounts/login/", {"login": staff.email, "password": PASSWORD})
    assert fresh.get("/staff/", follow=True).redirect_chain[-1][0] == "/accounts/2fa/"


@pytest.mark.parametrize("change", [{"is_staff": False}, {"is_active": False}])
def test_who_is_no_longer_staff_is_out_at_once(client: Client, staff: User, change: dict[str, Any]) -> None:
    sign_in(client, staff)
    User.objects.filter(pk=staff.pk).update(**change)
    assert client.get("/staff/").status_code in {302, 403}
    assert client.get("/admin/accounts/user/").status_code in {302, 403}


START = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)


def _left(client: Client, minutes: float, method: str = "get") -> int:
    """Seconds that the staff's pages stay open, asked so many minutes after the sign-in; by "post" one goes on."""
    with time_machine.travel(START + timedelta(minutes=minutes), tick=False):
        return int(getattr(client, method)("/staff/session/").json()["left"])


def _opens(client: Client, minutes: float) -> bool:
    with time_machine.travel(START + timedelta(minutes=minutes), tick=False):
        return client.get("/staff/").status_code == 200


@pytest.fixture
def sitting(client: Client, staff: User) -> Client:
    with time_machine.travel(START, tick=False):
        return sign_in(client, staff)


def test_to_ask_how_long_it_is_goes_on_with_nothing(sitting: Client) -> None:
    assert [_left(sitting, minutes) for minutes in (0, 10, 25, 29.9, 30.1)] == [1800, 1200, 300, 6, 0]
    assert not _opens(sitting, 30.2)


@pytest.mark.parametrize("minutes", [110, 131, 721])
def test_to_ask_hands_out_no_cookie_that_a_later_sign_in_could_lose_to(sitting: Client, minutes: float) -> None:
    for pressed in range(25, 701 if minutes > 720 else 101, 25):
        _left(sitting, pressed, "post")
    with time_machine.travel(START + timedelta(minutes=minutes), tick=False):
        answer = sitting.get("/staff/session/")
        assert (answer.status_code, settings.SESSION_COOKIE_NAME in answer.cookies) == (200, False)
    assert _opens(sitting, minutes) is (minutes == 110)


def test_one_press_goes_on_for_the_whole_time(sitting: Client) -> None:
    assert (_left(sitting, 29, "post"), _left(sitting, 29.1)) == (1800, 1794)
    assert [_opens(sitting, minutes) for minutes in (58, 87, 118)] == [True, True, False]


def test_a_press_after_the_end_opens_nothing(sitting: Client) -> None:
    assert (_left(sitting, 31, "post"), _left(sitting, 31.1, "post")) == (0, 0)
    assert not _opens(sitting, 31.2)


def test_nobody_goes_on_for_longer_than_a_sign_in_lasts(sitting: Client) -> None:
    for minutes in range(25, 705, 25):
        _left(sitting, minutes, "post")
    assert (_left(sitting, 710, "post"), _left(sitting, 719, "post"), _left(sitting, 721, "post")) == (600, 60, 0)


def _is_last(client: Client, minutes: float, method: str = "get") -> bool:
    with time_machine.travel(START + timedelta(minutes=minutes), tick=False):
        return bool(getattr(client, method)("/staff/session/").json()["is_last"])


def _page_says_last(client: Client, minutes: float) -> bool:
    with time_machine.travel(START + timedelta(minutes=minutes), tick=False):
        return "data-is-last" in parse(client.get("/staff/")).one("section", cls="sitting").attributes


def test_it_is_said_which_limit_ends_it_however_it_is_asked(sitting: Client) -> None:
    for minutes in range(25, 676, 25):
        _left(sitting, minutes, "post")
    # The last press was at 675 and holds until 705; one at 689 until 719, and one at 691 no further than 720.
    assert (_left(sitting, 688), _is_last(sitting, 688), _page_says_last(sitting, 675.5)) == (1020, False, False)
    assert (_is_last(sitting, 689, "post"), _is_last(sitting, 690.5)) == (False, False)
    asked = [("post", 691), ("get", 692), ("get", 716), ("post", 717), ("get", 719)]
    assert [_is_last(sitting, minutes, method) for method, minutes in asked] == [True] * 5
    assert _page_says_last(sitting, 719.5)


@pytest.mark.parametrize("path", ["/staff/", "/admin/", "/admin/accounts/user/"])
def test_every_page_says_when_it_closes_and_can_go_on(sitting: Client, path: str) -> None:
    with time_machine.travel(START + timedelta(minutes=0.5), tick=False):
        page = parse(sitting.get(path))
    bar = page.one("section", cls="sitting")
    assert (page.one("aside", cls="sitting-words").one("time").text, bar.attributes["data-left"]) == ("9:30", "1770")
    assert (bar.attributes["data-warn"], bar.one("form").attributes["action"]) == ("300", "/staff/session/")
    assert bar.one("button").text == "つづける"


def test_who_is_no_staff_is_told_no_time(client: Client) -> None:
    seen = [client.get("/staff/session/").json()]
    sign_in(client, UserFactory())
    seen += [client.get("/staff/session/").json(), client.post("/staff/session/").json()]
    assert seen == [{"left": 0}] * 3
    assert "sitting" not in client.get("/me/").content.decode()


def test_of_another_account_the_mark_differs(sitting: Client) -> None:
    mine = _told(sitting)
    with time_machine.travel(START, tick=False):
        other = sign_in(Client(), UserFactory(administrator=True))
    theirs = _told(other)
    assert (mine == _told(sitting), mine == theirs) == (True, False)


def _told(client: Client) -> str:
    with time_machine.travel(START + timedelta(minutes=1), tick=False):
        return str(client.get("/staff/session/").json().get("whose"))
