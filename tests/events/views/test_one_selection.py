"""The chosen days hold in every form of the list; what contradicts itself is said and not half used."""

import pytest
from django.test import Client

from tests.events.published import published_event
from tests.events.views.conftest import at
from tests.events.views.reading import LIST, count, get, titles

CHOSEN = [
    ({"when": "today"}, 1),
    ({"when": "weekend"}, 1),
    ({"since": "2027-01-05", "until": "2027-01-20"}, 1),
    ({}, 4),
]


@pytest.mark.parametrize(("parameters", "expected"), CHOSEN)
def test_map_counts_what_the_list_counts(client: Client, parameters: dict[str, str], expected: int) -> None:
    _make_events()
    found = [count(get(client, LIST, view=view, **parameters)) for view in ("list", "map")]
    assert found == [f"{expected}件"] * 2


@pytest.mark.parametrize(
    ("parameters", "month", "expected"),
    [({"when": "today"}, "2026年11月", 1), ({"since": "2027-01-05", "until": "2027-01-20"}, "2027年1月", 1)],
)
def test_the_calendar_opens_at_the_chosen_days_and_counts_within_them(
    client: Client, parameters: dict[str, str], month: str, expected: int
) -> None:
    _make_events()
    page = get(client, LIST, view="calendar", **parameters)
    assert (month in page.text, count(page)) == (True, f"{expected}件")


def test_a_day_of_the_calendar_says_how_many_it_does_not_name(client: Client) -> None:
    for number in range(5):
        published_event(f"会{number}", at(11, 27, 9 + number))
    cell = next(cell for cell in get(client, LIST, view="calendar").all("td") if cell.all("b"))
    assert [item.text for item in cell.all("li")] == ["9:00 会0", "10:00 会1", "11:00 会2", "ほか2件"]


def test_dates_win_over_a_choice_that_was_left_ticked(client: Client) -> None:
    _make_events()
    assert titles(get(client, LIST, when="today", since="2027-01-05", until="2027-01-20")) == ["年明け"]


@pytest.mark.parametrize(
    "parameters", [{"since": "abc", "until": "2027-01-20"}, {"since": "2027-02-01", "until": "2027-01-20"}]
)
def test_half_of_wrong_dates_is_not_used(client: Client, parameters: dict[str, str]) -> None:
    _make_events()
    page = get(client, LIST, **parameters)
    assert count(page) == "4件"
    assert page.one("div", "wrongs")


def test_signs_alone_are_no_words_to_look_for(client: Client) -> None:
    _make_events()
    page = get(client, LIST, q="%%%")
    assert "さがす言葉を、文字か数字で書いてください。" in page.one("div", "wrongs").text
    assert page.all("ul", "chips") == []


def test_the_other_list_keeps_the_part_of_the_city(client: Client) -> None:
    page = get(client, LIST, free="1", near="1")
    assert "/places/?near=1" in [link.attributes["href"] for link in page.one("div", "title").all("a")]


def test_a_sample_says_that_it_does_not_take_place(client: Client) -> None:
    event = published_event("見本の会", at(11, 27), is_sample=True, sample_note="日付だけを動かしました。")
    for address in (event.get_absolute_url(), f"{event.get_absolute_url()}print/"):
        text = get(client, address).text
        assert "実際には行われません。" in text
        assert "日付だけを動かしました。" in text
    assert "実際には行われません。" in get(client, "/events/week/").text


def _make_events() -> None:
    published_event("今日の会", at(11, 25, 15))
    published_event("土日の会", at(11, 28))
    published_event("来月の会", at(12, 10))
    published_event("年明け", at(1, 10, year=2027))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("/events/?q=&when=&since=&until=&town=&radius=&district=", "/events/"),
        ("/events/?view=map&q=%E5%9B%B2%E7%A2%81&town=&mark=alone&mark=leave&free=1", None),
        ("/events/?q=%E5%9B%B2%E7%A2%81&mark=", "/events/?q=%E5%9B%B2%E7%A2%81"),
        ("/places/?q=&kind=salon&hours=", "/places/?kind=salon"),
    ],
)
def test_what_a_form_sends_empty_is_not_in_the_address(client: Client, sent: str, kept: str | None) -> None:
    answer = client.get(sent)
    if kept is None:
        kept = "/events/?q=%E5%9B%B2%E7%A2%81&mark=alone&mark=leave&free=1&view=map"
    assert (answer.status_code, answer.headers.get("Location")) == (302, kept)
    assert client.get(kept).status_code == 200
