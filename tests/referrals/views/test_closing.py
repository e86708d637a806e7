"""What is said before a case ends, and of what an agency outside has taken."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from referrals.enums import Consent, State
from referrals.models import Draft, Referral, SupportOffice
from referrals.services.cases import add_task, finish_task, record_consent
from referrals.services.transfers import accept_transfer
from tests.hub.accounts.signing_in import sign_in
from tests.markup import Node, parse
from tests.referrals.cases import asked, district, office, referral

pytestmark = pytest.mark.django_db
GROUND_SAID = "書いた人は、同意があると言っています。"


@pytest.fixture
def here() -> SupportOffice:
    return office(districts=(district(),))


@pytest.fixture
def one(here: SupportOffice) -> Referral:
    return referral(State.ASSIGNED, at=here)


@pytest.fixture
def me(client: Client, one: Referral) -> Client:
    return sign_in(client, one.assigned_to)  # type: ignore[arg-type]


def _url(one: Referral) -> str:
    return f"/staff/referrals/{one.pk}/"


def _state(one: Referral) -> str:
    return str(Referral.objects.get(pk=one.pk).state)


def _ticks(page: Node) -> list[str]:
    return [box.attributes["id"] for box in page.all("input", name="undone")]


@pytest.mark.parametrize("act", ["close", "duplicate"])
def test_what_is_still_to_be_done_is_said_before_it_ends(
    me: Client, one: Referral, here: SupportOffice, act: str
) -> None:
    by: Any = one.assigned_to
    tasks = [add_task(one, by=by, text="電話する", due_on=timezone.localdate()) for _n in range(3)]
    finish_task(tasks[0], by=by)
    other = referral(at=here)
    sent = {
        "close": {"act": "close", "outcome": "informed", "reason": "かいたひとこと"},
        "duplicate": {"act": "duplicate", "number": str(other.pk)},
    }[act]
    asked_once = me.post(_url(one), sent)
    page = parse(asked_once)
    assert ("することが2つ残っていますが、終わったことにする" in page.text, _state(one)) == (True, State.ASSIGNED)
    if act == "close":
        assert page.one("textarea", id="close_reason").text == "かいたひとこと"
    else:
        assert page.one("input", id="duplicate_number").attributes["value"] == str(other.pk)
    assert page.one("input", id=f"{act}_undone").attributes["aria-invalid"] == "true"
    assert (me.post(_url(one), sent | {"undone": "on"}).status_code, _state(one)) == (302, State.CLOSED)


def test_where_all_is_done_nothing_is_asked(me: Client, one: Referral) -> None:
    by: Any = one.assigned_to
    finish_task(add_task(one, by=by, text="電話する", due_on=timezone.localdate()), by=by)
    assert _ticks(parse(me.get(_url(one)))) == []
    sent = {"act": "close", "outcome": "informed", "reason": "話した"}
    assert (me.post(_url(one), sent).status_code, _state(one)) == (302, State.CLOSED)


def test_what_an_agency_has_taken_is_said_and_can_be_closed_as_handed_over(me: Client, one: Referral) -> None:
    def seen() -> tuple[bool, list[str], bool, bool]:
        page = parse(me.get(_url(one)))
        chosen = [box.attributes["value"] for box in page.all("input", name="outcome", checked="")]
        return (
            "市内の病院が引き継ぎを受けました。" in page.one("main").text, chosen,
            "答えた人の名前は、個人の部分を開くと読めます。" in page.text,
            "理由は、個人の部分を開くと読めます。" in page.text,
        )  # fmt: skip

    transfer = asked(one, "市内の病院")
    assert seen() == (False, [], False, False)
    accept_transfer(transfer, by=None, answer="相談員ヒミツ")
    assert seen() == (True, ["handed_over"], True, False)
    me.post(_url(one), {"act": "close", "outcome": "handed_over", "reason": "病院へ"})
    assert seen()[0] is False


def test_consent_that_only_the_writer_speaks_of_is_told_from_what_is_on_record(me: Client, one: Referral) -> None:
    def seen() -> tuple[int, bool]:
        page = parse(me.get(_url(one))).text
        return page.count(GROUND_SAID), "書いた人がそう言っています。" in page

    before = seen()
    Referral.objects.filter(pk=one.pk).update(consent=Consent.GIVEN)
    said = seen()
    by: Any = one.assigned_to
    record_consent(one, by=by, given_on=timezone.localdate(), basis="talk", scope="病院まで")
    assert (before, said, seen()) == ((0, False), (2, True), (0, False))


def test_a_try_that_failed_leaves_no_draft_once_it_is_done(me: Client, one: Referral) -> None:
    sent = {"act": "hand_agency", "agency": "市内の病院", "reason": "わけ", "summary": "ヒミツのまとめ"}
    keys = [f"6b1b62b2-16a1-4f70-8a0c-0d0f6a3f5a0{n}" for n in range(2)]
    me.post(_url(one), sent | {"ground": "consent", "key": keys[0]})
    note = {"act": "note", "text": "ヒミツノキロク", "key": keys[0]}
    me.post(f"{_url(one)}draft/", note)
    kept = sorted(Draft.objects.values_list("act", flat=True))
    done = me.post(_url(one), sent | {"ground": "protection", "key": keys[1]})
    assert (kept, done.status_code) == (["hand_agency", "note"], 200)
    assert list(Draft.objects.kept().values_list("act", flat=True)) == ["note"]


def test_a_draft_is_thrown_away_in_two_steps_apart_from_what_sends_it(me: Client, one: Referral) -> None:
    me.post(f"{_url(one)}draft/", {"act": "note", "text": "ヒミツノキロク"})
    page = parse(me.post(_url(one), {"act": "open"}))
    note = page.one("details", id="act-note")
    (asking,) = [node for node in note.all("details") if node is not note and node.all("button", name="throw")]
    assert ("open" in asking.attributes, "捨てると、元には戻せません。" in asking.text) == (False, True)
    (closing,) = [line for line in note.all("p", cls="btns") if "記録する" in line.text]
    assert closing.all("button", name="throw") == []


@pytest.mark.parametrize(("length", "is_said"), [(700, False), (701, True)])
def test_the_sheet_says_that_a_text_is_cut_only_where_it_is(
    me: Client, one: Referral, length: int, is_said: bool
) -> None:
    row = Referral.objects.get(pk=one.pk)
    row.text = "あ" * length
    row.save(update_fields=["text"])
    page = parse(me.post(f"{_url(one)}print/", {"reason": ""})).text
    assert ("長い文は途中までです" in page, "…" in page) == (is_said, is_said)
