"""Registrations in the feed: whoever follows them ends equal to the list, and nothing of them is there that is not public."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from hub.accounts.services.organizations import save_organization
from hub.accounts.services.verification import restore_organization, suspend_organization
from hub.api import answers, reading
from hub.api.reading import chosen_documents
from hub.areas.models import District
from hub.models import Theme
from hub.renames import tell_renamed
from partners.api.resources import PARTNERSHIPS
from partners.enums import PartnershipState
from partners.models import Partnership, Remark
from partners.services import clock, joining, reviewing
from partners.services.written import values_of
from tests.events.api.following import Follower, full_lists
from tests.hub.accounts.factories import MembershipFactory, OrganizationFactory, UserFactory
from tests.hub.areas.factories import DistrictFactory
from tests.partners.registrations import of_two_years, programme, registration, tick_all

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "ひみつ"


@pytest.fixture(autouse=True)
def _as_often_as_we_like(settings: Settings) -> None:
    settings.HUB_API_LIMITS = {"visitor": 10**9, "token": 10**9}


def _list(query: str = "") -> list[dict[str, Any]]:
    answer = Client().get(f"/api/v1/partnerships/?{query}")
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def _in_all_states() -> None:
    """In each state one, of an organisation that may publish and of one that may not; each with a secret."""
    former = DistrictFactory(name="なくなった中学校区")
    District.objects.update(is_current=False)
    for verification in ("verified", "suspended"):
        for state in PartnershipState.values:
            organization = OrganizationFactory(
                name=f"{'会社' if (verification, state) == ('verified', 'approved') else SECRET}{state}{verification}",
                verification=verification, contact_name=SECRET,
            )  # fmt: skip
            one = registration(
                state, organization=organization, contact_name=f"{SECRET}の担当", contact_email="himitsu@example.jp",
                typed={"text": SECRET} if state == "draft" else {}, effort="=月に1回", cost="\"'<b>\n",
                number=f"X-{organization.pk}" if state in {"approved", "suspended", "lapsed"} else None,
                agreed_by=UserFactory(display_name=SECRET),
            )  # fmt: skip
            one.districts.set([former])
            one.themes.set([Theme.objects.get_or_create(key="tea", defaults={"name": "お茶"})[0]])
            one.transitions.create(action="return", from_state=one.state, to_state=one.state, reason=SECRET)
            Remark.objects.create(partnership=one, field="text", text=SECRET)


def test_sql_says_what_the_serializer_says_of_what_everybody_may_see_and_of_nothing_else() -> None:
    _in_all_states()
    every = list(Partnership.objects.values_list("pk", flat=True))
    found = chosen_documents(PARTNERSHIPS.document, every, list(PARTNERSHIPS.document.fields), ())
    said = {row.pk: json.loads(json.dumps(PARTNERSHIPS.serializer(row).data)) for row in Partnership.objects.public()}
    assert {key: json.loads(text) for key, text in found.items()} == said
    assert [one["districts"][0]["url"] for one in said.values()] == [None]


def test_no_answer_holds_what_is_not_public(client: Client) -> None:
    _in_all_states()
    reader = Follower()
    ours, gone = Partnership.objects.public().get(), Partnership.objects.filter(state="suspended").first()
    by = UserFactory(administrator=True)
    reviewing.restore_partnership(gone, by=by, reason=SECRET)
    reviewing.suspend_partnership(gone, by=by, reason=SECRET)
    addresses = [f"/api/v1/partnerships/{one.pk}/" for one in Partnership.objects.all()]
    addresses += [f"/api/v1/partnerships/?{query}" for query in ("", f"q={SECRET}", "format=csv", "q=担当")]
    addresses += [f"/api/v1/changes/?since={reader.token}&expand=object&kind=partnerships", "/partners/list/"]
    for address in addresses:
        said = client.get(address).content.decode()
        assert [
            word for word in (SECRET, "himitsu@", "042-000-0000") if word in said.replace(f"「{SECRET}」", "")
        ] == []
    statuses = [client.get(address).status_code for address in addresses[: Partnership.objects.count()]]
    assert (statuses.count(200), statuses.count(410), statuses.count(404)) == (1, 1, len(statuses) - 2)
    assert ours.pk == _list()[0]["id"]


def _same(reader: Follower) -> list[Any]:
    """What is followed is what there is; what of it are registrations."""
    reader.catch_up()
    there = full_lists(Client())
    assert reader.things == there
    return [thing["text"] for key, thing in there.items() if key[0] == "partnerships"]


def test_whoever_follows_ends_equal_to_the_list_after_every_act() -> None:
    of_years = of_two_years()
    member, by = UserFactory(), UserFactory(administrator=True)
    organization = OrganizationFactory(verified=True)
    MembershipFactory(organization=organization, user=member, level="owner")
    one = registration(PartnershipState.SUBMITTED, organization=organization, of=of_years, text="はじめ")
    other = registration(PartnershipState.APPROVED, of=of_years, text="ほか", number="J-9")
    tick_all(one)
    reader, today = Follower(), timezone.localdate()

    def write(text: str) -> None:
        one.refresh_from_db()
        values = values_of(one) | {"text": text, "themes": [], "districts": []}
        joining.write_partnership(one, by=member, values=values, seen_version=one.version)

    assert _same(reader) == ["ほか"]
    reviewing.approve_partnership(one, by=by)
    assert _same(reader) == ["はじめ", "ほか"]
    write("二つめ")
    assert _same(reader) == ["二つめ", "ほか"]
    suspend_organization(organization, by=by, reason="勧誘")
    assert _same(reader) == ["ほか"]
    restore_organization(organization, by=by)
    assert _same(reader) == ["二つめ", "ほか"]
    reviewing.suspend_partnership(one, by=by, reason="苦情")
    assert _same(reader) == ["ほか"]
    reviewing.restore_partnership(one, by=by)
    assert _same(reader) == ["二つめ", "ほか"]
    organization.refresh_from_db()
    organization.name = "名前の変わった会社"
    save_organization(organization, by=by)
    _same(reader)
    assert reader.things["partnerships", one.pk]["organization"]["name"] == "名前の変わった会社"
    of_years.name = "名前の変わった登録"
    with transaction.atomic():
        of_years.save()
        tell_renamed(of_years)
    _same(reader)
    assert reader.things["partnerships", other.pk]["programme"]["name"] == "名前の変わった登録"
    Partnership.objects.filter(pk=one.pk).update(ends_on=today + timedelta(days=5))
    token = reader.token
    joining.ask_for_renewal(one, by=member, agreed_version=1)
    assert Client().get(f"/api/v1/changes/?since={token}").json()["changes"] == []
    reviewing.renew_partnership(one, by=by)
    _same(reader)
    assert reader.things["partnerships", one.pk]["ends_on"] > str(today + timedelta(days=700))
    Partnership.objects.filter(pk=other.pk).update(ends_on=today - timedelta(days=1))
    assert clock.lapse_due() == 1
    assert _same(reader) == ["二つめ"]
    joining.withdraw_partnership(one, by=member)
    assert _same(reader) == []
    told = Client().get(f"/api/v1/changes/?since={token}&kind=partnerships").json()["changes"]
    assert [(said["id"], said["action"]) for said in told] == [(other.pk, "withdrawn"), (one.pk, "withdrawn")]


def test_each_condition_finds_what_it_says() -> None:
    plain, support = programme(), of_two_years()
    here = DistrictFactory(name="ひとつめ中学校区")
    theme = Theme.objects.create(key="tea", name="お茶")
    first = registration("approved", of=plain, is_everywhere=False, text="体操", number="A-1")
    first.districts.set([here])
    first.themes.set([theme])
    second = registration("approved", of=support, offers=["money"], fields=["nutrition"], number="A-2")
    expected = {
        "": [first.pk, second.pk],
        "q=体操": [first.pk],
        "programme=jinsei": [second.pk],
        "offer=money&offer=people": [second.pk],
        "field=nutrition": [second.pk],
        "theme=tea": [first.pk],
        f"district={here.pk}": [first.pk, second.pk],
        f"district={here.pk}&programme=kyoso": [first.pk],
        f"organization={second.organization_id}": [second.pk],
    }
    assert {query: [one["id"] for one in _list(query)] for query in expected} == expected
    for wrong in ("offer=x", "programme=x", "organization=0", "near=1", "kind=x", "state=draft"):
        assert Client().get(f"/api/v1/partnerships/?{wrong}").status_code == 400, wrong
    table = Client().get("/api/v1/partnerships/?format=csv&q=体操").content.decode("utf-8-sig")
    heads, row = csv.reader(io.StringIO(table))
    shown = dict(zip(heads, row, strict=True))
    assert (shown["登録番号"], shown["動ける地区"], shown["出せるもの"], shown["興味・分野"]) == (
        *("A-1", "ひとつめ中学校区", "場所", "tea"),
    )


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(client: Client, settings: Settings, number: int) -> None:
    settings.HUB_GENERATION_CHECK_SECONDS = 60.0
    for n in range(number):
        registration("approved", number=f"A-{n}").districts.set([DistrictFactory(column=n)])
    expected = {"": 2, "offer=place": 3, "q=場所&page_size=100": 3}
    counts = {}
    for query in expected:
        assert len(_list(query)) == number
        answers.memory.clear()
        reading.memory.clear()
        with CaptureQueriesContext(connection) as asked:
            _list(query)
        counts[query] = len(asked)
    assert counts == expected
