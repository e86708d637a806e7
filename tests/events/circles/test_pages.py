"""Joining, one's own page and the way out: by what people press, and that a link opens one person's page alone."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from events.circle_enums import Joining, MemberState
from events.enums import State
from events.models import CircleMember
from events.services import circles
from events.services.circles.letters import own_token, stop_token
from hub.models import Change
from hub.notifications.letters import writer_of
from hub.notifications.models import Mailing
from tests.events.circles.people import SECRET, circle, member_in
from tests.events.members import member
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse

pytestmark = pytest.mark.django_db
S = MemberState


def _own(row: CircleMember, page: str = "") -> str:
    return f"/circles/members/{row.pk}-{own_token(row)}/{page}"


def _join(client: Client, pk: int, **data: str) -> Any:
    return client.post(f"/circles/{pk}/join/", {"name": "はな", **data})


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "メールアドレスか電話番号の、どちらかを書いてください。"),
        ({"name": "", "phone": "0426263111"}, "なんと呼べばよいかを書いてください。"),
        ({"phone": "12"}, "市外局番から書いてください"),
        ({"email": "hana@"}, "name@example.jp のように書いてください"),
        ({"phone": "0426263111", "note": "あ" * 201}, "200文字までで書いてください"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client: Client, data: dict[str, str], said: str) -> None:
    one = circle()
    answer = _join(client, one.pk, **data)
    page = parse(answer)
    assert (answer.status_code, said in page.one("div", "wrongs").text) == (200, True)
    values = {node.attributes.get("name"): node.attributes.get("value", "") for node in page.all("input")}
    assert {name: values[name] for name in data} == data
    assert CircleMember.objects.count() == 0


def test_without_an_account_the_answer_is_the_same_whoever_is_there_already(client: Client) -> None:
    one = circle()
    member_in(one, name="はな", phone="042-626-3111")
    member_in(one, name="はな", phone="", email="hana@example.org")
    data: tuple[dict[str, str], ...] = (
        {"phone": "042-626-3111"}, {"phone": "042-626-3112"}, {"email": "hana@example.org"}, {"email": "new@example.org"},
        {"phone": "042-626-3113", "website": "http://spam.example"},
    )  # fmt: skip
    assert {(answer := _join(client, one.pk, **row)).status_code for row in data} == {302}
    assert {_join(client, one.pk, **row).headers["Location"] for row in data} == {f"/circles/{one.pk}/join/done/"}
    assert answer.headers["Location"] == f"/circles/{one.pk}/join/done/"
    assert CircleMember.objects.count() == 4


def test_with_an_account_one_is_asked_for_a_name_alone_and_comes_to_ones_own_page(client: Client) -> None:
    user, one = UserFactory(display_name="みどり"), circle()
    sign_in(client, user)
    form = parse(client.get(f"/circles/{one.pk}/join/"))
    fields = [node.attributes.get("name") for node in form.one("main").all("input")]
    assert [name for name in fields if name in {"name", "email", "phone", "note"}] == ["name", "note"]
    assert form.one("input", name="name").attributes["value"] == "みどり"
    answer = _join(client, one.pk)
    row = CircleMember.objects.get()
    assert (answer.headers["Location"], row.user, row.email) == (_own(row), user, "")
    assert _join(client, one.pk).headers["Location"] == _own(row)
    mine = [node.text for node in parse(client.get("/me/circles/")).one("main").all("h2")]
    assert mine == [one.name]
    circles.leave_circle(row)
    assert parse(client.get("/me/circles/")).one("main").all("h2") == []


def test_so_many_from_one_place_and_then_a_pause(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HUB_CIRCLE_LIMITS", {"client": ((600, 2),), "all": ()})
    one = circle()
    codes = [_join(client, one.pk, phone=f"042-626-000{number}").status_code for number in range(3)]
    assert codes == [302, 302, 429]
    assert CircleMember.objects.count() == 2


@pytest.mark.parametrize("fields", [{"joining": Joining.CLOSED}, {"state": State.CLOSED}])
def test_where_nobody_can_join_there_is_no_form(client: Client, fields: dict[str, Any]) -> None:
    one = circle(**fields)
    assert parse(client.get(f"/circles/{one.pk}/join/")).one("main").all("form") == []
    assert _join(client, one.pk, phone="042-626-3111").status_code == 200
    assert CircleMember.objects.count() == 0


def test_a_sample_can_be_tried_and_says_everywhere_what_it_is(client: Client) -> None:
    one = circle(is_sample=True)
    for page in (f"/circles/{one.pk}/", f"/circles/{one.pk}/join/"):
        assert "申込をためせますが、実際には集まりません。" in parse(client.get(page)).one("main").text
    assert _join(client, one.pk, email="hana@example.org").status_code == 302
    row = CircleMember.objects.get()
    write = writer_of("circle_confirm")
    letter = write(Mailing.objects.get(ids__member=row.pk)) if write else None
    assert letter
    assert letter.paragraphs[0] == "これは見本のサークルです。実際には集まりません。"
    assert "申込をためせますが、実際には集まりません。" in parse(client.get(_own(row))).one("main").text


def test_a_get_changes_nothing_and_a_press_confirms_and_leaves(client: Client) -> None:
    row = member_in(circle(), S.UNCONFIRMED, email="hana@example.org", name="はな")
    before = Change.objects.count()
    for page in (_own(row), _own(row, "leave/"), f"/circles/members/{row.pk}-{stop_token(row)}/stop/"):
        assert client.get(page).status_code == 200
    for page in ("confirm/", "mail/"):
        assert client.get(_own(row, page)).headers["Location"] == _own(row)
    row.refresh_from_db()
    assert (row.state, row.wants_mail, Change.objects.count()) == (S.UNCONFIRMED, True, before)
    assert client.post(_own(row, "confirm/")).headers["Location"] == _own(row)
    assert "仲間です" in parse(client.get(_own(row))).one("main").text
    assert client.post(_own(row, "leave/")).headers["Location"] == _own(row)
    page = client.get(_own(row))
    assert "やめました。名前と連絡先は、もう消えています。" in parse(page).one("main").text
    assert ("はな" in page.content.decode(), "hana@" in page.content.decode()) == (False, False)
    assert client.post(_own(row, "leave/")).status_code == 302


def test_ones_own_page_is_kept_nowhere_and_shows_oneself_and_the_organisers_words_alone(client: Client) -> None:
    one = circle()
    writer = member(one.organization)
    row, other = member_in(one, name="はな"), member_in(one, **SECRET)
    circles.send_message(one, by=writer, subject="持ち物", text="はさみ")
    answer = client.get(_own(row))
    text = answer.content.decode()
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert [word in text for word in ("はな", row.phone, "持ち物", "はさみ")] == [True] * 4
    assert [word in text for word in (*SECRET.values(), writer.email, writer.display_name)] == [False] * 6
    assert other.is_active


@pytest.mark.parametrize("page", ["", "confirm/", "leave/", "mail/", "stop/"])
def test_a_forged_link_opens_nothing(client: Client, page: str) -> None:
    row, other = member_in(circle()), member_in(circle())
    token = own_token(other) if page != "stop/" else own_token(row)
    for forged in (token, "0" * 32, "x"):
        answer = client.post(f"/circles/members/{row.pk}-{forged}/{page}")
        if page == "":
            answer = client.get(f"/circles/members/{row.pk}-{forged}/{page}")
        assert answer.status_code == 404
    row.refresh_from_db()
    assert (row.state, row.wants_mail) == (S.MEMBER, True)


def test_one_click_of_a_mail_program_stops_the_mails_and_not_the_circle() -> None:
    client = Client(enforce_csrf_checks=True)
    row = member_in(circle(), email="hana@example.org", phone="")
    stop = f"/circles/members/{row.pk}-{stop_token(row)}/stop/"
    assert client.post(stop).status_code == 403  # a page of another site is no mail program
    assert client.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    row.refresh_from_db()
    assert (row.wants_mail, row.state) == (False, S.MEMBER)
    assert "メールをやめました" in parse(client.get(stop)).one("main").text
    assert Client().post(_own(row, "mail/"), {"wants": "1"}).status_code == 302
    row.refresh_from_db()
    assert row.wants_mail
