"""A student with evenings to spare and little money: something free where one can help, and she does not know what."""

from django.test import Client

from tests.journeys.person import Person

MOST_TAPS = 6


def test_a_free_evening_found_by_filters(client: Client, city: None) -> None:
    they = Person(client)
    they.tap("無料")
    they.send(they.page.one("form", id="filters"), ("free", "1"), ("time", "evening"), ("audience", "students"))
    assert they.titles == ["夜の学習支援ボランティア"]
    they.tap("夜の学習支援ボランティア")
    assert "18:30–19:30" in they.text
    assert they.taps <= MOST_TAPS


def test_three_questions_for_who_does_not_know(client: Client, city: None) -> None:
    they = Person(client)
    they.tap("迷っている（3つの質問）")
    they.send(they.form_with("talk"), ("theme", "youth"), ("when", "week"), ("talk", "little"))
    assert "夜の学習支援ボランティア" in they.titles
    reason = next(
        row.one("p", "why").text
        for row in they.page.all("li", "ev")
        if row.all("a")[0].text == "夜の学習支援ボランティア"
    )
    assert reason.startswith("おすすめの理由 「")
    they.tap("夜の学習支援ボランティア")
    assert they.taps <= MOST_TAPS


def test_all_questions_skipped(client: Client, city: None) -> None:
    they = Person(client)
    they.tap("迷っている（3つの質問）")
    they.send(they.form_with("talk"))
    assert 1 <= len(they.titles) <= 6
    assert they.taps == 2
