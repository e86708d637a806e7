"""Accounts of a demonstration: all kinds of users, in the embedded mode alone."""

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.test import Client

from events.models import Place
from hub.accounts.groups import load_groups
from hub.accounts.models import Organization, User
from hub.notifications.models import Notice
from hub.pages.demo_accounts import PEOPLE, make_demo_accounts, password, totp_code, totp_secret
from hub.pages.demo_partners import make_demo_partners
from hub.pages.demo_support import make_demo_support
from hub.threads.models import Thread
from hub.vocabulary import load_vocabulary
from partners import seeds
from partners.models import Hand, Partnership
from referrals import seeds as support
from referrals.models import SupportOffice
from tests.city import load_city

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
    assert (User.objects.count(), Organization.objects.count()) == before == (len(PEOPLE), 4)


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


@pytest.mark.usefixtures("_embedded")
def test_its_organisations_have_a_registration_in_each_state_a_talk_a_hand_and_a_place_once() -> None:
    load_city()
    load_vocabulary(django_settings.BASE_DIR / "data" / "vocabulary")
    list(seeds.seed())
    list(make_demo_accounts())
    assert len(list(make_demo_partners())) == 1
    made = Partnership.objects.order_by("pk").values_list("organization__name", "programme__key", "state", "is_sample")
    assert list(made) == [
        ("スーパーいちば（見本）", "kyoso", "approved", True),
        ("スーパーいちば（見本）", "jinsei100", "approved", True),
        ("子ども食堂ひだまり（見本）", "kyoso", "submitted", True),
        ("訪問看護みどり（見本）", "jinsei100", "returned", True),
    ]
    assert (Thread.objects.count(), Hand.objects.count()) == (2, 1)
    assert Place.objects.values_list("state", "is_sample", "operator__name").get() == (
        "published",
        True,
        "子ども食堂ひだまり（見本）",
    )
    assert (Notice.objects.count(), list(make_demo_partners())) == (0, [])


@pytest.mark.usefixtures("_embedded")
def test_a_referral_can_be_sent_to_the_sample_offices_and_to_the_desk_for_all_the_rest() -> None:
    load_city()
    list(support.seed())
    list(make_demo_accounts())
    assert len(list(make_demo_support())) == 1
    staffed = SupportOffice.objects.staffed().order_by("pk").values_list("is_fallback", "is_sample", "staff__email")
    assert list(staffed) == [(False, True, "office@demo.example"), (True, True, "consultation@demo.example")]
    assert list(make_demo_support()) == []
