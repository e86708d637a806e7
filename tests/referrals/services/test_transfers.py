"""引き継ぎ: what is asked of others ends with the case and with its ground, and each answer counts once."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from hub.exceptions import DomainError
from hub.notifications.models import Mailing
from referrals.enums import Action, Outcome, Refusal, State, TransferState, Urgency
from referrals.forms.acts import FORMS
from referrals.models import Referral, SupportOffice
from referrals.services import cases, transfers
from tests.hub.accounts.factories import UserFactory
from tests.referrals.cases import asked, district, office, referral, worker

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def here() -> SupportOffice:
    return office(districts=(district(),))


@pytest.fixture
def there() -> SupportOffice:
    return office("北の事務所")


def _close(one: Referral, by: Any) -> None:
    cases.close_referral(one, by=by, outcome=Outcome.INFORMED, reason="話した")


def _merge(one: Referral, by: Any) -> None:
    cases.mark_duplicate(one, by=by, of=referral(at=one.office))


def _rung(user: Any) -> list[int]:
    """Of which cases somebody was told, in the order in which they were."""
    return [mail.ids["referral"] for mail in Mailing.objects.filter(user=user).order_by("pk")]


def _acts(one: Referral) -> list[tuple[str, str, str, str]]:
    return list(one.acts.exclude(action=Action.RECEIVE).values_list("action", "from_state", "to_state", "about"))


@pytest.mark.parametrize(("end", "action"), [(_close, Action.CLOSE), (_merge, Action.DUPLICATE)])
def test_what_ends_takes_back_what_was_asked(here: SupportOffice, there: SupportOffice, end: Any, action: str) -> None:
    me, them = worker(here), worker(there)
    one, other = referral(State.ASSIGNED, at=here), referral(State.ASSIGNED, at=here)
    of_office, of_agency = asked(one, there), asked(other, "市内の病院")
    for case in (one, other):
        end(case, me)
    assert transfers.find_by_token(str(other.pk), timezone.now()) is None
    assert list(Referral.objects.visible_to(them, TODAY())) == []
    for transfer, by in ((of_office, them), (of_agency, None)):
        with pytest.raises(DomainError):
            transfers.accept_transfer(transfer, by=by)
        with pytest.raises(DomainError):
            transfers.decline_transfer(transfer, by=by, refusal=Refusal.NO_ROOM, reason="手が足りない")
        transfer.refresh_from_db()
        case = Referral.objects.get(pk=transfer.referral_id)
        assert (transfer.state, transfer.answered_by, transfer.token_hash) == (TransferState.TAKEN_BACK, me, "")
        assert (case.state, case.office) == (State.CLOSED, here)
        taken_back, ended = _acts(case)
        assert taken_back == ("take_back", "assigned", "assigned", "北の事務所" if by else "市内の病院")
        assert ended[:3] == (action, "assigned", "closed")


def test_a_case_that_is_sent_elsewhere_is_asked_of_nobody(here: SupportOffice, there: SupportOffice) -> None:
    by, one = UserFactory(consultation=True), referral(at=here)
    third, transfer = office("西の事務所"), asked(one, there)
    cases.triage_referral(one, by=by, urgency=Urgency.SOON, office=here)
    transfer.refresh_from_db()
    assert transfer.state == TransferState.ASKED
    cases.triage_referral(one, by=by, urgency=Urgency.SOON, office=third)
    transfer.refresh_from_db()
    assert (transfer.state, Referral.objects.get(pk=one.pk).office) == (TransferState.TAKEN_BACK, third)
    assert list(Referral.objects.visible_to(worker(there), TODAY())) == []
    assert _rung(worker(third)) == [one.pk]


def test_nothing_is_sent_where_nobody_reads(here: SupportOffice) -> None:
    by, one = UserFactory(consultation=True), referral(at=here)
    for nobody in (office("空の事務所", staff=0), office("前の事務所", is_active=False)):
        with pytest.raises(DomainError):
            cases.triage_referral(one, by=by, urgency=Urgency.SOON, office=nobody)
        assert nobody not in FORMS["triage"](referral=one, user=by).fields["office"].queryset
    assert Referral.objects.get().office == here


@pytest.mark.parametrize("state", [one for one in State if one != State.CLOSED])
def test_the_page_offers_another_office_only_where_it_may_be_chosen(here: SupportOffice, state: State) -> None:
    one, them = referral(state, at=here), office("北の事務所")
    for by, may in ((worker(here), False), (UserFactory(consultation=True), state in {"received", "triaged"})):
        sent = {"urgency": Urgency.SOON, "office": them.pk}
        form = FORMS["triage"](sent, referral=one, user=by)
        assert form.is_valid()
        assert ("office" in form.fields, form.cleaned_data.get("office")) == (may, them if may else None)
        assert form.main in form.fields


def test_a_link_of_a_closed_case_opens_nothing(here: SupportOffice) -> None:
    one = referral(State.CLOSED, at=here)
    asked(one, "市内の病院")
    assert transfers.find_by_token(str(one.pk), timezone.now()) is None


def test_an_agency_answers_once_and_the_case_stays(here: SupportOffice) -> None:
    one = referral(State.IN_CONTACT, at=here)
    transfer = asked(one, "市内の病院")
    with pytest.raises(DomainError):  # nobody of ours answers for it
        transfers.accept_transfer(transfer, by=worker(here))
    transfers.accept_transfer(transfer, by=None)
    with pytest.raises(DomainError):
        transfers.decline_transfer(transfer, by=None, refusal=Refusal.NO_ROOM, reason="手が足りない")
    one.refresh_from_db()
    assert (one.state, one.office, one.assigned_to) == (State.IN_CONTACT, here, worker(here))
    assert _acts(one) == [("accept", "in_contact", "in_contact", "市内の病院")]


@pytest.mark.parametrize("state", [one for one in State if one != State.CLOSED])
def test_time_ends_what_nobody_answered_once(here: SupportOffice, there: SupportOffice, state: State) -> None:
    now = timezone.now()
    one, later = referral(state, at=here), now + timedelta(days=30)
    transfer, fresh = asked(one, there), asked(referral(at=here), there, now=later)
    assert [transfers.expire_transfers(later), transfers.expire_transfers(later)] == [1, 0]
    for row in (transfer, fresh):
        row.refresh_from_db()
    one.refresh_from_db()
    assert (transfer.state, fresh.state) == (TransferState.EXPIRED, TransferState.ASKED)
    assert (one.state, _acts(one)) == (state, [("expire", state, state, "北の事務所")])
