"""Writes the dates of imported rows, and what the hub remembers of the rows."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import OccurrenceOrigin, OccurrenceState, Outcome
from events.importing.days import RowDate
from events.importing.moments import Limit
from events.importing.rows import ParsedRow
from events.models import Event, ImportedDate, ImportedRow, Occurrence
from events.services.import_batch import Origin, Plan, Written

_MOMENT = {"starts_at", "ends_at", "has_time"}
_FIXES_MOMENT = {"starts_at", "ends_at", "moved_from"}
_ROW_FIELDS = (
    "no", "title", "title_key", "starts_on", "start_minute", "venue_key", "url_key", "place_key", "digest",
)  # fmt: skip
_END_OF_DAY = timedelta(hours=23, minutes=59)


class RowWriter:
    """Changes objects row by row, then writes them at once."""

    def __init__(self, plans: list[Plan], origin: Origin, written: Written, now: datetime) -> None:
        self.origin, self.written, self.now = origin, written, now
        rows = [row.pk for plan in plans for row in plan.known.values()]
        self.dates: dict[int, dict[int, ImportedDate]] = defaultdict(dict)
        for known in ImportedDate.objects.filter(row__in=rows).select_related("occurrence"):
            self.dates[known.row_id][known.position] = known
        self.new_rows: list[ImportedRow] = []
        self.changed_rows: list[ImportedRow] = []
        self.new_dates: list[tuple[ImportedRow, int, Occurrence]] = []
        self.changed_dates: list[Occurrence] = []
        self.surplus: list[int] = []
        # Events whose dates changed.
        self.refresh: set[int] = set()

    def write(self, plan: Plan, event: Event, touched: set[int]) -> None:
        """``touched``: lines of rows that brought a change of the event itself."""
        for row in plan.course.rows:
            known = plan.known.get(row.line)
            if known is None:
                self._new_row(row, event, plan.course.notes[row.line])
                self.written.outcomes[row.line] = Outcome.CREATED
                continue
            was_changed = self._change_row(row, known, event, plan)
            was_changed |= row.line in touched
            self.written.outcomes[row.line] = Outcome.UPDATED if was_changed else Outcome.UNCHANGED

    def _new_row(self, row: ParsedRow, event: Event, note: str) -> None:
        known = ImportedRow(source=self.origin.source, is_sample=self.origin.is_sample, event=event)
        self._remember(row, known)
        known.date_count = len(row.dates)
        self.new_rows.append(known)
        for position, row_date in enumerate(row.dates):
            occurrence = Occurrence(event=event, origin=OccurrenceOrigin.IMPORT, **self._moments(row, row_date, note))
            if row.is_cancelled:
                occurrence.state = OccurrenceState.CANCELLED
            self.new_dates.append((known, position, occurrence))
        self.refresh.add(event.pk)

    def _change_row(self, row: ParsedRow, known: ImportedRow, event: Event, plan: Plan) -> bool:
        says_else = known.digest != row.digest or known.no != row.no
        is_elsewhere = known.event_id != event.pk
        if is_elsewhere:
            self.written.emptied.add(known.event_id)
            self.refresh |= {known.event_id, event.pk}
        has_other_dates = self._change_dates(row, known, event, plan)
        is_back = bool(known.missing_since) and not self.origin.is_reread
        if says_else or is_elsewhere or is_back or known.date_count != len(row.dates):
            known.event, known.missing_since = event, None if says_else or is_back else known.missing_since
            known.date_count = len(row.dates)
            self._remember(row, known)
            self.changed_rows.append(known)
        return says_else or is_elsewhere or has_other_dates

    def _remember(self, row: ParsedRow, known: ImportedRow) -> None:
        for name in _ROW_FIELDS:
            setattr(known, name, getattr(row, name))
        known.updated_at = self.now
        known.series = self.origin.series
        known.file_name, known.line = self.origin.file_name, row.line

    def _change_dates(self, row: ParsedRow, known: ImportedRow, event: Event, plan: Plan) -> bool:
        dates = self.dates[known.pk]
        was_changed = False
        for position, row_date in enumerate(row.dates):
            values = self._moments(row, row_date, plan.course.notes[row.line])
            if position in dates:
                if plan.has_news:
                    self._change_note(row, dates[position].occurrence, values)
                was_changed |= self._change_date(row, dates[position].occurrence, event, values)
            elif position < known.date_count:
                self.written.remark(row, _("手で消された開催日なので、作り直しませんでした。"))
            else:
                occurrence = Occurrence(event=event, origin=OccurrenceOrigin.IMPORT, **values)
                self.new_dates.append((known, position, occurrence))
                was_changed = True
        for position, known_date in dates.items():
            if position >= len(row.dates):
                was_changed |= self._drop(row, known_date.occurrence)
        if was_changed:
            self.refresh.add(event.pk)
        return was_changed

    def _change_note(self, row: ParsedRow, occurrence: Occurrence, values: dict[str, Any]) -> None:
        """What this date alone says. It also changes when the other rows of the course do, so it is no news of the
        row; where no row of the course brings news, it stays."""
        if occurrence.time_note == values["time_note"]:
            return
        if "time_note" in occurrence.edited_fields:
            self.written.remark_edited(row, _label("time_note"))
            return
        occurrence.time_note = values["time_note"]
        self.changed_dates.append(occurrence)
        self.refresh.add(occurrence.event_id)

    def _drop(self, row: ParsedRow, occurrence: Occurrence) -> bool:
        if occurrence.edited_fields:
            self.written.remark(row, _("この行から読める開催日が減りましたが、手で直された日なので残しました。"))
            return False
        self.surplus.append(occurrence.pk)
        return True

    def _change_date(self, row: ParsedRow, occurrence: Occurrence, event: Event, values: dict[str, Any]) -> bool:
        edited = set(occurrence.edited_fields)
        changed = occurrence.event_id != event.pk
        occurrence.event = event
        if any(getattr(occurrence, name) != values[name] for name in _MOMENT):
            if edited & _FIXES_MOMENT:
                self.written.remark_edited(row, _label("starts_at"))
            else:
                self._move(occurrence, values)
                changed = True
        for name in values.keys() - _MOMENT - {"time_note"}:
            if getattr(occurrence, name) == values[name]:
                continue
            if name in edited:
                self.written.remark_edited(row, _label(name))
                continue
            setattr(occurrence, name, values[name])
            changed = True
        changed |= self._follow_state(row, occurrence)
        if changed:
            self.changed_dates.append(occurrence)
        return changed

    def _move(self, occurrence: Occurrence, values: dict[str, Any]) -> None:
        """A real date that the city moved is shown as moved; a sample simply goes where it is shifted."""
        before, after = occurrence.starts_at, values["starts_at"]
        knew_time = occurrence.has_time and values["has_time"]
        is_other = before != after if knew_time else timezone.localdate(before) != timezone.localdate(after)
        for name in _MOMENT:
            setattr(occurrence, name, values[name])
        if not is_other or self.origin.is_sample or occurrence.state == OccurrenceState.CANCELLED:
            return
        announced = occurrence.moved_from or before
        is_back = announced == after
        occurrence.moved_from = None if is_back else announced
        occurrence.state = OccurrenceState.SCHEDULED if is_back else OccurrenceState.MOVED

    def _follow_state(self, row: ParsedRow, occurrence: Occurrence) -> bool:
        is_cancelled = occurrence.state == OccurrenceState.CANCELLED
        if is_cancelled == row.is_cancelled:
            return False
        if "state" in occurrence.edited_fields:
            self.written.remark_edited(row, _label("state"))
            return False
        back = OccurrenceState.MOVED if occurrence.moved_from else OccurrenceState.SCHEDULED
        occurrence.state = OccurrenceState.CANCELLED if row.is_cancelled else back
        return True

    def _moments(self, row: ParsedRow, date: RowDate, note: str) -> dict[str, Any]:
        shift = self.origin.shift
        starts_at = _moment(date.first + shift, date.start or 0)
        if date.end is not None:
            ends_at = _moment(date.last + shift, date.end)
        elif date.start is not None and date.first == date.last:
            ends_at = starts_at
        else:
            ends_at = _moment(date.last + shift, 0) + _END_OF_DAY
        return {
            "starts_at": starts_at,
            "ends_at": max(starts_at, ends_at),
            "has_time": date.start is not None,
            "time_note": note,
            "capacity": row.capacity,
            "deadline_at": _limit(row.deadline, shift, is_end=True),
            "apply_from": _limit(row.apply_from, shift, is_end=False),
        }

    def save(self) -> None:
        ImportedRow.objects.bulk_create(self.new_rows, batch_size=1_000)
        self.written.keys.update({row.line: row.pk for row in self.new_rows})
        names = [*_ROW_FIELDS, "event", "series", "file_name", "line", "date_count", "missing_since", "updated_at"]
        ImportedRow.objects.bulk_update(self.changed_rows, names, batch_size=500)
        Occurrence.objects.unused().filter(pk__in=self.surplus).delete()
        Occurrence.objects.bulk_create([occurrence for _r, _p, occurrence in self.new_dates], batch_size=1_000)
        ImportedDate.objects.bulk_create(
            [
                ImportedDate(row=row, position=position, occurrence=occurrence)
                for row, position, occurrence in self.new_dates
            ],
            batch_size=1_000,
        )
        moments = [*_MOMENT, "event", "time_note", "capacity", "deadline_at", "apply_from", "state", "moved_from"]
        changed = list({occurrence.pk: occurrence for occurrence in self.changed_dates}.values())
        Occurrence.objects.bulk_update(changed, moments, batch_size=500)


def _label(name: str) -> str:
    return str(Occurrence._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _moment(day: date, minute: int) -> datetime:
    midnight = datetime.combine(day + timedelta(days=minute // 1440), time(), tzinfo=timezone.get_current_timezone())
    return midnight + timedelta(minutes=minute % 1440)


def _limit(limit: Limit | None, shift: timedelta, *, is_end: bool) -> datetime | None:
    """A deadline without a time is the end of its day, a beginning the start of it."""
    if limit is None:
        return None
    if limit.minute is not None:
        return _moment(limit.day + shift, limit.minute)
    return _moment(limit.day + shift, 0) + (_END_OF_DAY if is_end else timedelta())
