"""The dates that the page of an event names: two queries, whatever lies behind them."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from events.dates import MOST_SHOWN, dates_of
from events.enums import OccurrenceState, State
from events.models import Event, Occurrence
from tests.events.factories import EventFactory, OccurrenceFactory, moment

pytestmark = pytest.mark.django_db

NOW = moment(2026, 11, 24)
WEEK = timedelta(days=7)


def _event(*weeks: int, cancelled: tuple[int, ...] = ()) -> Event:
    """Dates of an hour so many weeks from now."""
    event: Event = EventFactory()
    for week in weeks:
        state = OccurrenceState.CANCELLED if week in cancelled else OccurrenceState.SCHEDULED
        starts_at = NOW + week * WEEK
        OccurrenceFactory(event=event, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), state=state)
    return event


def _week(row: Occurrence | None) -> int | None:
    return None if row is None else (row.starts_at - NOW) // WEEK


@pytest.mark.parametrize(
    ("weeks", "cancelled", "next_week", "others", "past", "last"),
    [
        ((), (), None, [], 0, None),
        ((1,), (), 1, [], 0, None),
        ((-2, -1, 1, 2), (), 1, [2], 2, None),
        ((1, 2, 3), (1,), 2, [1, 3], 0, None),
        ((1, 2), (1, 2), 1, [2], 0, None),
        ((-3, -1), (), None, [], 2, -1),
        ((0, 5), (), 0, [5], 0, None),
    ],
)
def test_next_others_and_past(
    weeks: tuple[int, ...],
    cancelled: tuple[int, ...],
    next_week: int | None,
    others: list[int],
    past: int,
    last: int | None,
) -> None:
    found = dates_of(_event(*weeks, cancelled=cancelled), NOW)
    assert (_week(found.next), [_week(row) for row in found.others], found.past, _week(found.last)) == (
        next_week, others, past, last,
    )  # fmt: skip


def test_of_what_was_closed_nothing_is_to_come() -> None:
    event = _event(-2, 1, 2)
    event.state = State.CLOSED
    found = dates_of(event, NOW)
    assert (found.next, found.others, found.more, found.past, _week(found.last)) == (None, [], 0, 1, -2)


def test_a_long_series_is_not_loaded_whole(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    event = _event(*range(-100, 0), *range(1, 100))
    with django_assert_num_queries(2):
        found = dates_of(event, NOW)
    assert (_week(found.next), len(found.others), found.other_count, found.more, found.past) == (
        1, MOST_SHOWN, 98, 98 - MOST_SHOWN, 100,
    )  # fmt: skip
