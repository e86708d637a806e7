"""Which row of a newer file is which: numbers, titles, dates; and what editors did in between."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from events.enums import OccurrenceState, Outcome
from events.models import Event, ImportedRow, Occurrence
from events.services.occurrences import move_occurrence
from events.services.publishing import close
from events.services.writing import finish_edit, save_edited
from tests.events.importing.conftest import Importer
from tests.events.importing.files import row

pytestmark = pytest.mark.django_db
TOKYO = ZoneInfo("Asia/Tokyo")
THREE = [
    row(NO="1", 名称="囲碁の会", 開始日="2022-01-29", 終了日="2022-01-29"),
    row(NO="2", 名称="手話の会", 開始日="2022-02-05", 終了日="2022-02-05"),
    row(NO="3", 名称="体操の会", 開始日="2022-02-12", 終了日="2022-02-12"),
]
UNNUMBERED = [{**one, "NO": ""} for one in THREE]


def counts(report: object) -> tuple[int, int, int, int]:
    found = report.counts  # type: ignore[attr-defined]
    return found[Outcome.CREATED], found[Outcome.UPDATED], found[Outcome.UNCHANGED], found[Outcome.REJECTED]


@pytest.mark.parametrize(
    ("rows", "changed"),
    [
        (THREE, {"説明": "新しい説明"}),
        (THREE, {"名称": "手話と筆談の会"}),
        (THREE, {"開始日": "2022-03-05", "終了日": "2022-03-05"}),
        (THREE, {"開始時刻": "11:00"}),
        (THREE, {"集合場所": "台町市民センター"}),
        (THREE, {"NO": "99"}),
        (THREE, {"NO": ""}),
        (UNNUMBERED, {"説明": "新しい説明"}),
        (UNNUMBERED, {"名称": "手話の会（改題）"}),
        (UNNUMBERED, {"開始時刻": "11:00"}),
    ],
)
def test_one_changed_row_is_updated_and_the_others_are_not(
    import_rows: Importer, rows: list[dict[str, str]], changed: dict[str, str]
) -> None:
    assert counts(import_rows(rows)) == (3, 0, 0, 0)
    newer = [rows[0], rows[1] | changed, rows[2]]
    assert counts(import_rows(newer)) == (0, 1, 2, 0)
    assert counts(import_rows(newer)) == (0, 0, 3, 0)
    assert (Event.objects.count(), Occurrence.objects.count(), ImportedRow.objects.count()) == (3, 3, 3)


def test_a_new_row_is_created_and_a_gone_row_reported(import_rows: Importer) -> None:
    import_rows(THREE)
    report = import_rows([*THREE[1:], row(NO="4", 名称="将棋の会")])
    assert counts(report) == (1, 0, 2, 0)
    assert [one["title"] for one in report.missing] == ["囲碁の会"]
    again = import_rows(THREE)
    assert counts(again) == (0, 0, 3, 0)
    assert [one["title"] for one in again.missing] == ["将棋の会"]


def test_a_broken_row_is_rejected_but_not_missing(import_rows: Importer) -> None:
    import_rows(THREE)
    report = import_rows([THREE[0], THREE[1] | {"開始日": "?"}, THREE[2]])
    assert counts(report) == (0, 0, 2, 1)
    assert report.missing == []


def test_another_list_of_the_same_city_changes_nothing_of_the_first(import_rows: Importer) -> None:
    import_rows(THREE, name="city.csv")
    other = [
        row(NO=str(number), 名称=f"図書館の会{number}", 開始日=f"2022-02-0{number}", 終了日="") for number in (1, 2, 3)
    ]
    report = import_rows(other, name="library.csv")
    assert (counts(report), report.missing) == ((3, 0, 0, 0), [])
    assert Event.objects.filter(title__contains="の会").count() == 6
    assert import_rows(THREE[:2], name="city.csv").missing[0]["title"] == "体操の会"


def test_numbers_that_begin_anew_next_month_are_new_rows(import_rows: Importer) -> None:
    import_rows(THREE)
    march = [
        row(NO="1", 名称="囲碁の会", 開始日="2022-03-26", 終了日="2022-03-26"),
        row(NO="2", 名称="春の会", 開始日="2022-03-05", 終了日="2022-03-05"),
        row(NO="3", 名称="夏の会", 開始日="2022-03-12", 終了日="2022-03-12"),
    ]
    assert counts(import_rows(march, name="march.csv")) == (3, 0, 0, 0)
    assert Event.objects.get(title="囲碁の会").occurrences.count() == 2


def test_repeated_numbers_within_a_file(import_rows: Importer) -> None:
    rows = [row(NO="7", 開始日=f"2022-02-{day:02}", 終了日="") for day in (1, 8, 15)] + [row(NO="7", 名称="将棋の会")]
    assert counts(import_rows(rows)) == (4, 0, 0, 0)
    assert counts(import_rows(rows[::-1])) == (0, 0, 4, 0)
    assert Event.objects.count() == 2


def test_the_same_row_twice_in_a_file_is_imported_once(import_rows: Importer) -> None:
    report = import_rows([THREE[0], THREE[1], THREE[0], THREE[1] | {"NO": "9"}])
    assert counts(report) == (2, 0, 0, 2)
    assert [one.reason for one in report.rejections] == [
        "2行目と同じ内容の行です。", "3行目と、番号のほかは同じ内容の行です。",
    ]  # fmt: skip


def test_another_venue_is_another_event_and_a_yearly_one_each_year(import_rows: Importer) -> None:
    days = ["2022-02-01", "2022-02-08"]
    rows = [row(NO="", 開始日=day, 終了日="", 集合場所=venue) for day in days for venue in ("公民館", "図書館")]
    rows.append(row(NO="", 開始日="2023-02-01", 終了日="", 集合場所="公民館"))
    import_rows(rows)
    assert sorted((event.venue_name, event.occurrences.count()) for event in Event.objects.all()) == [
        ("公民館", 1), ("公民館", 2), ("図書館", 2),
    ]  # fmt: skip


def test_what_only_one_date_says_stands_with_it(import_rows: Importer) -> None:
    rows = [row(NO=str(day), 開始日=f"2022-02-0{day}", 終了日="", 説明=f"第{day}回のテーマ") for day in (1, 2)]
    import_rows([*rows, row(NO="3", 開始日="2022-02-03", 終了日="", 説明="長い説明" * 60)])
    event = Event.objects.get()
    assert event.description == "第1回のテーマ"
    assert [date_.time_note for date_ in event.occurrences.all()] == ["", "説明: 第2回のテーマ", ""]
    assert event.remarks == "【3回目】説明: " + "長い説明" * 60


def test_a_field_that_an_editor_changed_is_kept_and_remarked(import_rows: Importer) -> None:
    import_rows(THREE)
    event = Event.objects.get(title="手話の会")
    event.title, event.contact_phone = "手話を楽しむ会", "042-000-0000"
    save_edited(event, by=None, changed=["title", "contact_phone"])
    finish_edit(event)
    report = import_rows(THREE)
    assert counts(report) == (0, 0, 3, 0)
    remarks = [(one.line, one.field, one.text) for one in report.remarks]
    assert (3, "名前", "手で直された項目なので、そのままにしました。") in remarks
    assert (3, "電話番号", "手で直された項目なので、そのままにしました。") in remarks
    newer = [THREE[0], THREE[1] | {"名称": "手話の会（新）", "説明": "新しい説明"}, THREE[2]]
    assert counts(import_rows(newer)) == (0, 1, 2, 0)
    event.refresh_from_db()
    assert (event.title, event.description, event.contact_phone) == ("手話を楽しむ会", "新しい説明", "042-000-0000")


def test_a_date_that_an_editor_moved_is_kept_and_remarked(import_rows: Importer) -> None:
    import_rows(THREE)
    occurrence = Occurrence.objects.get(event__title="手話の会")
    there = datetime(2022, 2, 6, 13, tzinfo=TOKYO)
    move_occurrence(occurrence, by=None, starts_at=there, ends_at=there.replace(hour=15))
    report = import_rows(THREE)
    assert counts(report) == (0, 0, 3, 0)
    assert [one.field for one in report.remarks] == ["始まり"]
    occurrence.refresh_from_db()
    assert (occurrence.starts_at, occurrence.state) == (there, OccurrenceState.MOVED)


def test_a_date_that_staff_took_away_does_not_come_back(import_rows: Importer) -> None:
    import_rows(THREE)
    Occurrence.objects.get(event__title="手話の会").delete()
    report = import_rows(THREE)
    assert counts(report) == (0, 0, 3, 0)
    assert [one.text for one in report.remarks] == ["手で消された開催日なので、作り直しませんでした。"]
    assert Occurrence.objects.filter(event__title="手話の会").count() == 0


def test_an_event_that_staff_closed_stays_closed(import_rows: Importer) -> None:
    import_rows(THREE)
    event = Event.objects.get(title="手話の会")
    close(event, by=None)
    import_rows([THREE[0], THREE[1] | {"説明": "新しい説明"}, THREE[2]])
    event.refresh_from_db()
    assert (event.state, event.description) == ("closed", "新しい説明")


def test_a_date_that_the_city_moved_or_cancelled_is_shown_as_such(import_rows: Importer) -> None:
    import_rows(THREE)
    moved = THREE[1] | {"開始日": "2022-02-19", "終了日": "2022-02-19"}
    import_rows([THREE[0] | {"状態": "中止"}, moved, THREE[2]])
    occurrence = Occurrence.objects.get(event__title="手話の会")
    assert occurrence.state == OccurrenceState.MOVED
    assert occurrence.moved_from == datetime(2022, 2, 5, 10, tzinfo=TOKYO)
    assert Occurrence.objects.get(event__title="囲碁の会").state == OccurrenceState.CANCELLED
    import_rows(THREE)
    occurrence.refresh_from_db()
    assert (occurrence.state, occurrence.moved_from) == (OccurrenceState.SCHEDULED, None)
    assert Occurrence.objects.get(event__title="囲碁の会").state == OccurrenceState.SCHEDULED


def test_a_title_corrected_for_one_date_leaves_the_course(import_rows: Importer) -> None:
    rows = [row(NO=str(day), 開始日=f"2022-02-0{day}", 終了日="") for day in (1, 2, 3)]
    import_rows(rows)
    newer = [rows[0], rows[1] | {"名称": "特別な会"}, rows[2]]
    assert counts(import_rows(newer)) == (0, 1, 2, 0)
    assert sorted((event.title, event.occurrences.count()) for event in Event.objects.all()) == [
        ("囲碁の会", 2), ("特別な会", 1),
    ]  # fmt: skip
    assert counts(import_rows(newer)) == (0, 0, 3, 0)
    import_rows(rows)
    assert [(event.title, event.state, event.occurrences.count()) for event in Event.objects.order_by("pk")] == [
        ("囲碁の会", "published", 3), ("特別な会", "closed", 0),
    ]  # fmt: skip


def test_dates_without_times_and_with_open_ends(import_rows: Importer) -> None:
    import_rows([
        row(NO="1", 名称="時刻なし", 開始時刻="", 終了時刻=""),
        row(NO="2", 名称="終わりなし", 終了時刻=""),
        row(NO="3", 名称="展示", 終了日="2022-02-06", 申込期限日="2022-01-20"),
    ])  # fmt: skip
    found = {one.event.title: one for one in Occurrence.objects.select_related("event")}
    spans = {
        title: (
            one.starts_at.astimezone(TOKYO).isoformat()[:16],
            one.ends_at.astimezone(TOKYO).isoformat()[:16],
            one.has_time,
        )
        for title, one in found.items()
    }
    assert spans == {
        "時刻なし": ("2022-01-29T00:00", "2022-01-29T23:59", False),
        "終わりなし": ("2022-01-29T10:00", "2022-01-29T10:00", True),
        "展示": ("2022-01-29T10:00", "2022-02-06T12:00", True),
    }
    deadline = found["展示"].deadline_at
    assert deadline is not None
    assert deadline.astimezone(TOKYO).date() == date(2022, 1, 20)
