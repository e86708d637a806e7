"""From when to when a day goes, from the two cells for it: each a time, or a span, or what a spreadsheet made of it."""

import re
from dataclasses import dataclass, field

from events.importing.clock import DAY, minutes_of, range_of
from events.importing.dates import CellError
from events.importing.texts import narrow

_BARE_HOUR = re.compile(r"\d{1,2}")
# 2026/1/10 10:00, 1899/12/30 9:00: a cell that a spreadsheet took for a moment.
_DATE_BEFORE = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s*t?(?=\d|午)")
_HALF = re.compile(r"午前|午後|夜|am|pm|a\.m|p\.m|正午")
_AFTERNOON = re.compile(r"午後|pm|p\.m")


@dataclass(frozen=True)
class Hours:
    """Minutes from midnight. ``errors``: why a cell could not be read, by ``start_time`` and ``end_time``."""

    start: int | None
    end: int | None
    errors: dict[str, str] = field(default_factory=dict)


def hours_of(start_cell: str, end_cell: str) -> Hours:
    """0:00 to 0:00, and 0:00 to the end of the day, name no time. 「午後6時」 to 「8時」 is until 20:00."""
    errors: dict[str, str] = {}
    one, other = _with_colon(start_cell, end_cell), _with_colon(end_cell, start_cell)
    start, end_of_span = _tried(one, "start_time", errors)
    begins_again, last = _tried(other, "end_time", errors)
    end = last if last is not None else begins_again
    end = end_of_span if end is None else end
    if start is not None and end is not None and end <= start and _means_afternoon(start_cell, end_cell, start, end):
        end += DAY // 2
    if start == 0 and end in (0, DAY - 1, DAY):
        return Hours(None, None, errors)
    return Hours(start, end, errors)


def time_of(text: str) -> int | None:
    """The time in a cell, None where it is empty. Raises ``CellError`` for what is none."""
    return minutes_of(_DATE_BEFORE.sub("", narrow(text).casefold(), count=1))


def _tried(text: str, name: str, errors: dict[str, str]) -> tuple[int | None, int | None]:
    """The time, and the end where the cell holds a span."""
    span = range_of(text)
    if span:
        return span.start, span.end
    try:
        return time_of(text), None
    except CellError as error:
        errors[name] = str(error)
        return None, None


def _with_colon(cell: str, beside: str) -> str:
    """「9」 is an hour where 「17」 or 「17:00」 stands beside it."""
    plain, other = narrow(cell), narrow(beside)
    if not _BARE_HOUR.fullmatch(plain) or not other or int(plain) > DAY // 60:
        return cell
    if _BARE_HOUR.fullmatch(other):
        return f"{plain}:00"
    try:
        return f"{plain}:00" if time_of(other) is not None else cell
    except CellError:
        return cell


def _means_afternoon(start_cell: str, end_cell: str, start: int, end: int) -> bool:
    is_open = _AFTERNOON.search(narrow(start_cell).casefold()) and not _HALF.search(narrow(end_cell).casefold())
    return bool(is_open) and start < end + DAY // 2 <= DAY
