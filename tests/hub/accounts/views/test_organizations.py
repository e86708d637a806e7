"""Making and writing an organisation in the browser."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hub.accounts.models import Level, Membership, Organization, Verification
from hub.accounts.services import edit_organization, refuse_organization, suspend_organization, verify_organization
from tests.hub.accounts.factories import (
    InvitationFactory,
    MembershipFactory,
    OrganizationFactory,
    UserFactory,
    member_of,
)
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse

pytestmark = pytest.mark.django_db

NEW = "/me/organizations/new/"
SENT = {
    "name": " 台町　子ども食堂 ",
    "kana": "だいまち",
    "kind": "npo",
    "description": "夕ごはんを\r\n食べます",
    "corporate_number": "７-００００-１２０５-０００２ ",
    "contact_name": "見本 花子",
    "contact_phone": "０４２（０００）００００",
    "url": "ｅxample.org/a",
}
NO_LINK = (
    "メールの中でリンクになります。団体の名前には、ウェブサイトやメールの住所、電話番号を書かないでください。"
    "点（.）は「・」に変えられます。"
)
# Every column of the model, and the names under which they could be sent.
FORGED: dict[str, Any] = {
    "id": 1, "pk": 1, "verification": "verified", "verified_on": "2026-11-20", "verified_by": "市", "verified_what": "規約",
    "is_sample": "on", "version": "9", "created_by": "1", "created_by_id": "1", "created_at": "2020-01-01", "updated_at": "2020-01-01",
    "recheck_since": "", "memberships": "1", "members": "1", "user": "1", "level": "owner", "organization": "1",
}  # fmt: skip


@pytest.fixture
def organization() -> Organization:
    made: Organization = OrganizationFactory(
        name="もとの会", verified=True, contact_name="花子", contact_phone="042-000-0000"
    )
    return made


def _client(organization: Organization, level: Level = Level.OWNER) -> Client:
    client = Client()
    sign_in(client, member_of(organization, level))
    return client


def _page(name: str, organization: Organization) -> str:
    return reverse(f"organizations:{name}", args=[organization.pk])


def _as_it_is(client: Client, organization: Organization) -> dict[str, str]:
    """What the form would send if nothing was changed."""
    form = parse(client.get(_page("edit", organization))).one("form")
    sent = {node.attributes["name"]: node.attributes.get("value", "") for node in form.all("input")}
    sent |= {node.attributes["name"]: node.text for node in form.all("textarea")}
    sent["kind"] = form.one("select").one("option", selected="").attributes["value"]
    return sent


def test_a_resident_makes_one_writing_as_people_write(client: Client) -> None:
    user = UserFactory()
    sign_in(client, user)
    answer = client.post(NEW, SENT | FORGED)
    row = Organization.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, _page("home", row))
    assert (row.name, row.corporate_number, row.contact_phone) == ("台町 子ども食堂", "7000012050002", "042(000)0000")
    assert (row.description, row.url, row.kind) == ("夕ごはんを\n食べます", "https://example.org/a", "npo")
    assert (row.verification, row.is_sample, row.created_by, row.version) == ("unverified", False, user, 1)
    assert (row.verified_on, row.verified_by, row.verified_what, row.created_at.year) == (None, "", "", 2026)
    assert list(Membership.objects.values_list("user", "level")) == [(user.pk, "owner")]
    page = parse(client.get(answer.headers["Location"]))
    assert "市の担当が、どんな団体かを確かめています" in page.one("main").text
    assert page.one("div", role="status").text == "登録しました。市の担当が確かめるまで、ほかの人には見えません。"


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"name": " "}, "name", "正式な名前を書いてください。まだ決まっていなければ、いま呼んでいる名前でかまいません。"),
        ({"name": "https://example.com/ を見て"}, "name", "「https://」は、" + NO_LINK),
        ({"name": "重要　ｅｖｉｌ．ｅｘａｍｐｌｅ／ｘ"}, "name", "「evil.example/」は、" + NO_LINK),
        ({"name": "\u202e\u2066\u200b"}, "name", "正式な名前を書いてください。まだ決まっていなければ、いま呼んでいる名前でかまいません。"),
        ({"name": "あ" * 121}, "name", ""),
        ({"name": "x\x00y"}, "name", "読めない文字が入っています。いちど消して、書きなおしてください。"),
        ({"kind": "mafia"}, "kind", "いちばん近いものを、ひとつ選んでください。"),
        ({"kind": ""}, "kind", "いちばん近いものを、ひとつ選んでください。"),
        ({"corporate_number": "7000012050003"}, "corporate_number", "この法人番号は正しくありません。書き写しをもう一度確かめてください。"),
        ({"corporate_number": "12"}, "corporate_number", "法人番号は13けたの数字です。"),
        ({"contact_phone": "042-626-311"}, "contact_phone", "電話番号は、0で始まる10けたか11けたの数字です。いまは9けたです。042-000-0000 のように市外局番から書いてください。"),
        ({"contact_phone": "でんわ"}, "contact_phone", "電話番号を、042-000-0000 のように市外局番から書いてください。"),
        ({"url": "javascript:alert(1)"}, "url", "ウェブサイトの住所を、https://example.jp のように書いてください。"),
        ({"url": "ftp://example.org/"}, "url", "ウェブサイトの住所を、https://example.jp のように書いてください。"),
        ({"description": "あ" * 1001}, "description", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_it_and_nothing_is_lost(
    client: Client, change: dict[str, str], field: str, said: str
) -> None:
    sign_in(client, UserFactory())
    answer = client.post(NEW, SENT | change)
    assert (answer.status_code, Organization.objects.count()) == (200, 0)
    page = parse(answer)
    wrong = page.one("div", "wrong", id=f"id_{field}_error")
    assert not said or wrong.text == said
    box = next(node for node in page.one("main").walk() if node.attributes.get("name") == field)
    assert (box.attributes["aria-invalid"], wrong.attributes["id"] in box.attributes["aria-describedby"]) == (
        "true",
        True,
    )
    assert page.one("div", "wrongs").one("a").attributes["href"] == f"#id_{field}"
    assert page.one("input", name="contact_name").attributes["value"] == "見本 花子"


def test_a_name_that_is_taken_is_said_beside_the_name(client: Client) -> None:
    OrganizationFactory(name="台町 子ども食堂", kind="npo")
    sign_in(client, UserFactory())
    page = parse(client.post(NEW, SENT))
    assert "招待してもらってください" in page.one("div", "wrong", id="id_name_error").text


@pytest.mark.parametrize("level", [Level.OWNER, Level.EDITOR])
def test_its_members_write_it_and_no_more(organization: Organization, level: Level) -> None:
    client = _client(organization, level)
    sent = _as_it_is(client, organization) | {"description": "<b>あそぶ</b>", "phone": "０４２－０００－１１１１"}
    assert client.post(_page("edit", organization), FORGED | sent).status_code == 302
    row = Organization.objects.get()
    assert (row.description, row.phone, row.name, row.version) == ("<b>あそぶ</b>", "042-000-1111", "もとの会", 2)
    assert (row.verification, row.is_sample, row.created_by, row.recheck_since) == ("verified", False, None, None)
    assert (row.verified_what, row.verified_by, row.verified_on, row.created_at.year) == ("", "", None, 2026)
    assert "<b>あそぶ" not in client.get(_page("home", organization)).content.decode()


def test_who_saves_later_is_told_what_would_change_and_may_then_save(organization: Organization) -> None:
    client = _client(organization)
    sent = _as_it_is(client, organization) | {"description": "あと"}
    edit_organization(organization, by=member_of(organization), values={"kana": "さき"}, seen_version=1)
    answer = client.post(_page("edit", organization), sent)
    page = parse(answer)
    told = page.one("div", "wrongs").text
    assert "ほかの人が保存しました" in told
    assert told.endswith("いまの内容から変わる項目：名前のよみ（ひらがな）、どんな団体か")
    assert page.one("textarea", name="description").text == "あと"
    sent["seen_version"] = page.one("input", name="seen_version").attributes["value"]
    assert client.post(_page("edit", organization), sent).status_code == 302
    assert Organization.objects.get().description == "あと"


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 400])
def test_a_version_that_nobody_saw_is_refused(organization: Organization, seen: str) -> None:
    client = _client(organization)
    sent = _as_it_is(client, organization) | {"seen_version": seen, "description": "あと"}
    assert client.post(_page("edit", organization), sent).status_code == 200
    assert Organization.objects.get().description == ""


def test_a_refused_one_is_mended_and_handed_in_again() -> None:
    organization = OrganizationFactory()
    client, staff = _client(organization, Level.EDITOR), UserFactory(coordinator=True)
    refuse_organization(organization, by=staff, reason="電話番号がちがいます")
    page = parse(client.get(_page("home", organization)))
    assert "電話番号がちがいます" in page.one("main").text
    assert client.post(_page("resubmit", organization)).status_code == 302
    page = parse(client.get(_page("home", organization)))
    assert "もう一度確認に出しました。" in page.one("div", role="status").text
    assert "電話番号がちがいます" not in page.one("main").text
    client.post(_page("resubmit", organization))
    assert page.all("form") == []
    assert Organization.objects.get().verification == Verification.UNVERIFIED


@pytest.mark.parametrize("level", Level)
def test_what_each_is_offered(organization: Organization, level: Level) -> None:
    MembershipFactory(organization=organization, level=Level.OWNER)
    page = parse(_client(organization, level).get(_page("home", organization)))
    links = {node.text for node in page.one("main").all("a")}
    writer = (
        {"内容を直す", "催しの申込を見る", "人材を開く", "役割への申し込みを開く"} if level != Level.VIEWER else set()
    )
    owner = {"メンバーを招待する"} if level == Level.OWNER else set()
    always = {
        "わたしのページ",
        "団体の場と催しを開く",
        "団体のサークルを開く",
        "団体の登録を開く",
        "団体と地域課題を開く",
        "団体の提案を開く",
        "共創プロジェクトを開く",
        "団体の役割を開く",
        "市とのやりとりを開く",
        "公開されているページを見る",
        "この団体から抜ける",
    }
    assert {text for text in links if not text.endswith("さんの設定")} == writer | owner | always


def test_the_public_page_is_there_while_it_is_verified(client: Client) -> None:
    organization, staff = OrganizationFactory(), UserFactory(coordinator=True)
    address, codes = organization.get_absolute_url(), []
    for act in (
        lambda: verify_organization(organization, by=staff, what="規約", office="八王子市"),
        lambda: suspend_organization(organization, by=staff, reason="勧誘"),
    ):
        codes.append(client.get(address).status_code)
        act()
    codes.append(client.get(address).status_code)
    assert codes == [404, 200, 404]


@pytest.mark.parametrize("page", ["home", "edit", "leave", "invite"])
def test_queries_do_not_grow(organization: Organization, page: str) -> None:
    client, counts = _client(organization), []
    for _round in range(2):
        client.get(_page(page, organization))
        with CaptureQueriesContext(connection) as asked:
            client.get(_page(page, organization))
        counts.append(len(asked))
        MembershipFactory.create_batch(3, organization=organization)
        InvitationFactory.create_batch(3, organization=organization)
    assert counts[0] == counts[1] <= 8


HOSTILE = ["", "\x00", "あ" * 20_000, "%s%%", "9" * 400, "-1", "\u202e\u2028", "['x']", "<script>"]


@pytest.mark.parametrize("page", ["new", "edit", "invite", "member"])
def test_hostile_input_is_answered(organization: Organization, page: str) -> None:
    client = _client(organization)
    address = NEW
    if page == "member":
        address = reverse("organizations:member", args=[organization.pk, Membership.objects.get().pk])
    elif page != "new":
        address = _page(page, organization)
    names = re.findall(r'name="(\w+)"', client.get(address).content.decode())
    answers = {client.post(address, dict.fromkeys(names, text)).status_code for text in HOSTILE}
    assert answers == {200}


def test_the_reading_of_a_name_is_kept_in_hiragana(client: Client) -> None:
    sign_in(client, UserFactory())
    values = {
        "name": "台町会",
        "kana": "ダイマチｶｲ・ヴァーム",
        "kind": "npo",
        "description": "あつまる",
        "contact_name": "佐藤",
    }
    assert client.post(reverse("organizations:new"), values | {"contact_phone": "０４２-000-0000"}).status_code == 302
    assert Organization.objects.get().kana == "だいまちかい・ゔぁーむ"


def test_a_name_that_is_too_long_is_said_to_be(client: Client) -> None:
    sign_in(client, UserFactory())
    page = parse(client.post(reverse("organizations:new"), {"name": "会" * 121}))
    assert "maxlength" not in page.one("input", id="id_name").attributes
    assert page.one("div", "wrong", id="id_name_error").text == "120文字までで書いてください。いまは121文字です。"
    page = parse(client.post(reverse("me_profile"), {"display_name": "名" * 41, "language": "ja"}))
    assert "maxlength" not in page.one("input", id="id_display_name").attributes
    assert page.one("label", **{"for": "id_display_name"}).text == "ニックネーム"
    assert page.one("div", "wrong").text == "40文字までで書いてください。いまは41文字です。"
    page = parse(Client().post(reverse("account_signup"), {"display_name": "名" * 41}))
    assert page.one("div", "wrong", id="id_display_name_error").text == "40文字までで書いてください。いまは41文字です。"
