"""``--shift-to``: whole weeks, marked, without a way to reach anybody, and apart from what is real."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from events.enums import Outcome
from events.models import Event, Occurrence
from events.services.importing import import_paths
from tests.events.importing.conftest import Importer
from tests.events.importing.files import EVENTS, HACHIOJI, row

pytestmark = pytest.mark.django_db
WEDNESDAY = date(2026, 7, 29)
NUMBER = re.compile(r"0\d{1,4}[-(]\d{1,4}[-)]\d{3,4}|[\w.]+[@＠]\w+\.|★city")


def days() -> list[date]:
    return [timezone.localdate(one.starts_at) for one in Occurrence.objects.order_by("pk")]


def test_dates_move_by_whole_weeks_and_the_file_begins_in_the_wanted_week() -> None:
    import_paths([str(HACHIOJI)])
    real = days()
    report = import_paths([str(HACHIOJI)], shift_to=WEDNESDAY).files[0]
    moved = days()[len(real) :]
    assert report.shifted_days % 7 == 0
    assert [day - timedelta(days=report.shifted_days) for day in moved] == real
    assert [day.weekday() for day in moved] == [day.weekday() for day in real]
    assert sum(WEDNESDAY - timedelta(days=2) <= day <= WEDNESDAY + timedelta(days=4) for day in moved) >= 5
    sample = Occurrence.objects.filter(event__is_sample=True, deadline_at__isnull=False).first()
    assert sample is not None
    assert sample.deadline_at is not None
    assert sample.deadline_at < sample.starts_at


def test_a_sample_is_marked_and_reaches_nobody() -> None:
    import_paths([str(EVENTS)], shift_to=WEDNESDAY)
    assert Event.objects.filter(is_sample=False).count() == 0
    assert Event.objects.exclude(contact_phone="", contact_email="", contact_extension="").count() == 0
    texts = [
        field.value_to_string(event)
        for event in Event.objects.all()
        for field in Event._meta.concrete_fields
        if field.get_internal_type() in {"CharField", "TextField"}
    ]
    texts += Occurrence.objects.values_list("time_note", flat=True)
    assert [text for text in texts if NUMBER.search(text)] == []
    assert all("見本" in note for note in Event.objects.values_list("sample_note", flat=True))


def test_the_same_day_changes_nothing_and_another_day_moves_the_same_rows(import_rows: Importer) -> None:
    rows = [row(NO="1"), row(NO="2", 名称="手話の会", 開始日="2022-02-05", 終了日="", 説明="電話042-648-2231")]
    assert import_rows(rows, shift_to=WEDNESDAY).counts == {Outcome.CREATED: 2}
    first = days()
    assert import_rows(rows, shift_to=WEDNESDAY + timedelta(days=2)).counts == {Outcome.UNCHANGED: 2}
    assert import_rows(rows, shift_to=WEDNESDAY + timedelta(days=14)).counts == {Outcome.UPDATED: 2}
    assert days() == [day + timedelta(days=14) for day in first]
    assert set(Occurrence.objects.values_list("state", flat=True)) == {"scheduled"}


def test_samples_and_real_rows_never_touch_each_other(import_rows: Importer) -> None:
    rows = [row(連絡先電話番号="042-648-2231")]
    import_rows(rows, shift_to=WEDNESDAY)
    assert import_rows(rows).counts == {Outcome.CREATED: 1}
    assert import_rows(rows, shift_to=WEDNESDAY).counts == {Outcome.UNCHANGED: 1}
    assert import_rows(rows).counts == {Outcome.UNCHANGED: 1}
    found = Event.objects.order_by("pk").values_list("is_sample", "contact_phone")
    assert list(found) == [(True, ""), (False, "042-648-2231")]


def test_a_shift_out_of_all_calendars_is_refused_row_by_row(import_rows: Importer) -> None:
    report = import_rows([row()], shift_to=date(9998, 1, 1))
    assert report.counts == {Outcome.REJECTED: 1}
    assert Event.objects.count() == 0
