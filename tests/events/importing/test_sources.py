"""Whose list a file is: codes in every spelling, names, folders; and what makes two rows one place."""

from pathlib import Path

import pytest

from events.enums import Outcome
from events.importing.codes import code_of, spellings_of
from events.importing.places import has_house_number
from events.models import Event, ImportedRow
from events.services.importing import import_paths
from tests.events.importing.conftest import Importer
from tests.events.importing.files import LIST_A, as_csv, row


@pytest.mark.parametrize(
    ("text", "prefecture", "code"),
    [
        ("132012", "", "132012"), ("13201", "", "132012"), ("132012.0", "", "132012"), ("13201-2", "", "132012"),
        ("１３２０１２", "", "132012"), ("012025", "", "012025"), ("12025", "", "012025"), ("1202", "", "012025"),
        ("12203", "千葉県", "122033"), ("12203", "北海道", "012203"), ("13000", "", "130001"), ("a12345", "", "a12345"),
        ("13", "", ""), ("八王子市", "", ""), ("", "", ""),
    ],
)  # fmt: skip
def test_spellings_of_a_code(text: str, prefecture: str, code: str) -> None:
    assert code_of(text, prefecture) == code


def test_what_older_imports_may_have_called_a_source() -> None:
    assert spellings_of("132012") == ["132012", "13201"]
    assert spellings_of("012025") == ["012025", "01202", "12025"]
    assert spellings_of("event") == ["event"]


@pytest.mark.parametrize(
    ("address", "has_number"),
    [
        ("東京都八王子市", False), ("八王子市", False), ("東京都八王子市八日町", False), ("八王子市南大沢二丁目", False),
        ("八王子市南大沢2丁目", False), ("三重県四日市市", False), ("千葉県市川市八幡", False), ("新潟県十日町市", False),
        ("東京都千代田区三番町", False), ("八王子市南大沢二丁目27番地", True), ("東京都八王子市台町3-20-1", True),
        ("八王子市台町３－２０－１", True), ("八王子市本町二十四番一号", True), ("川口町1540番地", True), ("", False),
    ],
)  # fmt: skip
def test_a_house_number_comes_after_the_municipality(address: str, has_number: bool) -> None:
    assert has_house_number(address) == has_number


@pytest.mark.django_db
def test_three_libraries_of_one_city_are_three_events(import_rows: Importer) -> None:
    plain = dict.fromkeys(LIST_A, "") | {"イベント名": "おはなし会", "開始日": "2026-05-10", "住所": "東京都八王子市"}
    rows = [plain | {"NO": str(n), "場所名称": f"{name}図書館"} for n, name in enumerate(["中央", "南大沢", "川口"])]
    import_rows(rows)
    assert sorted(Event.objects.values_list("venue_name", flat=True)) == ["中央図書館", "南大沢図書館", "川口図書館"]


def lists(folder: Path, **cells: str) -> Path:
    folder.mkdir(parents=True)
    path = folder / "event.csv"
    path.write_text(as_csv([row(都道府県コード又は市区町村コード="", **cells)]), encoding="utf-8")
    return path


@pytest.mark.django_db
def test_two_cities_with_a_file_of_one_name_share_no_source(tmp_path: Path) -> None:
    paths = [
        lists(tmp_path / "x", 住所都道府県="東京都", 住所市区町村="府中市"),
        lists(tmp_path / "y", 住所都道府県="広島県", 住所市区町村="府中市"),
        lists(tmp_path / "日野" / "2026-05"),
        lists(tmp_path / "多摩" / "2026-05"),
        lists(tmp_path / "多摩" / "2026-06"),
    ]
    files = import_paths([str(path) for path in paths]).files
    assert [file.municipality_code for file in files] == [
        "東京都府中市 event", "広島県府中市 event", "日野 event", "多摩 event", "多摩 event",
    ]  # fmt: skip
    assert [file.counts[Outcome.CREATED] for file in files] == [1, 1, 1, 1, 0]


@pytest.mark.django_db
def test_a_code_in_another_spelling_is_the_same_source(import_rows: Importer) -> None:
    import_rows([row()])
    ImportedRow.objects.update(source="13201")
    for code in ("13201", "132012.0", "132012"):
        assert import_rows([row(都道府県コード又は市区町村コード=code)]).counts[Outcome.CREATED] == 0
    assert Event.objects.count() == 1


@pytest.mark.django_db
def test_rows_that_differ_in_an_unknown_column_alone_say_so(import_rows: Importer) -> None:
    report = import_rows([row(コース="初級"), row(コース="上級"), row(コース="初級"), row(コース="")])
    assert [one.reason for one in report.rejections] == [
        "2行目と、読まない列（コース）のほかは同じ内容の行です。",
        "2行目と同じ内容の行です。",
        "2行目と、読まない列（コース）のほかは同じ内容の行です。",
    ]
