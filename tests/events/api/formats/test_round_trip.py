"""What the hub writes as an event list, an empty hub reads, and writes again: the columns are the same."""

import csv
import io
import json
import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone, translation

from events.api.formats.event_lists import write_list_a, write_list_b
from events.api.resources import EVENTS
from events.enums import Allotment, AttendanceMode, OccurrenceState, Participation
from events.models import Event, ImportedRow, ImportRun, Occurrence
from events.services.importing import import_paths
from events.services.listing import refresh_events
from hub.api.resources import Context
from tests.events.factories import PUBLISHED_AT, EventFactory, OccurrenceFactory
from tests.events.importing.files import HACHIOJI, read_rows

CONTEXT = Context("http://testserver/api/v1/events/?format=csv", "http://testserver/events/", "催し")
Row = dict[str, str]


def documents() -> list[dict[str, Any]]:
    rows = Event.objects.listed().order_by("first_starts_at", "pk")
    found = EVENTS.document.write(rows, EVENTS.order, tuple(EVENTS.document.fields))
    return [json.loads(row[-1]) for row in found]


def rows_in(content: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def without_number(rows: list[Row]) -> list[Row]:
    bare = [{name: text for name, text in row.items() if name != "NO"} for row in rows]
    return sorted(bare, key=lambda row: json.dumps(row, ensure_ascii=False, sort_keys=True))


def emptied() -> None:
    ImportedRow.objects.all().delete()
    ImportRun.objects.all().delete()
    Event.objects.all().delete()


def written_again(content: bytes, folder: Path, write: Callable[..., bytes] = write_list_b) -> bytes:
    """The file that an empty hub writes which has read nothing but this one."""
    emptied()
    path = folder / "list.csv"
    path.write_bytes(content)
    report = import_paths([str(path)]).files[0]
    assert not report.error
    assert report.counts["rejected"] == 0, report.problems
    with translation.override("ja"):
        return write(documents(), CONTEXT)


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("write", [write_list_b, write_list_a])
def test_the_city_s_own_file(tmp_path: Path, write: Callable[..., bytes]) -> None:
    import_paths([str(HACHIOJI)])
    first = write(documents(), CONTEXT)
    second = written_again(first, tmp_path, write)
    assert without_number(rows_in(second)) == without_number(rows_in(first))
