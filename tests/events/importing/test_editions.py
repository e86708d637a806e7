"""Several editions of one list: read again, they change nothing, and an older one undoes nothing."""

from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.enums import Outcome
from events.models import Event, ImportedRow, Occurrence
from events.services.importing import import_paths
from hub.models import Change
from tests.events.importing.files import as_csv, row

pytestmark = pytest.mark.django_db

GO = row(NO="1", 名称="囲碁の会", 開始日="2026-05-20", 終了日="2026-05-20")
SIGNS = row(NO="2", 名称="手話の会", 開始日="2026-05-25", 終了日="2026-05-25")
SPRING = row(NO="3", 名称="春の会", 開始日="2026-05-05", 終了日="2026-05-05", 緯度="35.6119415", 経度="139.3792608")
SUMMER = row(NO="4", 名称="夏の会", 開始日="2026-06-15", 終了日="2026-06-15")
LATER = {"開始日": "2026-06-20", "終了日": "2026-06-20"}


def written(folder: Path, **lists: list[dict[str, str]]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, rows in lists.items():
        (folder / f"{name}.csv").write_text(as_csv(rows), encoding="utf-8")
    return folder


def state() -> tuple[object, ...]:
    """All that an import may change, but the time at which it looked."""
    return (
        Change.objects.count(),
        list(Event.objects.order_by("pk").values()),
        list(Occurrence.objects.order_by("pk").values()),
        list(ImportedRow.objects.order_by("pk").values()),
    )


def outcomes(*paths: Path) -> list[tuple[int, int, int]]:
    files = import_paths([str(path) for path in paths]).files
    return [(f.counts[Outcome.CREATED], f.counts[Outcome.UPDATED], f.counts[Outcome.UNCHANGED]) for f in files]


@pytest.mark.parametrize(
    "june",
    [
        [GO, SUMMER],
        [GO | {"説明": "新しい説明"}, SUMMER],
        [GO | LATER, SUMMER],
        [GO | {"名称": "囲碁を楽しむ会"}, SUMMER],
        [GO | {"集合場所": "台町市民センター"}, SUMMER],
        [GO | {"NO": "9"}, SUMMER],
        [GO | {"状態": "中止"}, SUMMER],
        [GO | LATER, GO | {"NO": "8", "開始日": "2026-07-01", "終了日": ""}, SUMMER],
        [GO | {"説明": "新しい説明"}, SIGNS, SPRING | {"開始日": "2026-06-05", "終了日": "", "NO": "7"}, SUMMER],
    ],
)
def test_a_folder_with_two_editions_changes_nothing_when_read_again(tmp_path: Path, june: list[dict[str, str]]) -> None:
    folder = written(tmp_path / "lists", may=[GO, SIGNS, SPRING], nextmonth=june)
    outcomes(folder)
    before = state()
    assert outcomes(folder) == [(0, 0, 3), (0, 0, len(june))]
    assert state() == before
    assert outcomes(folder) == [(0, 0, 3), (0, 0, len(june))]
    assert outcomes(folder / "may.csv") == [(0, 0, 3)]
    assert state() == before


@pytest.mark.parametrize("names", [("may", "nextmonth"), ("nextmonth", "may")])
def test_the_order_in_which_they_are_given_makes_no_difference_to_that(tmp_path: Path, names: tuple[str, str]) -> None:
    folder = written(tmp_path / "lists", may=[GO, SIGNS], nextmonth=[GO | {"説明": "新しい説明"}, SUMMER])
    paths = [folder / f"{name}.csv" for name in names]
    outcomes(*paths)
    before = state()
    assert outcomes(*paths) == [(0, 0, 2), (0, 0, 2)]
    assert state() == before


def test_three_editions_and_a_course_whose_dates_go_by(tmp_path: Path) -> None:
    dates = [GO | {"NO": str(n), "開始日": f"2026-0{n}-20", "終了日": ""} for n in (4, 5, 6, 7)]
    dates[0] |= {"緯度": "35.6119415", "経度": "139.3792608"}
    folder = written(tmp_path / "lists", a=dates[:2], b=[dates[1] | {"説明": "二"}, dates[2]], c=dates[2:])
    outcomes(folder)
    before = state()
    assert outcomes(folder) == [(0, 0, 2)] * 3
    assert state() == before


def test_a_row_that_is_new_in_an_older_file_counts_and_the_superseded_one_beside_it_does_not(tmp_path: Path) -> None:
    june = [GO | {"説明": "新しい説明"}, SUMMER]
    folder = written(tmp_path / "lists", may=[GO, SIGNS], nextmonth=june)
    outcomes(folder)
    written(folder, may=[GO, SIGNS | {"説明": "直した説明"}])
    assert outcomes(folder) == [(0, 1, 1), (0, 0, 2)]
    assert Event.objects.get(title="囲碁の会").description == "新しい説明"
    assert Event.objects.get(title="手話の会").description == "直した説明"


def test_what_a_file_says_anew_after_it_said_something_else_is_news(tmp_path: Path) -> None:
    folder = written(tmp_path / "lists", may=[GO, SIGNS], nextmonth=[GO | {"説明": "六月"}, SUMMER])
    outcomes(folder)
    written(folder, nextmonth=[GO | {"説明": "七月"}, SUMMER])
    assert outcomes(folder) == [(0, 0, 2), (0, 1, 1)]
    written(folder, nextmonth=[GO | {"説明": "六月"}, SUMMER])
    assert outcomes(folder) == [(0, 0, 2), (0, 1, 1)]
    assert Event.objects.get(title="囲碁の会").description == "六月"


def test_the_rows_of_the_other_edition_are_not_missing_when_an_unchanged_file_is_read_again(tmp_path: Path) -> None:
    folder = written(tmp_path / "lists", may=[GO, SIGNS], nextmonth=[GO, SUMMER])
    first = import_paths([str(folder)]).files
    assert [[one["title"] for one in file.missing] for file in first] == [[], ["手話の会"]]
    again = import_paths([str(folder)]).files
    assert [[one["title"] for one in file.missing] for file in again] == [[], []]


_ROWS = st.lists(
    st.builds(
        lambda no, title, day, venue, text, hour: row(
            NO=no, 名称=title, 開始日=day, 終了日="", 集合場所=venue, 説明=text, 開始時刻=hour
        ),
        st.sampled_from(["", "1", "2", "3"]),
        st.sampled_from(["囲碁の会", "囲碁の集い", "手話の会"]),
        st.sampled_from(["2026-05-05", "2026-05-12", "2026-12-01"]),
        st.sampled_from(["公民館", "図書館"]),
        st.sampled_from(["", "あ"]),
        st.sampled_from(["10:00", "13:00"]),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(a=_ROWS, b=_ROWS, c=_ROWS)
def test_any_three_editions_change_nothing_when_read_again(
    tmp_path: Path, a: list[dict[str, str]], b: list[dict[str, str]], c: list[dict[str, str]]
) -> None:
    start = transaction.savepoint()
    folder = written(tmp_path / "lists", a=a, b=b, c=c)
    outcomes(folder)
    before = state()
    again = outcomes(folder)
    found = state()
    transaction.savepoint_rollback(start)
    assert [counts[:2] for counts in again] == [(0, 0)] * 3
    assert found[:3] == before[:3]
