"""The list of public facilities."""

import csv
import io
from typing import Any

import pytest

from events.api.formats.place_list import write
from tests.events.api.formats.made import CONTEXT, HOSTILE, filled, place


def rows(*places: dict[str, Any]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(write(list(places), CONTEXT).decode("utf-8-sig"), newline="")))


def span(weekday: int, opens: str = "09:00", closes: str = "17:00", note: str = "") -> dict[str, Any]:
    return {"weekday": weekday, "opens": opens, "closes": closes, "note": note}


def test_the_columns_of_a_place() -> None:
    [row] = rows(
        place(
            summary="お茶を飲めます",
            phone="042-000-0000",
            opening_hours=[span(0), span(2)],
            accessibility={"nursery": True, "guide_dog": False},
            source="市の資料",
            license="CC BY 4.0",
        )
    )
    assert {name: text for name, text in row.items() if text} == {
        "都道府県コード又は市区町村コード": "132012",
        "NO": "5",
        "都道府県名": "東京都",
        "市区町村名": "八王子市",
        "名称": "ひだまりサロン",
        "名称_カナ": "ヒダマリサロン",
        "住所": "東京都八王子市南大沢2-27",
        "緯度": "35.6145",
        "経度": "139.3795",
        "電話番号": "042-000-0000",
        "団体名": "ひだまりの会",
        "利用可能曜日": "月水",
        "開始時間": "09:00",
        "終了時間": "17:00",
        "説明": "お茶を飲めます",
        "バリアフリー情報": "あり：授乳室\nなし：補助犬と入れる",
        "URL": "http://testserver/places/5/",
        "備考": (
            "種類：サロン・通いの場\n案内のページ：http://testserver/places/5/\n出典：市の資料（CC BY 4.0）を加工して作成"
        ),
    }
    assert len(row) == 24


def test_hours_that_differ_are_told_day_by_day() -> None:
    closed = {"date": "2026-12-29", "is_closed": True, "opens": None, "closes": None, "note": "年末"}
    [row] = rows(
        place(opening_hours=[span(0, "10:00"), span(1), span(1, "18:00", "20:00", "夜")], opening_exceptions=[closed])
    )
    assert [row[name] for name in ("利用可能曜日", "開始時間", "終了時間", "利用可能日時特記事項")] == [
        "月火",
        "09:00",
        "20:00",
        "月 10:00～17:00、火 09:00～17:00 18:00～20:00（夜）\n2026-12-29 休み（年末）",
    ]


def test_a_place_without_a_public_address_is_in_its_town() -> None:
    [row] = rows(place(is_address_public=False, address="南大沢", latitude=None, longitude=None, postal_code=""))
    assert [row[name] for name in ("住所", "緯度", "経度")] == ["東京都八王子市南大沢", "", ""]


def test_a_sample_says_so() -> None:
    [row] = rows(place(is_sample=True, sample_note="作った場です"))
    assert row["備考"].split("\n")[0] == "【見本】この場所の案内は見本です。 作った場です"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_words_stay_in_their_cells(text: str) -> None:
    [row] = rows(filled(place(), text))
    assert len(row) == 24
    assert [cell for cell in row.values() if cell.startswith(tuple("=+-@＝＋－＠\t\r"))] == []
