"""What the site says of itself; robots; pages for when something went wrong."""

import re
from typing import Any

import pytest
from django.test import Client, RequestFactory

from hub.pages import errors
from tests.events.views.reading import get
from tests.markup import Node, parse

PAGES = {
    "/about/": "このサイトについて",
    "/about/privacy/": "個人情報の扱い",
    "/about/terms/": "利用のきまり",
    "/about/accessibility/": "使いやすさへの取り組み",
    "/support/": "相談する",
}


@pytest.mark.parametrize(("address", "heading"), PAGES.items())
def test_a_page_of_our_own_words(client: Client, address: str, heading: str) -> None:
    page = get(client, address)
    assert page.one("h1").text == heading
    assert page.one("li", **{"aria-current": "page"}).text == heading
    assert page.one("title").children == [f"{heading} | つながりハブ 八王子市"]


def test_every_source_is_named(client: Client) -> None:
    text = get(client, "/about/").text
    assert [name for name in ("国土数値情報", "Geolonia", "CC BY 4.0", "イベント一覧") if name not in text] == []


def test_danger_stands_above_everything_on_the_support_page(client: Client) -> None:
    page = get(client, "/support/")
    main = [node for node in page.one("main").walk() if node.tag in {"h1", "h2"}]
    assert main[0].text == "いのちの危険があるときは、先に電話を"
    assert [a.attributes["href"] for a in page.one("section", "danger").all("a")] == ["tel:119", "tel:110", "tel:189"]
    assert page.one("div", "quit").one("a").attributes["rel"] == "noreferrer"
    assert "192-8501" in page.one("aside").text


def test_robots_keep_out_of_staff_pages_and_of_the_endless_addresses_of_filters(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().splitlines() == [
        "User-agent: *", "Disallow: /admin/", "Disallow: /reading/", "Disallow: /report/", "Disallow: /n/",
        "Disallow: /circles/members/", "Disallow: /api/",
        "Allow: /api/v1/*format=ics", "Allow: /api/v1/*format=atom", "Disallow: /events/?", "Disallow: /events/week/?",
        "Disallow: /places/?", "Disallow: /circles/?", "Disallow: /find/?", "Disallow: /support/?",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "is_open"),
    [
        ("/api/v1/events/?cursor=abc", False),
        ("/api/v1/changes/?since=1-2", False),
        ("/api/v1/events/?format=csv", False),
        ("/api/v1/events/?format=ics&upcoming=1&district=21", True),
        ("/api/v1/events/?district=21&format=ics", True),
        ("/api/v1/events/?format=atom", True),
        ("/data/", True),
        ("/data/api/", True),
        ("/events/", True),
        ("/events/?q=x", False),
    ],
)
def test_what_robots_may_read(client: Client, address: str, is_open: bool) -> None:
    """As RFC 9309 reads it: of the rules that match, the longest counts."""
    lines = [line.partition(": ") for line in client.get("/robots.txt").content.decode().splitlines()]
    rules = [(name, pattern) for name, _colon, pattern in lines if name in {"Allow", "Disallow"}]
    found = [
        (len(pattern), name)
        for name, pattern in rules
        if re.match(".*".join(re.escape(part) for part in pattern.split("*")), address)
    ]
    assert (max(found)[1] if found else "Allow") == ("Allow" if is_open else "Disallow")


def _links(page: Node) -> list[str]:
    return [a.attributes["href"] for a in page.one("main").all("a")]


@pytest.mark.parametrize("reading", ["ja", "ja+furigana", "ja-x-easy", "en"])
@pytest.mark.parametrize(
    ("show", "status"),
    [
        (errors.bad_request, 400),
        (errors.forbidden, 403),
        (errors.csrf_failure, 403),
        (errors.not_found, 404),
        (errors.too_many, 429),
        (errors.server_error, 500),
    ],
)
def test_a_problem_page_says_what_one_can_do(
    rf: RequestFactory, show: Any, status: int, reading: str, django_assert_num_queries: Any
) -> None:
    request = rf.get("/somewhere/", headers={"cookie": f"reading={reading}"})
    with django_assert_num_queries(0):
        answer = show(request)
    page = parse(answer)
    assert answer.status_code == status
    assert len(page.all("h1")) == 1
    assert _links(page) == ["/", "/events/", "/places/", "/support/"]
    assert answer.headers.get("Retry-After") == ("60" if status == 429 else None)


def test_a_missing_page_helps_in_the_language_of_the_reader(client: Client) -> None:
    client.cookies["reading"] = "en"
    answer = client.get("/nowhere/")
    page = parse(answer)
    assert (answer.status_code, page.one("html").attributes["lang"]) == (404, "en")
    assert _links(page) == ["/", "/events/", "/places/", "/support/"]
