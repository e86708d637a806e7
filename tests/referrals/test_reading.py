"""Another language on a form that is half filled: nothing that was typed is lost, and nothing is kept."""

from typing import Any

import pytest
from django.test import Client

from referrals.models import AccessRecord, Message, Referral
from referrals.services.intake import receive_referral
from tests.markup import Node, parse
from tests.referrals.cases import district, office, told

pytestmark = pytest.mark.django_db
REFER, FOLLOW = "/support/refer/", "/support/follow/"
PAGE = "1b4e28ba-2fa1-11d2-883f-0016d3cca427"


@pytest.fixture(autouse=True)
def _office() -> None:
    office(districts=(district(),))


def _typed() -> dict[str, Any]:
    return {
        "page": "1b4e28ba-2fa1-11d2-883f-0016d3cca427", "step": "2", "writer": "company", "consent": "unknown",
        "text": "夜に\n明かりがつかない", "town": "ありもしない町", "district": district().pk,
    }  # fmt: skip


def test_every_choice_of_reading_is_a_button_of_the_form_and_enter_goes_on(client: Client) -> None:
    page = parse(client.get(f"{REFER}?who=self").content.decode())
    assert [link.attributes["href"] for link in page.all("a") if "/reading/" in link.attributes.get("href", "")] == []
    of_form = page.all("button", form="intake")
    assert [(one.attributes["name"], one.attributes["value"]) for one in of_form] == [
        ("next", "1"), ("reading", "furigana=1"), ("reading", "lang=ja-x-easy"), ("reading", "lang=en"),
    ]  # fmt: skip
    assert page.one("form", id="intake").attributes["action"] == f"{REFER}?who=self#wrongs-h"


@pytest.mark.parametrize(
    ("reading", "language", "cookie"),
    [("lang=en", "en", "en"), ("lang=ja-x-easy", "ja", "ja-x-easy"), ("furigana=1", "ja", "ja+furigana")],
)
def test_what_was_typed_stands_in_the_other_language(client: Client, reading: str, language: str, cookie: str) -> None:
    answer = client.post(REFER, _typed() | {"reading": reading})
    page = parse(answer.content.decode())
    assert (page.one("html").attributes["lang"], answer.headers["Content-Language"]) == (language, language)
    assert (client.cookies["reading"].value, Referral.objects.count()) == (cookie, 0)
    assert page.one("textarea", name="text").text == "夜に 明かりがつかない"
    assert page.one("input", name="town").attributes["value"] == "ありもしない町"
    assert page.one("input", type="hidden", name="writer").attributes["value"] == "company"
    assert page.one("input", type="hidden", name="step").attributes["value"] == "2"
    assert page.all(cls="wrongs") == []
    assert [one.attributes["value"] for one in page.one("select", name="district").all("option", selected="")] == [
        str(district().pk)
    ]


@pytest.mark.parametrize(
    "reading", ["", "lang=xx", "lang=" + "e" * 10_000, "lang=en%0d%0aSet-Cookie:x=1", "\x00", "&&&=&"]
)
def test_a_choice_that_there_is_none_of_changes_nothing(client: Client, reading: str) -> None:
    answer = client.post(REFER, _typed() | {"reading": reading})
    assert (answer.status_code, client.cookies["reading"].value) == (200, "ja")
    assert "夜に\n明かりがつかない" in answer.content.decode()


def test_the_receipt_has_no_choice_that_would_lose_the_number(client: Client) -> None:
    page = client.post(REFER, _typed() | {"step": "3", "town": "", "reply": "code"}).content.decode()
    assert ('class="code"' in page, 'class="tools"' in page) == (True, False)


def test_furigana_stand_over_the_form(client: Client) -> None:
    client.cookies["reading"] = "ja+furigana"
    assert "<ruby>" in client.get(REFER).content.decode()


# The talk, and the page that asks for its number.


def _boxes(page: Node, of: str) -> dict[str, str]:
    boxes = page.one("form", id=of).all("input")
    sent = {one.attributes["name"]: one.attributes.get("value", "") for one in boxes}
    return {name: value for name, value in sent.items() if name != "csrfmiddlewaretoken"}


@pytest.mark.parametrize("of", ["talk", "follow"])
def test_every_choice_of_reading_beside_a_talk_is_a_button_of_its_form(client: Client, of: str) -> None:
    code = receive_referral(told()).code
    page = parse(client.post(FOLLOW, {"code": code}) if of == "talk" else client.get(FOLLOW))
    assert [link.attributes["href"] for link in page.all("a") if "/reading/" in link.attributes.get("href", "")] == []
    enter = [("open", "1")] if of == "follow" else []
    assert [(one.attributes["name"], one.attributes["value"]) for one in page.all("button", form=of)] == [
        *enter, ("reading", "furigana=1"), ("reading", "lang=ja-x-easy"), ("reading", "lang=en"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["昼は\n家にいません", ""])
def test_half_a_reply_stands_in_the_other_language_and_is_not_sent(client: Client, text: str) -> None:
    code = receive_referral(told()).code
    sent = _boxes(parse(client.post(FOLLOW, {"code": code})), "talk") | {"text": text}
    answer = client.post(FOLLOW, sent | {"reading": "lang=en"})
    page = parse(answer)
    assert (page.one("html").attributes["lang"], client.cookies["reading"].value) == ("en", "en")
    assert f"{text}</textarea>" in answer.content.decode()
    assert (page.all(cls="wrongs"), page.all("p", role="status"), Message.objects.count()) == ([], [], 0)
    # It is the same page as before, and what it sends is sent.
    assert _boxes(page, "talk")["page"] == sent["page"]
    client.post(FOLLOW, _boxes(page, "talk") | {"text": "昼は家にいません"})
    assert Message.objects.count() == 1


def test_of_a_wait_too_and_the_words_are_sent_when_they_were_meant_to_be(client: Client, settings: Any) -> None:
    code = receive_referral(told()).code
    talk = _boxes(parse(client.post(FOLLOW, {"code": code})), "talk") | {"text": "昼は家にいません"}
    most = settings.HUB_REFERRALS_FOLLOW_LIMITS
    settings.HUB_REFERRALS_FOLLOW_LIMITS = {"client": ((10**10, 0),), "all": ((10**10, 100),)}
    waits = [client.post(FOLLOW, talk), client.post(FOLLOW, talk | {"reading": "lang=ja-x-easy"})]
    forms = [_boxes(parse(one), "follow") for one in waits]
    # Another language on the page of the wait opens and counts nothing.
    again = [client.post(FOLLOW, form | {"reading": "lang=ja"}) for form in forms]
    assert ([one.status_code for one in waits + again], AccessRecord.objects.count()) == ([429, 429, 200, 200], 1)
    assert [_boxes(parse(one), "follow") for one in again] == forms
    settings.HUB_REFERRALS_FOLLOW_LIMITS = most
    opened = client.post(FOLLOW, forms[1])
    assert ("昼は家にいません</textarea>" in opened.content.decode(), Message.objects.count()) == (True, 0)
    assert "送りました。" in client.post(FOLLOW, forms[0]).content.decode()
    assert Message.objects.count() == 1


def test_a_number_that_is_half_typed_stays_and_is_not_wrong_yet(client: Client) -> None:
    page = parse(client.post(FOLLOW, {"code": "12", "reading": "furigana=1"}))
    assert (page.one("input", id="id_code").attributes["value"], page.all(cls="wrongs")) == ("12", [])
    assert client.cookies["reading"].value == "ja+furigana"
