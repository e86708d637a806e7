"""One event from the rows of a course: what they share, and what only one of the dates says."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from events.importing.private import without_contacts
from events.importing.rows import ParsedRow
from events.models.events import Event, Occurrence

# Where a date differs in one of these, its words stand with the date (short ones) or under 備考 (long ones).
_MAY_DIFFER = (
    "subtitle", "summary", "description", "fee_text", "audience_note", "venue_name", "building", "how_to_apply",
    "organizer_name", "contact_name", "contact_phone", "contact_email", "access_note", "parking_note", "remarks",
)  # fmt: skip
_FROM_ANY = (*_MAY_DIFFER, "latitude", "longitude", "postal_code", "reading", "category", "apply_url", "languages_note")
_SHORT = 120
_KEEPS_LINKS = {"url", "apply_url", "online_url"}


@dataclass
class Course:
    """An event as the file has it. ``notes``: the 日時の補足 of each row, by its line."""

    rows: list[ParsedRow]
    values: dict[str, Any]
    themes: set[str]
    audiences: set[str]
    notes: dict[int, str] = field(default_factory=dict)
    unplaced: list[tuple[int, str]] = field(default_factory=list)


def combine(rows: list[ParsedRow], *, city: str, is_sample: bool) -> Course:
    """``rows`` in the order of their dates; the first speaks for all, and the others where it is silent."""
    values = dict(rows[0].values)
    for name in _FROM_ANY:
        if values[name] in ("", None):
            values[name] = next((row.values[name] for row in rows if row.values[name] not in ("", None)), values[name])
    values["is_free"] = _is_free(rows)
    values["organizer_name"] = values["organizer_name"] or city[: _limit(Event, "organizer_name")]
    course = Course(
        rows, values, set().union(*(row.themes for row in rows)), set().union(*(row.audiences for row in rows))
    )
    _note_differences(course)
    if is_sample:
        _take_contacts_out(course)
    return course


def _is_free(rows: list[ParsedRow]) -> bool | None:
    answers = {row.values["is_free"] for row in rows}
    if False in answers:
        return False
    return None if None in answers else True


def _note_differences(course: Course) -> None:
    long_notes: list[tuple[int, ParsedRow, str]] = []
    room = _limit(Occurrence, "time_note")
    for number, row in enumerate(course.rows, 1):
        note = row.time_note
        for name in _MAY_DIFFER:
            text = row.values[name]
            if not text or text == course.values[name]:
                continue
            line = f"{_label(name)}: {text}"
            if len(line) <= _SHORT and len(note) + len(line) < room:
                note = f"{note}\n{line}" if note else line
            else:
                long_notes.append((number, row, line))
        course.notes[row.line] = note
    _add_to_remarks(course, long_notes)


def _add_to_remarks(course: Course, long_notes: list[tuple[int, ParsedRow, str]]) -> None:
    """Told by which date of the course it is: that stays right when a sample is moved."""
    for number, row, line in long_notes:
        which = _("【%(number)s回目】") % {"number": number}
        joined = f"{course.values['remarks']}\n{which}{line}".strip()
        if len(joined) <= _limit(Event, "remarks"):
            course.values["remarks"] = joined
        else:
            course.unplaced.append(
                (row.line, _("この日だけの説明が収まらないので、報告に残します。%(text)s") % {"text": line})
            )


def _take_contacts_out(course: Course) -> None:
    for name, value in course.values.items():
        if isinstance(value, str) and name not in _KEEPS_LINKS:
            limit = _limit(Event, name)
            course.values[name] = without_contacts(value)[: limit or None]
    for name in ("contact_phone", "contact_extension", "contact_email"):
        course.values[name] = ""
    room = _limit(Occurrence, "time_note")
    course.notes = {line: without_contacts(note)[:room] for line, note in course.notes.items()}


def _label(name: str) -> str:
    return str(Event._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _limit(model: type[Event | Occurrence], name: str) -> int:
    limit: int | None = getattr(model._meta.get_field(name), "max_length", None)
    return limit or 0
