"""Nothing that a coordinator typed is lost, and nobody else reads or sends it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from referrals.enums import Look, State
from referrals.models import AccessRecord, CaseNote, Draft, Message, OfficeStaff, Referral, SupportOffice
from referrals.services.messages import answer_writer
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import Node, parse
from tests.referrals.cases import district, office, referral, worker

pytestmark = pytest.mark.django_db
HERE = {"sec-fetch-site": "same-origin"}
START = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)
TEXT = "ヒミツノカキカケ、あしたの朝に訪ねることにした"


@pytest.fixture
def here() -> SupportOffice:
    return office(districts=(district(),))


@pytest.fixture
def one(here: SupportOffice) -> Referral:
    return referral(State.ASSIGNED, at=here)


@pytest.fixture
def colleague(here: SupportOffice) -> Any:
    user = UserFactory(staff=True, display_name="となりの人")
    OfficeStaff.objects.create(office=here, user=user)
    return user


@pytest.fixture
def me(one: Referral) -> Client:
    return sign_in(Client(headers=HERE), one.assigned_to)  # type: ignore[arg-type]


def _url(one: Referral) -> str:
    return f"/staff/referrals/{one.pk}/"


def _form(page: Node, act: str) -> dict[str, str]:
    """What the form of that act would send, but for what is typed."""
    forms = [one for one in page.all("form") if one.all("input", name="act", value=act)]
    boxes = forms[-1].all("input")
    return {box.attributes["name"]: box.attributes.get("value", "") for box in boxes if "name" in box.attributes}


def _draft(client: Client, one: Referral, **sent: str) -> Any:
    return client.post(f"{_url(one)}draft/", sent)


def _opened(client: Client, one: Referral, reason: str = "") -> Node:
    return parse(client.post(_url(one), {"act": "open", "reason": reason}))


def test_what_is_typed_is_offered_again_when_the_case_is_opened(me: Client, one: Referral) -> None:
    form = _form(parse(me.get(_url(one))), "note")
    assert _draft(me, one, **form, text="はじめ").json()["saved"] != ""
    assert _draft(me, one, **form, text=TEXT).json()["saved"] != ""
    closed = parse(me.get(_url(one)))
    assert ("書きかけがあります" in closed.text, TEXT in closed.text) == (True, False)
    opened = _opened(me, one)
    assert (opened.one("textarea", id="note_text").text, _form(opened, "note")["key"]) == (TEXT, form["key"])
    assert "open" in opened.one("details", id="act-note").attributes
    # It is sent, and gone.
    assert me.post(_url(one), _form(opened, "note") | {"text": TEXT}).status_code == 302
    assert (CaseNote.objects.get().text.unsealed(), Draft.objects.kept().count()) == (TEXT, 0)


def test_what_comes_after_its_page_was_sent_is_no_draft(me: Client, one: Referral) -> None:
    form = _form(parse(me.get(_url(one))), "note") | {"text": TEXT}
    me.post(_url(one), form)
    late = [
        _draft(me, one, **(form | {"text": text})).json() for text in (TEXT, "ヒミツノカキ", "")
    ]  # under way meanwhile
    assert [(told["saved"], "もう送ったか、捨てて" in told["why"]) for told in late] == [("", True)] * 3
    page = _opened(me, one)
    assert ("書きかけがあります" in page.text, page.one("textarea", id="note_text").text) == (False, "")
    # The next page keeps its own.
    assert _draft(me, one, **(_form(page, "note") | {"text": "つぎ"})).json()["saved"] != ""
    assert (CaseNote.objects.count(), Draft.objects.kept().count()) == (1, 1)


def test_what_comes_after_it_was_thrown_away_is_no_draft(me: Client, one: Referral) -> None:
    form = _form(parse(me.get(_url(one))), "note") | {"text": TEXT}
    _draft(me, one, **form)
    _draft(me, one, **form, throw="1")
    assert (_draft(me, one, **form).json()["saved"], Draft.objects.kept().count()) == ("", 0)


def test_boxes_of_all_kinds_are_offered_again(me: Client, one: Referral) -> None:
    written = {"text": "電話する", "due_on": "あさって", "for_whom": str(one.assigned_to_id)}
    _draft(me, one, **(_form(parse(me.get(_url(one))), "task") | written))
    kept = {"ground": "protection", "reason": "ヒミツのわけ", "agency": "病院", "summary": "ヒミツのまとめ"}
    _draft(me, one, **(_form(parse(me.get(_url(one))), "hand_agency") | kept))
    page = _opened(me, one)
    boxes = {node.attributes.get("id", ""): node for node in page.walk() if node.tag in {"input", "textarea"}}
    assert (boxes["task_text"].text, boxes["task_due_on"].attributes["value"]) == ("電話する", "あさって")
    assert boxes["hand_agency_summary"].text == "ヒミツのまとめ"
    assert [box.attributes["value"] for box in page.all("input", name="ground", checked="")] == ["protection"]


def test_nobody_else_is_told_of_it_or_reads_it(me: Client, one: Referral, colleague: Any) -> None:
    _draft(me, one, act="note", text=TEXT)
    other = sign_in(Client(), colleague)
    pages = [parse(other.get(_url(one))).text, _opened(other, one, "休み").text]
    assert [("書きかけがあります" in page, TEXT in page) for page in pages] == [(False, False)] * 2
    looks = AccessRecord.objects.filter(user_number=colleague.pk).exclude(look=Look.CHANGE)
    assert sorted(looks.values_list("look", flat=True)) == [
        Look.CASE, Look.PERSONAL,
    ]  # fmt: skip


def test_another_page_neither_overwrites_nor_deletes_what_was_not_shown(me: Client, one: Referral) -> None:
    _draft(me, one, act="note", text=TEXT)
    form = _form(parse(me.get(_url(one))), "note")
    told = _draft(me, one, **form, text="べつの").json()
    assert (told["saved"], "前の書きかけがある" in told["why"]) == ("", True)
    me.post(_url(one), form | {"text": "べつの"})
    assert _opened(me, one).one("textarea", id="note_text").text == TEXT


def test_a_button_throws_it_away(me: Client, one: Referral) -> None:
    _draft(me, one, act="note", text=TEXT)
    page = _opened(me, one)
    button = page.one("button", name="throw")
    assert button.attributes["formaction"] == f"{_url(one)}draft/"
    answer = _draft(me, one, **_form(page, "note"), text=TEXT, throw="1")
    assert (answer.status_code, answer["Location"], Draft.objects.kept().count()) == (302, _url(one), 0)
    assert "書きかけを捨てました" in me.get(_url(one)).content.decode()


def test_who_throws_it_away_is_where_they_were_in_their_list(me: Client, one: Referral) -> None:
    for act, state in (("note", State.ASSIGNED), ("close", State.CLOSED)):
        _draft(me, one, act=act, reason=TEXT, text=TEXT)
        ended = {"closed_at": START, "outcome": "no_need"} if state == State.CLOSED else {}
        Referral.objects.filter(pk=one.pk).update(state=state, **ended)
        page = parse(me.post(f"{_url(one)}?show=mine&office={one.office_id}&next=//evil.example", {"act": "open"}))
        button = page.one("button", name="throw")
        address = button.attributes.get("formaction") or next(
            form.attributes["action"] for form in page.all("form") if button in list(form.walk())
        )
        assert address == f"{_url(one)}draft/?show=mine&office={one.office_id}"
        answer = me.post(address, _form(page, act) | {"throw": "1"})
        assert answer["Location"] == f"{_url(one)}?show=mine&office={one.office_id}"
    assert not Draft.objects.kept().exists()


def test_what_can_not_be_done_now_is_shown_and_can_be_thrown_away(me: Client, one: Referral) -> None:
    _draft(me, one, act="close", outcome="informed", reason=TEXT)
    Referral.objects.filter(pk=one.pk).update(state=State.CLOSED, closed_at=START, outcome="no_need")
    page = _opened(me, one)
    assert (TEXT in page.text, "いまは、この操作はできません" in page.text) == (True, True)
    assert _draft(me, one, **_form(page, "close"), throw="1").status_code == 302
    assert not Draft.objects.kept().exists()


@pytest.mark.parametrize("sent", [{}, {"act": "take"}, {"act": "open", "reason": "x"}, {"act": "\x00", "text": "x"}])
def test_what_is_no_form_with_words_keeps_nothing(me: Client, one: Referral, sent: dict[str, str]) -> None:
    assert (_draft(me, one, **sent).status_code, Draft.objects.kept().count()) == (400, 0)


def test_strangers_keep_nothing_in_a_case_and_are_on_record(one: Referral) -> None:
    stranger = worker(office("北の事務所"))
    client = sign_in(Client(), stranger)
    assert (_draft(client, one, act="note", text=TEXT).status_code, Draft.objects.kept().count()) == (404, 0)
    assert AccessRecord.objects.get(user_number=stranger.pk).look == Look.REFUSED


def test_what_was_sent_wrong_is_kept_as_a_draft_too(me: Client, one: Referral) -> None:
    form = _form(parse(me.get(_url(one))), "task") | {"text": TEXT, "due_on": "きのう"}
    assert me.post(_url(one), form).status_code == 200
    assert _opened(me, one).one("textarea", id="task_text").text == TEXT


# A session that ended.


def _after_the_end(one: Referral, act: str = "note", **typed: str) -> tuple[Client, Node]:
    """Who has the case writes in its opened page, and sends it when the half hour is over; what they are shown."""
    client = Client(headers=HERE)
    with time_machine.travel(START, tick=False):
        sign_in(client, one.assigned_to)  # type: ignore[arg-type]
        form = _form(_opened(client, one), act) | typed
    with time_machine.travel(START + timedelta(minutes=31), tick=False):
        answer = client.post(_url(one), form)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (403, "private, no-store")
    return client, parse(answer)


def _kept(page: Node) -> dict[str, str]:
    return {box.attributes["name"]: box.attributes["value"] for box in page.one("main").all("input", name="kept")}


@pytest.mark.parametrize("is_signed_out", [False, True])
def test_what_was_sent_after_the_end_is_sent_when_the_same_person_is_back(one: Referral, is_signed_out: bool) -> None:
    client, page = _after_the_end(one, text=TEXT)
    assert (TEXT in page.text, list(_kept(page))) == (False, ["kept"])
    if is_signed_out:
        client.cookies.pop(settings.SESSION_COOKIE_NAME)
    with time_machine.travel(START + timedelta(minutes=32), tick=False):
        again = client.post(_url(one), _kept(page))  # not yet signed in
        assert (again.status_code, CaseNote.objects.count()) == (403, 0)
        sign_in(client, one.assigned_to)  # type: ignore[arg-type]
        assert client.post(_url(one), _kept(parse(again))).status_code == 302
    note = CaseNote.objects.get()
    assert (note.text.unsealed(), note.by) == (TEXT, one.assigned_to)


def test_another_who_signs_in_neither_reads_nor_sends_it(one: Referral, colleague: Any) -> None:
    client, page = _after_the_end(one, text=TEXT)
    sign_in(client, colleague)
    answer = client.post(_url(one), _kept(page))
    assert (answer.status_code, TEXT in answer.content.decode()) == (403, False)
    assert "別の人の画面で書かれたものです" in answer.content.decode()
    assert (CaseNote.objects.count(), Draft.objects.kept().count()) == (0, 0)
    sign_in(client, one.assigned_to)  # type: ignore[arg-type]
    assert client.post(_url(one), _kept(parse(answer))).status_code == 302
    assert CaseNote.objects.get().by == one.assigned_to


def test_a_page_of_mine_sends_nothing_for_who_has_signed_in_since(me: Client, one: Referral, colleague: Any) -> None:
    form = _form(_opened(me, one), "note") | {"text": TEXT}
    sign_in(me, colleague)
    answers = [me.post(_url(one), form), _draft(me, one, **form)]
    assert [(answer.status_code, TEXT in answer.content.decode()) for answer in answers] == [(403, False)] * 2
    assert (CaseNote.objects.count(), Draft.objects.kept().count()) == (0, 0)


def test_what_was_kept_for_one_page_goes_nowhere_else(one: Referral, here: SupportOffice) -> None:
    client, page = _after_the_end(one, text=TEXT)
    sign_in(client, one.assigned_to)  # type: ignore[arg-type]
    assert client.post(_url(referral(State.ASSIGNED, at=here)), _kept(page)).status_code == 403
    assert client.post(_url(one), {"kept": "x" * 300}).status_code == 403
    assert client.post(_url(one), {"whose": "1:x", "act": "note", "text": TEXT}).status_code == 403
    assert not CaseNote.objects.exists()


# Two who answer.


def test_who_answers_second_is_told_sees_the_first_and_may_send(me: Client, one: Referral, colleague: Any) -> None:
    form = _form(_opened(me, one), "answer") | {"text": TEXT}
    answer_writer(one, by=colleague, text="さきの返事")
    page = parse(me.post(_url(one), form))
    assert ("先にとなりの人さんが返事を送っています" in page.text, "さきの返事" in page.text) == (True, True)
    assert (page.one("textarea", id="answer_text").text, Message.objects.count()) == (TEXT, 1)
    assert page.one("details", id="act-answer").one("button").text == "それでも返事を送る"
    assert me.post(_url(one), _form(page, "answer") | {"text": TEXT}).status_code == 302
    said = [(message.by, message.text.unsealed()) for message in Message.objects.order_by("pk")]
    assert said == [(colleague, "さきの返事"), (one.assigned_to, TEXT)]


def test_who_answers_second_on_a_closed_page_opens_it_and_finds_both(me: Client, one: Referral, colleague: Any) -> None:
    form = _form(parse(me.get(_url(one))), "answer") | {"text": TEXT}
    answer_writer(one, by=colleague, text="さきの返事")
    page = parse(me.post(_url(one), form))
    assert ("となりの人" in page.text, "さきの返事" in page.text) == (True, False)
    opened = _opened(me, one)
    assert ("さきの返事" in opened.text, opened.one("textarea", id="answer_text").text) == (True, TEXT)


def test_who_knows_of_the_first_answer_is_not_asked(me: Client, one: Referral, colleague: Any) -> None:
    answer_writer(one, by=colleague, text="さきの返事")
    form = _form(parse(me.get(_url(one))), "answer") | {"text": TEXT}
    answer_writer(one, by=one.assigned_to, text="わたしの前の返事")  # type: ignore[arg-type]
    assert me.post(_url(one), form).status_code == 302
    assert Message.objects.count() == 3
