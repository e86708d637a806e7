"""CSV as open data: UTF-8 with BOM, CRLF, and cells that no spreadsheet takes for a formula."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

# What begins a formula, also in full width; behind apostrophes of its own, so that reading back takes off just one.
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t\r＝＋－＠]")
# A number, and a telephone number: digits and what stands between them name no function and no cell.
_NUMBER = re.compile(r"[+-]?[0-9][0-9 ().-]*")


def inert(text: str) -> str:
    """The cell with an apostrophe before what a spreadsheet would calculate. ``as_written`` takes it off again."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def as_written(cell: str) -> str:
    """The text of a cell that ``inert`` wrote, or that somebody made text in the same way."""
    return cell[1:] if _GUARDED.match(cell) else cell


def table(columns: Sequence[tuple[str, str]], rows: Iterable[Mapping[str, str]]) -> bytes:
    """``columns``: names and headings. A row has a text for some of the names."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([heading for _name, heading in columns])
    writer.writerows([inert(row.get(name, "")) for name, _heading in columns] for row in rows)
    return file.getvalue().encode("utf-8-sig")
