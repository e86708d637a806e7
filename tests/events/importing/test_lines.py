"""A quotation mark that is never closed costs its own line, and a long cell of several lines stays whole."""

import pytest

from events.importing.reading import read_bytes
from tests.events.importing.files import HACHIOJI, LIST_A, as_csv, read_rows, row

LIST_B = read_rows(HACHIOJI)[0]
NARROW = ["NO", "名称", "開始日", "説明"]


def a_row(number: int, **cells: str) -> dict[str, str]:
    plain = {"NO": str(number), "イベント名": f"会{number}", "開始日": "2026-05-10", "終了日": "2026-05-10"}
    return dict.fromkeys(LIST_A, "") | plain | cells


def b_row(number: int, **cells: str) -> dict[str, str]:
    return dict.fromkeys(LIST_B, "") | row(NO=str(number), 名称=f"会{number}") | cells


def read(rows: list[dict[str, str]], columns: list[str]) -> list[tuple[int, bool, str]]:
    """Line, whether it is broken, and the number; ``@`` is a mark that is never closed."""
    content = as_csv(rows, columns=columns).replace("@", '"').encode()
    return [(one.line, bool(one.problem), one.cells[columns.index("NO")]) for one in read_bytes(content).rows]


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        ([b_row(1, 申込方法="@電話"), b_row(2, 説明="あ,い"), b_row(3)], LIST_B),
        ([b_row(1, 説明="@あ"), b_row(2, 備考="い,う"), b_row(3)], LIST_B),
        ([a_row(1, 備考="@雨天中止"), a_row(2, 説明="あ,い"), a_row(3)], LIST_A),
        ([a_row(1, 備考="@雨天中止"), a_row(2, 備考="晴れ@"), a_row(3)], LIST_A),
        ([a_row(1, 備考="@雨天中止"), a_row(2, 開始日="未定", 説明="あ,い"), a_row(3)], LIST_A),
        ([a_row(1, イベント名="@会"), a_row(2), a_row(3)], LIST_A),
        ([{**dict.fromkeys(NARROW, "2026-05-10"), "説明": "@x"}, dict.fromkeys(NARROW, "2026-05-10") | {"説明": "あ,い"}], NARROW),
    ],
)  # fmt: skip
def test_a_stray_mark_costs_its_own_line_only(rows: list[dict[str, str]], columns: list[str]) -> None:
    found = read(rows, columns)
    assert [(line, is_broken) for line, is_broken, _no in found] == [
        (number + 2, number == 0) for number in range(len(rows))
    ]


def test_a_row_of_several_lines_after_a_stray_mark_stays_whole() -> None:
    found = read([a_row(1, 備考="@雨天中止"), a_row(2, 説明="あ\nい,う"), a_row(3)], LIST_A)
    assert found == [(2, True, "1"), (3, False, "2"), (5, False, "3")]


@pytest.mark.parametrize(
    "text",
    [
        "出演:\n" + ",".join(f"バンド{number}" for number in range(25)) + "\nほか",
        "出演:\n" + ",".join(f"バンド{number}" for number in range(32)) + "\nほか",
        "日程\n1,囲碁,2026-05-10\n2,将棋,2026-05-11",
        '「"春"」\n"夏"\n',
        "\n\nあ\n",
    ],
)
@pytest.mark.parametrize("column", ["説明", "備考", "都道府県コード又は市区町村コード", "イベント名"])
def test_a_cell_of_several_lines_stays_whole(text: str, column: str) -> None:
    content = as_csv([a_row(1, **{column: text}), a_row(2)], columns=LIST_A).encode()
    found = read_bytes(content).rows
    assert [one.cells[LIST_A.index(column)] for one in found] == [text, a_row(2)[column]]


def test_sixty_stray_marks_leave_the_good_rows_alone() -> None:
    rows = [
        b_row(number, 申込方法="@電話" if number % 2 else "電話", 説明="あ,い\nう" if number % 4 == 0 else "")
        for number in range(240)
    ]
    found = read(rows, LIST_B)
    assert [no for _line, is_broken, no in found if not is_broken] == [str(number) for number in range(0, 240, 2)]
    assert [no for _line, is_broken, no in found if is_broken] == [str(number) for number in range(1, 240, 2)]


def test_marks_beyond_number_in_few_columns_still_account_for_every_line() -> None:
    text = "NO,名称,開始日,説明\n" + '1,a","b,2026-05-10,x\n' * 2_000 + "2,b,2026-05-10,y\n"
    found = read_bytes(text.encode()).rows
    assert [one.line for one in found] == list(range(2, 2_003))
    assert found[-1].cells == ["2", "b", "2026-05-10", "y"]
