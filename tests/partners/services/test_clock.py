"""What time does: terms that end, whoever is told before, over New Year, leap days and beats that come late."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from hub.accounts.enums import Level
from hub.notifications.models import Mailing
from partners.models import Partnership, Programme
from partners.services import joining, reviewing
from partners.services.clock import lapse_due, remind_due
from partners.services.reviewing import end_of_term
from partners.tasks import lapse_due as lapse_task
from partners.tasks import remind_due as remind_task
from tests.hub.accounts.factories import UserFactory, member_of
from tests.hub.accounts.letters import sent
from tests.partners.registrations import S, of_two_years, registration

pytestmark = pytest.mark.django_db
NOON = timedelta(hours=3)  # 12:00 in Tokyo


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + NOON


@pytest.mark.parametrize(
    ("months", "begins", "ends"),
    [
        (24, date(2026, 4, 1), date(2028, 3, 31)),
        (24, date(2026, 1, 1), date(2027, 12, 31)),
        (24, date(2026, 3, 1), date(2028, 2, 29)),
        (24, date(2028, 2, 29), date(2030, 2, 28)),
        (48, date(2028, 2, 29), date(2032, 2, 28)),
        (1, date(2027, 1, 31), date(2027, 2, 28)),
        (12, date(2027, 12, 31), date(2028, 12, 30)),
        (None, date(2026, 4, 1), None),
    ],
)
def test_the_last_day_of_a_term(months: int | None, begins: date, ends: date | None) -> None:
    assert end_of_term(Programme(term_months=months), begins) == ends


@pytest.mark.parametrize("ends", [date(2028, 1, 15), date(2028, 2, 29), date(2028, 3, 1), date(2027, 12, 31)])
def test_members_are_told_twice_and_then_it_lapses_whenever_the_beat_comes(ends: date) -> None:
    one = registration(S.APPROVED, of=of_two_years(), ends_on=ends, registered_on=date(2026, 3, 1))
    owner, editor = member_of(one.organization), member_of(one.organization, Level.EDITOR)
    for other in (Level.VIEWER, Level.OWNER):
        member_of(one.organization, other, is_active=other == Level.VIEWER)
    told: dict[int, list[str]] = {}
    with time_machine.travel(_noon(ends - timedelta(days=70)), tick=False) as clock:
        for left in (70, 61, 60, 59, 31, 30, 29, 1, 0, -1, -2):
            clock.move_to(_noon(ends - timedelta(days=left)))
            before = set(Mailing.objects.values_list("pk", flat=True))
            for beat in (lapse_task, remind_task, lapse_task, remind_task):
                beat()
            for row in Mailing.objects.exclude(pk__in=before).order_by("user_id"):
                told.setdefault(left, []).append(f"{row.kind} {row.user_id}")
    ending = [f"partners.ends {user.pk}" for user in (owner, editor)]
    assert told == {60: ending, 30: ending, -1: [f"partners.told {user.pk}" for user in (owner, editor)]}
    one.refresh_from_db()
    assert (one.state, one.ended_on) == (S.LAPSED, ends + timedelta(days=1))


def test_the_day_changes_in_tokyo() -> None:
    ends = date(2026, 12, 31)
    one = registration(S.APPROVED, of=of_two_years(), ends_on=ends, registered_on=date(2025, 1, 1))
    midnight = datetime(2026, 12, 31, 15, tzinfo=UTC)
    assert [lapse_due(midnight - timedelta(seconds=1)), lapse_due(midnight)] == [0, 1]
    one.refresh_from_db()
    assert one.ended_on == date(2027, 1, 1)


@pytest.mark.parametrize(("left", "mails"), [(61, 0), (60, 1), (45, 1), (30, 1), (5, 1), (0, 1)])
def test_a_beat_that_was_away_tells_once_of_all_that_passed(left: int, mails: int) -> None:
    ends = date(2028, 2, 29)
    one = registration(S.APPROVED, of=of_two_years(), ends_on=ends, registered_on=date(2026, 3, 1))
    member_of(one.organization)
    now = _noon(ends - timedelta(days=left))
    assert [remind_due(now), remind_due(now)] == [mails, 0]
    one.refresh_from_db()
    assert (one.reminded, Mailing.objects.count()) == ([days for days in (30, 60) if left <= days], mails)


def test_what_was_asked_for_in_time_goes_on_and_the_next_term_is_told_of_anew() -> None:
    ends, by = date(2028, 2, 29), UserFactory(coordinator=True)
    one = registration(S.APPROVED, of=of_two_years(), ends_on=ends, registered_on=date(2026, 3, 1), reminded=[30, 60])
    owner = member_of(one.organization)
    joining.ask_for_renewal(one, by=owner, agreed_version=1, now=_noon(ends))
    assert lapse_due(_noon(ends + timedelta(days=9))) == remind_due(_noon(ends)) == 0
    reviewing.renew_partnership(one, by=by, now=_noon(ends + timedelta(days=9)))
    assert (one.ends_on, one.number, one.reminded) == (date(2030, 2, 28), one.number, [])
    assert remind_due(_noon(date(2029, 12, 30))) == 1


def test_what_is_not_renewed_lapses_at_its_end() -> None:
    ends, by = date(2027, 1, 1), UserFactory(coordinator=True)
    one = registration(S.APPROVED, of=of_two_years(), ends_on=ends, registered_on=date(2025, 1, 2))
    owner = member_of(one.organization)
    for _turn in range(2):  # they may ask anew
        joining.ask_for_renewal(one, by=owner, agreed_version=1, now=_noon(ends))
        reviewing.refuse_renewal(one, by=by, reason="連絡がとれない", now=_noon(ends))
    assert [lapse_due(_noon(ends)), lapse_due(_noon(ends + timedelta(days=1)))] == [0, 1]


@pytest.mark.parametrize("left", [61, 60, 0, -1])
def test_a_renewal_is_asked_for_from_the_first_reminder_on(left: int) -> None:
    ends = timezone.localdate() + timedelta(days=left)
    one = registration(S.APPROVED, of=of_two_years(), ends_on=ends, registered_on=date(2025, 1, 2))
    assert joining.is_renewable(one) == (left <= 60)
    assert not joining.is_renewable(registration(S.APPROVED, ends_on=None))


def test_the_mail_says_how_long_and_leads_to_the_renewal(settings: Any) -> None:
    settings.SITE_URL = "http://testserver"
    ends = timezone.localdate() + timedelta(days=45)
    one = registration(S.APPROVED, of=of_two_years(), ends_on=ends, registered_on=date(2025, 1, 2))
    owner = member_of(one.organization)
    remind_due()
    (mail,) = sent()
    assert (mail.to, mail.path) == (
        owner.email,
        f"/me/organizations/{one.organization_id}/partnerships/{one.pk}/renew/",
    )
    assert mail.letter is not None
    assert "あと45日です" in mail.letter.paragraphs[0]
    joining.ask_for_renewal(Partnership.objects.get(), by=owner, agreed_version=1)
    assert [one.letter for one in sent()] == [None]
