"""From bytes to rows: encodings, line ends, broken quotes, and what is no event list at all."""

import pytest

from events.importing.reading import FileProblemError, read_bytes
from tests.events.importing.files import EVENTS, LIST_A, csv_count

HEADER = "NO,名称,開始日,説明\n"
BODY = HEADER + "1,髙島﨑の①会㈱,2022-01-05,～あ\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (BODY.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + BODY.encode(), "utf-8-sig"),
        (BODY.encode("cp932"), "cp932"),
        (BODY.replace("\n", "\r\n").encode("cp932"), "cp932"),
        (BODY.replace("\n", "\r").encode(), "utf-8"),
        (BODY.encode("utf-16"), "utf-16"),
        ((HEADER + "1,囲碁の会,2022-01-05,あ\n").encode("euc_jp"), "euc-jp"),
    ],
)
def test_encoding_and_line_ends_make_no_difference(content: bytes, encoding: str) -> None:
    found = read_bytes(content)
    assert found.encoding == encoding
    assert [(row.line, row.cells[2]) for row in found.rows] == [(2, "2022-01-05")]
    assert "�" not in found.rows[0].cells[1]


@pytest.mark.parametrize("path", sorted(EVENTS.glob("*.csv")), ids=lambda path: path.stem)
def test_no_row_of_a_real_file_is_lost(path: object) -> None:
    content = path.read_bytes()  # type: ignore[attr-defined]
    assert len(read_bytes(content).rows) == csv_count(content)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (HEADER, []),
        (HEADER + '1,a,2022-01-01,"x\ny"\n\n2,b,2022-01-02,z', [(2, "x\ny"), (5, "z")]),
        (HEADER + "1,a,2022-01-01,x\r2,b,2022-01-02,y\r", [(2, "x"), (3, "y")]),
        ("催しの一覧\n\n" + HEADER + "1,a,2022-01-01,x\n", [(4, "x")]),
        (HEADER + ",,,\n", [(2, "")]),
    ],
)
def test_a_row_is_known_by_the_line_on_which_it_begins(text: str, rows: list[tuple[int, str]]) -> None:
    assert [(row.line, row.cells[3]) for row in read_bytes(text.encode()).rows] == rows


def test_an_open_quotation_mark_does_not_swallow_the_rows_after_it() -> None:
    found = read_bytes((HEADER + '1,"a,2022-01-01,x\n2,b,2022-01-02,y\n3,c,2022-01-03,z\n').encode())
    assert [(row.line, bool(row.problem)) for row in found.rows] == [(2, True), (3, False), (4, False)]


def test_a_stray_quotation_mark_in_each_row_still_accounts_for_every_line() -> None:
    width = len(LIST_A)
    lines = "".join(f'{number},"' + "x," * (width - 2) + "x\n" for number in range(301))
    found = read_bytes((",".join(LIST_A) + "\n" + lines).encode())
    assert [row.line for row in found.rows] == list(range(2, 303))
    assert all(row.problem for row in found.rows)


def test_two_stray_marks_do_not_hide_the_rows_between_them() -> None:
    width = len(LIST_A)
    plain, stray = "a," * (width - 1) + "a\n", '"a,' + "a," * (width - 2) + "a\n"
    found = read_bytes((",".join(LIST_A) + "\n" + stray + plain * 3 + stray + plain).encode())
    assert [(row.line, bool(row.problem)) for row in found.rows] == [
        (2, True), (3, False), (4, False), (5, False), (6, True), (7, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "空"),
        (b"\xef\xbb\xbf\r\n \r\n", "空"),
        (b"PK\x03\x04\x14\x00", "Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"<!DOCTYPE html><html><table>", "HTML"),
        (HEADER.replace(",", "\t").encode(), "タブ"),
        (HEADER.replace(",", ";").encode(), "セミコロン"),
        (bytes(range(256)) * 20, "読めません"),
        ("これはただの文章です。\nCSVではありません。\n".encode(), "CSVの形"),
        (b"a,b,c\n1,2,3\n", "見出し"),
    ],
)
def test_what_is_no_event_list_gets_a_reason(content: bytes, word: str) -> None:
    with pytest.raises(FileProblemError) as caught:
        read_bytes(content)
    assert word in caught.value.reason


def test_bytes_cut_within_a_character_are_read_and_remarked() -> None:
    found = read_bytes((HEADER + "1,a,2022-01-05,い").encode()[:-1])
    assert found.rows[0].cells == ["1", "a", "2022-01-05", "�"]
    assert len(found.remarks) == 1


def test_headings_are_matched_in_any_width_and_order_and_unknown_ones_listed() -> None:
    found = read_bytes("開始日＊,名称（カナ）,市の追加列,名称 *,ＮＯ,NO\n".encode())
    assert found.columns.fields == ("start_on", "kana", None, "title", "no", None)
    assert found.columns.unknown == ("市の追加列",)
    assert found.columns.repeated == ("NO",)


def test_both_lists_are_told_apart() -> None:
    assert read_bytes(",".join(LIST_A).encode()).columns.list_name == "A"
    assert read_bytes((EVENTS / "o1-132012_g1-000304.csv").read_bytes()).columns.list_name == "B"
    assert read_bytes(",".join(LIST_A).encode()).columns.unknown == ()
