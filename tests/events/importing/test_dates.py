"""Dates and times in every spelling that real files have."""

from datetime import date

import pytest

from events.importing.clock import Session, minutes_of, separate_sessions
from events.importing.dates import CellError, date_of, serial_behind, stamp_of, stamps_of
from events.importing.days import RowDate, dates_of_row

JANUARY_5 = date(2022, 1, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2022-01-05", "2022/1/5", "2022.1.5", "20220105", "44566", "44566.5", "２０２２／１／５", "令和4年1月5日",
        "令和４年１月５日（水）", "R4.1.5", "R4/1/5", "2022年1月5日(水・祝)", "2022年 1月 5日", "2022-01-05 00:00:00",
        "2022-01-05T10:00:00+09:00", "2022−1−5", "令和4年1月5日水曜日",
    ],
)  # fmt: skip
def test_spellings_of_a_date(text: str) -> None:
    assert date_of(text) == JANUARY_5


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("2022-02-30", "ありません"), ("2022/13/1", "ありません"), ("1900-01-01", "範囲"), ("9999-12-31", "範囲"),
        ("1/5", "読めません"), ("22/1/5", "読めません"), ("2022年1月", "読めません"), ("1月中旬", "読めません"),
        ("未定", "読めません"), ("123456789", "読めません"), ("0", "読めません"),
    ],
)  # fmt: skip
def test_what_is_no_date_says_why(text: str, word: str) -> None:
    with pytest.raises(CellError, match=word):
        date_of(text)


def test_other_eras_spans_and_nothing() -> None:
    assert date_of("平成31年4月30日") == date(2019, 4, 30)
    assert date_of("令和元年5月1日") == date(2019, 5, 1)
    assert stamps_of("2022/1/5～2022/1/7") == ((JANUARY_5, None), (date(2022, 1, 7), None))
    assert stamps_of("2022/1/5 10:00～12:00") == ((JANUARY_5, 600), (JANUARY_5, 720))
    assert date_of(" 　") is None


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("2022/1/5 13:30", 810), ("2022年1月5日 17時", 1020), ("2022年1月5日(水)17時30分まで", 1050), ("R4.1.5 午後5時半", 1050),
        ("2022-01-05T13:30:00+09:00", 810), ("2022-01-04T15:30:00Z", 30), ("2022-01-04T15:00:00Z", None),
        ("2022-01-05T00:00:00", None), ("2022/1/5 0:00", None), ("44566.5", 720), ("2022/1/5", None),
    ],
)  # fmt: skip
def test_the_time_behind_a_date(text: str, minute: int | None) -> None:
    assert stamp_of(text) == (JANUARY_5, minute)


@pytest.mark.parametrize(
    ("text", "number"), [("1900/7/18", 200), ("1901/5/14", 500), ("1900/1/30", 30), ("2022/1/1", None)]
)
def test_a_number_that_a_spreadsheet_made_a_date(text: str, number: int | None) -> None:
    assert serial_behind(text) == number


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("10:00", 600), ("9:30", 570), ("10:00:00", 600), ("10時", 600), ("10時半", 630), ("午前10時", 600),
        ("午後2時30分", 870), ("午後0時30分", 750), ("2:30 PM", 870), ("正午", 720), ("0.4166667", 600), ("1000", 600),
        ("930", 570), ("24:00", 1440), ("25:30", 1530), ("１０：００", 600), ("10:00～", 600), ("10:00〜", 600), ("〜12:00", 720), ("10時頃", 600), ("", None),
    ],
)  # fmt: skip
def test_spellings_of_a_time(text: str, minutes: int | None) -> None:
    assert minutes_of(text) == minutes


@pytest.mark.parametrize("text", ["夕方", "31:00", "10:70", "12", "10:00 - 12:00"])
def test_what_is_no_time_says_so(text: str) -> None:
    with pytest.raises(CellError, match="読めません"):
        minutes_of(text)


@pytest.mark.parametrize(
    ("note", "sessions"),
    [
        ("午前コース　午前10時~12時、午後コース　午後2時~4時", [(600, 720), (840, 960)]),
        ("午前コース:午前10時~正午、午後コース:午後2~4時", [(600, 720), (840, 960)]),
        ("(1):1月25日(火)　10:00-13:00　会議室、(2):1月25日(火)　14:00-17:00", [(600, 780), (840, 1020)]),
        ("午後2時～4時", [(840, 960)]),
        ("①11:00~11:30、②13:00~13:30", [(660, 690), (780, 810)]),
        ("午前は9時から11時、午後は1時30分から3時30分まで", [(540, 660), (810, 930)]),
        (
            "午後2時30分から午後4時45分まで(1)午後2時30分~午後3時30分(2)午後3時45分~午後4時45分",
            [(870, 930), (945, 1005)],
        ),
        ("体験会:午後1時から午後2時30分、発表会:午後0時30分から午後4時30分", [(750, 990)]),
        ("10:00～12:00（受付9:30～9:50）", [(600, 720)]),
        ("受付9時30分~", []),
        ("午前の部10時～11時30分　午後の部1時～2時30分", [(600, 690), (780, 870)]),
        ("雨天の場合は翌日10時～12時", []),
        ("午前10時~11時30分/午後1時半~3時", [(600, 690), (810, 900)]),
        ("①10:00～ ②13:00～15:00", [(780, 900)]),
        ("10時～12時。雨天の場合は翌日13時～15時", [(600, 720)]),
        ("10時～12時（雨天の場合は翌日13時～15時）", [(600, 720)]),
        ("前日18:00～20:00リハーサル、本番13:00～15:00", []),
        ("詳しくは問い合わせ 042-111-2222 9時～17時", []),
        ("電話受付:月～金、9時～17時", []),
        ("9:30～9:50受付", []),
        ("10:00～12:00\n受付9:30～9:50", [(600, 720)]),
        ("全5回(①1/17、②1/21)", []),
        ("1月中旬~3月初旬", []),
        ("対象 3~5歳", []),
    ],
)
def test_times_within_a_note(note: str, sessions: list[tuple[int, int]]) -> None:
    assert [(one.start, one.end) for one in (separate_sessions(note) if note else [])] == sessions


def test_days_that_a_note_names_within_a_span() -> None:
    first, last, times = date(2019, 1, 7), date(2019, 1, 21), [Session(600, 660)]
    mondays = [date(2019, 1, 7), date(2019, 1, 14), date(2019, 1, 21)]
    expected = [RowDate(day, day, 600, 660) for day in mondays]
    assert dates_of_row(first, last, times, "期間中の月曜日のみ開催") == expected
    assert dates_of_row(first, last, times, "全3回(①1/7、②1/14、③1/21)") == expected
    assert dates_of_row(first, last, times, "全4回(①1/7、②1/14、③1/21)") == [RowDate(first, last, 600, 660)]
    assert dates_of_row(first, last, times, "") == [RowDate(first, last, 600, 660)]


def test_past_midnight_ends_on_the_next_day() -> None:
    assert dates_of_row(JANUARY_5, JANUARY_5, [Session(1320, 1560)], "") == [
        RowDate(JANUARY_5, date(2022, 1, 6), 1320, 120)
    ]
