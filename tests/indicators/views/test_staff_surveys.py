"""The desk of planners: a survey from its first line to a value of the plan, its numbers, its sheets of paper."""

import csv
import io
import re
from typing import Any

import pytest
import time_machine
from django.test import Client

from hub.accounts.models import User
from indicators.models import Answer, Measurement, Question, Response, Survey, Ticket
from indicators.small_survey_counts import received_about
from tests.hub.accounts.signing_in import sign_in
from tests.indicators.plans import indicator, planner
from tests.indicators.surveys import closed, fill_in, in_state, number_for, opened, published, survey
from tests.markup import parse

pytestmark = pytest.mark.django_db
FIELDS = {
    "title": "つながりの調査", "code": "tsunagari", "kind": "sample", "audience": "18歳以上の市民", "drawn": "３００", "intro": "計画の見直しに使います。",
    "minutes": "3", "opens_on": "2026-11-26", "closes_on": "2026-12-20", "kept_days": "365",
}  # fmt: skip
DESK = "/staff/surveys/kurashi/"


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


def test_from_the_first_line_to_a_value_of_the_plan(staff: Client) -> None:
    of = indicator("percent", name="孤独を感じる人の割合")
    desk = "/staff/surveys/tsunagari/"
    assert staff.post("/staff/surveys/new/", FIELDS)["Location"] == desk
    for values in (
        {"kind": "single", "text": "年代", "labels": "39歳まで\n40から64歳\n\n65歳から\n", "is_grouping": "on"},
        {"kind": "scale"},
        {"kind": "direct", "indicator": str(of.pk), "counted": "３、４、5", "text": "わたしの言葉"},
    ):
        assert staff.post(f"{desk}questions/", values)["Location"] == desk
    assert staff.post(f"{desk}act/", {"act": "open", "sure": "on"})["Location"] == desk
    one = Survey.objects.get()
    assert (one.state, one.drawn, one.questions.count()) == ("open", 300, 3)
    fill_in(one, [{1: [1 + n % 3], 2: [3 + n % 5], 3: [1 + n % 5]} for n in range(150)])
    page = parse(staff.get(desk)).one("main").text
    assert ("150以上" in page, "50.0%" in page) == (True, False)
    for act in ("close", "publish"):
        staff.post(f"{desk}act/", {"act": act, "sure": "on"})
    row = Question.objects.get(kind="direct")
    into = f"{desk}plan/{row.pk}/"
    refused = parse(staff.post(into, {}))
    assert (
        refused.one("div", id="id_is_confirmed_sum_error").text
        == "どの答えを足した値かを確かめて、印をつけてください。"
    )
    assert staff.post(into, {"is_confirmed_sum": "on"})["Location"] == desk
    value = Measurement.objects.get()
    assert (str(value.value), value.numerator, value.denominator, value.indicator) == ("60.0", 90, 150, of)
    assert "計画の値に書きました。" in parse(staff.get(desk)).one("main").text


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"drawn": ""}, "drawn", "無作為に選んだ人数を書いてください。"),
        ({"closes_on": "2026-11-01"}, "closes_on", "はじめる日より前です。"),
        ({"opens_on": "きのう"}, "opens_on", "日付で書いてください。例：2026-11-26"),
        ({"code": "日本"}, "code", "半角の英数字とハイフンで書いてください。"),
        ({"code": "new"}, "code", "この記号は使えません。"),
        ({"kept_days": "999"}, "kept_days", "この値は 366 以下でなければなりません。"),
    ],
)
def test_what_is_wrong_with_a_survey_is_said_beside_it(
    staff: Client, values: dict[str, str], field: str, said: str
) -> None:
    page = parse(staff.post("/staff/surveys/new/", FIELDS | values))
    assert page.one("div", id=f"id_{field}_error").text == said
    assert page.one("input", id="id_title").attributes["value"] == "つながりの調査"
    assert Survey.objects.count() == 0


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"kind": "single", "text": "", "labels": "a\nb"}, "text", "問いを書いてください。"),
        ({"kind": "single", "text": "q", "labels": "a"}, "labels", "選択肢を2つ以上書いてください。"),
        (
            {"kind": "single", "text": "q", "labels": "a\nb", "counted": "い"},
            "counted",
            "番号を、数字で書いてください。例：3 4 5",
        ),
    ],
)
def test_what_is_wrong_with_a_question_is_said_beside_it(
    staff: Client, values: dict[str, str], field: str, said: str
) -> None:
    survey("sample")
    page = parse(staff.post(f"{DESK}questions/", values))
    assert page.one("div", id=f"id_{field}_error").text == said
    assert Question.objects.count() == 5


def test_a_share_that_is_hidden_is_not_offered_as_a_value_of_the_plan(staff: Client, by: User) -> None:
    of = indicator("percent")
    one = survey("sample")
    row = one.questions.get(kind="direct")
    Question.objects.filter(pk=row.pk).update(indicator=of)
    row.choices.filter(number__gte=3).update(is_counted=True)
    assert "届いた答え" not in parse(staff.get(DESK)).one("main").text
    opened(one, by)
    assert "「10未満」には0も入ります" in parse(staff.get(DESK)).one("main").text
    fill_in(one, [{2: [1 if n < 95 else 4]} for n in range(100)])
    published(one, by)
    page = parse(staff.get(f"{DESK}plan/{row.pk}/")).one("main")
    assert "人数が少なく、割合を公開できないので、計画の値には書けません。" in page.text
    assert page.all("form") == []


def test_no_field_of_the_model_is_written_but_those_of_the_form(staff: Client) -> None:
    more = {
        "state": "published",
        "is_sample": "on",
        "tickets_made": "9",
        "closed_on": "2026-01-01",
        "published_on": "2026-01-01",
    }
    staff.post("/staff/surveys/new/", FIELDS | more)
    one = Survey.objects.get()
    assert (one.state, one.is_sample, one.tickets_made, one.closed_on, one.published_on) == (
        "draft",
        False,
        0,
        None,
        None,
    )


def test_nothing_that_can_not_be_undone_is_done_without_a_tick(staff: Client, by: User) -> None:
    for state, act in (("draft", "open"), ("open", "close"), ("closed", "publish"), ("draft", "discard")):
        one = in_state(state, by)
        staff.post(f"{DESK}act/", {"act": act})
        one.refresh_from_db()
        assert one.state == state
        Survey.objects.filter(pk=one.pk).update(code=f"{act}-done")


@pytest.mark.parametrize("act", ["reopen", "open", "", "publish; drop"])
def test_what_is_no_act_does_nothing(staff: Client, by: User, act: str) -> None:
    one = in_state("published", by)
    staff.post(f"{DESK}act/", {"act": act, "sure": "on"})
    one.refresh_from_db()
    assert (one.state, one.steps.count()) == ("published", 3)


@pytest.mark.parametrize(
    ("number", "said"), [(0, "10未満"), (9, "10未満"), (10, "10以上"), (19, "10以上"), (1234, "1,230以上")]
)
def test_while_answers_come_their_number_is_rough(number: int, said: str) -> None:
    assert received_about(number) == said


@pytest.mark.parametrize("state", ["open", "closed"])
def test_before_publication_no_page_counts(staff: Client, by: User, state: str) -> None:
    one = opened(survey(), by) if state == "open" else closed(survey(), by)
    fill_in(one, [{1: [1], 2: [2]}] * 37)
    pages = [staff.get(url).content.decode() for url in (DESK, "/staff/surveys/", "/surveys/", "/surveys/kurashi/")]
    assert [page for page in pages if re.search(r"\b37\b", parse(page).one("main").text)] == []
    assert [staff.get(f"/surveys/kurashi/results.{kind}").status_code for kind in ("csv", "json")] == [404, 404]


def test_numbers_are_shown_once_and_open_the_form(staff: Client, client: Client) -> None:
    opened(survey("sample"))
    page = parse(staff.post(f"{DESK}tickets/", {"count": "３"}))
    numbers = page.one("input", name="numbers").attributes["value"]
    assert len(set(numbers.split())) == 3
    again = staff.get(f"{DESK}tickets/").content.decode()
    assert [number for number in numbers.split() if number in again] == []
    answer = staff.post(f"{DESK}tickets/sheets/", {"numbers": numbers, "form": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 3
    url = rows[0]["アドレス（QRコードの中身）"]
    assert url == f"http://testserver/surveys/kurashi/?t={rows[0]['番号']}"
    assert "はがきの番号を確かめました。" in parse(Client().get(url)).one("main").text
    sheets = parse(staff.post(f"{DESK}tickets/sheets/", {"numbers": numbers, "form": "print"}))
    assert [len(sheets.all("article")), len(sheets.all("svg", "qr"))] == [3, 3]
    assert "あなたは、自分は取り残されていると感じることがありますか" in sheets.one("main").text
    letters = parse(staff.post(f"{DESK}tickets/sheets/", {"numbers": numbers, "letter": "1"}))
    assert "取り残されている" not in letters.one("main").text


@pytest.mark.parametrize("numbers", ["", "ABCD2345EFGH", "x" * 10_000, "<script>"])
def test_only_numbers_that_were_made_are_printed(staff: Client, numbers: str) -> None:
    opened(survey("sample"))
    assert staff.post(f"{DESK}tickets/sheets/", {"numbers": numbers, "form": "csv"})["Location"] == f"{DESK}tickets/"


def test_a_sheet_of_paper_is_typed_in_by_numbers(staff: Client) -> None:
    one = opened(survey("sample"))
    number = number_for(one)
    values = {
        "number": number.lower(),
        "q1": "２",
        "q2": "5",
        "q3": "13",
        "q4_1": "1",
        "q4_2": "2",
        "q4_3": "4",
        "q5": "紙のひとこと",
    }
    for wrong, field, said in (
        ({"q1": "4"}, "q1", "1から3の番号で書いてください。"),
        ({"q2": "1 2"}, "q2", "ひとつだけ書いてください。ふたつに印があるときは、空けておきます。"),
        ({"q3": "1 x"}, "q3", "1から3の番号で書いてください。"),
        (
            {"number": "ABCD2345EFGH"},
            "number",
            "この番号は使えません。もう答えが送られているか、番号がちがっています。",
        ),
    ):
        page = parse(staff.post(f"{DESK}paper/", values | wrong))
        assert page.one("div", id=f"id_{field}_error").text == said
        assert page.one("textarea").text == "紙のひとこと"
    assert staff.post(f"{DESK}paper/", values)["Location"] == f"{DESK}paper/"
    rows = Answer.objects.order_by("question__order", "choice__number").values_list("choice__number", "number", "text")
    assert list(rows) == [
        (2, None, ""),
        (5, None, ""),
        (1, None, ""),
        (3, None, ""),
        (None, 7, ""),
        (None, None, "紙のひとこと"),
    ]
    assert (Response.objects.get().way, Ticket.objects.count()) == ("paper", 0)


def test_an_empty_sheet_is_taken_where_it_is_said_to_be_empty(staff: Client) -> None:
    opened(survey())
    page = parse(staff.post(f"{DESK}paper/", {}))
    assert page.one("div", "wrongs", role="alert").all("p")[0].text.startswith("ひとつも入っていません。")
    staff.post(f"{DESK}paper/", {"is_blank": "on"})
    assert (Response.objects.count(), Answer.objects.count()) == (1, 0)


def test_free_words_are_read_after_the_end_in_any_order_and_nowhere_else(staff: Client, by: User) -> None:
    one = opened(survey(), by)
    fill_in(one, [{5: f"ヒミツノコトバ{n:02}"} for n in range(12)])
    assert staff.get(f"{DESK}texts/").status_code == 404
    published(one, by)
    orders = {tuple(item.text for item in parse(staff.get(f"{DESK}texts/")).one("main").all("li")) for _n in range(3)}
    assert {frozenset(order) for order in orders} == {frozenset(f"ヒミツノコトバ{n:02}" for n in range(12))}
    assert len(orders) > 1
    for url in (DESK, "/surveys/kurashi/", "/surveys/kurashi/results.csv", "/surveys/kurashi/results.json"):
        assert "ヒミツノコトバ" not in staff.get(url).content.decode()


def test_the_list_takes_the_same_queries_with_one_and_three(staff: Client, django_assert_max_num_queries: Any) -> None:
    counts = []
    for codes in (["a"], ["b", "c"]):
        for code in codes:
            survey(code=code)
        staff.get("/staff/surveys/")
        with django_assert_max_num_queries(30) as found:
            staff.get("/staff/surveys/")
        counts.append(len(found))
    assert counts[0] == counts[1]
