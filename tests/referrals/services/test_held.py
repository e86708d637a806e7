"""What is held, as it may be a prank, may be somebody's cry: it has its own queue and bell, and nothing urgent is held."""

from collections.abc import Callable
from typing import Any

import pytest

from hub.notifications.models import Mailing
from hub.notifications.writing import write_message
from referrals.enums import State, Urgency
from referrals.models import Referral, Sign
from referrals.services import cases
from referrals.services.intake import receive_referral
from tests.hub.accounts.factories import UserFactory
from tests.referrals.cases import district, office, referral, told, worker

pytestmark = pytest.mark.django_db

DO: dict[str, Callable[[Referral, Any], None]] = {
    "take": lambda one, by: cases.take_referral(one, by=by),
    "triage": lambda one, by: cases.triage_referral(one, by=by, urgency=Urgency.SOON, office=one.office),
    "assign": lambda one, by: cases.assign_referral(one, by=by, to=by),
    "note": lambda one, by: cases.write_note(one, by=by, text="見た"),
    "close": lambda one, by: cases.close_referral(one, by=by, outcome="spam", reason="宣伝"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize(("act", "rings"), [("take", 1), ("triage", 1), ("assign", 1), ("note", 0), ("close", 0)])
@pytest.mark.parametrize("is_held", [True, False])
def test_who_reads_is_rung_when_somebody_finds_it_genuine(act: str, rings: int, is_held: bool) -> None:
    one = referral(State.RECEIVED, at=office(districts=(district(),), staff=2), is_held=is_held)
    Mailing.objects.all().delete()
    DO[act](one, UserFactory(consultation=True))
    users = set(Mailing.objects.values_list("user", flat=True))
    assert users == (set(one.office.staff.values_list("pk", flat=True)) if is_held and rings else set())
    assert Referral.objects.get().is_held == (is_held and not rings)


def test_the_mail_leads_to_what_is_held() -> None:
    office(districts=(district(),))
    receive_referral(told(), is_held=True)
    written = write_message(Mailing.objects.get())
    assert written is not None
    assert "/staff/referrals/?show=held" in written.body


def test_a_sign_that_is_urgent_is_never_held() -> None:
    here = office(districts=(district(),))
    sign = Sign.objects.create(text="返事がない", is_urgent=True)
    one = receive_referral(told(signs=[sign.pk]), is_held=True).referral
    assert (one.is_held, one.urgency, Mailing.objects.get().user) == (False, Urgency.URGENT, worker(here))
