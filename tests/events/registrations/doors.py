"""Entries as they are pressed at the door of a date."""

import uuid
from datetime import datetime
from typing import Any

from events.door_enums import DoorAct
from events.models import Attendance, Occurrence, Registration
from events.services.registrations.attending import Entry, Outcome, enter

CAME, ABSENT, UNMARK, WALK_IN, UNDO = DoorAct


def pressed(act: DoorAct, one: Registration | None = None, **fields: Any) -> Entry:
    """One press, of somebody's registration or of people without one."""
    key = fields.pop("key", None) or uuid.uuid4()
    return Entry(act, key, registration=one.pk if one else None, **fields)


def entered(at: Occurrence, *entries: Entry, now: datetime | None = None) -> list[tuple[str, str]]:
    """Result and reason of each, pressed on the day of the date unless ``now`` says when."""
    return [said(one) for one in enter(at.pk, entries, by=None, now=now or at.starts_at)]


def said(outcome: Outcome) -> tuple[str, str]:
    return outcome.result.value, outcome.reason.value if outcome.reason else ""


def marks(at: Occurrence) -> list[tuple[int | None, bool, int, int, str]]:
    """Registration, came, people, for the first time, how: of each row of a date in the order of its registrations."""
    rows = Attendance.objects.filter(occurrence=at).order_by("registration", "pk")
    return list(rows.values_list("registration", "came", "people", "first_people", "via"))
