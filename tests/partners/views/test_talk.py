"""まず話を聞く: what is wrong is said, nothing typed is lost, twice tapped is once asked, not without limit."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from partners.forms.talk import WRITTEN
from partners.models import Inquiry
from tests.markup import parse

pytestmark = pytest.mark.django_db
TALK = "/partners/talk/"


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    cache.clear()


def _values(**values: str) -> dict[str, str]:
    empty = {"phone": "", "email": "", "text": "", "when": "", "page": str(uuid.uuid4())}
    return {"organization_name": "さくらストア", "name": "佐藤", **empty} | values


def _send(client: Client, **values: str) -> Any:
    return client.post(TALK, _values(**{"phone": "042-000-0000"} | values))


@time_machine.travel(datetime(2026, 12, 28, 1, tzinfo=UTC), tick=False)
def test_the_day_is_said_before_and_after(client: Client) -> None:
    said = "2027年1月6日(水)"
    assert said in parse(client.get(TALK)).one("div", "title").text
    answer = _send(client, text="ひみつの相談")
    page = client.get(answer.headers["Location"])
    main = parse(page).one("main").text
    inquiry = Inquiry.objects.get()
    assert (f"{said}までにお返事します" in main, f"受付番号{inquiry.pk}" in main) == (True, True)
    assert [word in main for word in ("ひみつの相談", "さくらストア", "佐藤", "042-000-0000")] == [False] * 4
    assert page.headers["Cache-Control"] == "private, no-store"
    # Of another number the address can't be guessed.
    other = Inquiry.objects.create(organization_name="x", name="x", phone="1", answer_by=inquiry.answer_by)
    assert client.get(answer.headers["Location"].replace(f"/{inquiry.pk}/", f"/{other.pk}/")).status_code == 404


def test_what_was_written_is_kept_as_it_was_meant(client: Client) -> None:
    written = {
        "phone": "０４２ ０００ ００００",
        "email": "ｓａｔｏ＠ｅｘａｍｐｌｅ．ｏｒｇ",
        "text": "\u202e一行め\r\n二行め",
    }
    _send(client, **written, when="平日の　午後")
    inquiry = Inquiry.objects.get()
    assert [getattr(inquiry, name) for name in WRITTEN] == [
        *("さくらストア", "佐藤", "042-000-0000", "sato@example.org", "一行め\n二行め", "平日の 午後"),
    ]


BOTH = "電話番号かメールアドレスの、どちらかを書いてください。お返事に使います。"
WRONG = {
    "no way to answer": ({"phone": " ", "email": ""}, {"phone": BOTH}),
    "nothing": (
        {"organization_name": "\u200b", "name": "", "phone": ""},
        {
            "organization_name": "会社・団体の名前を書いてください。まだ名前がなければ「準備中」でもかまいません。",
            "name": "だれにお返事すればよいか、お名前を書いてください。",
            "phone": BOTH,
        },
    ),
    "unreadable": (
        {"phone": "<b>1</b>", "email": "sato"},
        {
            "phone": "電話番号を、042-000-0000 のように市外局番から書いてください。",
            "email": "メールアドレスを、name@example.jp のように書いてください。",
        },
    ),
    "too long": (
        {"text": "あ" * 501, "when": "い" * 101, "name": "う" * 81},
        {
            "name": "80文字までで書いてください。いまは81文字です。",
            "when": "100文字までで書いてください。いまは101文字です。",
            "text": "500文字までで書いてください。いまは501文字です。",
        },
    ),
    "hostile": (
        {"name": "<script>alert(1)</script>\x00", "text": '"><img src=x onerror=alert(1)>'},
        {"name": "読めない文字が入っています。いちど消して、書きなおしてください。"},
    ),
}


@pytest.mark.parametrize(("values", "wrongs"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_beside_it_and_nothing_typed_is_lost(
    client: Client, values: dict[str, str], wrongs: dict[str, str]
) -> None:
    sent = _values(**{"phone": "042-000-0000"} | values)
    answer = client.post(TALK, sent)
    page = parse(answer)
    assert (answer.status_code, Inquiry.objects.count()) == (200, 0)
    assert answer.headers["Cache-Control"] == "private, no-store"  # it has typed names in it
    boxes = {name: page.one(id=f"id_{name}") for name in WRITTEN}
    typed = {name: box.attributes.get("value", "") for name, box in boxes.items() if name != "text"}
    typed["text"] = "".join(str(piece) for piece in boxes["text"].children).removeprefix("\n")
    assert typed == {name: sent[name] for name in WRITTEN}
    assert page.one("input", name="page").attributes["value"] == sent["page"]
    assert {box for box, node in boxes.items() if "aria-invalid" in node.attributes} == set(wrongs)
    for name, said in wrongs.items():
        assert page.one(id=f"id_{name}_error").text == said
        assert f"id_{name}_error" in boxes[name].attributes["aria-describedby"].split()
    assert "<script>alert" not in answer.content.decode()
    assert "<img src=x" not in answer.content.decode()


def test_a_double_tap_is_one_and_the_limit_loses_nothing(client: Client, settings: Settings) -> None:
    settings.HUB_PARTNERS_INQUIRY_LIMITS = {"client": ((3_600, 2),), "contact": ((86_400, 9),), "all": ((3_600, 50),)}
    page = str(uuid.uuid4())
    first = [_send(client, text="はじめ", page=page) for _turn in range(3)]
    assert len({answer.headers["Location"] for answer in first}) == 1
    assert _send(client, text="つづき", page=page).status_code == 302
    over = _send(client, text="三つめ", page=page)
    assert (over.status_code, over.headers["Retry-After"].isdecimal()) == (429, True)
    kept = [answer.headers["Cache-Control"] for answer in (client.get(TALK), over)]
    assert kept == ["private, no-cache", "private, no-store"]
    box = parse(over).one("textarea")
    assert "".join(str(piece) for piece in box.children).strip() == "三つめ"
    # What is there already is thanked for all the same.
    assert _send(client, text="はじめ", page=page).headers["Location"] == first[0].headers["Location"]
    assert list(Inquiry.objects.order_by("pk").values_list("text", flat=True)) == ["はじめ", "つづき"]


def test_the_same_words_from_another_opening_of_the_page_are_thanked_for_as_the_first(client: Client) -> None:
    first = _send(client, text="はじめ").headers["Location"]
    assert _send(client, text="はじめ").headers["Location"] == first
    others = [_send(client, text="つぎ"), _send(Client(REMOTE_ADDR="203.0.113.9"), text="はじめ")]
    assert first not in [answer.headers["Location"] for answer in others]
    # What was dealt with meanwhile is no answer to who asks again.
    Inquiry.objects.update(state="answered", handled_at=datetime.now(UTC))
    assert _send(client, text="はじめ").headers["Location"] != first
    assert Inquiry.objects.count() == 4


def test_a_library_sends_many_and_one_number_few(client: Client, settings: Settings) -> None:
    settings.HUB_PARTNERS_INQUIRY_LIMITS = {"client": ((3_600, 4),), "contact": ((86_400, 1),), "all": ((3_600, 50),)}
    settings.HUB_PARTNERS_PHONE = "042-000-1111"
    with time_machine.travel(datetime(2026, 12, 1, 1, 20, tzinfo=UTC), tick=False):
        numbers = ["042-000-0001", "０４２（０００）０００１", "042-000-0002", "042-000-0003", "042-000-0004"]
        answers = [_send(client, text=f"{n}", phone=number) for n, number in enumerate(numbers)]
    assert [answer.status_code for answer in answers] == [302, 429, 302, 302, 429]
    said = [parse(answers[n]).one("div", "wrongs") for n in (1, 4)]
    assert [("同じ電話番号か" in one.text, "短い間に" in one.text) for one in said] == [(True, False), (False, True)]
    assert ["12月2日(水) 9:01を過ぎたら" in said[0].text, "12月1日(火) 11:01を過ぎたら" in said[1].text] == [True, True]
    assert [one.one("a").attributes["href"] for one in said] == ["tel:0420001111"] * 2
    assert parse(answers[1]).one(id="id_phone").attributes["value"] == numbers[1]


def test_a_machine_and_fields_from_outside(client: Client) -> None:
    answer = _send(client, website="https://example.org/")
    assert (answer.headers["Location"], Inquiry.objects.count()) == ("/partners/", 0)
    outside = {
        "state": "answered",
        "answer_by": "2020-01-01",
        "handled_by": "1",
        "id": "7",
        "forgotten_at": "2020-01-01",
    }
    _send(client, **outside)
    inquiry = Inquiry.objects.get()
    assert (inquiry.state, inquiry.handled_by, inquiry.forgotten_at) == ("open", None, None)
    assert inquiry.answer_by.year > 2025
