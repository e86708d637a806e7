"""All thirteen files: every row accounted for, twice."""

import json
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command

from events.enums import Outcome
from events.models import Event, ImportRun, Occurrence
from events.services.importing import import_paths
from hub.models import Change
from tests.events.importing.files import EVENTS, HACHIOJI, csv_count, read_rows

pytestmark = pytest.mark.usefixtures("city")

REJECTED = {
    "o1-130001": 1, "o1-131156": 5, "o1-132012": 1, "o1-132055": 4, "o1-132284": 1, "o1-142182": 1, "o1-282090": 8,
}  # fmt: skip


def test_all_rows_are_accounted_for_twice(tmp_path: Path) -> None:
    first = import_paths([str(EVENTS)])
    assert sum(csv_count(path.read_bytes()) for path in EVENTS.glob("*.csv")) == first.rows == 1_589
    for file in first.files:
        content = Path(file.path).read_bytes()
        rejected = REJECTED.get(Path(file.path).name[:9], 0)
        assert file.rows == csv_count(content)
        assert file.counts == Counter({Outcome.CREATED: file.rows - rejected, Outcome.REJECTED: rejected})
        assert len(file.rejections) == rejected
        assert all(row.reason and row.line > 1 for row in file.rejections)
    before = (Event.objects.count(), Occurrence.objects.count(), Change.objects.count())
    report = tmp_path / "report.json"
    call_command("import_events", f"{EVENTS}/*.csv", "--report", str(report), verbosity=0)
    second = json.loads(report.read_text(encoding="utf-8"))
    totals = second["totals"]
    assert (totals["rows"], totals["created"], totals["updated"], totals["unchanged"], totals["rejected"]) == (
        1_589, 0, 0, 1_568, 21,
    )  # fmt: skip
    for file_ in second["files"]:
        assert file_["rows"] == sum(file_[name.value] for name in Outcome)
        assert file_["missing"] == []
    assert (Event.objects.count(), Occurrence.objects.count(), Change.objects.count()) == before
    assert ImportRun.objects.filter(state="done").count() == 2


def test_hachioji_in_another_encoding_is_the_same_file(tmp_path: Path) -> None:
    import_paths([str(HACHIOJI)])
    text = HACHIOJI.read_bytes().decode("utf-8-sig")
    copy = tmp_path / "copy.csv"
    copy.write_bytes(text.replace("\n", "\r\n").encode("cp932", "replace"))
    report = import_paths([str(copy)]).files[0]
    assert report.encoding == "cp932"
    assert report.rows == 60
    assert report.counts[Outcome.CREATED] == 0


def test_rows_that_are_dates_of_one_course_are_one_event() -> None:
    import_paths([str(HACHIOJI)])
    event = Event.objects.get(title__startswith="「ゼロから学ぶ!介護")
    assert event.occurrences.count() == 4
    assert Event.objects.get(title__contains="平家物語 『一之谷』").occurrences.count() == 3
    computers = Event.objects.get(title__contains="パソコン入門講座")
    assert computers.occurrences.count() == 4
    assert sorted(computers.themes.values_list("key", flat=True)) == ["digital", "learning"]
    assert list(computers.audiences.values_list("key", flat=True)) == ["seniors"]
    assert computers.district is not None
    assert computers.town is not None
    assert (computers.town.name, computers.district.short_name) == ("東町", "第三")
    assert (computers.is_free, computers.fee_text) == (False, "2,000円")


def test_a_row_that_the_newer_file_lacks_is_named_and_stays(tmp_path: Path) -> None:
    import_paths([str(HACHIOJI)])
    lines = HACHIOJI.read_bytes().decode("utf-8-sig").split("\n")
    _header, rows = read_rows(HACHIOJI)
    gone = next(row for row in rows if row["NO"] == "0000000015")
    start = next(number for number, line in enumerate(lines) if line.startswith("0000000015,"))
    length = next(number for number, line in enumerate(lines[start:]) if line.startswith("0000000016,"))
    newer = tmp_path / "o1-132012_newer.csv"
    newer.write_text("\n".join(lines[:start] + lines[start + length :]), encoding="utf-8")
    report = import_paths([str(newer)]).files[0]
    assert report.counts == Counter({Outcome.UNCHANGED: 58, Outcome.REJECTED: 1})
    assert [(row["no"], row["title"], row["start"]) for row in report.missing] == [
        ("0000000015", gone["名称"], gone["開始日"])
    ]
    event = Event.objects.get(pk=report.missing[0]["event"])
    assert (event.state, event.occurrences.count()) == ("published", 4)
