"""What everybody sees: joining and back, the organisation's page, and whether a certificate is true."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.accounts.models import Organization
from hub.models import Theme
from partners.models import Partnership
from partners.services import joining, reviewing
from partners.services.certificates import code_of
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of
from tests.hub.accounts.signing_in import sign_in
from tests.hub.areas.factories import DistrictFactory
from tests.markup import parse
from tests.partners.registrations import S, as_in, of_two_years, programme, registration


@pytest.fixture(autouse=True)
def _empty() -> None:
    cache.clear()


@pytest.mark.django_db
def test_a_visitor_is_led_to_sign_in_or_up_and_back() -> None:
    programme()
    page = parse(Client().get("/partners/join/?programme=kyoso"))
    back = "?next=%2Fpartners%2Fjoin%2F%3Fprogramme%3Dkyoso"
    assert page.link("はじめての方：メールアドレスで登録する") == f"/accounts/signup/{back}"
    assert page.link("登録のある方：ログインする") == f"/accounts/login/{back}"
    assert "日本語だけです" not in page.text
    client = Client()
    client.get("/reading/?lang=en&next=/")
    section = parse(client.get("/partners/join/?programme=kyoso")).one("section", "panel")
    marked = [node.text for node in section.walk() if node.attributes.get("lang") == "ja"]
    assert marked == ["登録kyoso", "ひとことでどんな登録か", "だれでも", "無料", "15分"]


@pytest.mark.django_db
def test_for_an_organisation_that_we_have_and_for_a_new_one(client: Client) -> None:
    of, ours, other = programme(), OrganizationFactory(), OrganizationFactory()
    member_of(other)
    person = sign_in(client, member_of(ours))
    wrong = person.post("/partners/join/", {"programme": "kyoso", "organization": str(other.pk)})
    assert ("ひとつ選んでください" in wrong.content.decode(), Partnership.objects.count()) == (True, 0)
    begun = person.post("/partners/join/", {"programme": "kyoso", "organization": str(ours.pk)})
    one = Partnership.objects.get()
    assert begun.headers["Location"] == f"/me/organizations/{ours.pk}/partnerships/{one.pk}/"
    new = person.post("/partners/join/", {"programme": "kyoso", "organization": "new"})
    assert new.headers["Location"] == "/partners/join/new/kyoso/"
    sent = {
        "name": "みどりスーパー",
        "kind": "company",
        "description": "店",
        "contact_name": "佐藤",
        "contact_phone": "042-000-0000",
    }
    lacking = (
        parse(person.post("/partners/join/new/kyoso/", sent | {"name": " ", "kind": ""})).one("div", "wrongs").text
    )
    assert ("団体の名前：正式な名前を書いてください。" in lacking, "ひとつ選んでください" in lacking) == (True, True)
    taken = person.post("/partners/join/new/kyoso/", sent | {"name": ours.name, "kind": ours.kind}).content.decode()
    assert "「やめて戻る」を押して、その団体を選んでください" in taken
    person.post("/partners/join/new/kyoso/", sent | {"verification": "verified"})
    made = Organization.objects.get(name="みどりスーパー")
    assert (made.verification, made.partnerships.get().state, made.partnerships.get().programme) == (
        "unverified",
        S.DRAFT,
        of,
    )


@pytest.mark.django_db
def test_a_closed_programme_is_not_offered(client: Client) -> None:
    programme(is_open=False)
    person = sign_in(client, UserFactory())
    assert "いま受け付けている登録はありません" in person.get("/partners/join/").content.decode()
    assert person.get("/partners/join/new/kyoso/").status_code == 404


def _public(organization: Organization) -> str:
    return Client().get(f"/organizations/{organization.pk}/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_page_of_the_organisation_shows_what_is_in_force_and_is_without_it_at_once() -> None:
    theme, district = Theme.objects.create(key="food", name="食"), DistrictFactory.create(name="台町中学校区", column=0)
    one = registration(S.APPROVED, of=of_two_years(), is_everywhere=False)
    one.themes.add(theme)
    one.districts.add(district)
    by, owner = UserFactory(coordinator=True), member_of(one.organization)
    shown = [str(one.number), "登録jinsei", "店の奥の部屋", "運動", "店の窓口", "食", "台町中学校区", "場所"]
    page = _public(one.organization)
    assert [text for text in shown if text not in page] == []
    assert [text for text in ("ひみつ", "042-000-0000") if text in page] == []
    joining.write_partnership(one, by=owner, values={"text": "かわった文"}, seen_version=1)
    assert "かわった文" in _public(one.organization)
    reviewing.suspend_partnership(one, by=by, reason="ひみつの理由")
    page = _public(one.organization)
    assert [text for text in (str(one.number), "かわった文", "ひみつ") if text in page] == []


@pytest.mark.django_db
@pytest.mark.parametrize("state", [state for state in S if state != S.APPROVED])
def test_what_is_not_in_force_is_shown_to_nobody(state: str) -> None:
    one = registration(state)
    assert ("店の奥の部屋" in _public(one.organization), "市と一緒に" in _public(one.organization)) == (False, False)


@pytest.mark.django_db(transaction=True)
def test_the_page_takes_as_many_queries_whatever_is_registered() -> None:
    ours, reader, counts = OrganizationFactory(verified=True), sign_in(Client(), UserFactory()), []
    for key in ("a", "b", "c"):
        registration(S.APPROVED, organization=ours, of=programme(key)).themes.add(
            Theme.objects.create(key=key, name=key)
        )
        if key != "b":
            reader.get(f"/organizations/{ours.pk}/")
            with CaptureQueriesContext(connection) as asked:
                reader.get(f"/organizations/{ours.pk}/")
            counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "said"),
    [
        (S.APPROVED, "登録は、いまも続いています"),
        (S.SUSPENDED, "登録は、いま止められています"),
        (S.LAPSED, "登録は、期限が過ぎて終わりました"),
        (S.WITHDRAWN, "登録は、終わりました"),
        (S.DECLINED, "この番号と符号の登録証は、ありません"),
    ],
)
def test_a_certificate_is_checked_by_its_paper_and_by_hand(state: str, said: str) -> None:
    one = registration(S.APPROVED)
    number, code = str(one.number), code_of(one)
    Partnership.objects.update(**as_in(state) | {"number": None if state == S.DECLINED else number})
    for path in (f"/partners/check/{number}/{code}/", f"/partners/check/?number={number.lower()}&code={code}"):
        page = parse(Client().get(path))
        assert page.one("h2", id="verdict-h").text == said
        assert (one.organization.name in page.text, "ひみつ" in page.text) == (state != S.DECLINED, False)
    wrong = parse(Client().get(f"/partners/check/{number}/0000-0000-0000/"))
    assert (wrong.one("h2", id="verdict-h").text, one.organization.name in wrong.text) == (
        *("この番号と符号の登録証は、ありません", False),
    )


@pytest.mark.django_db
def test_the_form_of_the_check_says_what_is_missing_and_keeps_what_was_typed() -> None:
    page = parse(Client().get("/partners/check/?number=KP-1&code="))
    assert (page.one("input", name="number").attributes["value"], page.one("div", "wrong").text) == (
        *("KP-1", "確認の符号を書いてください。"),
    )
    for text in ("%00", "%ED%A0%80", "x" * 3_000, "%2F"):
        assert Client().get(f"/partners/check/?number={text}&code={text}").status_code == 200


@pytest.mark.django_db
def test_the_certificate_is_printed_while_it_is_in_force(client: Client) -> None:
    one = registration(S.APPROVED, of=of_two_years(), ends_on=timezone.localdate() + timedelta(days=99))
    member = sign_in(client, member_of(one.organization))
    address = f"/me/organizations/{one.organization_id}/partnerships/{one.pk}/certificate/"
    page = parse(member.get(address))
    assert [text for text in (str(one.number), code_of(one), one.organization.name) if text not in page.text] == []
    assert len(page.all("svg", "qr")) == 1
    Partnership.objects.update(**as_in(S.SUSPENDED))
    refused: Any = member.get(address)
    assert (refused.status_code, refused.headers["Location"]) == (302, address.removesuffix("certificate/"))
