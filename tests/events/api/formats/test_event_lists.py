"""The columns of the event lists A and B."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from events.api.formats.event_lists import write_list_a, write_list_b
from events.api.formats.fees import fee_columns
from events.importing.amounts import fee_of
from tests.events.api.formats.made import CONTEXT, HOSTILE, date, event, filled
from tests.events.importing.files import HACHIOJI, LIST_A, read_rows


def read(write: Callable[..., bytes], *documents: dict[str, Any]) -> tuple[list[str], list[dict[str, str]]]:
    content = write(list(documents), CONTEXT)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    rows = list(reader)
    return list(reader.fieldnames or []), rows


def test_list_b_has_the_columns_of_the_city_s_file() -> None:
    assert read(write_list_b, event())[0] == read_rows(HACHIOJI)[0]


def test_list_a_has_its_columns() -> None:
    assert read(write_list_a, event())[0] == LIST_A


def test_a_row_of_list_b() -> None:
    whole = event(date(capacity=20, deadline_at="2026-11-20T17:00:00+09:00"), title_kana="いごのかい")
    _columns, [row] = read(write_list_b, whole)
    assert {name: text for name, text in row.items() if text} == {
        "NO": "7",
        "都道府県コード又は市区町村コード": "132012",
        "名称": "囲碁の会",
        "名称(カナ)": "イゴノカイ",
        "イベント種類": "文化・芸術",
        "URL": "https://example.org/go",
        "開始日": "2026-11-23",
        "終了日": "2026-11-23",
        "開始時刻": "10:00",
        "終了時刻": "12:00",
        "場所名称": "川口市民センター",
        "郵便番号": "193-0801",
        "住所都道府県": "東京都",
        "住所市区町村": "八王子市",
        "住所町名": "川口町",
        "住所丁目以下": "3838",
        "緯度": "35.6771",
        "経度": "139.2754",
        "主催団体": "囲碁クラブ",
        "定員": "20",
        "料金(基本)": "0",
        "申込期限日": "2026-11-20",
        "申込期限時刻": "17:00",
        "連絡先名称": "囲碁クラブ",
        "備考": "出典：つながりハブ http://testserver/events/3/",
    }


def test_a_row_of_list_a() -> None:
    _columns, [row] = read(write_list_a, event())
    assert [row[name] for name in ("都道府県名", "市区町村名", "イベント名", "開始時間", "住所")] == [
        "東京都", "八王子市", "囲碁の会", "10:00", "東京都八王子市川口町3838",
    ]  # fmt: skip


def test_one_row_for_each_date() -> None:
    dates = [
        date(id=1, state="cancelled"),
        date(id=2, has_time=False, ends_at="2026-11-24T23:59:00+09:00"),
        date(id=3, state="moved", moved_from="2026-11-22T10:00:00+09:00", ends_at="2026-11-23T10:00:00+09:00"),
    ]
    _columns, rows = read(write_list_b, event(*dates))
    names = ("NO", "状態", "開始日", "終了日", "開始時刻", "終了時刻", "日時備考")
    assert [[row[name] for name in names] for row in rows] == [
        ["1", "中止", "2026-11-23", "2026-11-23", "10:00", "12:00", ""],
        ["2", "", "2026-11-23", "2026-11-24", "", "", ""],
        ["3", "", "2026-11-23", "2026-11-23", "10:00", "", "日時変更: もとは2026年11月22日 10:00"],
    ]


def test_what_the_import_put_under_remarks_is_in_its_column_again() -> None:
    remarks = (
        "はじめの一行\n名称(英字): Go club\n共催団体: 囲碁連盟\n定員: 初級25人\n画像URL: https://example.org/go.jpg"
    )
    _columns, [row] = read(write_list_b, event(remarks=remarks))
    assert [row[name] for name in ("名称(英字)", "共催団体", "定員", "画像URL")] == [
        "Go club", "囲碁連盟", "初級25人", "https://example.org/go.jpg",
    ]  # fmt: skip
    assert row["備考"] == "はじめの一行\n出典：つながりハブ http://testserver/events/3/"


def test_a_sample_says_so() -> None:
    _columns, [row] = read(write_list_b, event(is_sample=True, source="市の資料"))
    assert row["備考"].split("\n") == [
        "【見本】これは見本の催しです。実際には行われません。", "出典：市の資料を加工して作成",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("is_free", "text", "columns"),
    [
        (True, "", ("0", "")),
        (True, "無料（筆記用具は持参）", ("0", "筆記用具は持参")),
        (False, "1,500円", ("1500", "")),
        (False, "500円（材料費）", ("500", "材料費")),
        (False, "一般500円、学生300円", ("", "一般500円、学生300円")),
        (None, "", ("", "")),
        (None, "材料費は実費", ("", "材料費は実費")),
        (False, "参加費: 500円", ("500", "")),
    ],
)
def test_fees(is_free: bool | None, text: str, columns: tuple[str, str]) -> None:
    assert fee_columns(is_free, text) == columns
    assert fee_of(*columns).is_free is is_free


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_words_stay_in_their_cells(text: str) -> None:
    for write in (write_list_a, write_list_b):
        columns, [row] = read(write, filled(event(), text))
        assert list(row) == columns
        assert [cell for cell in row.values() if cell.startswith(tuple("=+-@＝＋－＠\t\r"))] == []
