"""Each oddity of real files: what a row with it becomes."""

from datetime import date
from typing import Any

import pytest

from events.importing.reading import read_bytes
from events.importing.rows import ParsedRow, Rejection, parse_row
from tests.events.importing.files import LIST_A, as_csv, row


def parsed(*, columns: list[str] | None = None, **cells: str) -> ParsedRow | Rejection:
    raw = read_bytes(as_csv([row(**cells)], columns=columns).encode())
    return parse_row(raw.rows[0], raw.columns)


def good(**cells: str) -> ParsedRow:
    found = parsed(**cells)
    assert isinstance(found, ParsedRow), found
    return found


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"名称": ""}, "名称がありません。"),
        ({"名称": "\u3000\n"}, "名称がありません。"),
        ({"開始日": ""}, "開始日がありません。"),
        ({"開始日": "未定"}, "開始日: 「未定」は日付として読めません。"),
        ({"開始日": "2022-02-30"}, "開始日: 「2022-02-30」という日はありません。"),
        ({"開始日": "1900-01-05"}, "開始日: 「1900-01-05」の年が範囲の外です（2000年から2099年まで）。"),
        ({"開始日": "9999-12-31"}, "開始日: 「9999-12-31」の年が範囲の外です（2000年から2099年まで）。"),
        ({"終了日": "2022-01-28"}, "終了日が開始日より前です（開始日 2022-01-29、終了日 2022-01-28）。"),
        ({"終了日": "2022-02-30"}, "終了日: 「2022-02-30」という日はありません。"),
        ({"説明": "あ" * 10_001}, "「説明」が長すぎます（10001文字。10000文字まで）。"),
    ],
)
def test_rows_that_cannot_be_imported_say_why(cells: dict[str, str], reason: str) -> None:
    found = parsed(**cells)
    assert isinstance(found, Rejection)
    assert found.reason == reason
    assert (found.line, found.no) == (2, "1")


def test_a_row_of_empty_cells_is_counted_and_says_so() -> None:
    raw = read_bytes("NO,名称,開始日\n, ,　\n".encode())
    found = parse_row(raw.rows[0], raw.columns)
    assert isinstance(found, Rejection)
    assert found.reason == "空行です（すべての欄が空です）。"


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        ({"名称": "春の\n　　囲碁の会"}, {"title": "春の 囲碁の会"}),
        ({"名称": "=1+1"}, {"title": "=1+1"}),
        ({"名称": "<script>alert(1)</script>"}, {"title": "<script>alert(1)</script>"}),
        ({"名称": "囲\x00碁\u202eの会"}, {"title": "囲碁の会"}),
        ({"URL": "www.city.jp/a"}, {"url": "https://www.city.jp/a"}),
        ({"URL": "javascript:alert(1)"}, {"url": ""}),
        ({"場所名称": "公民館", "集合場所": ""}, {"venue_name": "公民館"}),
        ({"場所名称": "公民館", "集合場所": "駅前"}, {"venue_name": "公民館", "access_note": "集合場所: 駅前"}),
        ({"緯度": "139.3", "経度": "35.6"}, {"latitude": 35.6, "longitude": 139.3}),
        (
            {"備考": "雨天決行\n緯度: 139.3", "経度": "35.6"},
            {"latitude": 35.6, "longitude": 139.3, "remarks": "雨天決行"},
        ),
        (
            {"料金(基本)": "1900", "料金(詳細)": "1組\n料金(基本): 1900/7/18"},
            {"fee_text": "200円（1組）", "is_free": False},
        ),
        ({"連絡先電話番号": "(042)648-2231"}, {"contact_phone": "042-648-2231"}),
        ({"連絡先電話番号": "窓口へ"}, {"contact_phone": "", "remarks": "連絡先電話番号: 窓口へ"}),
        ({"連絡先メールアドレス": "a@b.jp"}, {"contact_email": "a@b.jp"}),
        ({"連絡先メールアドレス": "なし"}, {"contact_email": "", "remarks": "連絡先メールアドレス: なし"}),
        ({"共催団体": "自治会"}, {"remarks": "共催団体: 自治会"}),
        ({"定員": "初級25人、中級25人"}, {"remarks": "定員: 初級25人、中級25人"}),
        ({"郵便番号": "１９２０３６４"}, {"postal_code": "192-0364"}),
        ({"申込方法": "抽選。申込はhttps://a.jp/form から"}, {"allotment": "lot", "apply_url": "https://a.jp/form"}),
        ({"対象者": "60歳以上"}, {"audience_note": "60歳以上"}),
        ({"名称(カナ)": "イゴノカイ"}, {"reading": "いごのかい"}),
        (
            {"住所都道府県": "東京都", "住所市区町村": "八王子市", "住所町名": "東町", "住所丁目以下": "5-6"},
            {"address": "東京都八王子市東町5-6"},
        ),
    ],
)
def test_where_the_words_of_a_row_go(cells: dict[str, str], values: dict[str, Any]) -> None:
    found = good(**cells).values
    assert {name: found[name] for name in values} == values


@pytest.mark.parametrize(
    ("cells", "start", "end"),
    [
        ({}, 600, 720),
        ({"開始時刻": "", "終了時刻": ""}, None, None),
        ({"開始時刻": "夕方"}, None, None),
        ({"終了時刻": "09:00"}, 600, None),
        ({"終了時刻": "10:00"}, 600, None),
        ({"開始時刻": "", "終了時刻": "", "日時備考": "午後2時～4時"}, 840, 960),
        ({"開始時刻": "２２時", "終了時刻": "2:00"}, 1320, 120),
        ({"開始日": "2026/5/10 13:30", "終了日": "2026/5/10 15:00", "開始時刻": "", "終了時刻": ""}, 810, 900),
        ({"開始日": "2026/5/10 13:30～15:00", "終了日": "", "開始時刻": "", "終了時刻": ""}, 810, 900),
        ({"開始日": "2026/5/10 13:30", "終了日": ""}, 600, 720),
        ({"開始時刻": "13:00〜15:00", "終了時刻": ""}, 780, 900),
        ({"開始時刻": "13:00〜15:00", "終了時刻": "13:00〜15:00"}, 780, 900),
        ({"開始時刻": "2026/1/10 10:00", "終了時刻": "2026/1/10 11:30"}, 600, 690),
        ({"開始時刻": "1899/12/30 9:00", "終了時刻": "1899/12/30 17:00"}, 540, 1020),
        ({"開始時刻": "9", "終了時刻": "17"}, 540, 1020),
        ({"開始時刻": "9", "終了時刻": "17:00"}, 540, 1020),
        ({"開始時刻": "9", "終了時刻": ""}, None, None),
        ({"開始時刻": "0:00", "終了時刻": "0:00"}, None, None),
        ({"開始時刻": "0", "終了時刻": "0"}, None, None),
        ({"開始時刻": "午後6時", "終了時刻": "8時"}, 1080, 1200),
        ({"開始時刻": "午後10時", "終了時刻": "2時"}, 1320, 120),
    ],
)
def test_times(cells: dict[str, str], start: int | None, end: int | None) -> None:
    dates = good(**cells).dates
    assert [(one.start, one.end) for one in dates] == [(start, end)]


@pytest.mark.parametrize(
    ("cells", "name", "text"),
    [
        ({"備考": "定員: 各回先着20名", "定員": "20"}, "remarks", "定員: 各回先着20名"),
        ({"備考": "定員: 20名", "定員": "20"}, "remarks", ""),
        ({"備考": "終了日: 雨天時は翌日に延期", "終了日": ""}, "remarks", "終了日: 雨天時は翌日に延期"),
        ({"備考": "終了日: 雨天時は翌日に延期"}, "remarks", "終了日: 雨天時は翌日に延期"),
        ({"備考": "終了日: 2022/1/29"}, "remarks", ""),
        ({"備考": "緯度: 北側の入口", "緯度": "35.6", "経度": "139.3"}, "remarks", "緯度: 北側の入口"),
        ({"終了時刻": "9時"}, "time_note", "終了時刻: 9時"),
        ({"終了時刻": "夕方"}, "time_note", "終了時刻: 夕方"),
        ({"開始時刻": "", "終了時刻": "12時"}, "time_note", "終了時刻: 12時"),
        ({"開始時刻": "", "終了時刻": "", "日時備考": "雨天の場合は翌日10時～12時"}, "time_note", "雨天の場合は翌日10時～12時"),
    ],
)  # fmt: skip
def test_no_words_are_lost(cells: dict[str, str], name: str, text: str) -> None:
    found = good(**cells)
    assert (found.values | {"time_note": found.time_note})[name] == text


def test_a_note_about_another_day_is_no_second_date() -> None:
    found = good(開始時刻="", 終了時刻="", 日時備考="前日18:00～20:00リハーサル、本番13:00～15:00")
    assert [(one.first, one.start, one.end) for one in found.dates] == [(date(2022, 1, 29), None, None)]


@pytest.mark.parametrize(
    ("cells", "minute"),
    [
        ({"申込期限日": "2026/1/31 17:00"}, 1020),
        ({"申込期限日": "2026/1/31", "申込期限時刻": "17時"}, 1020),
        ({"申込期限日": "2026/1/31 17:00", "申込期限時刻": "0:00"}, 1020),
        ({"申込期限日": "2026/1/31 0:00"}, None),
    ],
)
def test_a_deadline_has_the_time_that_stands_beside_its_day(cells: dict[str, str], minute: int | None) -> None:
    found = good(**cells).deadline
    assert found is not None
    assert (found.day, found.minute) == (date(2026, 1, 31), minute)


def test_a_moment_in_universal_time_is_told_in_japan() -> None:
    found = good(開始日="2026-01-04T15:00:00Z", 終了日="", 開始時刻="", 終了時刻="")
    assert (found.starts_on, found.start_minute) == (date(2026, 1, 5), None)


def test_two_sessions_in_a_note_are_two_dates_of_one_row() -> None:
    found = good(
        開始時刻="", 終了時刻="", 日時備考="午前コース　午前10時~12時、午後コース　午後2時~4時\n開始日: 2022/1/29"
    )
    assert [(one.start, one.end) for one in found.dates] == [(600, 720), (840, 960)]
    assert found.time_note == "午前コース　午前10時~12時、午後コース　午後2時~4時"


def test_no_end_day_is_the_same_day_and_remarked() -> None:
    found = good(終了日="")
    assert found.dates[0].last == date(2022, 1, 29)
    assert [remark.text for remark in found.remarks] == ["終了日がないので、開始日と同じ日としました。"]


def test_the_start_may_stand_in_a_note() -> None:
    assert good(開始日="", 終了日="", 日時備考="雨天中止\n開始日: 2022/2/5").starts_on == date(2022, 2, 5)


def test_a_deadline_that_cannot_be_read_stays_in_words() -> None:
    found = good(申込期限日="なくなりしだい", 申込方法="電話で")
    assert found.deadline is None
    assert found.values["how_to_apply"] == "電話で\n申込期限日: なくなりしだい"


def test_too_long_a_title_is_cut_aloud() -> None:
    found = good(名称="囲" * 300)
    assert len(found.title) == 200
    assert "囲" * 300 in found.values["remarks"]
    assert len(found.remarks) == 1


def test_cancelled_by_title_or_status() -> None:
    assert good(名称="【中止】囲碁の会").is_cancelled
    assert good(状態="中止").is_cancelled
    assert not good(名称="（一部中止）囲碁の会").is_cancelled


def test_short_and_long_rows_are_read_and_remarked() -> None:
    raw = read_bytes("NO,名称,開始日,説明\n1,囲碁,2022-01-05\n2,将棋,2022-01-05,x,あまり\n".encode())
    short, long = (parse_row(one, raw.columns) for one in raw.rows)
    assert isinstance(short, ParsedRow)
    assert isinstance(long, ParsedRow)
    assert "少ない" in short.remarks[0].text
    assert "あまり" in long.remarks[0].text


def test_list_a() -> None:
    cells = dict.fromkeys(LIST_A, "") | {
        "都道府県コード又は市区町村コード": "13201-2", "NO": "7", "市区町村名": "八王子市", "イベント名": "手話の会", "開始日": "令和4年2月5日",
        "終了日": "2022/2/5", "開始時間": "10時", "終了時間": "正午", "場所名称": "台町市民センター", "住所": "東京都八王子市台町3-20-1",
        "主催者": "手話サークル", "定員": "先着20名", "参加申込終了日": "2022/2/1", "参加申込方法": "電話（先着）", "料金(基本)": "0",
    }  # fmt: skip
    raw = read_bytes(as_csv([cells]).encode("cp932"))
    found = parse_row(raw.rows[0], raw.columns)
    assert isinstance(found, ParsedRow)
    assert (found.no, found.code, found.city, found.capacity) == ("7", "132012", "八王子市", 20)
    assert (found.dates[0].start, found.dates[0].end) == (600, 720)
    assert found.deadline is not None
    assert found.deadline.day == date(2022, 2, 1)
    assert found.values["organizer_name"] == "手話サークル"
    assert (found.values["is_free"], found.values["allotment"]) == (True, "first_come")
