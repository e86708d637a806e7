"""Accounts of a demonstration: all kinds of users, in the embedded mode alone."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from hub.accounts.groups import load_groups
from hub.accounts.models import Organization, User
from hub.pages.demo_accounts import PEOPLE, make_demo_accounts, password, totp_code, totp_secret

pytestmark = pytest.mark.django_db


@pytest.fixture
def _embedded(settings: Any) -> None:
    settings.HUB_EMBEDDED = True
    load_groups()


@pytest.mark.usefixtures("_embedded")
def test_every_kind_of_user_signs_in_as_the_lines_say() -> None:
    lines = list(make_demo_accounts())
    assert password() in lines[0]
    assert lines[1:-1] == [
        f"  {one.email:<26} {one.kind}" + (f"  認証アプリの鍵 {totp_secret(one)}" if one.is_staff else "")
        for one in PEOPLE
    ]
    for one in PEOPLE:
        client = Client()
        answer = client.post("/accounts/login/", {"login": one.email, "password": password()})
        if one.is_staff:
            assert answer["Location"].startswith("/accounts/2fa/authenticate/")
            answer = client.post("/accounts/2fa/authenticate/", {"code": totp_code(one)})
        assert answer["Location"] == ("/staff/" if one.is_staff else "/me/")
        assert client.get(answer["Location"]).status_code == 200


@pytest.mark.usefixtures("_embedded")
def test_a_second_start_makes_nothing_anew() -> None:
    list(make_demo_accounts())
    before = (User.objects.count(), Organization.objects.count())
    list(make_demo_accounts())
    assert (User.objects.count(), Organization.objects.count()) == before == (len(PEOPLE), 3)


@pytest.mark.usefixtures("_embedded")
def test_the_page_shows_the_code_of_this_moment(client: Client) -> None:
    page = client.get("/demo/").content.decode()
    assert password() in page
    assert all(one.email in page for one in PEOPLE)


def test_elsewhere_there_are_none(client: Client) -> None:
    assert client.get("/demo/").status_code == 404
    with pytest.raises(CommandError, match="組み込みのデータベース"):
        call_command("demo_accounts")
    with pytest.raises(RuntimeError):
        list(make_demo_accounts())
    assert User.objects.count() == 0
