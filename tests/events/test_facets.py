"""Facets: one number for each condition that a list can be filtered by."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.enums import Band, Feature, PlaceKind
from events.facets import (
    Kind,
    band_facet,
    band_of,
    facet,
    feature_facet,
    place_kind_facet,
    time_facets,
    values_of,
)
from tests.events.factories import moment


@given(st.lists(st.tuples(st.sampled_from(Kind), st.integers(0, 999_999))))
def test_what_is_put_in_is_read_out(pairs: list[tuple[Kind, int]]) -> None:
    facets = [facet(kind, value) for kind, value in pairs]
    for kind in Kind:
        assert values_of(facets, kind) == {value for other, value in pairs if other == kind}


@pytest.mark.parametrize("value", [-1, 1_000_000])
def test_a_value_that_would_mean_another_kind_is_refused(value: int) -> None:
    with pytest.raises(ValueError, match="between 0 and"):
        facet(Kind.THEME, value)


def test_all_facets_of_choices_differ() -> None:
    made = [
        *map(band_facet, Band.values),
        *map(feature_facet, Feature.values),
        *map(place_kind_facet, PlaceKind.values),
    ]
    assert len(made) == len(set(made)) == len(Band) + len(Feature) + len(PlaceKind)


@pytest.mark.parametrize(
    ("at", "band"),
    [
        (time(0), Band.MORNING), (time(11, 59), Band.MORNING), (time(12), Band.AFTERNOON),
        (time(16, 59), Band.AFTERNOON), (time(17), Band.EVENING), (time(23, 59), Band.EVENING),
    ],
)  # fmt: skip
def test_the_part_of_the_day(at: time, band: Band) -> None:
    assert band_of(at) == band


def _weekdays(starts: datetime, ends: datetime) -> list[int]:
    return sorted(values_of(time_facets(starts, ends, has_time=False), Kind.WEEKDAY))


def test_the_weekday_is_that_of_the_city() -> None:
    assert _weekdays(moment(2026, 11, 24, 0, 30), moment(2026, 11, 24, 1)) == [1]  # Monday in UTC


@pytest.mark.parametrize(
    ("days", "expected"), [(0, [5]), (1, [5, 6]), (3, [0, 1, 5, 6]), (6, list(range(7))), (400, list(range(7)))]
)
def test_all_weekdays_on_which_something_is_on(days: int, expected: list[int]) -> None:
    saturday = moment(2026, 11, 28)
    assert _weekdays(saturday, saturday + timedelta(days=days)) == expected


def test_the_band_is_left_out_where_the_time_is_unknown() -> None:
    starts, ends = moment(2026, 11, 28), moment(2026, 11, 28, 12)
    assert values_of(time_facets(starts, ends, has_time=False), Kind.BAND) == set()
    assert values_of(time_facets(starts, ends, has_time=True), Kind.BAND) == {0}
