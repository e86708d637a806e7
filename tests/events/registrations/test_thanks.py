"""The day after: one mail, one question, three numbers that belong to nobody."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from events.door_enums import ThanksAnswer
from events.enums import OccurrenceState, State
from events.models import Event, Occurrence, Registration, Thanks, ThanksTicket
from events.registration_enums import RegistrationScope
from events.services.registrations import cancel
from events.services.registrations.letters import link_token
from events.services.registrations.thanks import (
    THANKS,
    AnsweredError,
    answers_of,
    due_at,
    may_answer,
    smooth_thanks,
    take_thanks,
    thank_due,
    token_for,
)
from hub.notifications.letters import Letter, writer_of
from hub.notifications.models import Mailing
from tests.events.factories import EventFactory, moment
from tests.events.registrations.doors import ABSENT, CAME, entered, pressed
from tests.events.registrations.people import date, registered
from tests.hub.accounts.factories import UserFactory

DAY = timedelta(days=1)
GOOD, FAIR, POOR = ThanksAnswer
pytestmark = pytest.mark.django_db


def _with_mail(at: Occurrence, number: int, **asked: Any) -> Registration:
    """Who left an address, and confirmed it."""
    one = registered(at, number, **asked)
    Registration.objects.filter(pk=one.pk).update(email=f"a{number}@example.org", name="ひみつ")
    one.refresh_from_db()
    return one


def _thanked() -> list[int]:
    return sorted(one.ids["registration"] for one in Mailing.objects.filter(kind=THANKS))


def _letter(at: Occurrence) -> Letter | None:
    write = writer_of(THANKS)
    assert write is not None
    return write(Mailing.objects.get(kind=THANKS, ids__date=at.pk))


def _at(hour: int = 19) -> datetime:
    return moment(2026, 12, 31, hour)


def test_at_ten_on_the_day_after_and_not_again() -> None:
    """Over New Year. Who was marked absent, cancelled, or left a telephone number alone gets none."""
    at = date(None, starts_at=_at())
    came, unmarked, absent = (_with_mail(at, number) for number in range(3))
    gone = cancel(registered(at, 9), now=_at(12))
    Registration.objects.filter(pk=gone.pk).update(email="gone@example.org")
    registered(at, 10)
    entered(at, pressed(CAME, came), pressed(ABSENT, absent))
    ten = moment(2027, 1, 1, 10)
    assert due_at(at) == ten
    assert [thank_due(now=now) for now in (ten - timedelta(seconds=1), ten, ten, ten + DAY)] == [0, 2, 0, 0]
    assert _thanked() == [came.pk, unmarked.pk]
    assert ThanksTicket.objects.count() == Thanks.objects.get().asked == 2


@pytest.mark.parametrize(
    ("late", "written"), [(timedelta(days=2), 1), (timedelta(days=4), 0)], ids=["two days away", "too long away"]
)
def test_a_worker_that_was_away_makes_up_for_it(late: timedelta, written: int) -> None:
    at = date(starts_at=_at())
    _with_mail(at, 1)
    assert thank_due(now=_at() + late) == written


@pytest.mark.parametrize("hidden", ["cancelled", "hidden", "removed"])
def test_nobody_is_thanked_for_what_was_not(hidden: str) -> None:
    at = date(starts_at=_at())
    one = _with_mail(at, 1)
    if hidden == "cancelled":
        Occurrence.objects.filter(pk=at.pk).update(state=OccurrenceState.CANCELLED)
    elif hidden == "hidden":
        Event.objects.filter(pk=at.event_id).update(state=State.HIDDEN)
    else:
        Registration.objects.filter(pk=one.pk).update(names_removed_at=_at())
    assert (thank_due(now=_at() + DAY), Thanks.objects.count()) == (0, 0)


def test_a_course_is_thanked_for_once_after_its_last_date() -> None:
    first = date(starts=3, scope=RegistrationScope.COURSE, starts_at=_at())
    last = first.event.occurrences.latest("starts_at")
    one = _with_mail(first, 1)
    entered(first, pressed(CAME, one))
    entered(last, pressed(ABSENT, one))
    told = [thank_due(now=at.ends_at + DAY) for at in first.event.occurrences.order_by("starts_at")]
    assert (told, list(Thanks.objects.values_list("occurrence", flat=True))) == ([0, 0, 1], [last.pk])
    letter = _letter(last)
    assert letter is not None
    assert letter.paragraphs[0].endswith("に来てくださって、ありがとうございました。")


def test_what_the_mail_says_to_who_came() -> None:
    at = date(event={"title": "囲碁の会"})
    EventFactory(published=True, title="次の会", starts=[timezone.now() + 3 * DAY], place=at.event.place)
    one = _with_mail(at, 1)
    now = timezone.now()
    Occurrence.objects.filter(pk=at.pk).update(starts_at=now - DAY, ends_at=now - DAY)
    at.refresh_from_db()
    entered(at, pressed(CAME, one))
    assert thank_due(now=due_at(at)) == 1
    letter = _letter(at)
    assert letter is not None
    assert (letter.to, letter.subject) == ("a1@example.org", "「囲碁の会」のお礼")
    assert [link.partition("/registrations/")[2] for _label, link in letter.links] == [
        f"thanks/{at.pk}/{token_for(one, at)}/", f"{one.pk}-{link_token(one)}/proof/"
    ]  # fmt: skip
    assert "ひみつ" not in "".join([letter.subject, *letter.paragraphs, *letter.after])
    # Marked absent since, it is not sent any more.
    entered(at, pressed(ABSENT, one))
    assert _letter(at) is None


def test_of_whom_nothing_was_noted_nobody_says_that_they_came() -> None:
    at = date(starts_at=timezone.now() + timedelta(minutes=5))
    user = UserFactory()
    one = _with_mail(at, 1)
    Registration.objects.filter(pk=one.pk).update(user=user, email="")
    assert thank_due(now=due_at(at)) == 1
    letter = _letter(at)
    assert letter is not None
    assert (letter.to, len(letter.links), "申し込んでくださって" in letter.paragraphs[0]) == (user.email, 1, True)
    Registration.objects.update(names_removed_at=timezone.now())
    assert _letter(at) is None


def _asked(people: int) -> tuple[Thanks, list[str]]:
    """A date whose thanks went to so many, and the keys of their mails."""
    at = date(None, starts_at=_at())
    rows = [_with_mail(at, number) for number in range(people)]
    thank_due(now=_at() + DAY)
    return Thanks.objects.get(occurrence=at), [token_for(row, at) for row in rows]


def test_one_answer_each_until_the_last_day() -> None:
    thanks, keys = _asked(3)
    last = thanks.closes_on
    assert last == (_at() + 15 * DAY).date()
    take_thanks(thanks, keys[0], GOOD, today=last)
    for key, today in ((keys[0], last), ("0" * 32, last), (keys[1], last + DAY)):
        with pytest.raises(AnsweredError):
            take_thanks(thanks, key, POOR, today=today)
    assert [may_answer(thanks, key, today=last) for key in keys] == [False, True, True]
    thanks.refresh_from_db()
    assert (thanks.good, thanks.fair, thanks.poor, thanks.tickets.count()) == (1, 0, 0, 2)
    # A key that can't be used any more goes in the night.
    smooth_thanks(today=last)
    assert thanks.tickets.count() == 2
    smooth_thanks(today=last + DAY)
    assert thanks.tickets.count() == 0


@pytest.mark.parametrize(
    ("asked", "numbers", "told"),
    [
        (9, (9, 0, 0), None),
        (40, (30, 0, 0), ["30", "0", "0"]),
        (40, (20, 12, 0), ["20", "12", "0"]),
        (40, (12, 1, 0), ["12", "10未満", "0"]),
        (10, (5, 5, 0), ["10未満", "10未満", "0"]),
        # Of eleven that were asked ten said the first: then the other can be no more than one.
        (11, (10, 1, 0), []),
        (19, (10, 1, 0), ["10", "10未満", "0"]),
        (19, (10, 1, 1), []),
        (20, (10, 1, 1), ["10", "10未満", "10未満"]),
    ],
)
def test_numbers_are_told_after_the_end_and_none_that_is_small(
    asked: int, numbers: tuple[int, int, int], told: list[str] | None
) -> None:
    thanks = Thanks.objects.create(
        occurrence=date(), closes_on=_at().date(), asked=asked, good=numbers[0], fair=numbers[1], poor=numbers[2]
    )
    assert answers_of(thanks, today=_at().date()) is None
    found = answers_of(thanks, today=(_at() + DAY).date())
    assert (found if found is None else [text for _one, text in found]) == told


def test_no_column_ties_an_answer_to_anybody() -> None:
    """Neither a person nor a time nor a counter; what is used up is not there at all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns "
            "WHERE table_name IN ('events_thanks', 'events_thanksticket') ORDER BY 1, 2"
        )
        columns = cursor.fetchall()
    assert columns == [
        ("events_thanks", "asked", "integer"), ("events_thanks", "closes_on", "date"), ("events_thanks", "fair", "integer"),
        ("events_thanks", "good", "integer"), ("events_thanks", "occurrence_id", "bigint"), ("events_thanks", "poor", "integer"),
        ("events_thanksticket", "hash", "character varying"), ("events_thanksticket", "thanks_id", "bigint"),
    ]  # fmt: skip


def test_the_night_leaves_no_trace_of_the_last_answer() -> None:
    """All rows that take answers are of one transaction afterwards, whichever was answered."""
    first, keys = _asked(2)
    second = Thanks.objects.create(occurrence=date(), closes_on=first.closes_on)
    take_thanks(first, keys[0], GOOD, today=first.closes_on)
    smooth_thanks(today=first.closes_on)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text), count(*) FROM events_thanks")
        assert cursor.fetchone() == (1, 2)
    second.refresh_from_db()
    assert (second.good, Thanks.objects.get(pk=first.pk).good) == (0, 1)
