"""The form of a registration in the browser: left and taken up again, sent back, two who write, and what is forged."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hub.accounts.enums import Level
from partners.models import Partnership, Terms
from partners.services import reviewing
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of
from tests.hub.accounts.signing_in import sign_in
from tests.markup import Node, parse
from tests.partners.registrations import S, of_two_years, registration

pytestmark = pytest.mark.django_db
SENT = {
    "offers": ["place", "people"],
    "fields": ["exercise"],
    "text": "奥の部屋を\r\n使えます",
    "effort": "月に１回",
    "cost": "",
    "is_everywhere": "on",
    "how_to_reach": "店の窓口",
    "contact_name": " 佐藤　花 ",
    "contact_phone": "０４２ ０００ ００００",
    "contact_email": "ＡＢ@example.org",
    "terms_version": "1",
    "seen_version": "1",
}
# What members may not write, by the names under which it could be sent.
FORGED: dict[str, Any] = {
    "state": "approved", "number": "X-1", "registered_on": "2026-01-01", "ends_on": "2099-01-01", "is_sample": "on",
    "organization": "1", "programme": "1", "version": "9", "seen_values": "{}", "typed": "{}", "nonce": "x", "checks": "here",
    "reminded": "60", "agreed_at": "2020-01-01", "terms": "1", "remarks": "x", "id": "1", "pk": "1", "renewal_asked_at": "2026-01-01",
}  # fmt: skip


@pytest.fixture
def one() -> Partnership:
    empty = {"offers": [], "fields": [], "text": "", "is_everywhere": False, "how_to_reach": "", "contact_name": ""}
    return registration(of=of_two_years(), contact_phone="", **empty)


@pytest.fixture
def owner(one: Partnership, client: Client) -> Client:
    return sign_in(client, member_of(one.organization))


def _url(one: Partnership, page: str = "") -> str:
    return f"/me/organizations/{one.organization_id}/partnerships/{one.pk}/{page}"


def _wrong(page: Node) -> dict[str, str]:
    return {node.attributes["id"]: node.text for node in page.all("div", "wrong")}


def test_what_is_unfinished_is_kept_and_taken_up_on_another_device(one: Partnership, owner: Client) -> None:
    sent = {"act": "save", "text": "部屋", "contact_phone": "0-0", "contact_email": "x@", "seen_version": "1"}
    assert owner.post(_url(one), sent).headers["Location"] == _url(one)
    another = sign_in(Client(), member_of(one.organization, Level.EDITOR))
    page = parse(another.get(_url(one)))
    assert page.one("textarea", name="text").text == "部屋"
    assert [page.one("input", name=name).attributes["value"] for name in ("contact_phone", "contact_email")] == [
        "0-0",
        "x@",
    ]
    assert _wrong(page) == {
        "id_contact_phone_hint": "電話番号を、042-000-0000 のように市外局番から書いてください。",
        "id_contact_email_hint": "メールアドレスを、name@example.jp のように書いてください。",
    }
    assert page.one("input", name="contact_phone").attributes["aria-describedby"].startswith("id_contact_phone_hint ")
    assert one.transitions.count() == 1


def test_all_that_is_missing_is_said_beside_its_field_and_what_was_written_is_kept(
    one: Partnership, owner: Client
) -> None:
    answer = owner.post(_url(one), {"act": "submit", "text": "部屋", "contact_phone": "0-0", "seen_version": "1"})
    page = parse(answer)
    assert (answer.status_code, sorted(_wrong(page))) == (
        200,
        [f"id_{name}_error" for name in ("agreed", "contact_name", "contact_phone", "districts", "fields", "how_to_reach", "offers")],
    )  # fmt: skip
    assert page.one("input", name="seen_version").attributes["value"] == "2"
    kept = Partnership.objects.get()
    assert (kept.state, kept.text, kept.typed) == (S.DRAFT, "部屋", {"contact_phone": "0-0"})
    # Every link at the top leads to something on the page.
    ids = {node.attributes.get("id") for node in page.walk()}
    links = [node.attributes["href"][1:] for node in page.one("div", "wrongs").all("a")]
    assert (len(links), set(links) - ids) == (7, set())


def test_it_is_handed_in_as_people_write_and_nothing_forged_is_taken(one: Partnership, owner: Client) -> None:
    owner.post(_url(one), SENT | FORGED | {"act": "submit", "agreed": "on"})
    now = Partnership.objects.get()
    assert (now.state, now.number, now.ends_on, now.is_sample, now.version, now.organization_id) == (
        *(S.SUBMITTED, None, None, False, 2, one.organization_id),
    )
    assert (now.text, now.contact_name, now.contact_phone, now.contact_email, now.effort) == (
        *("奥の部屋を\n使えます", "佐藤 花", "042-000-0000", "ab@example.org", "月に１回"),
    )
    assert (now.checks.count(), now.remarks.count(), now.reminded, now.renewal_asked_at) == (0, 0, [], None)


@pytest.mark.parametrize("text", ["\x00", "あ" * 20_000, "<script>alert(1)</script>", "%s", "\u202e"])
def test_nothing_that_is_typed_breaks_it(one: Partnership, owner: Client, text: str) -> None:
    names = [name for name in SENT if name != "seen_version"]
    for act in ("save", "submit"):
        version = Partnership.objects.get().version
        answer = owner.post(_url(one), dict.fromkeys(names, text) | {"act": act, "seen_version": str(version)})
        assert answer.status_code in {200, 302}
        assert "<script>alert" not in owner.get(_url(one)).content.decode()


def test_the_second_of_two_is_told_and_keeps_what_was_typed(one: Partnership, owner: Client) -> None:
    owner.post(_url(one), {"act": "save", "text": "はじめ", "seen_version": "1"})
    page = parse(owner.post(_url(one), {"act": "save", "text": "あと", "seen_version": "1"}))
    assert "いまの内容から変わる項目：できること" in page.one("div", "wrongs").text
    assert (page.one("textarea", name="text").text, Partnership.objects.get().text) == ("あと", "はじめ")
    sent = {"act": "save", "text": "はじめ", "contact_phone": "042-1", "seen_version": "1"}
    unread = parse(owner.post(_url(one), sent)).one("div", "wrongs").text
    assert "読めなかったので、くらべていない項目：担当の方の電話番号" in unread
    again = {"act": "save", "text": "あと", "seen_version": page.one("input", name="seen_version").attributes["value"]}
    assert (owner.post(_url(one), again).status_code, Partnership.objects.get().text) == (302, "あと")


def test_what_is_decided_while_one_writes_loses_nothing(one: Partnership, owner: Client) -> None:
    Partnership.objects.update(state=S.SUSPENDED, number="X-1", registered_on="2026-01-01")
    page = parse(owner.post(_url(one), {"act": "save", "text": "書いた", "seen_version": "1"}))
    assert ("いまは書けません" in page.one("div", "wrongs").text, page.one("textarea", name="text").text) == (
        True,
        "書いた",
    )


def test_remarks_stand_beside_their_fields(one: Partnership, owner: Client) -> None:
    owner.post(_url(one), SENT | {"act": "submit", "agreed": "on"})
    said = {"text": "何人まで入れますか", "": "ほかはよいです"}
    reviewing.return_partnership(Partnership.objects.get(), by=UserFactory(coordinator=True), remarks=said)
    page = parse(owner.get(_url(one)))
    assert "何人まで入れますか" in page.one("div", id="id_text_remark").text
    assert page.one("textarea", name="text").attributes["aria-describedby"].split()[0] == "id_text_remark"
    assert [node.text for node in page.one("section", "wrongs").all("p")] == [
        "できること：何人まで入れますか",
        "ほかはよいです",
    ]


def test_terms_that_changed_meanwhile_are_shown_and_agreed_to_anew(one: Partnership, owner: Client) -> None:
    Terms.objects.create(programme=one.programme, version=2, text="新しい約束の文", valid_from="2020-05-01")
    page = parse(owner.post(_url(one), SENT | {"act": "submit", "agreed": "on"}))
    assert ("新しい約束の文" in page.text, list(_wrong(page))) == (True, ["id_agreed_error"])


@pytest.mark.parametrize("state", S)
def test_it_says_where_it_stands_and_who_only_reads_sees_no_form(state: str, client: Client) -> None:
    one = registration(state)
    people = {level: sign_in(Client(), member_of(one.organization, level)) for level in (Level.EDITOR, Level.VIEWER)}
    is_open = state in {S.DRAFT, S.RETURNED, S.APPROVED}
    for level, reader in people.items():
        page = parse(reader.get(_url(one)))
        titles = [node.text for node in page.all("h2")][:2]
        assert (titles, bool(page.all("form", id="form"))) == (
            ["いまの様子", "このあと"],
            is_open and level == Level.EDITOR,
        )
    assert people[Level.VIEWER].post(_url(one), {"act": "save"}).status_code == 403


def test_of_another_organisation_it_is_missing(one: Partnership, client: Client) -> None:
    theirs = OrganizationFactory(verified=True)
    stranger = sign_in(client, member_of(theirs))
    mine = registration(organization=theirs)
    for page in ("", "withdraw/", "renew/", "certificate/"):
        crossed = f"/me/organizations/{theirs.pk}/partnerships/{one.pk}/{page}"
        assert [stranger.get(path).status_code for path in (_url(one, page), crossed)] == [404, 404]
    assert stranger.get(_url(mine)).status_code == 200


def test_withdrawing_asks_first_and_taking_back_does_not(owner: Client, one: Partnership) -> None:
    owner.post(_url(one), SENT | {"act": "submit", "agreed": "on"})
    owner.post(_url(one, "take-back/"))
    assert Partnership.objects.get().state == S.DRAFT
    assert "登録をやめる" in owner.get(_url(one, "withdraw/")).content.decode()
    assert Partnership.objects.get().state == S.DRAFT
    owner.post(_url(one, "withdraw/"), {"reason": "閉店"})
    now = Partnership.objects.get()
    assert (now.state, now.transitions.latest("pk").reason) == (S.WITHDRAWN, "閉店")
    assert "もう終わっています" in owner.post(_url(one, "withdraw/"), {}).content.decode()


def test_lists_of_members_take_as_many_queries_whatever_their_length(client: Client) -> None:
    ours = OrganizationFactory(verified=True)
    reader, counts = sign_in(client, member_of(ours)), []
    for number in (1, 2):
        of = of_two_years() if number == 1 else None
        for state in (S.DRAFT,) if number == 1 else (S.LAPSED, S.WITHDRAWN, S.DECLINED):
            registration(state, organization=ours, of=of)
        for path in (f"/me/organizations/{ours.pk}/partnerships/", "/me/", "/partners/join/"):
            reader.get(path)
            with CaptureQueriesContext(connection) as asked:
                assert reader.get(path).status_code == 200
            counts.append(len(asked))
    assert counts[:3] == counts[3:]
