"""The public pages: every figure of the files, sentences that are true, a fixed number of queries, nothing of a hidden plan."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub import page_cache
from indicators.models import Indicator, Measurement, PlaceDecision, Plan
from indicators.services.deciding import decide_place
from indicators.services.measuring import correct_measurement, record_measurement
from tests.city import load_city
from tests.events.published import published_place
from tests.indicators.plans import indicator, load, planner
from tests.markup import Node, parse

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _november() -> Any:
    with time_machine.travel("2026-11-26T09:00:00+09:00", tick=False):
        yield


def _page(address: str) -> Node:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return parse(answer)


def _cells(article: Node) -> list[list[str]]:
    return [[cell.text for cell in row.walk() if cell.tag in {"th", "td"}] for row in article.one("tbody").all("tr")]


def test_the_plan_of_welfare_as_in_the_paper() -> None:
    load()
    page = _page("/indicators/plans/chiiki-fukushi-4/")
    found = {one.one("h3").text: _cells(one) for one in page.all("article")}
    none = "目標の年は資料にありません"
    assert found == {
        "孤独・孤立を感じている人の割合": [["基準値", "40.3%", ""], [none, "", "基準値より減らす"]],
        "地域の人と交流したり、地域の活動に参加したりすることで、充実感や生きがいを感じる市民の割合": [
            ["基準値", "31.7%", ""],
            [none, "", "40.0%"],
        ],
        "地域に人とひととのつながりがあると感じている市民の割合": [["基準値", "28.4%", ""], [none, "", "60.0%"]],
        "多機関と連携できる体制があると感じている福祉関係機関の割合": [["基準値", "70.5%", ""], [none, "", "90.0%"]],
        "はちまるサポートの認知度": [["基準値", "11.4%", ""], [none, "", "50.0%"]],
        "孤独・孤立状態にある本人や家族の居場所や社会参加等の「場」の数": [
            ["基準値", "新規", ""],
            ["令和8年度", "まだ", "12か所"],
            ["令和11年度", "まだ", "30か所"],
        ],
        "孤独・孤立対策支援プラットフォームの数": [
            ["基準値", "新規", ""],
            ["令和8年度", "まだ", "3か所"],
            ["令和11年度", "まだ", "6か所"],
        ],
    }


def test_the_plan_of_today_s_children_as_in_the_paper() -> None:
    load()
    page = _page("/indicators/plans/kodomo-wakamono-1/")
    found = {one.one("h3").text: (one.one("p", "sum").text, _cells(one)[1:]) for one in page.all("article")}
    assert found["保育所待機児童の数"] == (
        "15人 令和5年度 令和5年度は、令和6年度の目標（0人以下）まで、あと15人でした。",
        [["令和5年度", "15人", ""], ["令和6年度", "まだ", "0人以下"]],
    )
    assert found["学童保育所の待機児童数"][0] == "0人 令和5年度 令和5年度に、令和6年度の目標（0人以下）に届いています。"
    assert found["妊婦面談実施率"] == (
        "102.6% 令和5年度 令和5年度に、令和6年度の目標（95%以上）に届いています。",
        [
            ["令和5年度", "102.6%", ""],
            ["転入者等のため、面談数が出生数を上回ったことにより100％を超えている。"],
            ["令和6年度", "まだ", "95%以上"],
        ],
    )
    assert found["幼児教育・保育センターの設置"] == (
        "した 令和5年度 令和5年度に、目標のとおりにしました。",
        [["令和5年度", "した", ""], ["令和6年度", "まだ", "する"]],
    )
    assert found["若者総合相談センターにおける利用件数"][0].startswith("3,333件")


def test_a_draft_says_so_and_has_its_tree() -> None:
    load()
    page = _page("/indicators/plans/kodomo-wakamono-2/")
    assert page.one("p", "note").text == "まだ決まっていない計画です 素案（2024年11月）"
    tree = page.one("ol", "logic")
    assert (len(tree.all("details")), len(tree.all("b"))) == (4, 18)
    assert [link.text for link in tree.all("a")] == [
        "子ども・若者との意見交換の機会の回数",
        "子育てを支える環境が整っていると感じている子育て世帯の割合",
        "ファミリー・サポート・センターのマッチング率",
        "子ども家庭支援センターの相談（活動）件数",
    ]


@pytest.mark.parametrize(
    ("kind", "target", "baseline", "value", "said"),
    [
        ("places", ("value", 12, 2026), None, "9", "令和8年度の目標（12か所）まで、あと3か所です。"),
        ("places", ("value", 12, 2026), None, "12", "令和8年度に、令和8年度の目標（12か所）に届いています。"),
        ("percent", ("value", "40.0", None), "31.7", "35.2", "目標（40.0%）まで、あと4.8ポイントです。"),
        ("percent", ("decrease", None, None), "40.3", "39.9", "令和8年度に、目標（基準値より減らす）に届いています。"),
        (
            "percent",
            ("decrease", None, None),
            "40.3",
            "40.3",
            "令和8年度は、まだ目標（基準値より減らす）に届いていません。",
        ),
        (
            "percent",
            ("decrease", None, None),
            None,
            "40.3",
            "基準値がわからないので、目標に届いたかどうかは言えません。",
        ),
        ("achieved", ("achieved", None, 2026), "0", "0", "令和8年度は、まだしていません。"),
        ("count", None, None, "1234", "令和8年度は1,234です。目標の値は、資料にありません。"),
    ],
)
def test_every_sentence_is_true(
    kind: str, target: tuple[str, Any, int | None] | None, baseline: str | None, value: str, said: str
) -> None:
    one = indicator(kind, *([target] if target else []), baseline_value=Decimal(baseline) if baseline else None)
    assert _page("/indicators/made/").one("p", "sum").text == "まだ実績がありません。"
    record_measurement(one, by=planner(), value=Decimal(value), fiscal_year=2026, source="市の台帳")
    page_cache.memory.clear()
    assert _page("/indicators/made/").one("p", "sum").text.endswith(said)


def test_made_up_values_are_told_wherever_they_are_shown_and_a_running_year_is_not_judged() -> None:
    one = indicator("places", ("value", 12, 2026))
    day = date(2026, 11, 25)
    record_measurement(one, by=planner(), value=Decimal(9), fiscal_year=2026, source="市の台帳", on=day)
    paper = _page("/indicators/plans/plan-of-tests/paper/")
    assert [mark.text for mark in paper.all("span", "tag")] == ["速報"]
    assert "作りもの" not in paper.one("article").text
    made = indicator("places", ("value", 12, 2026), code="sample")
    Measurement.objects.create(
        indicator=made, value=Decimal(9), fiscal_year=2026, on=day, certainty="provisional", source="見本", is_sample=True,
        at=timezone.now(),
    )  # fmt: skip
    page_cache.memory.clear()
    page = _page("/indicators/sample/")
    assert [mark.text for mark in page.one("p", "sum").all("span", "tag")] == ["速報", "見本"]
    assert _cells(page.one("table", "years"))[1] == [
        "令和8年度（11月25日現在）",
        "9か所 速報 見本",
        "12か所まだ届いていない",
    ]
    paper = _page("/indicators/plans/plan-of-tests/paper/")
    assert [mark.text for mark in paper.all("span", "tag")] == ["速報", "速報", "見本"]
    assert "「見本」の値は、作りものです。報告には使えません。" in paper.one("article").text


def test_the_next_target_is_the_one_that_counts() -> None:
    one = indicator("places", ("value", 12, 2026), ("value", 30, 2029))
    record_measurement(one, by=planner(), value=Decimal(12), fiscal_year=2026, source="数えた")
    with time_machine.travel("2027-04-01T00:00:00+09:00", tick=False):
        assert (
            _page("/indicators/made/").one("p", "sum").text.endswith("令和11年度の目標（30か所）まで、あと18か所です。")
        )


def test_what_was_corrected_is_still_to_be_seen_with_its_reason() -> None:
    one, by = indicator("places", ("value", 12, 2026)), planner()
    first = record_measurement(one, by=by, value=Decimal(9), fiscal_year=2026, on=date(2026, 11, 20), source="台帳")
    correct_measurement(first, by=by, value=Decimal(8), reason="1か所を二度数えていた")
    page = _page("/indicators/made/")
    [history] = [one for one in page.all("section") if one.attributes.get("aria-labelledby") == "history"]
    assert _cells(history) == [
        ["令和8年度（11月20日現在）", "8か所", "速報", "台帳"],
        ["令和8年度（11月20日現在）", "9か所", "速報直す前の値：1か所を二度数えていた", "台帳"],
    ]
    assert by.display_name not in page.text


def test_a_forecast_needs_three_values() -> None:
    one, by = indicator("places", ("value", 30, 2029)), planner()
    for year, value in ((2023, 4), (2024, 6), (2025, 8)):
        page_cache.memory.clear()
        assert "まっすぐ延ばすと" not in _page("/indicators/made/").text
        record_measurement(one, by=by, value=Decimal(value), fiscal_year=year, source="数えた")
    page_cache.memory.clear()
    assert "これまでの値をまっすぐ延ばすと、令和11年度 16か所です。" in _page("/indicators/made/").text


def test_the_map_shows_where_places_are_once_it_was_decided() -> None:
    load_city()
    load()
    place = published_place("ひだまり", address="台町四丁目1-1")
    assert "まだ決まっていません" in _page("/indicators/").text
    decide_place(place, by=planner(), is_counted=True, decided_on=date(2026, 11, 1), reason="居場所")
    page_cache.memory.clear()
    page = _page("/indicators/")
    assert "37の地区のうち、いま計画の「場」があるのは1地区です。" in page.text
    assert place.district is not None
    [there] = page.all("a", "has")
    assert there.attributes["aria-label"].startswith(place.district.name)
    assert PlaceDecision.objects.counted_on(date(2026, 11, 26)).of_districts() == {place.district.pk: 1}


@pytest.mark.parametrize(
    "address",
    [
        "/indicators/plans/ひみつ/", "/indicators/plans/secret/", "/indicators/plans/secret/paper/",
        "/indicators/plans/secret/figures.csv", "/indicators/plans/secret/figures.json", "/indicators/secret-figure/",
    ],
)  # fmt: skip
def test_a_plan_that_is_not_public_is_as_if_it_were_not_there(address: str) -> None:
    plan = Plan.objects.create(code="secret", name="ひみつの計画", is_public=False)
    Indicator.objects.create(plan=plan, code="secret-figure", name="ひみつの指標", kind="count")
    assert Client().get(address).status_code == 404
    assert "ひみつ" not in _page("/indicators/").text
    assert Client().get("/api/v1/indicators/").json()["results"] == []


def _queries(address: str) -> int:
    page_cache.memory.clear()
    with CaptureQueriesContext(
        connection,
    ) as counted:
        _page(address)
    return len(counted)


def test_the_number_of_queries_does_not_grow() -> None:
    indicator("places", ("value", 12, 2026), code="ba-count")
    addresses = ["/indicators/", "/indicators/plans/plan-of-tests/", "/indicators/ba-count/"]
    few = [_queries(address) for address in addresses]
    for number in range(3):
        one = indicator("percent", ("value", 12, 2026), ("value", 30, 2029), code=f"more-{number}")
        for year in range(2020, 2027):
            record_measurement(one, by=planner(), value=Decimal(year - 2019), fiscal_year=year, source="調査")
    assert [_queries(address) for address in addresses] == few


def test_the_files_say_what_the_page_says() -> None:
    one, by = indicator("percent", ("value", "40.0", 2029), name="=1+1", baseline_value=Decimal("31.7")), planner()
    first = record_measurement(one, by=by, value=Decimal("35.0"), fiscal_year=2025, source="調査", is_confirmed=True)
    correct_measurement(first, by=by, value=Decimal("35.1"), reason="写しまちがい")
    answer = Client().get("/indicators/plans/plan-of-tests/figures.csv")
    assert answer.content.startswith("\ufeff".encode())
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    said = [(row["指標"], row["行の種類"], row["値"], row["たしかさ"], row["直す前の値"]) for row in rows]
    assert said == [
        ("'=1+1", "基準値", "31.7", "", ""),
        ("'=1+1", "目標", "40.0", "", ""),
        ("'=1+1", "実績", "35.1", "確定", "35.0"),
    ]
    [document] = Client().get("/indicators/plans/plan-of-tests/figures.json").json()["indicators"]
    assert document["baseline"] == {"value": 31.7, "fiscal_year": None, "note": ""}
    assert document["measurements"] == [
        {
            "fiscal_year": 2025, "on": None, "value": 35.1, "certainty": "confirmed", "source": "調査", "note": "",
            "replaced": 35, "reason": "写しまちがい",
        }
    ]  # fmt: skip
    assert Measurement.objects.count() == 2
