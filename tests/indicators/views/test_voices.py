"""Everybody reads the calls and writes on them; nothing shows that is not published, and nothing tells who wrote."""

import csv
import io
import json
import uuid
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hub import page_cache
from indicators.models import Opinion, OpinionCall
from indicators.services.opinions import withhold_opinion
from tests.hub.areas.factories import DistrictFactory
from tests.indicators.plans import planner
from tests.indicators.voices import SECRET, call, for_children, opinion, plan, reply
from tests.markup import Node, parse

pytestmark = pytest.mark.django_db
WRITE = "/voices/park/write/"
PAGES = [
    "/voices/",
    "/voices/park/",
    WRITE,
    "/voices/park/thanks/",
    "/voices/park/opinions.csv",
    "/voices/park/opinions.json",
]


@pytest.fixture(autouse=True)
def _november() -> Any:
    with time_machine.travel("2026-11-26T09:00:00+09:00", tick=False):
        yield


def _send(client: Client, text: str, address: str = WRITE, **values: Any) -> Any:
    return client.post(address, {"page": str(uuid.uuid4()), "text": text, "age_group": "", **values})


def _page(address: str) -> Node:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return parse(answer)


def _everything(of: OpinionCall) -> None:
    """One of each state; each that is not published, and each original, holds the word that must not show."""
    where = DistrictFactory.create()
    for state in ("received", "withheld"):
        opinion(of, state, f"{SECRET} {state}", age_group="elementary", district=where)
    first = opinion(of, "published", f"{SECRET} もとの文", published_text="ブランコがほしい", is_redacted=True)
    opinion(of, "merged", f"{SECRET} 似た文", merged_into=first)
    reply(first, verdict="later", reason="調べています。")
    reply(first, verdict="partly", reason="1つ置きます。")
    call("draft", code="draft", title=f"{SECRET} 題")


@pytest.mark.parametrize("state", ["open", "closed", "answered"])
def test_nothing_unpublished_is_on_any_page_or_file(state: str) -> None:
    of = call(state)
    _everything(of)
    pages = [
        *PAGES,
        of.plan.get_absolute_url(),
        "/indicators/",
        "/api/v1/indicators/",
        "/events/?q=ひみつ",
        "/voices/?q=ひみつ",
    ]
    shown = {address: Client().get(address).content.decode() for address in pages}
    assert [address for address, text in shown.items() if "ひみつ" in text.replace("q=ひみつ", "")] == [
        "/events/?q=ひみつ"
    ] * ("ひみつ" in shown["/events/?q=ひみつ"])
    assert "ひみつの意見" not in "".join(shown.values())
    assert ["ブランコがほしい" in shown[address] for address in PAGES] == [False, True, False, False, True, True]
    assert [
        Client().get(f"/voices/draft/{rest}").status_code
        for rest in ("", "write/", "thanks/", "opinions.csv", "opinions.json")
    ] == [404] * 5


def test_a_call_shows_each_opinion_with_the_answer_beside_it_and_the_former_one_below() -> None:
    of = call("answered")
    _everything(of)
    [one] = _page("/voices/park/").all("article", "talk")
    said, answer = one.all("div", "say")[0], one.one("div", "me")
    assert said.text == "意見1ブランコがほしい 市が名前などを消しました。似た意見も届いています。"
    assert [tag.text for tag in answer.all("span", "tag")] == ["一部取り入れた", "まだ決まっていない"]
    assert "調べています。" in answer.one("details").text
    assert [item.text for item in _page("/voices/park/").one("ul", "line").all("li")] == ["一部取り入れた 1"]


def test_the_files_say_what_the_page_says() -> None:
    of = call("answered")
    _everything(of)
    body = json.loads(Client().get("/voices/park/opinions.json").content)
    [one] = body["opinions"]
    assert (one["text"], one["is_redacted"], one["has_similar"], one["reply"]["verdict"], one["reply"]["policies"]) == (
        "ブランコがほしい", True, True, "partly", [{"level": "direction", "number": 1, "name": "こどものまち"}],
    )  # fmt: skip
    assert [row["reason"] for row in one["former_replies"]] == ["調べています。"]
    assert sorted(one) == ["former_replies", "has_similar", "is_redacted", "is_shortened", "number", "reply", "text"]
    rows = list(csv.DictReader(io.StringIO(Client().get("/voices/park/opinions.csv").content.decode("utf-8-sig"))))
    assert [(row["行の種類"], row["どう反映したか"], row["理由"]) for row in rows] == [
        ("いまの返事", "一部取り入れた", "1つ置きます。"), ("前の返事", "まだ決まっていない", "調べています。"),
    ]  # fmt: skip


def test_cells_that_a_spreadsheet_would_calculate_are_inert() -> None:
    reply(opinion(call(), "published", "=HYPERLINK(1)"), reason="＋1")
    body = Client().get("/voices/park/opinions.csv").content.decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(body))
    assert (row["意見"], row["理由"]) == ("'=HYPERLINK(1)", "'＋1")


def test_what_is_taken_off_is_off_at_once() -> None:
    one = opinion(call(), "published", "たろうのこと")
    assert "たろうのこと" in _page("/voices/park/").text
    withhold_opinion(one, by=planner(), reason="personal")
    assert "たろうのこと" not in _page("/voices/park/").text


@pytest.mark.parametrize("reading", ["", "ja", "en"])
def test_children_read_with_furigana_unless_they_chose_otherwise(reading: str) -> None:
    for_children()
    client = Client()
    if reading:
        client.cookies["reading"] = reading
    found = {address: bool(parse(client.get(address)).all("rt")) for address in PAGES[:4]}
    assert set(found.values()) == {not reading}


def test_an_opinion_is_kept_with_its_day_and_nothing_of_the_sender(client: Client) -> None:
    call()
    answer = client.post(
        WRITE,
        {"page": str(uuid.uuid4()), "text": " ブランコ\r\nすべり台 ", "age_group": "junior_high", "district": ""},
        HTTP_USER_AGENT="marked-agent", REMOTE_ADDR="203.0.113.77",
    )  # fmt: skip
    assert (answer.status_code, answer["Location"], answer.cookies.keys() - {"csrftoken"}) == (
        302,
        "/voices/park/thanks/",
        set(),
    )
    [row] = Opinion.objects.values()
    assert (row["text"], row["age_group"], row["state"], str(row["received_on"])) == (
        "ブランコ\nすべり台",
        "junior_high",
        "received",
        "2026-11-26",
    )
    assert [value for value in map(str, row.values()) if "marked" in value or "203.0" in value] == []


def test_no_field_of_the_row_can_be_sent_along(client: Client) -> None:
    call()
    _send(client, "x", state="published", number="7", published_text="見えた", withheld_reason="asked", received_on="2000-01-01",
          id=str(uuid.UUID(int=1)), call="2", is_redacted="1")  # fmt: skip
    row = Opinion.objects.get()
    assert (row.state, row.number, row.published_text, row.is_redacted, str(row.received_on)) == (
        "received",
        None,
        "",
        False,
        "2026-11-26",
    )
    assert row.pk != uuid.UUID(int=1)


def test_a_double_tap_is_one_opinion_also_when_the_throttle_is_full(client: Client, settings: Any) -> None:
    call()
    settings.HUB_VOICES_LIMITS = {"client": ((600, 1),), "all": ((600, 100),)}
    page = str(uuid.uuid4())
    answers = [_send(client, "おなじ", page=page).status_code for _tap in range(3)]
    held = _send(client, "べつの<b>こと")
    assert (answers, held.status_code, Opinion.objects.count()) == ([302] * 3, 429, 1)
    assert int(held["Retry-After"]) > 0
    assert parse(held).one("textarea").text == "べつの<b>こと"
    assert "少しのあいだ受け付けを止めています。" in parse(held).one("div", "wrongs").text


def test_a_class_behind_one_address_can_write(client: Client) -> None:
    call()
    assert {_send(client, f"意見{n}").status_code for n in range(40)} == {302}
    assert Opinion.objects.count() == 40


def test_a_machine_that_fills_the_box_nobody_sees_is_thanked_for_nothing(client: Client) -> None:
    call()
    assert (_send(client, "買って", website="x").status_code, Opinion.objects.count()) == (302, 0)


def test_who_writes_a_number_is_told_beside_the_field_and_may_go_on(client: Client) -> None:
    for_children()
    text = "でんわは 042-123-4567 です"
    page = parse(_send(client, text))
    assert (page.one("textarea").text, page.one(id="id_text-e").text) == (
        text,
        "電話番号が書いてあるみたい。消してから送ってね。",
    )
    assert page.one("input", name="sure").attributes.get("checked") is None
    assert Opinion.objects.count() == 0
    assert (_send(client, text, sure="1").status_code, Opinion.objects.get().text) == (302, text)


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"text": " "}, "id_text-e", "意見を書いてください。ひとことでも大丈夫です。"),
        ({"text": "あ" * 1001}, "id_text-e", "1000文字までで書いてください。いまは1001文字です。"),
        ({"text": "\x00"}, "id_text-e", "読めない文字が入っています。いちど消して、書きなおしてください。"),
        ({"age_group": "x"}, "", "ひとつ選んでください。"),
        ({"district": "9999999"}, "", "ひとつ選んでください。"),
    ],
)  # fmt: skip
def test_what_is_wrong_stands_beside_the_field(client: Client, values: dict[str, str], field: str, said: str) -> None:
    call()
    page = parse(
        _send(client, "ブランコ", **{name: value for name, value in values.items() if name != "text"})
        if "text" not in values
        else _send(client, values["text"])
    )
    found = page.one(id=field).text if field else page.one("p", "wrong").text
    assert (found, Opinion.objects.count()) == (said, 0)


def test_what_was_typed_stays_when_the_language_changes_or_the_call_ends(client: Client) -> None:
    one = call()
    page = parse(_send(client, "とちゅう", reading="lang=en"))
    assert (page.one("textarea").text, page.all("div", "wrongs"), page.one("html").attributes["lang"]) == (
        "とちゅう",
        [],
        "en",
    )
    OpinionCall.objects.filter(pk=one.pk).update(closes_on="2026-11-25")
    client.cookies.clear()
    page = parse(_send(client, "おそかった"))
    assert (page.one("textarea").text, page.one(id="id_text-e").text) == (
        "おそかった",
        "この呼びかけは、いま意見を受けつけていません。",
    )
    assert "いま意見を受けつけていません" in parse(client.get(WRITE)).text
    assert Opinion.objects.count() == 0


@pytest.mark.parametrize("address", [WRITE, "/voices/park/thanks/"])
def test_the_numbers_for_danger_stand_where_somebody_writes(address: str) -> None:
    for_children()
    assert [link.attributes["href"] for link in _page(address).one("section", "danger").all("a")][:3] == [
        "tel:119",
        "tel:110",
        "tel:189",
    ]


def test_text_of_strangers_is_text() -> None:
    hostile = '<script>alert(1)</script><img src=x onerror=alert(1)>"\u2028'
    reply(opinion(call(title=hostile[:90]), "published", hostile), reason=hostile)
    page = _page("/voices/park/")
    assert (page.all("script"), page.all("img"), page.one("article", "talk").text.count("<script>")) == ([], [], 2)


def test_the_home_page_sorts_calls_and_says_when_there_is_none() -> None:
    assert "いま聞いていることは、ありません。" in _page("/voices/").text
    call("answered", code="done", title="ずっと前")
    call("closed", code="over", title="おわった")
    call(code="coming", title="これから", opens_on="2026-12-01")
    call(code="late", title="まだ閉じていない", opens_on="2026-11-01", closes_on="2026-11-20")
    for_children(title="おとなの題")
    call(code="hidden", title="ひみつの計画の", plan=plan(code="hidden"))
    OpinionCall.objects.get(code="hidden").plan.__class__.objects.filter(code="hidden").update(is_public=False)
    found = {
        one.one("h2").text: [row.text for row in one.all("h3")] for one in _page("/voices/").one("main").all("section")
    }
    assert found == {
        "いま、意見を聞いています": ["どんな公園であそびたい？"], "これからはじまります": ["これから"],
        "市が返事を書いています": ["おわった", "まだ閉じていない"], "市の返事が出そろいました": ["ずっと前"],
    }  # fmt: skip


def _queries(address: str) -> int:
    page_cache.memory.clear()
    with CaptureQueriesContext(connection) as found:
        assert Client().get(address).status_code == 200
    return len(found)


def test_pages_ask_the_same_with_one_and_with_three() -> None:
    of = call("closed")
    counts = []
    for number in (1, 2, 3):
        one = opinion(of, "published", f"意見{number}", age_group="elementary")
        reply(one)
        reply(one, verdict="not")
        opinion(of, "merged", merged_into=one)
        for_children(code=f"kids-{number}")
        counts.append({address: _queries(address) for address in (*PAGES, of.plan.get_absolute_url())})
    assert counts[0] == counts[2]
    assert counts[2][of.plan.get_absolute_url()] <= 6
    assert counts[2]["/voices/"] == 1


def test_the_page_of_a_plan_names_its_calls_at_their_policies() -> None:
    of = call("answered")
    reply(opinion(of, "published"))
    call("draft", code="draft", title="ひみつの題")
    page = _page(of.plan.get_absolute_url())
    assert page.one("ol", "logic").link("公園について") == "/voices/park/"
    assert [item.text for item in page.one("ul", "says").all("li")] == ["公園について市の返事が出そろいました"]
    assert _page("/indicators/").one("main").link("意見を送る、市の返事を読む") == "/voices/"
