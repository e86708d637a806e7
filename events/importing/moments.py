"""When a row takes place, and until when one applies."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from events.importing.cells import Cells, RejectedError
from events.importing.clock import DAY, Session, separate_sessions
from events.importing.dates import CellError, Stamp, stamp_of, stamps_of
from events.importing.days import RowDate, dates_of_row
from events.importing.hours import hours_of, time_of

LONGEST_SPAN_DAYS = 366
EVENING, EARLY_MORNING = 17 * 60, 6 * 60


@dataclass(frozen=True)
class When:
    first: date
    last: date
    dates: list[RowDate]


@dataclass(frozen=True)
class Limit:
    """A day, and the minute of it where the file says one."""

    day: date
    minute: int | None


def when_of(cells: Cells) -> When:
    """Raises ``RejectedError`` where the days can't be told. Times that can't are left open and remarked."""
    begin, finish = _days(cells)
    first, last = begin.day, finish.day
    sessions = _sessions(cells, begin, finish)
    dates = dates_of_row(first, last, sessions, cells.text("time_note"))
    if len(dates) > 1:
        message = _("日時備考から、この行を%(count)s回の開催日として読みました。")
        cells.remark("time_note", message % {"count": len(dates)})
    return When(first, last, dates)


def _days(cells: Cells) -> tuple[Stamp, Stamp]:
    try:
        first, last_of_span = stamps_of(cells.or_original("start_on"))
    except CellError as error:
        raise _unreadable(cells, "start_on", error) from None
    if first is None:
        raise RejectedError(_("開始日がありません。"))
    last = _end_day(cells) or last_of_span
    if last is None:
        cells.remark("end_on", _("終了日がないので、開始日と同じ日としました。"))
        last = Stamp(first.day, None)
    if last.day < first.day:
        values = {"end": last.day.isoformat(), "start": first.day.isoformat()}
        raise RejectedError(_("終了日が開始日より前です（開始日 %(start)s、終了日 %(end)s）。") % values)
    if (last.day - first.day).days > LONGEST_SPAN_DAYS:
        cells.remark("end_on", _("開始日から終了日まで1年をこえています。確かめてください。"))
    return first, last


def _unreadable(cells: Cells, name: str, error: CellError) -> RejectedError:
    return RejectedError(f"{cells.columns.header_of(name)}: {error}")


def _end_day(cells: Cells) -> Stamp | None:
    text = cells.or_original("end_on")
    try:
        return stamp_of(text)
    except CellError as error:
        if re.search(r"\d", text):
            raise _unreadable(cells, "end_on", error) from None
        cells.remark("end_on", str(error))
        return None


def _sessions(cells: Cells, begin: Stamp, finish: Stamp) -> list[Session]:
    """The times of a day: of the cells, else of the note."""
    start, end = _times(cells, begin, finish)
    is_one_day = begin.day == finish.day
    named = separate_sessions(cells.text("time_note"))
    if start is None:
        if end is not None:
            cells.remark("start_time", _("開始時刻がないので、時刻は「日時の補足」に文字で残しました。"))
            cells.unread.append("end_time" if cells.or_original("end_time") else "end_on")
        elif named:
            cells.remark("time_note", _("時刻は日時備考から読みました。"))
            return named
        return []
    if start < 5 * 60:
        cells.remark("start_time", _("開始時刻が深夜（0時から5時）です。確かめてください。"))
    if end is None and named and named[0].start == start:
        cells.remark("time_note", _("終了時刻は日時備考から読みました。"))
        return named
    return [Session(start, _end_minute(cells, start, end, is_one_day=is_one_day))]


def _times(cells: Cells, begin: Stamp, finish: Stamp) -> tuple[int | None, int | None]:
    """Of the two cells for it; where one is empty, what stands beside the day."""
    texts = {name: cells.or_original(name) for name in ("start_time", "end_time")}
    hours = hours_of(texts["start_time"], texts["end_time"])
    for name, error in hours.errors.items():
        cells.remark(name, _("%(error)s時刻は「日時の補足」に文字で残しました。") % {"error": error})
    cells.unread += hours.errors
    found = {"start_time": hours.start, "end_time": hours.end}
    for name, day, stamp in (("start_time", "start_on", begin), ("end_time", "end_on", finish)):
        if stamp.minute is None or stamp.minute == found[name]:
            continue
        if texts[name] or found[name] is not None:
            cells.remark(day, _("日付の欄にも時刻がありますが、時刻の欄のほうを使いました。"))
        else:
            cells.remark(day, _("日付の欄にある時刻を使いました。"))
            found[name] = stamp.minute
    return found["start_time"], found["end_time"]


def _end_minute(cells: Cells, start: int, end: int | None, *, is_one_day: bool) -> int | None:
    """An end before the start is after midnight for what begins in the evening; otherwise it is left open."""
    if end is None or (end == start and is_one_day):
        return None
    if end > start or not is_one_day:
        return end
    if start >= EVENING and end <= EARLY_MORNING:
        cells.remark("end_time", _("終了時刻が開始時刻より前なので、翌日の時刻として読みました。"))
        return end + DAY
    cells.remark("end_time", _("終了時刻が開始時刻より前なので、終了時刻は使いませんでした。"))
    cells.unread.append("end_time")
    return None


def limit_of(cells: Cells, day: str, time: str, event_day: date | None) -> Limit | None:
    """A deadline that can't be read is remarked, its words stay in 申込方法. 0:00 means the whole day; a time may stand
    beside the day."""
    try:
        found = stamp_of(cells.or_original(day))
    except CellError as error:
        cells.remark(day, str(error))
        return None
    try:
        minute = time_of(cells.or_original(time))
    except CellError as error:
        cells.remark(time, str(error))
        minute = None
    if found is None:
        return None
    if event_day and found.day > event_day:
        cells.remark(day, _("申込の期限が開始日より後です。確かめてください。"))
    return Limit(found.day, minute or found.minute)


def is_unread(cells: Cells, name: str) -> bool:
    """Whether a day or time was written but could not be told, so that its words must be kept."""
    text = cells.or_original(name)
    try:
        return bool(text) and (stamp_of(text) if name.endswith("_on") else time_of(text)) is None
    except CellError:
        return True
