"""The organiser's desk: what is written, who comes, what is said to all; and the dates of a circle on an event's form."""

from typing import Any

import pytest
from django.test import Client

from events.circle_enums import Joining, MemberState
from events.enums import State
from events.models import Circle, CircleCall, CircleMember, CircleMessage, Event
from events.services.member_writing import save_as_member
from hub.exceptions import DomainError
from tests.events.circles.people import WHOLE, circle, joined, member_in
from tests.events.members import complete_event, member
from tests.hub.accounts.factories import OrganizationFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse

pytestmark = pytest.mark.django_db
S = MemberState


@pytest.fixture
def desk(client: Client) -> tuple[Client, Any, str]:
    ours = OrganizationFactory(verified=True)
    sign_in(client, member(ours))
    return client, ours, f"/me/organizations/{ours.pk}/circles/"


Desk = tuple[Client, Any, str]


def _main(answer: Any) -> str:
    return parse(answer).one("main").text


def test_a_draft_needs_its_name_and_is_handed_in_whole(desk: Desk) -> None:
    client, ours, here = desk
    assert "必要" in _main(client.get(f"{here}new/"))
    answer = client.post(f"{here}new/", {"name": "", "joining": "at_once", "act": "save"})
    assert (answer.status_code, Circle.objects.count()) == (200, 0)
    page = "7a1de1c0-7c3c-4a3e-9a0e-3c8b8f6f0c11"
    sent = {"name": "手芸の会", "joining": "asked", "act": "submit", "page": page}
    for _again in range(2):
        answer = client.post(f"{here}new/", sent, follow=True)
    one = Circle.objects.get()
    assert (one.state, one.organization, one.joining) == (State.DRAFT, ours, Joining.ASKED)
    assert "確認に出すには、足りないところを書いてください。" in _main(answer)
    assert "はじめて来る人に、どんな様子かを書いてください。" in _main(answer)
    edit = f"{here}{one.pk}/edit/"
    answer = client.post(edit, {**sent, **WHOLE, "seen_version": one.version}, follow=True)
    assert "確認に出しました" in _main(answer)
    one.refresh_from_db()
    assert one.state == State.IN_REVIEW


def test_who_saves_what_another_changed_is_told_and_keeps_what_was_typed(desk: Desk) -> None:
    client, ours, here = desk
    one = circle(of=ours)
    seen = one.version
    Circle.objects.filter(pk=one.pk).update(version=seen + 1, summary="ほかの人")
    sent = {**WHOLE, "name": "新しい名前", "joining": "at_once", "act": "save", "seen_version": seen}
    answer = client.post(f"{here}{one.pk}/edit/", sent)
    form = parse(answer)
    assert "ほかの人が保存しました" in form.one("div", "wrongs").text
    assert form.one("input", name="name").attributes["value"] == "新しい名前"
    newest = form.one("input", name="seen_version").attributes["value"]
    assert client.post(f"{here}{one.pk}/edit/", {**sent, "seen_version": newest}).status_code == 302
    assert Circle.objects.get().name == "新しい名前"


def test_the_organiser_answers_enters_and_sees_what_somebody_said(desk: Desk) -> None:
    client, ours, here = desk
    one = circle(of=ours, joining=Joining.ASKED)
    asked = joined(one, name="はな", note="耳が遠い")
    member_in(one, S.UNCONFIRMED, email="unread@example.org", name="まだの人")
    page = client.get(f"{here}{one.pk}/members/")
    assert [word in _main(page) for word in ("はな", "耳が遠い", "042-000-0001", "まだの人")] == [
        True,
        True,
        True,
        False,
    ]
    assert "お返事を待っている人が1人います。" in _main(client.get(f"{here}{one.pk}/"))
    for _again in range(2):
        assert client.post(f"{here}{one.pk}/members/{asked.pk}/approve/").status_code == 302
    answer = client.post(f"{here}{one.pk}/members/enter/", {"name": "やま", "via": "phone"}, follow=True)
    assert "続けて、次の人も書けます。" in _main(answer)
    answer = client.post(f"{here}{one.pk}/members/enter/", {"name": "", "via": "phone"})
    assert "書いてください。" in parse(answer).one("div", "wrongs").text
    answer = client.post(f"{here}{one.pk}/members/{asked.pk}/remove/", {"reason": ""})
    assert (answer.status_code, CircleMember.objects.get(pk=asked.pk).state) == (200, S.MEMBER)
    client.post(f"{here}{one.pk}/members/{asked.pk}/leave/")
    states = CircleMember.objects.order_by("pk").values_list("name", "state")
    assert list(states) == [("", S.LEFT), ("まだの人", S.UNCONFIRMED), ("やま", S.MEMBER)]
    # Pressed once more from an older page.
    answer = client.post(f"{here}{one.pk}/members/{asked.pk}/leave/", follow=True)
    assert "もう済んでいます。" in _main(answer)
    assert client.get(f"{here}{one.pk}/members/{asked.pk}/").status_code == 404


def test_a_message_goes_once_and_leads_to_the_calls(desk: Desk) -> None:
    client, ours, here = desk
    one = circle(of=ours)
    row = member_in(one, name="やま")
    sent = {"subject": "持ち物", "text": "はさみ", "page": "7a1de1c0-7c3c-4a3e-9a0e-3c8b8f6f0c12"}
    answers = [client.post(f"{here}{one.pk}/messages/", sent) for _again in range(2)]
    message, call = CircleMessage.objects.get(), CircleCall.objects.get()
    page = f"{here}{one.pk}/messages/{message.pk}/"
    assert {answer.headers["Location"] for answer in answers} == {page}
    assert [word in _main(client.get(page)) for word in ("やま", row.phone, "あと1人です")] == [True] * 3
    assert "電話が残っています" in _main(client.get(f"{here}{one.pk}/messages/"))
    assert client.get(f"{page}calls/{call.pk}/").headers["Location"] == page
    client.post(f"{page}calls/{call.pk}/", {"done": "1"})
    assert "みんなに伝えました。" in _main(client.get(page))
    answer = client.post(f"{here}{one.pk}/messages/", {"subject": "題", "text": ""})
    assert parse(answer).one("input", name="subject").attributes["value"] == "題"


def test_what_is_of_others_is_not_there(desk: Desk) -> None:
    client, ours, here = desk
    mine, other = circle(of=ours), circle()
    theirs = member_in(other)
    message = CircleMessage.objects.create(circle=other, subject="件", text="文")
    call = CircleCall.objects.create(message=message, member=theirs)
    for page in (
        f"{other.pk}/", f"{other.pk}/members/", f"{other.pk}/messages/", f"{mine.pk}/members/{theirs.pk}/",
        f"{mine.pk}/members/{theirs.pk}/remove/", f"{mine.pk}/messages/{message.pk}/",
    ):  # fmt: skip
        assert client.get(here + page).status_code == 404, page
    assert client.post(f"{here}{mine.pk}/messages/{message.pk}/calls/{call.pk}/", {"done": "1"}).status_code == 404
    assert client.get(f"/me/organizations/{other.organization_id}/circles/").status_code == 404


def test_the_form_of_an_event_offers_the_organisations_own_circles(desk: Desk) -> None:
    client, ours, _here = desk
    event = complete_event(ours)
    edit = f"/me/organizations/{ours.pk}/events/{event.pk}/edit/"
    assert parse(client.get(edit)).all("select", name="circle") == []
    mine, other, ended = (
        circle(of=ours, name="わたしの会"),
        circle(name="よその会"),
        circle(State.CLOSED, of=ours, name="終わった会"),
    )
    form = parse(client.get(edit))
    offered = [node.text for node in form.one("select", name="circle").all("option")]
    assert offered == ["（選ばない）", "わたしの会"]
    new = parse(client.get(f"/me/organizations/{ours.pk}/events/new/?circle={mine.pk}"))
    chosen = [node.text for node in new.one("select", name="circle").all("option") if "selected" in node.attributes]
    assert chosen == ["わたしの会"]
    for wrong in (str(other.pk), str(ended.pk), "x", "9" * 30):
        page = parse(client.get(f"/me/organizations/{ours.pk}/events/new/?circle={wrong}"))
        assert [node for node in page.one("select", name="circle").all("option") if "selected" in node.attributes] in (
            [], page.one("select", name="circle").all("option")[:1],
        )  # fmt: skip
    sent = {
        node.attributes.get("name", ""): node.attributes.get("value", "")
        for node in form.one("form", id="form").all("input")
    }
    data = {
        name: value for name, value in sent.items() if name in {"seen_version", "title"} or name.startswith("dates-")
    }
    data |= {
        "summary": "会",
        "participation": "free",
        "attendance_mode": "onsite",
        "repeat_kind": "none",
        "venue_name": "会館",
        "act": "save",
    }
    answer = client.post(edit, data | {"circle": str(other.pk)})
    assert (answer.status_code, Event.objects.get().circle) == (200, None)
    answer = client.post(edit, data | {"circle": str(mine.pk)})
    assert (answer.status_code, Event.objects.get().circle) == (302, mine)


def test_no_event_names_the_circle_of_another_organisation(desk: Desk) -> None:
    _client, ours, _here = desk
    event = complete_event(ours)
    event.circle = circle()
    with pytest.raises(DomainError, match="この団体のサークルだけ"):
        save_as_member(event, by=member(ours), changed=["circle"])
