"""A promise that ran out rings: who has it, then one more each opening day, each of them once a day."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from hub.notifications.models import Mailing
from referrals.enums import State
from referrals.models import OfficeStaff, Referral
from referrals.services import cases, clock
from tests.hub.accounts.factories import UserFactory
from tests.referrals.cases import district, office, referral, worker

pytestmark = pytest.mark.django_db


def _at(day: int, hour: int) -> datetime:
    """In November 2026: the 23rd is a holiday, the 24th a Tuesday, the 28th and 29th a weekend."""
    return timezone.make_aware(datetime(2026, 11, day, hour))  # noqa: DTZ001  made aware at once


def _rung(now: datetime) -> list[Any]:
    """Whom the beat rings at this moment; called twice, it rings once."""
    before = Mailing.objects.latest("pk").pk if Mailing.objects.exists() else 0
    sent = clock.remind_due(now)
    again = clock.remind_due(now + timedelta(hours=1))
    users = list(Mailing.objects.filter(pk__gt=before).order_by("pk").values_list("user", flat=True))
    assert (len(users), again) == (sent, 0)
    return users


def test_who_has_it_then_the_next_in_line_then_all_coordinators() -> None:
    here = office(staff=3, districts=(district(),))
    has, second, third = (member.user.pk for member in here.members.order_by("order"))
    coordinator = UserFactory(consultation=True).pk
    UserFactory(coordinator=True), UserFactory(administrator=True)
    one = referral(State.ASSIGNED, at=here, now=_at(24, 10), first_looked_at=_at(24, 11))  # contact by Friday
    assert timezone.localtime(one.contact_by).isoformat() == "2026-11-28T00:00:00+09:00"
    days = {day: _rung(_at(day, 10)) for day in (26, 27, 28, 29, 30)}
    days |= {30 + day: _rung(_at(30, 10) + timedelta(days=day)) for day in (1, 2, 3)}
    assert days == {
        26: [], 27: [], 28: [], 29: [], 30: [has],
        31: [has, second], 32: [has, third], 33: [has, coordinator],
    }  # fmt: skip
    Referral.objects.update(contacted_at=timezone.now())
    assert _rung(_at(30, 10) + timedelta(days=4)) == []


@pytest.mark.parametrize(
    ("fields", "rung"),
    [
        ({}, True),
        ({"is_held": True}, True),
        ({"first_looked_at": _at(25, 9), "contacted_at": _at(25, 9)}, False),
        ({"first_looked_at": _at(25, 9)}, False),
        ({"state": State.CLOSED, "closed_at": _at(25, 9), "outcome": "spam"}, False),
    ],
)
def test_only_what_is_late_and_open_rings(fields: dict[str, Any], rung: bool) -> None:
    here = office(districts=(district(),))
    referral(at=here, now=_at(24, 10), **fields)  # to be looked at by the end of the 25th
    assert _rung(_at(25, 17)) == []
    assert _rung(_at(26, 9)) == ([worker(here).pk] if rung else [])


def test_instead_of_who_is_away_their_substitute_and_nobody_who_left() -> None:
    here, today = office(districts=(district(),)), date(2026, 11, 26)
    substitute = UserFactory(staff=True)
    OfficeStaff.objects.filter(office=here).update(away_from=today, away_until=today, substitute=substitute)
    OfficeStaff.objects.create(office=here, user=UserFactory(staff=True, is_active=False), order=9)
    referral(State.ASSIGNED, at=here, now=_at(24, 10), assigned_to=worker(here))
    assert _rung(_at(26, 9)) == [substitute.pk]


def test_what_is_to_be_done_today_rings_who_does_it_until_it_is_done() -> None:
    here = office(districts=(district(),))
    me = worker(here)
    one = referral(State.IN_SUPPORT, at=here, now=_at(24, 10), first_looked_at=_at(24, 11), contacted_at=_at(24, 11))
    task = cases.add_task(one, by=me, text="電話", due_on=date(2026, 11, 26))
    assert [_rung(_at(day, 9)) for day in (25, 26, 27, 28)] == [[], [me.pk], [me.pk], []]
    cases.finish_task(task, by=me)
    assert _rung(_at(30, 9)) == []


def test_of_many_held_ones_that_nobody_looked_at_one_mail_a_day() -> None:
    here = office(districts=(district(),))
    for _n in range(3):
        referral(at=here, now=_at(24, 10), is_held=True)
    assert [_rung(_at(day, 9)) for day in (25, 26, 27)] == [[], [worker(here).pk], [worker(here).pk]]
