"""Dates by rule: made ahead, kept where somebody touched them, never made in the past."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from events.enums import OccurrenceOrigin, OccurrenceState
from events.models import Event
from events.services.listing import refresh_events
from events.services.occurrences import cancel_occurrence, move_occurrence, remove_occurrence
from events.services.series import MOST_DATES, dates_of_rule, extend_all_series, sync_series
from hub.exceptions import DomainError
from hub.models import Change
from tests.events.factories import EventFactory, OccurrenceFactory, moment

pytestmark = pytest.mark.django_db

FIRST = moment(2026, 12, 1)  # a Tuesday
NOW = moment(2026, 11, 24)


def _weekly(**fields: Any) -> Event:
    values = {"rrule": "FREQ=WEEKLY;COUNT=4", "rule_starts_at": FIRST, "rule_minutes": 90}
    event = EventFactory(**values | fields)
    sync_series(event, now=NOW)
    return event


def _days(event: Event) -> list[str]:
    return [f"{timezone.localtime(row.starts_at):%m-%d %H:%M}" for row in event.occurrences.order_by("starts_at")]


def test_dates_are_made_with_their_length_and_listed_nowhere_while_it_is_a_draft() -> None:
    event = _weekly()
    assert _days(event) == ["12-01 10:00", "12-08 10:00", "12-15 10:00", "12-22 10:00"]
    rows = list(event.occurrences.all())
    assert {row.ends_at - row.starts_at for row in rows} == {timedelta(minutes=90)}
    assert {(row.origin, row.is_listed) for row in rows} == {(OccurrenceOrigin.RULE, False)}
    assert {row.rule_at for row in rows} == {row.starts_at for row in rows}


def test_doing_it_again_changes_nothing() -> None:
    event = _weekly()
    before = list(event.occurrences.values_list("pk", flat=True))
    assert sync_series(event, now=NOW) is False
    assert list(event.occurrences.values_list("pk", flat=True)) == before


def test_an_endless_rule_reaches_13_months_ahead_and_is_extended() -> None:
    event = _weekly(rrule="FREQ=WEEKLY", published=True)
    last = event.occurrences.order_by("starts_at").last()
    assert last is not None
    assert moment(2027, 12, 14) < last.starts_at <= moment(2027, 12, 24)
    count = event.occurrences.count()
    assert extend_all_series(NOW + timedelta(days=14)) == 1
    assert event.occurrences.count() == count + 2
    assert Change.objects.filter(object_id=event.pk, action="changed").count() == 1
    assert extend_all_series(NOW + timedelta(days=14)) == 0


def test_new_dates_of_a_published_series_are_listed() -> None:
    event = _weekly(rrule="FREQ=WEEKLY", published=True)
    refresh_events([event.pk])
    extend_all_series(NOW + timedelta(days=14))
    assert set(event.occurrences.values_list("is_listed", flat=True)) == {True}


def test_a_series_that_waits_for_its_publication_is_extended_without_telling_anybody() -> None:
    event = _weekly(rrule="FREQ=WEEKLY", in_review=True)
    count = event.occurrences.count()
    assert extend_all_series(NOW + timedelta(days=7)) == 1
    assert event.occurrences.count() == count + 1
    assert not Change.objects.exists()


def test_an_unreadable_rule_holds_up_no_other(caplog: pytest.LogCaptureFixture) -> None:
    broken = _weekly(published=True)
    Event.objects.filter(pk=broken.pk).update(rrule="FREQ=SECONDLY")
    good = _weekly(rrule="FREQ=WEEKLY", published=True)
    count = good.occurrences.count()
    assert extend_all_series(NOW + timedelta(days=7)) == 1
    assert good.occurrences.count() == count + 1
    assert broken.occurrences.count() == 4
    assert [record.message for record in caplog.records] == ["series not extended"]


def test_past_dates_stay_and_none_is_made_in_the_past() -> None:
    event = _weekly()
    event.rrule = "FREQ=WEEKLY;BYDAY=WE;COUNT=4"
    event.save()
    sync_series(event, now=moment(2026, 12, 9, 12))
    assert _days(event) == ["12-01 10:00", "12-08 10:00", "12-16 10:00", "12-23 10:00"]


def test_a_date_that_has_begun_but_not_ended_is_made() -> None:
    event = EventFactory(rrule="FREQ=WEEKLY;COUNT=2", rule_starts_at=FIRST, rule_minutes=90)
    sync_series(event, now=FIRST + timedelta(minutes=30))
    assert _days(event) == ["12-01 10:00", "12-08 10:00"]


def test_another_time_replaces_what_nobody_touched_and_brings_back_no_other() -> None:
    """A date that was moved or cancelled stands for its day: the rule makes no second one beside it."""
    event = _weekly()
    moved, cancelled = event.occurrences.order_by("starts_at")[1:3]
    move_occurrence(moved, by=None, starts_at=moment(2026, 12, 9), ends_at=moment(2026, 12, 9, 11))
    cancel_occurrence(cancelled, by=None, note="講師の都合")
    event.rule_starts_at = FIRST + timedelta(hours=3)
    event.save()
    sync_series(event, now=NOW)
    assert _days(event) == ["12-01 13:00", "12-09 10:00", "12-15 10:00", "12-22 13:00"]


def test_a_moved_or_cancelled_date_is_not_made_again() -> None:
    event = _weekly()
    first, second = event.occurrences.order_by("starts_at")[:2]
    move_occurrence(first, by=None, starts_at=moment(2026, 12, 2), ends_at=moment(2026, 12, 2, 11))
    cancel_occurrence(second, by=None, note="雪")
    assert sync_series(event, now=NOW) is False
    assert _days(event) == ["12-02 10:00", "12-08 10:00", "12-15 10:00", "12-22 10:00"]
    assert event.occurrences.get(pk=second.pk).state == OccurrenceState.CANCELLED


def test_another_length_is_carried_to_the_dates_that_nobody_touched() -> None:
    event = _weekly()
    event.occurrences.filter(starts_at=FIRST).update(edited_fields=["ends_at"])
    event.rule_minutes = 30
    event.save()
    assert sync_series(event, now=NOW) is True
    minutes = [(row.ends_at - row.starts_at).seconds // 60 for row in event.occurrences.order_by("starts_at")]
    assert minutes == [90, 30, 30, 30]


def test_excluded_days_are_left_out_and_a_removed_date_becomes_one() -> None:
    event = _weekly(rule_excluded_on=[date(2026, 12, 8)])
    assert _days(event) == ["12-01 10:00", "12-15 10:00", "12-22 10:00"]
    remove_occurrence(event.occurrences.get(starts_at=moment(2026, 12, 15)), by=None)
    event.refresh_from_db()
    assert event.rule_excluded_on == [date(2026, 12, 8), date(2026, 12, 15)]
    sync_series(event, now=NOW)
    assert _days(event) == ["12-01 10:00", "12-22 10:00"]


def test_dates_added_by_hand_stay_when_the_rule_goes() -> None:
    event = _weekly()
    OccurrenceFactory(event=event, starts_at=moment(2026, 12, 24, 18))
    event.rrule = ""
    event.save()
    sync_series(event, now=NOW)
    assert _days(event) == ["12-24 18:00"]


def test_the_rule_is_read_from_the_row_not_from_the_copy_in_hand() -> None:
    event = _weekly()
    old_copy = Event.objects.get(pk=event.pk)
    Event.objects.filter(pk=event.pk).update(rrule="FREQ=WEEKLY;COUNT=2")
    sync_series(old_copy, now=NOW)
    assert _days(event) == ["12-01 10:00", "12-08 10:00"]


def test_the_local_hour_is_the_same_all_year() -> None:
    dates = dates_of_rule("FREQ=MONTHLY", moment(2026, 12, 1, 0, 30), moment(2027, 12, 31))
    assert {f"{timezone.localtime(at):%d %H:%M}" for at in dates} == {"01 00:30"}
    assert len(dates) == 13


def test_too_many_dates_are_refused_but_those_of_the_past_do_not_count() -> None:
    with pytest.raises(DomainError, match=f"{MOST_DATES}回まで"):
        dates_of_rule("FREQ=DAILY", FIRST, FIRST + timedelta(days=MOST_DATES + 1))
    later = FIRST + timedelta(days=3_000)
    assert len(dates_of_rule("FREQ=DAILY", FIRST, later, since=later - timedelta(days=9))) == 10


def test_a_count_is_counted_from_the_first_date() -> None:
    assert dates_of_rule("FREQ=WEEKLY;COUNT=2", FIRST, FIRST + timedelta(days=99), since=moment(2026, 12, 5)) == [
        moment(2026, 12, 8)
    ]
