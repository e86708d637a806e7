"""The offices' file: what becomes of each row."""

from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from hub.areas.models import District
from referrals.importing import COLUMNS, OfficeReport
from referrals.models import SupportOffice
from referrals.services.offices import import_offices
from tests.hub.areas.factories import DistrictFactory, TownFactory
from tests.referrals.cases import office

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)
GOOD = {
    "name": "東の事務所", "kana": "ヒガシノジムショ", "districts": "ひがし、にし中学校区", "towns": "さか町", "address": "八王子市１－２",
    "lat": "35.65", "lon": "139.33", "phone": "０４２ ０００ ００００", "fax": "042-000-0001", "email": "A@example.jp",
    "hours": "月〜金 8:30〜17:15", "source_url": "https://city.example/offices", "checked_on": "2026/11/2",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _areas() -> None:
    DistrictFactory.create(name="ひがし中学校区", column=0)
    DistrictFactory.create(name="にし中学校区", column=1)
    for name in ("さか町", "まつ一丁目", "まつ二丁目", "たに南町", "たに北町"):
        TownFactory.create(name=name)


def _file(folder: Path, *rows: dict[str, str], heading: tuple[str, ...] = COLUMNS) -> Path:
    path = folder / "hachimaru_offices.csv"
    lines = [",".join(heading), *(",".join(f'"{row.get(name, "")}"' for name in heading) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return path


def _said(report: OfficeReport) -> tuple[int, int, int, int]:
    counts = report.counts
    return counts["created"], counts["updated"], counts["unchanged"], counts["rejected"]


def test_a_row_is_an_office_and_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    path = _file(tmp_path, GOOD)
    assert _said(import_offices(path, today=TODAY)) == (1, 0, 0, 0)
    made = SupportOffice.objects.get()
    assert [district.name for district in made.districts.order_by("pk")] == ["ひがし中学校区", "にし中学校区"]
    assert [town.name for town in made.towns.all()] == ["さか町"]
    assert (made.kana, made.address, made.phone, made.email) == (
        "ひがしのじむしょ", "八王子市1-2", "042-000-0000", "a@example.jp",
    )  # fmt: skip
    assert (made.opens_at, made.closes_at, made.checked_on) == (time(8, 30), time(17, 15), date(2026, 11, 2))
    again = import_offices(path, today=TODAY)
    assert (_said(again), again.remarks) == ((0, 0, 1, 0), [])
    moved = import_offices(_file(tmp_path, GOOD | {"districts": "ひがし"}), today=TODAY)
    assert (_said(moved), made.districts.count()) == ((0, 1, 0, 0), 1)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"name": " "}, "名前がありません"),
        ({"districts": "みなみ"}, "「みなみ」という地区はありません"),
        ({"towns": "ない町"}, "「ない町」という町はありません"),
        ({"towns": "たに"}, "どの町かわかりません"),
        ({"phone": ""}, "電話番号「」"),
        ({"phone": "042-000-000"}, "電話番号「042-000-000」"),
        ({"phone": "042-000-0000-000"}, "電話番号"),
        ({"checked_on": ""}, "確かめた日（checked_on）がありません"),
        ({"checked_on": "きのう"}, "「きのう」が読めません"),
        ({"checked_on": "2026-11-31"}, "読めません"),
        ({"checked_on": "2026-11-27"}, "今日より先です"),
        ({"name": "な" * 81}, "name: "),
    ],
)
def test_a_row_that_is_not_written_says_why_and_where(tmp_path: Path, change: dict[str, str], word: str) -> None:
    report = import_offices(_file(tmp_path, GOOD | {"name": "ほか"}, GOOD | change), today=TODAY)
    assert _said(report) == (1, 0, 0, 1)
    assert [(one["line"], word in one["reason"]) for one in report.rejections] == [(3, True)]
    assert SupportOffice.objects.get().name == "ほか"


def test_what_is_left_empty_is_told(tmp_path: Path) -> None:
    broken = {"fax": "1", "email": "a@", "lat": "1", "lon": "x", "source_url": "javascript:1", "hours": "電話で聞く"}
    report = import_offices(_file(tmp_path, GOOD | broken), today=TODAY)
    assert (_said(report), len(report.remarks)) == ((1, 0, 0, 0), 5)
    made = SupportOffice.objects.get()
    assert (made.fax, made.email, made.latitude, made.source_url, made.opens_at) == ("", "", None, "", None)


def test_hours_by_hand_stay_as_long_as_the_words_do(tmp_path: Path) -> None:
    path = _file(tmp_path, GOOD | {"hours": "電話で聞く"})
    import_offices(path, today=TODAY)
    SupportOffice.objects.update(opens_at=time(10), closes_at=time(12))
    assert _said(import_offices(path, today=TODAY)) == (0, 0, 1, 0)
    assert SupportOffice.objects.get().opens_at == time(10)
    import_offices(_file(tmp_path, GOOD | {"hours": "平日 9時〜17時"}), today=TODAY)
    assert SupportOffice.objects.get().opens_at == time(9)


def test_what_else_is_told(tmp_path: Path) -> None:
    office("前の事務所")
    office("見本", staff=0, is_sample=True, phone="")
    rows = [GOOD, GOOD, GOOD | {"name": "西の事務所", "towns": "まつ"}, GOOD | {"name": "見本"}]
    report = import_offices(_file(tmp_path, *rows, heading=(*COLUMNS, "memo")), today=TODAY)
    assert (_said(report), report.missing, report.unknown_columns) == ((2, 0, 0, 2), ["前の事務所"], ["memo"])
    assert [one["reason"][:4] for one in report.rejections] == ["2行目と", "同じ名前"]
    assert [(one["line"], one["name"]) for one in report.remarks] == [(4, "西の事務所")] * 2
    west = SupportOffice.objects.get(name="西の事務所")
    assert sorted(town.name for town in west.towns.all()) == ["まつ一丁目", "まつ二丁目"]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"a,b\n1,2\n", "見出しの行に"),
        (b"", "見出しの行に"),
        (b"PK\0\0", "CSVファイルではない"),
        (",".join(COLUMNS).encode() + b'\n"open,1\n', "2行目から先が読めません"),
        (b"\xff\xfe\x81", "文字コード"),
    ],
)
def test_a_file_that_is_none_changes_nothing(tmp_path: Path, content: bytes, word: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=word):
        call_command("import_offices", str(path))
    assert SupportOffice.objects.count() == 0


def test_the_command_tells_each_row_and_writes_the_report(tmp_path: Path, capsys: Any) -> None:
    path = _file(tmp_path, GOOD, GOOD | {"name": "ほか", "phone": "1"})
    call_command("import_offices", str(path), report=tmp_path / "report.json")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("hachimaru_offices.csv:3 入れなかった行 ほか … 電話番号「1」")
    assert lines[-1] == "hachimaru_offices.csv: 2行 … 新しく作成 1、更新 0、変わりなし 0、取り込めず 1"
    assert '"rejected": 1' in (tmp_path / "report.json").read_text(encoding="utf-8")


def test_the_file_that_is_shipped_names_no_office() -> None:
    report = import_offices(settings.BASE_DIR / "data" / "support" / "hachimaru_offices.csv", today=TODAY)
    assert (report.error, report.rows, report.unknown_columns) == ("", 0, [])
    assert District.objects.count() == 2
