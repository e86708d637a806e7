"""Answering without an account: nothing is kept of who asks, nothing is lost of what was typed, a number opens once."""

import re
import uuid
from datetime import date
from typing import Any

import pytest
import structlog
import time_machine
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from hub.accounts.models import User
from hub.unseen import without_unseen
from indicators import survey_numbers
from indicators.models import Answer, Response, Survey, Ticket
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.indicators.plans import planner
from tests.indicators.surveys import ask, closed, number_for, opened, published, survey
from tests.markup import parse

pytestmark = pytest.mark.django_db
SAID = {"q1": "2", "q2": "5", "q3": ["1", "3"], "q4_1": "1", "q4_2": "2", "q4_3": "4", "q5": "ヒミツノコトバ"}


@pytest.fixture(autouse=True)
def _november() -> Any:
    with time_machine.travel("2026-11-26T09:00:00+09:00", tick=False):
        yield


def _stored() -> list[tuple[Any, ...]]:
    rows = Answer.objects.order_by("question__order", "choice__number")
    return list(rows.values_list("question__kind", "choice__number", "number", "text"))


ALL_SAID = [
    ("single", 2, None, ""), ("direct", 5, None, ""), ("multiple", 1, None, ""), ("multiple", 3, None, ""),
    ("scale", None, 7, ""), ("text", None, None, "ヒミツノコトバ"),
]  # fmt: skip


def test_a_form_is_answered_and_the_page_says_thanks_to_all_alike(client: Client) -> None:
    opened(survey())
    page = parse(client.get("/surveys/kurashi/"))
    assert [field.one("legend").text for field in page.all("fieldset")] == [
        "問1 年代",
        "問2 あなたはどの程度、孤独であると感じることがありますか。",
        "問3 よく行くところ",
        "問4－1 あなたは、自分には人とのつきあいがないと感じることがありますか",
        "問4－2 あなたは、自分は取り残されていると感じることがありますか",
        "問4－3 あなたは、自分は他の人たちから孤立していると感じることがありますか",
    ]
    answer = client.post("/surveys/kurashi/", SAID)
    assert (answer.status_code, answer["Location"]) == (302, "/surveys/kurashi/thanks/")
    assert _stored() == ALL_SAID
    thanks = [client.get(answer["Location"]).content]
    client.post("/surveys/kurashi/", {"q2": "1"})
    thanks.append(client.get(answer["Location"]).content)
    assert thanks[0] == thanks[1]
    assert parse(thanks[0].decode()).link("自分のことや、まわりの人のことを相談する") == "/support/"


def test_the_page_says_what_people_must_know_before(client: Client) -> None:
    opened(survey("sample"))
    text = parse(client.get("/surveys/kurashi/")).one("main").text
    for said in (
        "3分ほどで終わります。", "計画の見直しに使います。", "答えを読むのは、八王子市の計画担当だけです。",
        "だれの答えかは、市にもわかりません。", "ひとりひとりの答えは、おそくとも2027年12月20日(月)に消し、集計だけを残します。",
        "答えたくない問いは、とばしてかまいません。",
    ):  # fmt: skip
        assert said in text, said


@pytest.mark.parametrize("said", [{"q1": "-"}, {"q3": ["2"]}, {"q4_1": "1", "q4_2": "2"}, {"q5": "ひとこと"}])
def test_every_question_may_be_left_out(client: Client, said: dict[str, Any]) -> None:
    opened(survey())
    assert client.post("/surveys/kurashi/", said).status_code == 302
    assert (Response.objects.count(), Answer.objects.count()) == (1, 1 if "q3" in said or "q5" in said else 0)


def test_nothing_chosen_at_all_is_asked_about(client: Client) -> None:
    opened(survey())
    page = parse(client.post("/surveys/kurashi/", {}))
    assert page.one(role="alert").all("p")[0].text.startswith("まだ、ひとつも選ばれていません。")
    assert Response.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"q1": "9"}, "q1", "正しく選択してください。 9 は候補にありません。"),
        ({"q3": ["1", "9"]}, "q3", "正しく選択してください。 9 は候補にありません。"),
        ({"q5": "あ" * 1001}, "q5", "1000文字までで書いてください。いまは1001文字です。"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_is_lost(
    client: Client, wrong: dict[str, Any], field: str, words: str
) -> None:
    opened(survey())
    page = parse(client.post("/surveys/kurashi/", SAID | wrong))
    assert page.one("div", id=f"id_{field}_error").text == words
    ticked = {
        (one.attributes["name"], one.attributes["value"]) for one in page.all("input") if "checked" in one.attributes
    }
    expected = {("q2", "5"), ("q4_1", "1"), ("q4_2", "2"), ("q4_3", "4")}
    assert ticked >= expected
    assert page.one("textarea").text == (wrong.get("q5") or "ヒミツノコトバ")
    assert Response.objects.count() == 0


def test_the_number_of_the_letter_opens_once(client: Client) -> None:
    one = opened(survey("sample"))
    number = number_for(one)
    page = parse(client.get(f"/surveys/kurashi/?t={survey_numbers.in_groups(number)}"))
    assert page.one("input", name="number").attributes["type"] == "hidden"
    assert "はがきの番号を確かめました。" in page.one("main").text
    values = SAID | {"number": page.one("input", name="number").attributes["value"]}
    assert client.post("/surveys/kurashi/", values)["Location"] == "/surveys/kurashi/thanks/"
    assert (Ticket.objects.count(), _stored()) == (0, ALL_SAID)
    again = parse(client.get(f"/surveys/kurashi/?t={number}"))
    assert "もう答えが送られているか、番号がちがっています。" in again.one("main").text
    refused = parse(client.post("/surveys/kurashi/", values))
    assert refused.one("div", id="id_number_error").text.startswith("この番号は使えません。")
    assert Response.objects.count() == 1


def test_a_used_and_an_unknown_number_are_answered_alike(client: Client) -> None:
    one = opened(survey("sample"))
    used = number_for(one)
    client.post("/surveys/kurashi/", SAID | {"number": used})
    pages = [client.get("/surveys/kurashi/", {"t": number}).content.decode() for number in (used, "ABCD2345EFGH")]
    bare = [
        re.sub(r'value="[^"]*"', "", page.replace(number, ""))
        for page, number in zip(pages, (used, "ABCD2345EFGH"), strict=True)
    ]
    assert bare[0] == bare[1]


@pytest.mark.parametrize("typed", ["{0}", "{1}", "{2}"])
def test_a_number_is_typed_as_people_type(client: Client, typed: str) -> None:
    one = opened(survey("sample"))
    number = number_for(one)
    groups = survey_numbers.in_groups(number)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in groups)
    values = SAID | {"number": typed.format(groups.lower(), wide, f" {number} ")}
    assert client.post("/surveys/kurashi/", values).status_code == 302


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "はがきに書いてある番号を入れてください。"),
        ("ABC", "12けたの英数字です。はがきのとおりに入れてください（0、1、I、L、O、Uの文字は使っていません）。"),
        ("ABCD-2345-EFGH", "この番号は使えません。もう答えが送られているか、番号がちがっています。"),
    ],
)
def test_without_the_number_nothing_is_taken(client: Client, typed: str, words: str) -> None:
    number_for(opened(survey("sample")))
    page = parse(client.post("/surveys/kurashi/", SAID | {"number": typed}))
    assert page.one("div", id="id_number_error").text == words
    assert page.one("textarea").text == "ヒミツノコトバ"
    assert (Response.objects.count(), Ticket.objects.count()) == (0, 1)


def test_numbers_are_throttled_without_a_word_of_who_asks(client: Client, settings: Any) -> None:
    settings.HUB_SURVEYS_NUMBER_LIMITS = {"client": ((60, 2),), "all": ((60, 9),)}
    opened(survey("sample"))
    asked = [client.get("/surveys/kurashi/?t=ABCD2345EFGH", REMOTE_ADDR="198.51.100.77") for _n in range(3)]
    assert [answer.status_code for answer in asked] == [200, 200, 429]
    assert (asked[2]["Retry-After"], "少し待ってください" in asked[2].content.decode()) == ("61", True)
    assert [key for key in cache._cache if "198.51" in key or "ABCD" in key] == []  # type: ignore[attr-defined]


def test_too_many_answers_wait_and_keep_what_was_typed(client: Client, settings: Any) -> None:
    settings.HUB_SURVEYS_ANSWER_LIMITS = {"client": ((60, 1),), "all": ((60, 9),)}
    opened(survey())
    assert client.post("/surveys/kurashi/", SAID).status_code == 302
    answer = client.post("/surveys/kurashi/", SAID)
    assert (answer.status_code, parse(answer).one("textarea").text) == (429, "ヒミツノコトバ")


def test_a_double_tap_is_one_answer(client: Client) -> None:
    one = opened(survey("sample"))
    page = parse(client.get(f"/surveys/kurashi/?t={number_for(one)}"))
    values = SAID | {name: page.one("input", name=name).attributes["value"] for name in ("key", "number")}
    assert [client.post("/surveys/kurashi/", values)["Location"] for _n in range(2)] == ["/surveys/kurashi/thanks/"] * 2
    assert Response.objects.count() == 1


@pytest.mark.parametrize("key", ["", "x", "0" * 5_000, "00000000-0000-0000-0000-000000000000"])
def test_what_is_no_key_of_a_page_takes_nothing_away(client: Client, key: str) -> None:
    opened(survey())
    assert client.post("/surveys/kurashi/", SAID | {"key": key}).status_code in {200, 302}
    assert Response.objects.count() <= 1


def test_no_field_of_a_model_is_written_but_the_answers(client: Client) -> None:
    one = opened(survey())
    more = {
        "survey": "999", "way": "paper", "id": str(uuid.uuid4()), "state": "published", "is_sample": "1", "response": "1",
        "question": "1", "title": "ヒミツ", "q99": "1", "hash": "x", "kept_days": "1",
    }  # fmt: skip
    before = Survey.objects.values().get()
    assert client.post("/surveys/kurashi/", SAID | more).status_code == 302
    assert Survey.objects.values().get() == before
    assert (list(Response.objects.values_list("survey", "way")), _stored()) == ([(one.pk, "web")], ALL_SAID)


HOSTILE = (
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "javascript:alert(1)", "</textarea><b>x</b>",
    "\r\nSet-Cookie: x=1", "\u2028\u2029", "=HYPERLINK(1)", "＝1+1", "' OR 1=1--", "{{ 7*7 }}", "{% debug %}", "%00%0a",
    "\u202e逆さ", "🏳️‍🌈" * 50, "あ゙" * 100, "<svg/onload=alert(1)>", "&lt;b&gt;", "${7*7}", "../../etc/passwd", "]]>",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words(client: Client, text: str) -> None:
    one = opened(survey("sample"))
    number = number_for(one)
    page = parse(client.post("/surveys/kurashi/", SAID | {"q5": text, "number": text[:60], "q1": text}))
    assert {one.tag for one in page.one("form", id="answer").walk()} & {"img", "svg", "b"} == set()
    assert [node for node in page.all("script") if "src" not in node.attributes] == []
    assert client.post("/surveys/kurashi/", SAID | {"q5": text, "number": number}).status_code == 302
    kept = without_unseen(text).replace("\r\n", "\n").strip()
    assert [row.text for row in Answer.objects.filter(choice=None, number=None)] == ([kept] if kept else [])


@pytest.mark.parametrize("who", ["visitor", "resident"])
def test_no_session_no_address_no_word_is_kept_of_who_answers(client: Client, who: str, capsys: Any) -> None:
    """The log is read as it is written; the query string with the number is in none of its lines."""
    one = opened(survey("sample"))
    number = number_for(one)
    if who == "resident":
        sign_in(client, UserFactory(email="himitsu@example.org"))
    sessions = list(Session.objects.values_list("session_key", "session_data"))
    with structlog.testing.capture_logs() as lines:
        client.get(f"/surveys/kurashi/?t={number}", HTTP_USER_AGENT="HimitsuAgent/1.0", REMOTE_ADDR="198.51.100.77")
        answer = client.post(
            f"/surveys/kurashi/?t={number}", SAID | {"number": number}, HTTP_USER_AGENT="HimitsuAgent/1.0",
            REMOTE_ADDR="198.51.100.77",
        )  # fmt: skip
        client.get(answer["Location"])
    assert [line["path"] for line in lines if line.get("event") == "request"] == [
        "/surveys/kurashi/", "/surveys/kurashi/", "/surveys/kurashi/thanks/",
    ]  # fmt: skip
    told = str(lines) + "".join(capsys.readouterr())
    assert [word for word in (number, "ヒミツ", "198.51", "Himitsu", "himitsu@") if word in told] == []
    assert list(Session.objects.values_list("session_key", "session_data")) == sessions
    assert "sessionid" not in answer.cookies
    rows = [row for model in (Response, Answer) for row in model.objects.values()]
    assert [word for word in (number, "198.51", "Himitsu", "himitsu@") if word in str(rows)] == []
    assert [name for row in rows for name, value in row.items() if isinstance(value, date)] == []


@pytest.mark.parametrize(
    ("state", "day", "said"),
    [
        ("draft", "2026-11-26", 404), ("open", "2026-10-20", "まだはじまっていません。11月1日(日)から答えられます。"),
        ("open", "2026-12-21", "受け付けは終わりました。"), ("closed", "2026-11-26", "受け付けは終わりました。"),
    ],
)  # fmt: skip
def test_when_no_answers_are_taken_the_page_says_so(client: Client, state: str, day: str, said: Any) -> None:
    one = survey()
    one = opened(one) if state == "open" else closed(one) if state == "closed" else one
    with time_machine.travel(f"{day}T09:00:00+09:00", tick=False):
        for answer in (client.get("/surveys/kurashi/"), client.post("/surveys/kurashi/", SAID)):
            if said == 404:
                assert answer.status_code == 404
            else:
                assert said in parse(answer).one("main").text
    assert Response.objects.count() == 0


def test_the_list_has_what_is_open_and_what_was_published(client: Client, django_assert_num_queries: Any) -> None:
    page = parse(client.get("/surveys/"))
    assert [one.text for one in page.all("li") if "まだ" in one.text or "いま受け付けている" in one.text] == [
        "いま受け付けているアンケートはありません。はじまると、ここに出ます。",
        "まだ結果を公開したアンケートはありません。",
    ]
    by: User = planner()
    opened(survey(code="a", title="受付中の"), by)
    published(opened(survey(code="b", title="終わった"), by), by)
    closed(survey(code="c", title="ヒミツのしめきり"), by)
    survey(code="d", title="ヒミツの準備中")
    with django_assert_num_queries(2):
        page = parse(client.get("/surveys/"))
    assert [one.text for one in page.one("main").all("a") if one.attributes["href"].startswith("/surveys/")] == [
        "受付中の",
        "終わった",
    ]
    assert [
        client.get(f"/surveys/{code}/results.{kind}").status_code for code in "acd" for kind in ("csv", "json")
    ] == [404] * 6


def test_a_tablet_begins_anew_and_keeps_nothing(client: Client) -> None:
    opened(survey())
    page = parse(client.get("/surveys/kurashi/?tablet=1"))
    assert page.one("form", id="answer").attributes["autocomplete"] == "off"
    answer = client.post("/surveys/kurashi/", SAID | {"tablet": "1"})
    assert answer["Location"] == "/surveys/kurashi/thanks/?tablet=1"
    thanks = client.get(answer["Location"])
    assert parse(thanks).link("次の方へ（はじめにもどる）") == "/surveys/kurashi/?tablet=1"
    again = client.get("/surveys/kurashi/?tablet=1")
    assert [one for one in parse(again).all("input") if "checked" in one.attributes] == []
    assert {one.headers["Cache-Control"] for one in (again, thanks)} == {"private, no-store"}


def test_an_open_survey_says_first_whose_answers_these_are(client: Client) -> None:
    by = planner()
    published(opened(survey(), by), by)
    main = parse(client.get("/surveys/kurashi/")).one("main").text
    assert "答えたい人が答えたもので、市民全体の割合ではありません。" in main
    published(opened(survey("sample", code="sample"), by), by)
    assert "市民全体の割合ではありません" not in parse(client.get("/surveys/sample/")).one("main").text


def test_the_language_is_changed_without_losing_a_word(client: Client) -> None:
    opened(survey())
    page = parse(client.post("/surveys/kurashi/", SAID | {"reading": "lang=en"}))
    assert (page.one("html").attributes["lang"], page.one("textarea").text) == ("en", "ヒミツノコトバ")
    assert Response.objects.count() == 0


def test_the_form_takes_the_same_queries_however_many_questions(client: Client, django_assert_num_queries: Any) -> None:
    for code, more in (("one", 0), ("three", 2)):
        one = survey(code=code)
        for n in range(more):
            ask(one, "single", f"問い{n}", ["a", "b"])
        opened(one)
    for code in ("one", "three"):
        client.get(f"/surveys/{code}/")
        with django_assert_num_queries(3):
            client.get(f"/surveys/{code}/")
