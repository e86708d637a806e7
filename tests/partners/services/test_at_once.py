"""Two who act at the same moment: one wins, and the other is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from hub.exceptions import DomainError, TransitionError
from hub.notifications.models import Mailing
from partners.enums import PartnershipState
from partners.models import Partnership, Programme
from partners.services import joining, reviewing
from partners.services.clock import lapse_due, remind_due
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of
from tests.partners.registrations import S, of_two_years, programme, registration, tick_all
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("round_", range(3))
def test_of_two_coordinators_one_wins_and_one_is_told(round_: int) -> None:
    people = [UserFactory(coordinator=True) for _n in range(2)]
    one = registration(S.SUBMITTED)
    tick_all(one)
    first, second = Partnership.objects.get(), Partnership.objects.get()
    outcomes = at_once(
        [
            lambda: reviewing.approve_partnership(first, by=people[0]),
            lambda: reviewing.return_partnership(second, by=people[1], remarks={"text": "くわしく"}),
        ]
    )
    assert [type(error) for error in outcomes if error] == [TransitionError]
    one.refresh_from_db()
    expected = (S.APPROVED, "KYOSO-0001", 0) if outcomes[0] is None else (S.RETURNED, None, 1)
    assert (one.state, one.number, one.remarks.count()) == expected


def test_numbers_of_those_who_are_registered_at_once_are_different() -> None:
    by, in_programme = UserFactory(coordinator=True), programme()
    waiting = [registration(S.SUBMITTED, of=in_programme) for _n in range(4)]
    for one in waiting:
        tick_all(one)
    acts: list[Any] = [lambda one=one: reviewing.approve_partnership(one, by=by) for one in waiting]
    assert at_once(acts) == [None] * 4
    numbers = sorted(Partnership.objects.values_list("number", flat=True))
    assert numbers == ["KYOSO-0001", "KYOSO-0002", "KYOSO-0003", "KYOSO-0004"]
    assert Programme.objects.get().last_number == 4


def test_who_begins_twice_has_begun_once() -> None:
    in_programme, ours = programme(), OrganizationFactory()
    people = [member_of(ours), member_of(ours)]
    acts: list[Any] = [lambda by=by: joining.begin_partnership(in_programme, ours, by=by) for by in people]
    assert at_once(acts) == [None, None]
    assert Partnership.objects.count() == 1


def test_of_two_who_save_at_once_the_second_is_told() -> None:
    one = registration()
    people = [member_of(one.organization) for _n in range(2)]
    acts: list[Any] = [
        lambda by=by, text=text: joining.write_partnership(
            Partnership.objects.get(), by=by, values={"text": text}, seen_version=1
        )
        for by, text in zip(people, "あい", strict=True)
    ]
    outcomes = at_once(acts)
    assert [type(error) for error in outcomes if error] == [joining.StaleError]
    one.refresh_from_db()
    assert (one.version, one.text) == (2, "あい"[outcomes.index(None)])


def test_two_beats_do_it_once() -> None:
    today, in_programme = timezone.localdate(), of_two_years()
    over = registration(S.APPROVED, of=in_programme, ends_on=today - timedelta(days=1), registered_on=today)
    soon = registration(S.APPROVED, of=in_programme, ends_on=today + timedelta(days=45), registered_on=today)
    for one in (over, soon):
        member_of(one.organization)
    assert at_once([lapse_due, lapse_due, remind_due, remind_due]) == [None] * 4
    assert Partnership.objects.get(pk=over.pk).state == PartnershipState.LAPSED
    assert over.transitions.filter(action="lapse").count() == 1
    assert sorted(Mailing.objects.values_list("kind", flat=True)) == ["partners.ends", "partners.told"]


def test_what_is_saved_while_it_is_decided_on_is_not_decided_on_unseen() -> None:
    one, by = registration(S.SUBMITTED), UserFactory(coordinator=True)
    tick_all(one)
    Partnership.objects.update(version=2)
    with pytest.raises(DomainError, match="内容が変わりました"):
        reviewing.approve_partnership(one, by=by, seen_version=1)
