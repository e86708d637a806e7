"""Two who act at the same moment: one wins, and the other is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from hub.exceptions import DomainError
from referrals.enums import Ground, Outcome, State, TransferState
from referrals.models import CaseNote, Message, OfficeStaff, Referral, SupportOffice, Transfer
from referrals.services import cases, transfers
from referrals.services.messages import AnsweredError, answer_writer, last_answer
from tests.hub.accounts.factories import UserFactory
from tests.referrals.cases import asked, consent, district, office, referral, worker
from tests.threads import at_once
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)


def _close(one: Referral, by: Any) -> None:
    cases.close_referral(one, by=by, outcome=Outcome.INFORMED, reason="話した")


def _here() -> SupportOffice:
    return office(districts=(district(),))


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # within a transaction a view of them stays as it was
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock')"
        )
        return bool(cursor.fetchone()[0])


def _comes_second(first: Callable[[], Any], second: Callable[[], Any]) -> BaseException | None:
    """``second`` begins when ``first`` has done its part and is not committed yet; what that raises."""

    def with_own_connection() -> None:
        try:
            second()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            waits = pool.submit(with_own_connection)
            until(lambda: waits.done() or _somebody_waits())
            assert not waits.done()
        return waits.exception(timeout=10)


def test_of_two_who_take_one_has_it_and_one_is_told() -> None:
    here, colleague = _here(), UserFactory(staff=True)
    OfficeStaff.objects.create(office=here, user=colleague)
    one, me = referral(at=here), worker(here)
    mine, theirs = Referral.objects.get(pk=one.pk), Referral.objects.get(pk=one.pk)
    error = _comes_second(lambda: cases.take_referral(mine, by=me), lambda: cases.take_referral(theirs, by=colleague))
    one.refresh_from_db()
    assert (str(error), one.state, one.assigned_to) == ("もう、ほかの人が引き受けています。", State.ASSIGNED, me)
    assert one.acts.filter(action="take").count() == 1


@pytest.mark.parametrize("is_taken_first", [True, False])
def test_what_is_taken_and_ended_at_once_is_one_of_both(is_taken_first: bool) -> None:
    here, there = _here(), office("北の事務所")
    me, them, one = worker(here), worker(there), referral(State.ASSIGNED, at=here)
    transfer, same = asked(one, there), Referral.objects.get(pk=one.pk)
    acts = [lambda: transfers.accept_transfer(transfer, by=them), lambda: _close(same, me)]
    error = _comes_second(*(acts if is_taken_first else reversed(acts)))
    one.refresh_from_db()
    transfer.refresh_from_db()
    expected = (State.TRIAGED, there, "accepted") if is_taken_first else (State.CLOSED, here, "taken_back")
    assert (isinstance(error, DomainError), one.state, one.office, transfer.state) == (True, *expected)


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


def _two_at(here: SupportOffice) -> tuple[Any, Any]:
    colleague = UserFactory(staff=True, display_name="となりの人")
    OfficeStaff.objects.create(office=here, user=colleague)
    return worker(here), colleague


def test_of_two_who_answer_at_once_one_is_told_who_was_first_and_may_still_send() -> None:
    here = _here()
    one, people = referral(State.ASSIGNED, at=here), _two_at(here)
    outcomes = at_once([lambda by=by: answer_writer(one, by=by, text="返事", seen=0) for by in people])  # type: ignore[misc]
    second = next(place for place, error in enumerate(outcomes) if error is not None)
    error, first = outcomes[second], Message.objects.get()
    assert isinstance(error, AnsweredError)
    assert (error.first, first.by, outcomes.count(None)) == (first, people[1 - second], 1)
    assert str(first.by) in str(error)
    answer_writer(one, by=people[second], text="わたしからも", seen=last_answer(one))
    assert list(Message.objects.order_by("pk").values_list("by", flat=True)) == [
        people[1 - second].pk,
        people[second].pk,
    ]


def test_who_waits_for_the_lock_is_told_too() -> None:
    here = _here()
    one, (me, colleague) = referral(State.ASSIGNED, at=here), _two_at(here)
    mine, theirs = Referral.objects.get(pk=one.pk), Referral.objects.get(pk=one.pk)
    error = _comes_second(
        lambda: answer_writer(mine, by=me, text="返事", seen=0),
        lambda: answer_writer(theirs, by=colleague, text="べつの返事", seen=0),
    )
    assert (isinstance(error, AnsweredError), Message.objects.get().by) == (True, me)


def test_notes_of_two_at_once_both_stand() -> None:
    here = _here()
    one, people = referral(State.ASSIGNED, at=here), _two_at(here)
    acts: Any = [lambda by=by: cases.write_note(one, by=by, text="訪ねた") for by in people]
    assert (at_once(acts), CaseNote.objects.count()) == ([None, None], 2)
