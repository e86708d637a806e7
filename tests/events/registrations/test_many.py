"""What is written for all of a date costs the same few statements for one and for thirty."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import Occurrence, RegistrationCall
from events.registration_enums import RegistrationScope
from events.services.registrations import reminding, telling
from events.services.registrations.letters import CHANGED
from hub.notifications.models import Mailing
from tests.events.registrations.people import date, registered
from tests.hub.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db
# By day, so that the hour of the run is no matter.
NOON = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _filled(people: int, **terms: Any) -> Occurrence:
    """Half have an account, half a telephone alone."""
    at = date(None, starts_at=NOON + timedelta(hours=20), **terms)
    made = [registered(at, number, now=NOON - timedelta(days=9)) for number in range(2 * people)]
    for one in made[::2]:
        one.user = UserFactory()
        one.save(update_fields=["user"])
    return at


def _statements(act: Any) -> int:
    with CaptureQueriesContext(connection) as asked, transaction.atomic():
        act()
    return len(asked)


def test_a_change_is_told_to_thirty_as_to_one() -> None:
    few, many = _filled(1), _filled(15)
    before = Mailing.objects.count(), RegistrationCall.objects.count()
    counts = [_statements(lambda at=at: telling.tell_registered([at.pk], CHANGED, 7)) for at in (few, many)]
    assert counts[0] == counts[1] <= 8
    assert (Mailing.objects.count(), RegistrationCall.objects.count()) == (before[0] + 16, before[1] + 16)
    telling.tell_registered([many.pk], CHANGED, 7)
    assert Mailing.objects.count() == before[0] + 16
    telling.tell_registered([many.pk], CHANGED, 8)
    assert Mailing.objects.count() == before[0] + 16 + 15


def test_who_was_reminded_is_not_read_again() -> None:
    _filled(15)
    assert reminding.remind_due(now=NOON) == 15
    again = Mailing.objects.filter(kind="registration_reminder").count()
    with CaptureQueriesContext(connection) as asked:
        assert reminding.remind_due(now=NOON) == 0
    assert (again, Mailing.objects.filter(kind="registration_reminder").count()) == (15, 15)
    assert [one["sql"] for one in asked if one["sql"].startswith("INSERT")] == []


def test_of_a_course_each_date_has_the_people_of_its_first_and_no_others() -> None:
    course = date(None, starts=3, scope=RegistrationScope.COURSE)
    other = date(None, starts=2)
    mine = registered(course)
    second = other.event.occurrences.order_by("starts_at")[1]
    theirs = [registered(at, number) for number, at in enumerate((other, second), 5)]
    people = type(mine).objects
    for at in course.event.occurrences.all():
        assert list(people.of_date(at)) == [mine]
    assert [list(people.of_date(at)) for at in (other, second)] == [[theirs[0]], [theirs[1]]]
