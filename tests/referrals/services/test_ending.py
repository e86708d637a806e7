"""What ends, what is begun again, and what was told twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from hub.exceptions import DomainError
from hub.notifications.models import Mailing
from referrals import promises
from referrals.enums import Action, State
from referrals.models import OfficeStaff, Referral, SupportOffice
from referrals.services import cases
from tests.hub.accounts.factories import UserFactory
from tests.referrals.cases import district, office, referral, worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> SupportOffice:
    return office(districts=(district(),), staff=2)


def _colleague(here: SupportOffice) -> Any:
    return here.members.order_by("order")[1].user


def _rung(one: Referral, why: str) -> set[int | None]:
    """Who was told of this case for this."""
    key = f"referrals.arrived:{one.pk}:{why}"
    return set(Mailing.objects.filter(idempotency_key__startswith=key).values_list("user", flat=True))


def test_what_is_begun_again_is_promised_anew_and_rings(here: SupportOffice) -> None:
    now, old = timezone.now(), timezone.now() - timedelta(days=90)
    one = referral(
        State.CLOSED, at=here, now=old, first_looked_at=old, contacted_at=old, is_held=True, assigned_to=worker(here)
    )
    cases.reopen_referral(one, by=worker(here), reason="また姿を見ない", now=now)
    one.refresh_from_db()
    assert (one.state, one.assigned_to, one.is_held, one.closed_at) == (State.TRIAGED, None, False, None)
    assert (one.first_looked_at, one.contacted_at) == (None, None)
    assert (one.first_look_by, one.contact_by) == (promises.first_look_by(now), promises.contact_by(now))
    assert list(Referral.objects.late(now)) == []
    assert list(Referral.objects.late(one.contact_by)) == [one]
    assert _rung(one, "reopened-1:") == {_colleague(here).pk}


@pytest.mark.parametrize("who", ["assigned", "gone", "nobody", "myself"])
def test_what_is_merged_rings_whoever_has_the_other(here: SupportOffice, who: str) -> None:
    me, colleague, gone = worker(here), _colleague(here), UserFactory(staff=True)
    OfficeStaff.objects.create(office=office("北の事務所"), user=gone)
    has = {"assigned": colleague, "gone": gone, "nobody": None, "myself": me}[who]
    state = State.TRIAGED if has is None else State.ASSIGNED
    one, there = referral(at=here), referral(state, at=here, assigned_to=has)
    cases.mark_duplicate(one, by=me, of=there)
    one.refresh_from_db()
    assert (one.state, one.duplicate_of) == (State.CLOSED, there)
    assert _rung(there, f"duplicate-{one.pk}-") == (set() if who == "myself" else {colleague.pk})
    act = there.acts.get(action=Action.NOTE)
    assert (act.by, act.from_state, act.to_state, act.about) == (me, state, state, f"相談{one.pk} をここにまとめた")


def test_nothing_is_merged_into_what_has_ended_or_into_itself(here: SupportOffice) -> None:
    me, one, closed, third = worker(here), referral(at=here), referral(State.CLOSED, at=here), referral(at=here)
    merged = referral(at=here)
    cases.mark_duplicate(merged, by=me, of=third)
    for of in (one, closed, merged):
        with pytest.raises(DomainError):
            cases.mark_duplicate(one, by=me, of=of)
    with pytest.raises(DomainError):  # into what was merged into it: a ring, in which nobody works on either
        cases.mark_duplicate(third, by=me, of=merged)
    one.refresh_from_db()
    third.refresh_from_db()
    assert (one.state, third.state, one.duplicate_of, third.duplicate_of) == ("received", "received", None, None)
