"""Cells that no spreadsheet calculates, and that come back as they were."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.api.formats.tables import as_written, inert, table

_TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40)
_BEGINNINGS = st.sampled_from(["", "'", "''", "=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "'=", "''＠"])


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1", "'＝1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠x", "'＠x"),
        ("\tx", "'\tx"),
        ("'=1", "''=1"),
        ("-", "'-"),
        ("-5", "-5"),
        ("+1.5", "+1.5"),
        ("+81-42-000-0000", "+81-42-000-0000"),
        ("(042) 000-0000", "(042) 000-0000"),
        ("'s", "'s"),
        ("囲碁=会", "囲碁=会"),
        ("", ""),
    ],
)
def test_what_a_spreadsheet_would_calculate_becomes_text(text: str, cell: str) -> None:
    assert inert(text) == cell
    assert as_written(cell) == text


@given(_BEGINNINGS, _TEXTS)
def test_every_text_comes_back(begin: str, rest: str) -> None:
    assert as_written(inert(begin + rest)) == begin + rest


def test_a_file_has_a_mark_crlf_and_a_heading() -> None:
    content = table([("name", "名称"), ("note", "備考")], [{"name": 'a"b,c', "note": "一\n二"}, {"note": "=1"}])
    assert content == '\ufeff名称,備考\r\n"a""b,c","一\n二"\r\n,\'=1\r\n'.encode()


@given(st.lists(st.tuples(_TEXTS, _TEXTS), max_size=5))
def test_the_csv_module_reads_it(rows: list[tuple[str, str]]) -> None:
    content = table([("a", "甲"), ("b", "乙")], [{"a": a, "b": b} for a, b in rows])
    read = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert read == [["甲", "乙"], *[[inert(a), inert(b)] for a, b in rows]]
