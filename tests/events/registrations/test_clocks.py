"""Deadlines, offers and what begins, to the second; over New Year, a holiday and the midnight of the city."""

from datetime import UTC, datetime, timedelta

import pytest

from events.enums import OccurrenceState, Participation
from events.models import Occurrence, Registration
from events.services import registrations
from hub.exceptions import DomainError
from tests.events.factories import moment
from tests.events.registrations.people import date, registered, states

pytestmark = pytest.mark.django_db
DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
NEW_YEAR = moment(2027, 1, 1, 0)


def _window(opens: datetime | None, closes: datetime | None, starts: datetime) -> Occurrence:
    at = date(starts_at=starts)
    Occurrence.objects.filter(pk=at.pk).update(apply_from=opens, deadline_at=closes)
    return at


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        # The last minute of the year, and the first; a holiday; the minute at which the day ends in London.
        (moment(2026, 12, 1, 0), NEW_YEAR - SECOND),
        (moment(2026, 12, 1, 9), NEW_YEAR),
        (moment(2026, 12, 23, 12), moment(2027, 1, 11, 17)),
        (datetime(2026, 12, 10, 0, tzinfo=UTC), datetime(2026, 12, 20, 0, tzinfo=UTC)),
        (moment(2026, 12, 31, 23, 59), moment(2027, 1, 1, 0, 1)),
    ],
)
def test_from_the_first_to_the_last_second(opens: datetime, closes: datetime) -> None:
    at = _window(opens, closes, moment(2027, 1, 20))
    for number, (now, said) in enumerate(
        [
            (opens - DAY, "申込は、まだ始まっていません。"),
            (opens - SECOND, "申込は、まだ始まっていません。"),
            (opens, ""),
            (closes, ""),
            (closes + SECOND, "申込は終わりました。"),
            (closes + DAY, "申込は終わりました。"),
        ]
    ):
        if said:
            with pytest.raises(DomainError, match=said):
                registered(at, number, now=now)
        else:
            registered(at, number, now=now)
    assert states(at) == [("confirmed", 1), ("confirmed", 1)]


def test_without_a_deadline_until_it_begins() -> None:
    at = _window(None, None, NEW_YEAR)
    registered(at, 1, now=NEW_YEAR - SECOND)
    with pytest.raises(DomainError, match="もう始まりました。"):
        registered(at, 2, now=NEW_YEAR)


@pytest.mark.parametrize("starts", [moment(2027, 1, 1, 0), moment(2027, 1, 1, 10), moment(2027, 1, 11, 13)])
def test_an_offer_waits_a_day_and_never_beyond_the_beginning(starts: datetime) -> None:
    for before, waits in ((25 * HOUR, DAY), (DAY, DAY), (SECOND, SECOND)):
        at, now = date(1, starts_at=starts), starts - before
        first, second, third = (registered(at, number, now=now - HOUR) for number in range(3))
        registrations.cancel(first, now=now)
        offered = Registration.objects.get(pk=second.pk)
        assert (before, offered.state, offered.held_until) == (before, "offered", now + waits)
        registrations.expire_due(now=now + waits - SECOND)
        assert [state for state, _party in states(at)] == ["cancelled", "offered", "waiting"]
        with pytest.raises(DomainError, match=r"期限が過ぎました|もう始まりました"):
            registrations.accept_offer(second, now=now + waits)
        registrations.expire_due(now=now + waits)
        is_over = now + waits >= starts
        wanted = ["cancelled", "expired", "expired" if is_over else "offered"]
        assert (before, [state for state, _party in states(at)]) == (before, wanted)
        assert third.pk


def test_in_the_last_second_it_is_theirs() -> None:
    at = date(1, starts_at=NEW_YEAR)
    first, second = (registered(at, number, now=NEW_YEAR - 3 * DAY) for number in range(2))
    registrations.cancel(first, now=NEW_YEAR - 2 * DAY)
    registrations.accept_offer(second, now=NEW_YEAR - DAY - SECOND)
    registrations.expire_due(now=NEW_YEAR + DAY)
    assert states(at) == [("cancelled", 1), ("confirmed", 1)]


@pytest.mark.parametrize("participation", [Participation.FIRST_COME, Participation.LOT, Participation.APPROVAL])
def test_who_still_waits_when_it_begins_is_told(participation: Participation) -> None:
    at = date(1, starts_at=NEW_YEAR, participation=participation)
    for number in range(2):
        registered(at, number, now=NEW_YEAR - DAY)
    assert registrations.expire_due(now=NEW_YEAR - SECOND) == 0
    ended = registrations.expire_due(now=NEW_YEAR)
    wanted = ["confirmed", "expired"] if participation == Participation.FIRST_COME else ["expired", "expired"]
    assert ([state for state, _party in states(at)], ended) == (wanted, wanted.count("expired"))


def test_an_offer_of_a_date_that_was_moved_up_ends_with_its_beginning() -> None:
    """The answer was waited for until a time that is now after the beginning."""
    at = date(1, starts_at=NEW_YEAR + 5 * DAY)
    first, second = (registered(at, number, now=NEW_YEAR - DAY) for number in range(2))
    registrations.cancel(first, now=NEW_YEAR)
    Occurrence.objects.filter(pk=at.pk).update(starts_at=NEW_YEAR + HOUR)
    with pytest.raises(DomainError, match="もう始まりました。"):
        registrations.accept_offer(second, now=NEW_YEAR + HOUR)
    registrations.expire_due(now=NEW_YEAR + HOUR)
    assert [state for state, _party in states(at)] == ["cancelled", "expired"]


def test_nobody_takes_a_place_of_what_was_called_off() -> None:
    at = date(1, starts_at=NEW_YEAR)
    first, second, third = (registered(at, number, now=NEW_YEAR - 3 * DAY) for number in range(3))
    registrations.cancel(first, now=NEW_YEAR - 2 * DAY)
    Occurrence.objects.filter(pk=at.pk).update(state=OccurrenceState.CANCELLED)
    with pytest.raises(DomainError, match="この日は中止になりました。"):
        registrations.accept_offer(second, now=NEW_YEAR - 2 * DAY + HOUR)
    registrations.cancel(second, now=NEW_YEAR - 2 * DAY + HOUR)
    assert [state for state, _party in states(at)] == ["cancelled", "cancelled", "waiting"]
    assert third.pk
