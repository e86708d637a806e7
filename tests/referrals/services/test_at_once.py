"""Two who act at the same moment: one wins, and the other is told."""

from typing import Any

import pytest
from django.utils import timezone

from hub.exceptions import DomainError
from referrals.enums import Ground, Outcome, State, TransferState
from referrals.models import OfficeStaff, Referral, SupportOffice, Transfer
from referrals.services import cases, transfers
from tests.hub.accounts.factories import UserFactory
from tests.referrals.cases import asked, consent, district, office, referral, worker
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def _close(one: Referral, by: Any) -> None:
    cases.close_referral(one, by=by, outcome=Outcome.INFORMED, reason="話した")


def _here() -> SupportOffice:
    return office(districts=(district(),))


def test_of_two_who_take_one_has_it_and_one_is_told() -> None:
    here, colleague = _here(), UserFactory(staff=True)
    OfficeStaff.objects.create(office=here, user=colleague)
    one, people = referral(at=here), [worker(here), colleague]
    rows = [Referral.objects.get(pk=one.pk) for _n in people]
    outcomes = at_once(
        [lambda row=row, by=by: cases.take_referral(row, by=by) for row, by in zip(rows, people, strict=True)]
    )
    assert [isinstance(error, DomainError) for error in outcomes if error] == [True]
    one.refresh_from_db()
    assert (one.state, one.assigned_to) == (State.ASSIGNED, people[outcomes.index(None)])
    assert one.acts.filter(action="take").count() == 1


def test_what_is_taken_and_ended_at_once_is_one_of_both() -> None:
    here, there = _here(), office("北の事務所")
    me, them, one = worker(here), worker(there), referral(State.ASSIGNED, at=here)
    transfer = asked(one, there)
    outcomes = at_once(
        [lambda: transfers.accept_transfer(transfer, by=them), lambda: _close(Referral.objects.get(pk=one.pk), me)]
    )
    assert [isinstance(error, DomainError) for error in outcomes if error] == [True]
    one.refresh_from_db()
    transfer.refresh_from_db()
    expected = (State.TRIAGED, there, "accepted") if outcomes[0] is None else (State.CLOSED, here, "taken_back")
    assert (one.state, one.office, transfer.state) == expected


def test_nothing_is_taken_on_a_consent_that_is_withdrawn_at_once() -> None:
    here, there = _here(), office("北の事務所")
    me, them, one, today = worker(here), worker(there), referral(State.ASSIGNED, at=here), timezone.localdate()
    given, transfer = consent(one), asked(one, there, ground=Ground.CONSENT)
    outcomes = at_once(
        [
            lambda: transfers.accept_transfer(Transfer.objects.get(pk=transfer.pk), by=them),
            lambda: cases.withdraw_consent(given, by=me, on=today),
        ]
    )
    assert [isinstance(error, DomainError) for error in outcomes if error] == [True]
    transfer.refresh_from_db()
    given.refresh_from_db()
    is_taken = outcomes[0] is None
    assert (transfer.state, given.withdrawn_on) == (
        (TransferState.ACCEPTED, None) if is_taken else (TransferState.TAKEN_BACK, today)
    )


def test_two_that_are_merged_into_each_other_do_not_both_end() -> None:
    here = _here()
    me, one, other = worker(here), referral(at=here), referral(at=here)
    outcomes = at_once(
        [lambda: cases.mark_duplicate(one, by=me, of=other), lambda: cases.mark_duplicate(other, by=me, of=one)]
    )
    assert [isinstance(error, DomainError) for error in outcomes if error] == [True]
    states = sorted(Referral.objects.values_list("state", flat=True))
    assert states == [State.CLOSED, State.RECEIVED]
