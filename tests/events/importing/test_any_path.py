"""Whatever names, folders and headings hold: nothing stops the run, and the report is written."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from events.enums import Outcome
from events.models import Event, ImportedRow, ImportRun
from events.services.importing import import_paths
from tests.events.importing.conftest import Importer
from tests.events.importing.files import LIST_A, as_csv, row
from tests.locks import holding

pytestmark = pytest.mark.django_db


def report_of(*arguments: str, to: Path) -> tuple[int, list[dict[str, Any]]]:
    """The exit code, and the files of the report."""
    code = 0
    try:
        call_command("import_events", *arguments, "--report", str(to), verbosity=1)
    except CommandError as error:
        code = error.returncode
    return code, json.loads(to.read_text(encoding="utf-8"))["files"]


def test_control_characters_in_headings_titles_and_cells_reach_no_report(tmp_path: Path) -> None:
    path = tmp_path / "li\x01st.csv"
    text = as_csv([row(開始日="未\x00定"), row(NO="2")])
    heading, body = text.split("\n", 1)
    heading = heading.replace("名称", "名\x00称") + ",追加\x00列,名称\x02"
    path.write_text(f"表\x00題\n{heading}\n{body}", encoding="utf-8")
    code, files = report_of(str(path), to=tmp_path / "report.json")
    assert (code, files[0]["created"], files[0]["rejected"]) == (0, 1, 1)
    assert files[0]["unknown_columns"] == ["追加列"]
    run = ImportRun.objects.get()
    assert (run.state, run.file_name, ImportedRow.objects.get().file_name) == ("done", "list.csv", "list.csv")


@pytest.mark.parametrize("code", ["132012", "130001"])
def test_a_city_name_that_no_field_holds_is_cut(import_rows: Importer, code: str) -> None:
    cells = dict.fromkeys(LIST_A, "") | {
        "都道府県コード又は市区町村コード": code, "イベント名": "会", "開始日": "2026-05-10", "都道府県名": "東" * 300, "市区町村名": "八" * 300,
    }  # fmt: skip
    assert import_rows([cells]).counts == {Outcome.CREATED: 1}
    assert len(Event.objects.get().organizer_name) == 200


def test_names_that_cannot_be_read_or_opened_are_entries_of_the_report(tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "a.csv").write_text(as_csv([row()]), encoding="utf-8")
    named_in_cp932 = os.fsencode(folder) + b"/" + "催し.csv".encode("cp932")
    Path(os.fsdecode(named_in_cp932)).write_text(as_csv([row(NO="2", 名称="手話の会")]), encoding="utf-8")
    (folder / "loop.csv").symlink_to(folder / "loop.csv")
    (folder / "dangling.csv").symlink_to(folder / "nothing")
    too_long, absent = "長" * 300 + ".csv", os.fsdecode("無し.csv".encode("cp932"))
    code, files = report_of(str(folder), too_long, absent, to=tmp_path / "report.json")
    assert code == 1
    assert {Path(file["path"]).name: (bool(file["error"]), file["created"]) for file in files} == {
        "a.csv": (False, 1), "催し.csv": (False, 1), "loop.csv": (True, 0), "dangling.csv": (True, 0),
        too_long: (True, 0), "無し.csv": (True, 0),
    }  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_what_stops_one_file_does_not_lose_the_report_of_the_others(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.csv", "b.csv", "c.csv")]
    for number, path in enumerate(paths):
        path.write_text(as_csv([row(NO=str(number), 名称=f"会{number}" * 5)]), encoding="utf-8")
    import_paths([str(path) for path in paths])
    paths[1].write_text(as_csv([row(NO="1", 名称="会1" * 5, 説明="新しい"), row(開始日="")]), encoding="utf-8")
    with holding(Event.objects.get(title="会1" * 5)):
        code, files = report_of(*map(str, paths), to=tmp_path / "report.json")
    assert code == 1
    assert [(bool(file["error"]), file["rows"], file["unchanged"], file["rejected"]) for file in files] == [
        (False, 1, 1, 0), (True, 2, 0, 2), (False, 1, 1, 0),
    ]  # fmt: skip
    assert ImportRun.objects.latest("pk").state == "done"
