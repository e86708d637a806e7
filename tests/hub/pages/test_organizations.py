"""``/organizations/<id>/``: what everybody learns of an organisation."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from events.services.publishing import close, return_to_draft
from hub.accounts.models import Organization, Verification
from tests.events.published import draft_event, draft_place, published_event, published_place
from tests.events.views.queries import make, queries_of
from tests.hub.accounts.factories import OrganizationFactory, member_of
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse
from tests.partners.needs import hand, need

SAID = {
    "name": "台町子ども食堂",
    "kana": "だいまちこどもしょくどう",
    "description": "夕ごはんを食べます。",
    "corporate_number": "7000012050002",
    "phone": "042-000-0000",
    "email": "hello@example.org",
    "url": "https://example.org/",
    "address": "台町1-1",
    "safeguards": "おとなが二人以上で見守ります。",
    "verified_what": "規約・会則、電話",
    "verified_by": "八王子市",
    "verified_on": date(2026, 11, 20),
}


@pytest.fixture
def organization(db: None) -> Organization:
    hidden = {"contact_name": "ひみつの担当", "contact_phone": "042-999-9999"}
    made: Organization = OrganizationFactory(verified=True, **SAID, **hidden)
    member_of(made, display_name="ひみつの代表", email="himitsu@example.org")
    return made


def test_it_says_who_it_is_and_what_the_city_checked(client: Client, organization: Organization) -> None:
    text = parse(client.get(organization.get_absolute_url())).one("main").text
    said = [
        "台町子ども食堂",
        "夕ごはんを食べます。",
        "7000012050002",
        "042-000-0000",
        "hello@example.org",
        "八王子市台町1-1",
    ]
    said += ["おとなが二人以上で見守ります。", "規約・会則、電話", "令和8年11月20日 八王子市"]
    assert [words for words in said if words not in text] == []


def test_it_says_nothing_of_its_members_and_its_contact(client: Client, organization: Organization) -> None:
    text = client.get(organization.get_absolute_url()).content.decode()
    assert [word for word in ("ひみつ", "himitsu", "042-999-9999") if word in text] == []


@pytest.mark.parametrize("state", [state for state in Verification if state != Verification.VERIFIED])
def test_one_that_is_not_verified_is_missing(client: Client, organization: Organization, state: Verification) -> None:
    Organization.objects.update(verification=state)
    sign_in(client, member_of(organization))
    assert client.get(organization.get_absolute_url()).status_code == 404


def test_what_it_has_published_stands_there(client: Client, organization: Organization) -> None:
    soon = timezone.now() + timedelta(days=1)
    mine: dict[str, Any] = {"organizer": organization}
    shown = published_event("囲碁の会", soon, soon + timedelta(days=1), **mine)
    past = published_event("きのうの会", soon - timedelta(days=3), soon + timedelta(days=9), **mine)
    past.occurrences.filter(starts_at__gt=soon).delete()
    draft_event("ひみつの下書き", soon, **mine)
    return_to_draft(published_event("ひみつの取り下げ", soon, **mine), by=None, reason="誤り")
    published_event("よその会", soon, organizer=OrganizationFactory(verified=True))
    place = published_place("台町会館", operator=organization)
    draft_place("ひみつの場", operator=organization)
    close(published_place("ひみつの終わった場", operator=organization), by=None)
    published_place("よその場", operator=OrganizationFactory(verified=True))
    page = parse(client.get(organization.get_absolute_url())).one("main")
    links = [node.attributes["href"] for node in page.all("li", "ev") for node in node.all("a")]
    assert links == [shown.get_absolute_url()] * 2 + [place.get_absolute_url()]
    assert [word for word in ("ひみつ", "よその", "きのう") if word in page.text] == []


def test_hostile_text_stays_text(client: Client, organization: Organization) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    words = dict.fromkeys(("name", "kana", "description", "safeguards", "verified_what", "address"), evil)
    Organization.objects.update(**words, url="javascript:alert(1)")
    page = parse(client.get(organization.get_absolute_url()))
    assert page.one("main").all("script") == page.one("main").all("img") == []
    assert [node for node in page.walk() if "javascript:" in str(node.attributes.get("href", ""))] == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow(client: Client, settings: Settings, number: int) -> None:
    make(number)
    organization = OrganizationFactory(verified=True)
    from events.models import Event, Place

    Event.objects.update(organizer=organization)
    Place.objects.update(operator=organization)
    for _n in range(number):
        hand(need("met"), "chosen", organization=organization, may_be_named=True)
    pages = {organization.get_absolute_url(): 11}
    assert queries_of(client, settings, pages) == pages
