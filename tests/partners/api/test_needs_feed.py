"""Needs in the feed: whoever follows them ends equal to the list, and nothing of them is there that is not public."""

import csv
import io
import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from hub import page_cache
from hub.accounts.models import Organization
from hub.accounts.services.organizations import save_organization
from hub.accounts.services.verification import restore_organization, suspend_organization
from hub.api.reading import chosen_documents
from hub.areas.models import District
from hub.models import Audience, Theme
from partners.api.needs import NEEDS
from partners.models import Need
from partners.services import hands, needs
from tests.events.api.following import Follower, full_lists
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of
from tests.hub.areas.factories import DistrictFactory
from tests.partners.needs import SECRET, H, N, hand, need
from tests.partners.registrations import S, registration

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _as_often_as_we_like(settings: Settings) -> None:
    settings.HUB_API_LIMITS = {"visitor": 10**9, "token": 10**9}


def _in_all_states() -> None:
    """In each state two, with and without a source that is shown; each with secrets and hands of every kind."""
    former = DistrictFactory(name="なくなった中学校区")
    District.objects.update(is_current=False)
    themes = [Theme.objects.create(key="tea", name="お茶")]
    audiences = [Audience.objects.create(key="seniors", name="60歳以上")]
    for state in N.values:
        for is_shown in (True, False):
            of = OrganizationFactory(name=f"{state}{'の会' if is_shown else 'ひみつの会'}", verified=True)
            one = need(
                state, organization=of, is_source_shown=is_shown, created_by=UserFactory(display_name="ひみつの人"),
                districts=[former] if is_shown else None, themes=themes, audiences=audiences, tried="=1+1\n\"'<b>",
            )  # fmt: skip
            for hand_state in H.values:
                is_named = hand_state == H.CHOSEN and state == N.MET
                by = OrganizationFactory(name=f"{one.pk}{hand_state}{'' if is_named else 'ひみつ'}", verified=True)
                hand(one, hand_state, organization=by, may_be_named=True, reason="ひみつの理由")
            unnamed = OrganizationFactory(name=f"{one.pk}ひみつの団体", verified=True)
            hand(one, H.CHOSEN, organization=unnamed)
            stopped = OrganizationFactory(name=f"{one.pk}ひみつの停止", verification="suspended")
            hand(one, H.CHOSEN, organization=stopped, may_be_named=True)


def test_sql_says_what_the_serializer_says_and_no_answer_holds_a_secret() -> None:
    _in_all_states()
    every = list(Need.objects.values_list("pk", flat=True))
    found = chosen_documents(NEEDS.document, every, list(NEEDS.document.fields), ())
    said = {row.pk: json.loads(json.dumps(NEEDS.serializer(row).data)) for row in Need.objects.public()}
    assert {key: json.loads(text) for key, text in found.items()} == said
    assert len(said) == 6
    client = Client()
    addresses = [
        *("/api/v1/needs/", "/api/v1/needs/?format=csv", "/needs/", "/needs/?state=met", "/partners/"),
        *(f"/{where}{pk}/" for pk in every for where in ("api/v1/needs/", "needs/")),
    ]
    for address in addresses:
        text = client.get(address).content.decode()
        assert [word for word in ("ひみつ", *SECRET.values()) if word in text] == [], address


def test_filters_are_those_of_the_board() -> None:
    here = DistrictFactory()
    theme = Theme.objects.create(key="tea", name="お茶")
    made = {
        "here": need(districts=[here], themes=[theme], fields=["exercise"]),
        "everywhere": need(N.TALKING, offers=["people", "goods"]),
        "met": need(N.MET, title="囲碁の部屋"),
        "far": need(districts=[DistrictFactory()], offers=["money"]),
    }
    names = {one.pk: name for name, one in made.items()}
    client = Client()
    for query, wanted in {
        "": {"here", "everywhere", "met", "far"},
        "state=open": {"here", "everywhere", "far"},
        "state=met": {"met"},
        f"district={here.pk}": {"here", "everywhere", "met"},
        "offer=people&offer=money": {"everywhere", "far"},
        "field=exercise": {"here"},
        "theme=tea": {"here"},
        "q=囲碁": {"met"},
    }.items():
        answer = client.get(f"/api/v1/needs/?{query}").json()
        assert {names[one["id"]] for one in answer["results"]} == wanted, query
    assert client.get("/api/v1/needs/?state=raised").status_code == 400
    rows = list(csv.reader(io.StringIO(client.get("/api/v1/needs/?format=csv").content.decode("utf-8-sig"))))
    assert (len(rows), {len(row) for row in rows}) == (5, {18})


def test_whoever_follows_ends_equal_to_the_list() -> None:
    by, ours = UserFactory(coordinator=True), registration(S.APPROVED).organization
    administrator = UserFactory(administrator=True)
    one = need(N.RAISED, organization=OrganizationFactory(verified=True), is_source_shown=True)
    reader = Follower()

    def same() -> None:
        reader.catch_up()
        there = full_lists(Client())
        assert {key: thing for key, thing in reader.things.items() if key[0] == "needs"} == {
            key: thing for key, thing in there.items() if key[0] == "needs"
        }

    needs.publish_need(one, by=by, points_to_nobody=True, seen_version=1)
    same()
    assert ("needs", one.pk) in reader.things
    needs.write_need(one, by=by, values={"text": "べつの文"}, seen_version=1, points_to_nobody=True)
    same()
    own = hands.raise_hand(one, ours, by=member_of(ours), text="できます", may_be_named=True)
    hands.choose_hand(own, by=by)
    same()
    needs.meet_need(one, by=by, outcome="かないました")
    same()
    for organization in (ours, one.organization):
        named = Organization.objects.get(pk=organization.pk)
        named.name = f"{named.name}の新しい名前"
        save_organization(named, by=administrator)
        same()
        suspend_organization(named, by=administrator, reason="確かめています")
        same()
        restore_organization(named, by=administrator)
        same()
    needs.withdraw_need(one, by=by)
    same()
    assert Client().get(f"/api/v1/needs/{one.pk}/").status_code == 410


def _queries(address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert Client().get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("address", ["/api/v1/needs/?offer=place", "/needs/?offer=place", "/partners/"])
def test_the_number_of_queries_does_not_grow(address: str) -> None:
    counts = []
    for number in (1, 3):
        for _n in range(number):
            key = f"t{Theme.objects.count()}"
            need(districts=[DistrictFactory()], themes=[Theme.objects.create(key=key, name=key)])
        _queries(address)  # words and names are kept from now on
        page_cache.memory.clear()
        counts.append(_queries(f"{address}&_={number}" if "api" in address else address))
    assert counts[0] == counts[1]
