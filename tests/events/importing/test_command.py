"""The command: what it reads, what it writes, when it fails."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from events.models import Event, ImportRun
from tests.events.importing.files import as_csv, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deep").mkdir()
    (tmp_path / "a.csv").write_text(as_csv([row(NO="1")]), encoding="utf-8")
    (tmp_path / "deep" / "b.CSV").write_bytes(as_csv([row(NO="2", 名称="手話の会")], end="\r\n").encode("cp932"))
    (tmp_path / "readme.md").write_text("x")
    (tmp_path / "list.xlsx").write_bytes(b"PK\x03\x04")
    return tmp_path


def run(*arguments: str, report: Path) -> dict[str, object]:
    call_command("import_events", *arguments, "--report", str(report), verbosity=0)
    found: dict[str, object] = json.loads(report.read_text(encoding="utf-8"))
    return found


def test_files_folders_and_globs_are_read_once_each(folder: Path, tmp_path: Path) -> None:
    found = run(str(folder), str(folder / "a.csv"), f"{folder}/*.csv", report=tmp_path / "report.json")
    assert found["totals"] == {"files": 2, "rows": 2, "created": 2, "updated": 0, "unchanged": 0, "rejected": 0}
    files = found["files"]
    assert isinstance(files, list)
    assert [(file["encoding"], file["columns"], file["municipality_code"]) for file in files] == [
        ("utf-8", "B", "132012"), ("cp932", "B", "132012"),
    ]  # fmt: skip
    assert found["skipped"] == [str(folder / "list.xlsx")]
    assert set(files[0]) == {
        "path", "municipality_code", "encoding", "columns", "error", "rows", "created", "updated", "unchanged",
        "rejected", "shifted_days", "rejections", "remarks", "missing", "unknown_columns",
    }  # fmt: skip


def test_rejected_rows_are_no_failure(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(as_csv([row(開始日=""), row(NO="2")]), encoding="utf-8")
    found = run(str(path), report=tmp_path / "report.json")
    files = found["files"]
    assert isinstance(files, list)
    assert files[0]["rejections"] == [{"line": 2, "no": "1", "title": "囲碁の会", "reason": "開始日がありません。"}]


def test_a_path_that_is_not_there_fails_after_the_others_were_read(folder: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    with pytest.raises(CommandError, match="見つからないパス"):
        run(str(folder / "a.csv"), str(folder / "none.csv"), report=report)
    files = json.loads(report.read_text(encoding="utf-8"))["files"]
    assert [(Path(file["path"]).name, bool(file["error"]), file["created"]) for file in files] == [
        ("none.csv", True, 0), ("a.csv", False, 1),
    ]  # fmt: skip
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04xxxx", b"NO\t\xe9\x96\x8b\xe5\xa7\x8b\xe6\x97\xa5", bytes(range(256)) * 9]
)
def test_nothing_readable_fails_with_a_reason_and_no_traceback(content: bytes, tmp_path: Path) -> None:
    path, report = tmp_path / "list.csv", tmp_path / "report.json"
    path.write_bytes(content)
    with pytest.raises(CommandError, match="読めるファイルがありません"):
        run(str(path), report=report)
    file = json.loads(report.read_text(encoding="utf-8"))["files"][0]
    assert file["error"]
    assert file["rows"] == file["rejected"] == 0


def test_a_file_with_a_header_alone_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("NO,名称,開始日\n", encoding="utf-8")
    assert run(str(path), report=tmp_path / "report.json")["totals"] == {
        "files": 1, "rows": 0, "created": 0, "updated": 0, "unchanged": 0, "rejected": 0,
    }  # fmt: skip


def test_what_is_wrong_with_the_arguments_is_said_before_anything_is_read(folder: Path) -> None:
    with pytest.raises(CommandError, match="日付ではありません"):
        call_command("import_events", str(folder), "--shift-to", "明日")
    with pytest.raises(CommandError, match="フォルダがありません"):
        call_command("import_events", str(folder), "--report", str(folder / "no" / "report.json"))
    assert ImportRun.objects.count() == 0


def test_each_run_is_on_record(folder: Path) -> None:
    call_command("import_events", str(folder / "a.csv"), "--shift-to", "2026-07-29", verbosity=0)
    record = ImportRun.objects.get()
    assert (record.state, record.rows_total, record.rows_done, record.created_count, record.percent) == (
        "done",
        1,
        1,
        1,
        100,
    )
    assert record.report["shift_to"] == "2026-07-29"
    assert Event.objects.get().is_sample
