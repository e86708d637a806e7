"""On which days a row takes place: its span, or the days within it that the note names."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from events.importing.clock import DAY, Session

MOST_DAYS = 400
_WEEKDAYS = "月火水木金土日"
_ONLY_WEEKDAYS = re.compile(rf"期間中の((?:[{_WEEKDAYS}](?:曜日?)?[、・,と]?)+)のみ")
_COUNTED = re.compile(r"全(\d{1,2})回")
_MONTH_DAY = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?![\d/])")


@dataclass(frozen=True, order=True)
class RowDate:
    """One date of a row, as the file has it: not shifted, in local time. Without a time it fills its days."""

    first: date
    last: date
    start: int | None = None
    end: int | None = None


def dates_of_row(first: date, last: date, sessions: list[Session], note: str) -> list[RowDate]:
    """``sessions`` are the times of each day; more than one only where the row is for single days."""
    times: list[Session | None] = [*sessions] or [None]
    days = _named_days(first, last, note)
    if days:
        return [_on(day, session) for day in days for session in times]
    if first == last:
        return [_on(first, session) for session in times]
    start = sessions[0].start if sessions else None
    return [RowDate(first, last, start, sessions[0].end if sessions else None)]


def _on(day: date, session: Session | None) -> RowDate:
    if session is None:
        return RowDate(day, day)
    last = day + timedelta(days=1) if session.end is not None and session.end > DAY else day
    return RowDate(day, last, session.start, session.end - DAY if last > day and session.end else session.end)


def _named_days(first: date, last: date, note: str) -> list[date]:
    """「期間中の月曜日のみ」 and 「全3回（①1/17、②1/21、③1/28）」; nothing where the note says neither."""
    if first == last or (last - first).days > MOST_DAYS:
        return []
    plain = unicodedata.normalize("NFKC", re.sub("[①-⑳]", " ", note))
    if match := _ONLY_WEEKDAYS.search(re.sub(r"\s", "", plain)):
        wanted = {_WEEKDAYS.index(sign) for sign in _weekday_signs(match[1])}
        return [day for day in _each_day(first, last) if day.weekday() in wanted]
    if match := _COUNTED.search(plain):
        named = _month_days(first, last, plain)
        if len(named) == int(match[1]) and named == sorted(named) and named[0] == first:
            return named
    return []


def _weekday_signs(words: str) -> str:
    return re.sub("曜日?|[、・,と]", "", words)


def _each_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _month_days(first: date, last: date, plain: str) -> list[date]:
    by_name = {(day.month, day.day): day for day in _each_day(first, last)}
    found = [by_name.get((int(match[1]), int(match[2]))) for match in _MONTH_DAY.finditer(plain)]
    return [day for day in found if day]
