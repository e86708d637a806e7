"""A sign-in lasts twelve hours in all; staff who do nothing for half an hour show the second factor again."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from hub.accounts.services.sessions import forget_old_sessions
from tests.hub.accounts.factories import PASSWORD, UserFactory
from tests.hub.accounts.signing_in import sign_in

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)


def _at(moment: timedelta) -> time_machine.travel:
    return time_machine.travel(START + moment, tick=False)


@pytest.fixture
def resident(client: Client) -> Client:
    with _at(timedelta(0)):
        return sign_in(client, UserFactory())


@pytest.fixture
def staff(client: Client) -> Client:
    with _at(timedelta(0)):
        return sign_in(client, UserFactory(administrator=True))


def test_a_resident_stays_for_twelve_hours(resident: Client) -> None:
    for hours, status in ((11.9, 200), (12.1, 302)):
        with _at(timedelta(hours=hours)):
            assert resident.get("/me/").status_code == status


def test_staff_who_do_nothing_for_half_an_hour_show_the_factor_again(staff: Client) -> None:
    for minutes in (29, 57, 86):  # each within half an hour of the one before
        with _at(timedelta(minutes=minutes)):
            assert staff.get("/staff/").status_code == 200
    with _at(timedelta(minutes=117)):
        for path in ("/staff/", "/admin/accounts/user/"):
            assert staff.get(path, follow=True).redirect_chain[-1][0].startswith("/accounts/2fa/reauthenticate/")


def test_an_answer_that_ends_a_sitting_takes_the_cookie_of_a_later_sign_in_from_nobody(staff: Client) -> None:
    own = staff.session.session_key
    with _at(timedelta(minutes=31)):
        answers = [staff.get("/staff/"), staff.post("/staff/session/"), staff.get("/me/")]
    assert [answer.cookies for answer in answers if settings.SESSION_COOKIE_NAME in answer.cookies] == []
    # The session itself was written, and a sign-in gives its cookie.
    ended, signed_in = Session.objects.get(pk=own).get_decoded(), Client()
    assert [one["method"] for one in ended["account_authentication_methods"]] == ["password"]
    answer = signed_in.post("/accounts/login/", {"login": UserFactory(confirmed=True).email, "password": PASSWORD})
    assert answer.cookies[settings.SESSION_COOKIE_NAME].value == signed_in.session.session_key != own


def test_staff_who_are_busy_sign_in_anew_after_twelve_hours(staff: Client) -> None:
    for times in range(1, 27):
        with _at(timedelta(minutes=27 * times)):
            assert staff.get("/staff/").status_code == 200
    with _at(timedelta(hours=12, minutes=1)):
        assert staff.get("/staff/")["Location"] == "/accounts/login/?next=/staff/"


def test_of_sign_ins_that_are_over_nothing_is_kept() -> None:
    user = UserFactory(confirmed=True)
    old, new = Client(), Client()
    with _at(timedelta(0)):
        old.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    with _at(timedelta(hours=13)):
        new.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
        UserSession.objects.filter(session_key=new.session.session_key).update(ip="fd00::1")
        forget_old_sessions()
    assert list(UserSession.objects.values_list("session_key", "ip")) == [(new.session.session_key, "::")]
    assert Session.objects.count() == 1


def test_whoever_shows_again_who_they_are_gets_a_new_token() -> None:
    user = UserFactory(confirmed=True)
    client, thief = Client(), Client()
    with _at(timedelta(0)):
        client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
        taken = client.session.session_key
        thief.cookies[settings.SESSION_COOKIE_NAME] = taken
        assert thief.get("/me/").status_code == 200
    with _at(timedelta(minutes=30)):
        assert client.get("/accounts/2fa/totp/activate/").status_code == 302
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        assert client.get("/accounts/2fa/totp/activate/").status_code == 200
        assert thief.get("/me/").status_code == 302
    assert client.session.session_key != taken
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [client.session.session_key]
