"""Lines of a note that name a column (「定員: 各回先着20名」): whether the column's own cell says all of it."""

import re

from events.importing.dates import CellError, serial_behind, stamp_of
from events.importing.hours import time_of
from events.importing.texts import key_of, narrow

_UNIT = re.compile(r"[\s,]|円|名|人|定員|約|\.0+$|^[¥\\]")


def says_more(field: str, cell: str, aside: str) -> bool:
    """Whether words of the line would be lost if it left the note for the sake of the cell.

    Where the cell is empty the line takes its place, and whoever reads it keeps what can't be read; an end day alone
    has no such place.
    """
    if not cell:
        return field == "end_on" and not _same_moment(field, aside, aside)
    if key_of(cell) == key_of(aside) or _UNIT.sub("", narrow(cell)) == _UNIT.sub("", narrow(aside)):
        return False
    if serial_behind(aside) is not None:
        return False
    return not _same_moment(field, cell, aside) and not _same_number(cell, aside)


def _same_moment(field: str, cell: str, aside: str) -> bool:
    read = time_of if field.endswith("_time") else stamp_of
    if not field.endswith(("_time", "_on")):
        return False
    try:
        return read(cell) == read(aside)
    except CellError:
        return False


def _same_number(cell: str, aside: str) -> bool:
    try:
        return float(narrow(cell)) == float(narrow(aside))
    except ValueError:
        return False
