"""Lines to rows, and the quotation mark that is never closed.

Such a mark would swallow the rows after it, up to the next mark or the end of the file. Commas alone don't tell it from
a long cell of several lines (a programme, a list of bands), so the lines within a cell are asked whether each by itself
is a row: with a title and a day in their columns.
"""

import csv
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from events.importing.columns import Columns
from events.importing.dates import CellError, date_of

# From this many columns on, a title and a day in the right columns are no accident.
FEWEST_FOR_CERTAINTY = 12
# A row has at most so many lines, where one is looked for within a cell.
MOST_LINES = 40
# How often the lines of a file may be read again because of stray marks, before each line is taken by itself.
MOST_READINGS = 5
_SENTINEL = "\x00end of file\x00"
_DAYS = ("start_on", "end_on", "deadline_on")
# The first mark of a line closes a cell that began before it.
_CLOSES_FIRST = re.compile(r'([^"]*[^",])"')


@dataclass
class RawRow:
    """A row as it stands in the file. ``problem`` says why its cells can't be told apart."""

    line: int
    cells: list[str]
    problem: str = ""


class _StrayError(Exception):
    """A line within a cell is a row of its own."""


def rows_of(text: str, columns: Columns | None = None) -> Iterator[RawRow]:
    """Rows with the physical line on which each begins. Wholly empty lines are no rows.

    The line of a mark that is not closed is reported, and reading goes on with the next line. ``columns``: what a row
    looks like; without them only a mark that stays open to the end is noticed.
    """
    csv.field_size_limit(sys.maxsize)
    lines = list(io.StringIO(text, newline=""))
    start, read_again = 0, 0
    dated: dict[int, bool] = {}
    while start < len(lines):
        attempt = _Attempt(lines, start, columns, dated)
        yield from attempt.rows()
        if not attempt.is_stray:
            return
        yield _broken(lines, attempt.began)
        read_again += attempt.line - attempt.began
        start = attempt.began + 1
        if read_again > MOST_READINGS * len(lines):
            yield from _each_by_itself(lines, start)
            return


def _broken(lines: list[str], number: int) -> RawRow:
    return RawRow(number + 1, _split_plainly(lines[number]), _('引用符（"）が閉じていません。'))


def _each_by_itself(lines: list[str], start: int) -> Iterator[RawRow]:
    """For a file full of stray marks: a row is one line; one whose mark stays open is broken."""
    for number in range(start, len(lines)):
        if not lines[number].strip():
            continue
        cells = _alone(lines[number])
        yield _broken(lines, number) if cells is None else RawRow(number + 1, cells)


class _Attempt:
    """Rows from one line on, up to a stray mark. ``began`` and ``line`` are the first line of the row at hand, and
    the one to be read next. ``dated``: which lines were found to be rows, for all attempts."""

    def __init__(self, lines: list[str], start: int, columns: Columns | None, dated: dict[int, bool]) -> None:
        self.lines, self.columns, self.dated = lines, columns, dated
        self.began = self.line = start
        self.is_stray = False
        self._looks_like_rows = False

    def rows(self) -> Iterator[RawRow]:
        reader = csv.reader(self._feed())
        while True:
            self._looks_like_rows = False
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (csv.Error, _StrayError):
                self.is_stray = True
                return
            if cells == [_SENTINEL]:
                return
            if any(_SENTINEL in cell for cell in cells) or self._hides_a_row(cells):
                self.is_stray = True
                return
            if cells:
                yield RawRow(self.began + 1, cells)
            self.began = self.line

    def _feed(self) -> Iterator[str]:
        while self.line < len(self.lines):
            line = self.lines[self.line]
            if self.line > self.began and self.columns and self._is_dated(self.columns):
                if len(self.columns.fields) >= FEWEST_FOR_CERTAINTY:
                    raise _StrayError
                self._looks_like_rows = True
            self.line += 1
            yield line
        if self.lines and not self.lines[-1].endswith(("\n", "\r")):
            yield "\n"
        yield _SENTINEL

    def _is_dated(self, columns: Columns) -> bool:
        if self.line not in self.dated:
            self.dated[self.line] = _is_dated_row(self.lines, self.line, columns)
        return self.dated[self.line]

    def _hides_a_row(self, cells: list[str]) -> bool:
        """Whether a row of several lines, none of which is surely a row, has swallowed one all the same: its quoting
        is at fault, or its number of cells, and a line has as many cells as a row."""
        within = self.lines[self.began + 1 : self.line]
        if not within or not self.columns:
            return False
        width = len(self.columns.fields)
        is_whole, has_good_quotes = len(cells) == width, _is_well_quoted(self.lines[self.began : self.line])
        if is_whole and has_good_quotes:
            return self._looks_like_rows and "no" in self.columns.fields
        if self._looks_like_rows:
            return True
        counts = [line.count(",") + 1 for line in within]
        if not has_good_quotes:
            return any(count > 1 and count * 3 >= width * 2 for count in counts)
        return any(
            count > 1 and width in (count, len(_alone(line) or [])) for count, line in zip(counts, within, strict=True)
        )


def _is_dated_row(lines: list[str], number: int, columns: Columns) -> bool:
    """Whether the line begins a row: the title and a day in their columns, and about as many cells."""
    line = lines[number]
    if "," not in line:
        return False
    width, cells = len(columns.fields), _alone(line)
    stays_open = cells is None
    if cells is None:
        cells = next(csv.reader(lines[number : number + MOST_LINES]), [])
    fewest = width if width < FEWEST_FOR_CERTAINTY else width * 2 // 3
    if len(cells) < fewest and not stays_open:
        return False
    if match := _CLOSES_FIRST.match(line):
        cells = match[1].split(",")[:-1]
    found = dict(zip(columns.fields, cells, strict=False))
    if "title" in columns.fields and not found.get("title", "").strip():
        return False
    return any(_is_day(found.get(name, "")) for name in _DAYS)


def _is_day(text: str) -> bool:
    if not any(sign.isdigit() for sign in text):
        return False
    try:
        return date_of(text) is not None
    except CellError:
        return False


def _alone(line: str) -> list[str] | None:
    """The cells of one line, None where a mark stays open."""
    cells = next(csv.reader([line.rstrip("\r\n") + "\n", _SENTINEL]), [])
    return None if any(_SENTINEL in cell for cell in cells) else cells


def _is_well_quoted(lines: list[str]) -> bool:
    """Whether each closing mark is followed by a comma or the end of the row."""
    try:
        return len(list(csv.reader(lines, strict=True))) == 1
    except csv.Error:
        return False


def _split_plainly(line: str) -> list[str]:
    return [cell.strip('"') for cell in re.sub(r"[\r\n]+$", "", line).split(",")]
