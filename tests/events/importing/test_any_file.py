"""Whatever a stranger's file holds: nothing is raised, every row ends as exactly one of four."""

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.enums import Outcome
from events.importing.columns import recognise
from events.importing.report import FileReport
from events.importing.resolving import Gazetteer
from events.services.import_files import Options, Setting, import_content
from tests.events.importing.files import HACHIOJI, read_rows

pytestmark = pytest.mark.django_db
quiet = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
HEADER = read_rows(HACHIOJI)[0]
_DATES = ["2022-01-29", "2022/2/5", "令和4年2月30日", "44566", "", "未定", "9999-12-31", "2022-02-12"]
_CELLS = st.one_of(
    st.sampled_from([
        *_DATES, "10:00", "24:00", "0", "1900", "定員10名(抽選)", "=1+1", "javascript:alert(1)", "不要", "午前10時~12時、午後2時~4時",
        "期間中の月曜日のみ開催\n開始日: 2022/1/5", "緯度: 139.3", "〒192", "\u3000", "http://[", "http://a.jp:99999999/", "囲碁の会",
    ]),
    st.text(max_size=30),
)  # fmt: skip


def imported(content: bytes) -> FileReport:
    return import_content(
        "o1-132012_g1-000304.csv", content, Setting(Options(), Gazetteer(), lambda _done, _rows: None)
    )


def adds_up(report: FileReport) -> bool:
    found: dict[str, Any] = json.loads(json.dumps(report.as_dict()))
    return (
        found["rows"] == sum(found[outcome.value] for outcome in Outcome)
        and len(found["rejections"]) == found["rejected"]
        and all(row["reason"] for row in found["rejections"])
    )


@quiet
@given(st.binary(max_size=2_000))
def test_any_bytes(content: bytes) -> None:
    assert adds_up(imported(content))


@quiet
@given(st.text(st.characters(codec="utf-8"), max_size=500), st.sampled_from(["utf-8", "utf-8-sig", "cp932", "utf-16"]))
def test_any_text_after_a_header(text: str, encoding: str) -> None:
    content = (",".join(HEADER) + "\n" + text).encode(encoding, "replace")
    assert adds_up(imported(content))


@quiet
@given(st.lists(st.dictionaries(st.sampled_from(HEADER), _CELLS, max_size=12), max_size=8))
def test_any_cells_twice(rows: list[dict[str, str]]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADER, restval="")
    writer.writeheader()
    writer.writerows([{"名称": "会", "開始日": "2022-01-29", "終了日": "2022-01-29"} | row for row in rows])
    content = text.getvalue().encode("utf-8", "replace")
    first, second = imported(content), imported(content)
    assert adds_up(first)
    assert first.rows == len(rows)
    assert (second.counts[Outcome.CREATED], second.counts[Outcome.UPDATED]) == (0, 0)
    assert second.counts[Outcome.REJECTED] == first.counts[Outcome.REJECTED]


@quiet
@given(st.lists(st.sampled_from(HEADER), min_size=5, max_size=50, unique=True), st.lists(_CELLS, max_size=40))
def test_any_columns_in_any_order(header: list[str], cells: list[str]) -> None:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerow(cells or [""])
    report = imported(text.getvalue().encode("utf-8", "replace"))
    assert adds_up(report)
    assert bool(report.error) == (recognise(header) is None)


@pytest.mark.parametrize("keep", range(0, 3_000, 97))
def test_a_real_file_cut_off_anywhere(keep: int) -> None:
    assert adds_up(imported(HACHIOJI.read_bytes()[:keep]))
