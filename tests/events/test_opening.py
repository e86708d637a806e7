"""When a place is open: by weekday, by exception, by appointment; in memory and in the database alike."""

from datetime import date, time
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from events.models import OpeningException, OpeningHours, Place
from events.opening import Span, Status, opening_of
from tests.events.factories import OpeningExceptionFactory, PlaceFactory, moment

pytestmark = pytest.mark.django_db

# Tuesday, 24 November 2026
WEEKDAYS = [(day, "09:00", "12:00") for day in range(5)] + [(1, "13:00", "17:00")]


@pytest.fixture
def place() -> Place:
    return PlaceFactory(published=True, hours=WEEKDAYS)


def _fresh(place: Place) -> Place:
    return Place.objects.for_list().get(pk=place.pk)


@pytest.mark.parametrize(
    ("now", "status", "opens"),
    [
        (moment(2026, 11, 24, 8, 59), Status.LATER, time(9)),
        (moment(2026, 11, 24, 9, 0), Status.OPEN, time(9)),
        (moment(2026, 11, 24, 11, 59), Status.OPEN, time(9)),
        (moment(2026, 11, 24, 12, 0), Status.LATER, time(13)),
        (moment(2026, 11, 24, 16, 59), Status.OPEN, time(13)),
        (moment(2026, 11, 24, 17, 0), Status.OVER, time(13)),
        (moment(2026, 11, 28, 10, 0), Status.CLOSED, None),
    ],
)
def test_through_a_day(place: Place, now: Any, status: Status, opens: time | None) -> None:
    opening = opening_of(_fresh(place), now)
    assert (opening.status, opening.span.opens if opening.span else None) == (status, opens)
    is_open = status == Status.OPEN
    assert opening.is_open is is_open
    assert list(Place.objects.open_at(now)) == [place] * is_open
    assert list(Place.objects.open_on(now)) == [place] * (opens is not None)


def test_after_friday_comes_monday(place: Place) -> None:
    opening = opening_of(_fresh(place), moment(2026, 11, 27, 15))
    assert opening.next_day is not None
    assert (opening.next_day.date, opening.next_day.spans) == (date(2026, 11, 30), (Span(time(9), time(12)),))


def test_a_place_that_opens_on_no_day_of_the_week_has_no_next_day() -> None:
    place = PlaceFactory()
    OpeningExceptionFactory(place=place, date=date(2027, 5, 1))
    assert opening_of(_fresh(place), moment(2026, 11, 24)).next_day is None


def test_an_exception_closes_a_day_and_says_why(place: Place) -> None:
    OpeningExceptionFactory(place=place, date=date(2026, 11, 24), note="設備の点検")
    opening = opening_of(_fresh(place), moment(2026, 11, 24))
    assert (opening.status, opening.days[0].note, opening.days[0].is_special) == (Status.CLOSED, "設備の点検", True)
    assert opening.next_day is not None
    assert opening.next_day.date == date(2026, 11, 25)
    assert not Place.objects.open_at(moment(2026, 11, 24)).exists()
    assert not Place.objects.open_on(moment(2026, 11, 24)).exists()
    assert Place.objects.open_at(moment(2026, 11, 25)).exists()


def test_other_hours_take_the_place_of_the_weekdays(place: Place) -> None:
    for opens, closes in (("18:00", "20:00"), ("21:00", "22:00")):
        OpeningExceptionFactory(place=place, date=date(2026, 11, 24), opens=opens, closes=closes)
    fresh = _fresh(place)
    assert opening_of(fresh, moment(2026, 11, 24, 10)).status == Status.LATER
    assert opening_of(fresh, moment(2026, 11, 24, 21, 30)).span == Span(time(21), time(22))
    open_at = [hour for hour in range(24) if Place.objects.open_at(moment(2026, 11, 24, hour)).exists()]
    assert open_at == [18, 19, 21]


def test_an_exception_opens_a_day_of_rest(place: Place) -> None:
    OpeningExceptionFactory(place=place, date=date(2026, 11, 28), opens="10:00", closes="11:00")
    assert opening_of(_fresh(place), moment(2026, 11, 28)).is_open
    assert Place.objects.open_at(moment(2026, 11, 28)).exists()


def test_the_day_is_that_of_the_city(place: Place) -> None:
    OpeningExceptionFactory(place=place, date=date(2026, 11, 25))
    midnight = moment(2026, 11, 25, 0, 5)
    assert opening_of(_fresh(place), midnight).days[0].date == date(2026, 11, 25)


def test_by_appointment_goes_before_hours() -> None:
    with_hours = PlaceFactory(is_by_appointment=True, hours=WEEKDAYS)
    without = PlaceFactory(is_by_appointment=True)
    assert opening_of(_fresh(with_hours), moment(2026, 11, 24)).status == Status.APPOINTMENT
    assert len(opening_of(_fresh(with_hours), moment(2026, 11, 24)).days) == 7
    assert opening_of(_fresh(without), moment(2026, 11, 24)).status == Status.APPOINTMENT


def test_what_nobody_wrote_is_unknown_not_closed() -> None:
    assert opening_of(_fresh(PlaceFactory()), moment(2026, 11, 24)).status == Status.UNKNOWN


@pytest.mark.parametrize(("opens", "closes"), [("18:00", "02:00"), ("10:00", "10:00")])
def test_a_span_ends_on_its_day(place: Place, opens: str, closes: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        OpeningHours.objects.create(place=place, weekday=6, opens=opens, closes=closes)
    with pytest.raises(IntegrityError), transaction.atomic():
        OpeningException.objects.create(place=place, date="2026-12-24", is_closed=False, opens=opens, closes=closes)


def test_a_day_is_closed_once_and_not_closed_with_hours(place: Place) -> None:
    OpeningExceptionFactory(place=place, date=date(2026, 12, 29))
    with pytest.raises(IntegrityError), transaction.atomic():
        OpeningExceptionFactory(place=place, date=date(2026, 12, 29))
    with pytest.raises(IntegrityError), transaction.atomic():
        OpeningException.objects.create(place=place, date="2026-12-30", is_closed=True, opens="09:00", closes="10:00")


def test_it_costs_no_query_beyond_those_of_the_list(place: Place, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(3):
        places = list(Place.objects.for_list())
        statuses = [opening_of(one, moment(2026, 11, 24)).status for one in places]
    assert statuses == [Status.OPEN]
