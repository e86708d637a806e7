"""Planners ask, look at what came and reply, by pages that keep what was typed; the staff home shows what waits."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hub.accounts.models import User
from hub.queues import queues_for
from indicators.models import Opinion, OpinionCall, Reply
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.indicators.plans import planner
from tests.indicators.voices import call, opinion, plan, reply
from tests.markup import parse

pytestmark = pytest.mark.django_db
DESK, CALL = "/staff/voices/", "/staff/voices/park/"


@pytest.fixture(autouse=True)
def _november() -> Any:
    with time_machine.travel("2026-11-26T09:00:00+09:00", tick=False):
        yield


@pytest.fixture
def by() -> User:
    return planner()


@pytest.fixture
def staff(client: Client, by: User) -> Client:
    return sign_in(client, by)


def _values(**changed: str) -> dict[str, Any]:
    of = plan()
    return {
        "code": "Park-2", "title": "公園", "plan": str(of.pk), "policies": [str(of.policies.get().pk)], "asked": "どんな？",
        "settled": "", "changeable": "遊具", "audience": "children", "child_title": "こうえん", "child_text": "おしえてね",
        "opens_on": "2026-12-01", "closes_on": "2026-12-20", "answer_by": "2027-01-31", **changed,
    }  # fmt: skip


def test_a_call_from_the_first_word_to_the_last_answer(staff: Client, by: User) -> None:
    assert staff.post("/staff/voices/new/", _values())["Location"] == "/staff/voices/park-2/"
    one = OpinionCall.objects.get()
    assert (one.state, one.policies.count(), one.is_sample) == ("draft", 1, False)
    staff.post("/staff/voices/park-2/edit/", _values(title="公園の遊具", opens_on="2026-11-26"))
    staff.post("/staff/voices/park-2/", {"act": "open"})
    first, second = opinion(one, text="ゆうたはブランコがほしい"), opinion(one, text="すべり台")
    published = {"act": "publish", "publish-text": "ブランコがほしい", "publish-is_redacted": "on"}
    answer = staff.post(f"/staff/voices/opinions/{first.pk}/", published)
    assert answer["Location"] == f"/staff/voices/opinions/{second.pk}/"  # the next that waits
    answer = staff.post(f"/staff/voices/opinions/{second.pk}/", {"act": "withhold", "withhold-reason": "asked"})
    assert answer["Location"] == "/staff/voices/park-2/"
    staff.post("/staff/voices/park-2/", {"act": "close"})
    staff.post("/staff/voices/park-2/", {"act": "answer"})
    assert OpinionCall.objects.get().state == "closed"
    words = {
        "opinions": [str(first.pk)],
        "verdict": "taken",
        "reason": "置きます。",
        "policies": [str(one.policies.get().pk)],
    }
    assert staff.post("/staff/voices/park-2/reply/", words)["Location"] == "/staff/voices/park-2/"
    staff.post("/staff/voices/park-2/", {"act": "answer"})
    one.refresh_from_db()
    assert (one.state, one.title, one.answered_on) == ("answered", "公園の遊具", date(2026, 11, 26))
    assert [(row.by, row.verdict, row.on) for row in Reply.objects.all()] == [(by, "taken", date(2026, 11, 26))]
    assert list(one.transitions.filter(opinion=None).values_list("action", flat=True)) == [
        "write", "edit", "open", "close", "answer",
    ]  # fmt: skip


WRONG = [
    ({"title": ""}, "title", "書いてください。"),
    ({"code": "new"}, "code", "英小文字、数字、ハイフンで、3文字から60文字で書いてください。"),
    ({"code": "公園"}, "code", "英小文字、数字、ハイフンで、3文字から60文字で書いてください。"),
    ({"code": "taken"}, "code", "この記号は、もう使われています。"),
    ({"child_text": " "}, "child_text", "こどもに聞くときは、こどものことばでも書いてください。"),
    ({"closes_on": "2026-11-30"}, "closes_on", "受けつけの最後の日が、最初の日より前です。"),
    ({"answer_by": "2026-12-20"}, "answer_by", "返事を出す日は、受けつけの最後の日よりあとにしてください。"),
    ({"opens_on": "あした"}, "opens_on", "日付で書いてください。例：2026-11-26"),
    ({"plan": "999999"}, "plan", "ひとつ選んでください。"),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "field", "said"), WRONG)
def test_what_is_wrong_in_a_call_is_said_beside_the_field_and_nothing_is_lost(
    staff: Client, changed: dict[str, str], field: str, said: str
) -> None:
    call(code="taken")
    page = parse(staff.post("/staff/voices/new/", _values(**changed)))
    wrong = [one.text for one in page.all("div", "field") if "is-wrong" in one.attributes["class"]]
    assert len(wrong) == 1
    assert said in wrong[0]
    assert [one.text for one in page.all("textarea", name="asked")] == ["どんな？"]
    assert OpinionCall.objects.count() == 1
    assert page.all(id=f"id_{field}") != []


def test_a_text_that_was_changed_without_a_mark_stays_in_its_box(staff: Client) -> None:
    one = opinion(call())
    page = parse(staff.post(f"/staff/voices/opinions/{one.pk}/", {"act": "publish", "publish-text": "べつの文"}))
    assert page.one(id="id_publish-text").text == "べつの文"
    assert "書かれた文と違います。" in page.one("div", "wrongs").text
    assert Opinion.objects.get().state == "received"


def test_what_looks_like_a_telephone_number_is_published_only_by_who_says_so(staff: Client) -> None:
    one = opinion(call(), text="こわい。090-1234-5678")
    address = f"/staff/voices/opinions/{one.pk}/"
    sent = {"act": "publish", "publish-text": "こわい。090-1234-5678"}
    page = parse(staff.post(address, sent))
    said = "電話番号のようなものがあります。消すか、下の「確かめた」に印をつけてください。"
    assert page.one(id="id_publish-text_error").text == said
    assert Opinion.objects.get().state == "received"
    cut = {"act": "publish", "publish-text": "こわい。", "publish-is_redacted": "on"}
    assert "publish-sure" not in [box.attributes.get("name") for box in parse(staff.post(address, cut)).all("input")]
    assert Opinion.objects.get().published_text == "こわい。"
    other = opinion(OpinionCall.objects.get(), text="市の窓口 042-626-3111 に電話した")
    staff.post(f"/staff/voices/opinions/{other.pk}/", sent | {"publish-text": other.text, "publish-sure": "on"})
    other.refresh_from_db()
    assert (other.state, other.published_text) == ("published", other.text)


def test_nothing_else_can_be_sent_along(staff: Client) -> None:
    one, other = opinion(call()), opinion(call(code="other"))
    values = {
        "act": "withhold",
        "withhold-reason": "asked",
        "state": "published",
        "published_text": "x",
        "call": "2",
        "number": "9",
    }
    staff.post(f"/staff/voices/opinions/{one.pk}/", values)
    for act in ("expire", "delete", "forget", "resume", ""):
        staff.post(f"/staff/voices/opinions/{other.pk}/", {"act": act})
        staff.post("/staff/voices/other/", {"act": act, "state": "answered"})
    rows = {row.pk: (row.state, row.published_text, row.number, row.call.state) for row in Opinion.objects.all()}
    assert rows == {one.pk: ("withheld", "", None, "open"), other.pk: ("received", "", None, "open")}


def test_a_reply_names_what_is_missing_and_keeps_its_words(staff: Client) -> None:
    of = call()
    one, elsewhere = opinion(of, "published"), opinion(call(code="other"), "published")
    page = parse(staff.post(f"{CALL}reply/", {"opinions": [str(one.pk)], "verdict": "later", "reason": "調べる"}))
    assert "いつまでに決めるか、日付を書いてください。" in page.one("div", "wrongs").text
    assert page.one("textarea").text == "調べる"
    page = parse(staff.post(f"{CALL}reply/", {"opinions": [str(elsewhere.pk)], "verdict": "not", "reason": "できない"}))
    assert "公開している意見から選んでください。" in page.one("div", "wrongs").text
    assert staff.post(f"{CALL}reply/", {"opinions": ["x"], "verdict": "not", "reason": "できない"}).status_code == 200
    page = parse(staff.post(f"{CALL}reply/", {"opinions": [str(one.pk)], "verdict": "not", "reason": "できない"}))
    assert "どの施策のことかを選んでください。" in page.one("div", "wrongs").text
    assert Reply.objects.count() == 0


def test_days_are_moved_for_a_reason_that_everybody_reads(staff: Client) -> None:
    call()
    page = parse(staff.post(CALL, {"act": "delay", "delay-answer_by": "2027-02-28", "delay-note": ""}))
    assert page.one(id="id_delay-answer_by").attributes["value"] == "2027-02-28"
    staff.post(CALL, {"act": "delay", "delay-answer_by": "2027-02-28", "delay-note": "予算が決まるまで"})
    assert "返事の日を変える：予算が決まるまで" in parse(Client().get("/voices/park/")).one("main").text


def test_the_moderator_sees_where_to_tell_of_somebody_in_danger(staff: Client) -> None:
    page = parse(staff.get(f"/staff/voices/opinions/{opinion(call()).pk}/"))
    links = [link.attributes["href"] for link in page.one("section", "note").all("a")]
    assert links == ["tel:110", "tel:119", "tel:189", "/support/refer/"]


def test_the_staff_home_shows_what_waits_and_no_word_of_it(staff: Client, by: User) -> None:
    of = call(answer_by=date(2026, 12, 11))
    late = call("closed", code="late", answer_by=date(2026, 11, 20), closes_on=date(2026, 11, 10), title="遅れた")
    call("answered", code="done")
    call(code="far", title="まだ先", answer_by=date(2026, 12, 11), closes_on=date(2026, 12, 1))
    OpinionCall.objects.filter(code="far").update(answer_by=date(2026, 12, 30))
    opinion(of, text="ひみつの文", received_on=date(2026, 11, 20))
    opinion(late, text="ひみつの文")
    queues = {queue.key: queue.rows(by, 5) for queue in queues_for(by) if queue.key.startswith("voices")}
    assert {key: [(row.label, row.due_at.date().isoformat()) for row in rows if row.due_at] for key, rows in queues.items()} == {
        "voices": [("遅れた", "2026-11-21"), ("公園について", "2026-12-12")],
        "voices-replies": [("遅れた", "2026-11-21")],
    }  # fmt: skip
    text = staff.get("/staff/").content.decode()
    assert ("遅れた" in text, "ひみつの文" in text) == (True, False)


@pytest.mark.parametrize("kind", ["staff", "consultation", "coordinator", "administrator"])
def test_nobody_else_has_these_queues(kind: str) -> None:
    other = UserFactory(**{kind: True})
    assert [queue.key for queue in queues_for(other) if queue.key.startswith("voices")] == []


def test_the_council_reads_what_everybody_reads(staff: Client) -> None:
    of = call("closed")
    opinion(of, "received", "ひみつの文")
    reply(opinion(of, "published", "ひみつの原文", published_text="ブランコ"), verdict="not", reason="場所がない")
    paper = parse(staff.get(f"{CALL}paper/")).one("article")
    assert [cell.text for cell in paper.one("tbody").walk() if cell.tag in {"th", "td"}] == [
        "1", "ブランコ", "取り入れなかった令和8年11月26日", "場所がない基本方針1 こどものまち",
    ]  # fmt: skip
    csv = staff.get(f"{CALL}council.csv").content.decode("utf-8-sig")
    assert (csv, "ひみつ" in csv) == (Client().get("/voices/park/opinions.csv").content.decode("utf-8-sig"), False)


def test_numbers_by_age_are_told_as_everywhere(staff: Client) -> None:
    of = call()
    Opinion.objects.bulk_create(
        Opinion(call=of, text="x", age_group="high", received_on=date(2026, 11, 26)) for _n in range(12)
    )
    opinion(of, age_group="elementary")
    page = parse(staff.get(CALL))
    assert [item.text for item in page.one("section", **{"aria-labelledby": "ages-h"}).all("li")] == [
        "小学生 10未満", "中学生 0", "高校生の年ごろ 12", "18歳以上 0",
    ]  # fmt: skip


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_pages_ask_the_same_with_one_and_with_three(staff: Client) -> None:
    of = call()
    counts = []
    for number in (1, 2, 3):
        one = opinion(of, "published", f"意見{number}")
        reply(one)
        opinion(of)
        opinion(of, "merged", merged_into=one)
        call(code=f"more-{number}")
        counts.append(
            {address: _queries(staff, address) for address in (DESK, CALL, f"{CALL}reply/", f"{CALL}paper/", "/staff/")}
        )
    assert counts[0] == counts[2]
