"""Another language on a form that is half filled: nothing that was typed is lost, and nothing is kept."""

from typing import Any

import pytest
from django.test import Client

from referrals.models import Referral
from tests.markup import parse
from tests.referrals.cases import district, office

pytestmark = pytest.mark.django_db
REFER = "/support/refer/"


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
