"""Language and furigana: chosen on any page, kept in the reader's own cookie, and back to the same page."""

import pytest
from django.test import Client

from tests.events.views.reading import get
from tests.markup import parse

CHOICES = [
    ("", "lang=en", "en"),
    ("", "lang=ja-x-easy", "ja-x-easy"),
    ("", "furigana=1", "ja+furigana"),
    ("ja+furigana", "furigana=0", "ja"),
    ("ja+furigana", "lang=ja-x-easy", "ja-x-easy+furigana"),
    ("en", "lang=ja", "ja"),
    ("en", "lang=fr", "en"),
    ("nonsense", "furigana=2", "ja"),
]


@pytest.mark.parametrize(("before", "query", "after"), CHOICES)
def test_a_choice_is_kept_in_a_cookie(client: Client, before: str, query: str, after: str) -> None:
    if before:
        client.cookies["reading"] = before
    answer = client.get(f"/reading/?{query}&next=/events/%3Fq%3Dx")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/events/?q=x")
    cookie = answer.cookies["reading"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (after, True, "Lax", 31536000)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "sessionid" not in answer.cookies


@pytest.mark.parametrize(
    ("language", "lang", "content"), [("ja", "ja", "ja"), ("ja-x-easy", "ja", "ja"), ("en", "en", "en")]
)
def test_a_page_says_its_language(client: Client, language: str, lang: str, content: str) -> None:
    client.cookies["reading"] = language
    answer = client.get("/about/")
    assert (parse(answer).one("html").attributes["lang"], answer.headers["Content-Language"]) == (lang, content)


def test_the_links_lead_back_to_this_very_page(client: Client) -> None:
    page = get(client, "/events/?q=a%26b&when=today")
    for name in ("ふりがな", "やさしい日本語", "English"):
        assert client.get(page.link(name)).headers["Location"] == "/events/?q=a%26b&when=today"


def test_furigana_are_on_only_where_wanted(client: Client) -> None:
    assert get(client, "/about/").all("ruby") == []
    client.cookies["reading"] = "ja+furigana"
    page = get(client, "/about/")
    assert page.all("ruby")
    assert page.link("ふりがなを消す")


def test_a_kept_page_is_not_given_in_another_way_of_reading(client: Client) -> None:
    seen = {}
    for reading in ("ja", "ja+furigana", "ja-x-easy", "en", "ja"):
        client.cookies["reading"] = reading
        answer = client.get("/about/")
        assert seen.setdefault(reading, (answer.content, answer.headers["ETag"])) == (
            answer.content,
            answer.headers["ETag"],
        )
    assert len({tag for _content, tag in seen.values()}) == 4
