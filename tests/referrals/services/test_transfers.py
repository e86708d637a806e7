"""引き継ぎ: what is asked of others ends with the case and with its ground, and each answer counts once."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from hub.exceptions import DomainError
from hub.notifications.models import Mailing
from referrals.enums import Action, Ground, Outcome, Refusal, State, TransferState, Urgency
from referrals.forms.acts import FORMS
from referrals.models import Referral, SupportOffice
from referrals.services import cases, transfers
from tests.hub.accounts.factories import UserFactory
from tests.referrals.cases import asked, consent, district, office, referral, worker

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


@pytest.mark.parametrize("outside", [True, False])
def test_consent_withdrawn_ends_what_was_asked_on_that_ground(
    here: SupportOffice, there: SupportOffice, outside: bool
) -> None:
    me, one = worker(here), referral(State.ASSIGNED, at=here)
    first, second = consent(one), consent(one)
    transfer = asked(one, "市内の病院" if outside else there, ground=Ground.CONSENT)

    def is_found() -> bool:
        if outside:
            return transfers.find_by_token(str(one.pk), timezone.now()) is not None
        return Referral.objects.visible_to(worker(there), TODAY()).exists()

    cases.withdraw_consent(first, by=me, on=TODAY())
    assert (is_found(), Referral.objects.get().consent) == (True, "unknown")
    cases.withdraw_consent(second, by=me, on=TODAY())
    cases.withdraw_consent(second, by=me, on=TODAY())  # a button pressed twice
    transfer.refresh_from_db()
    assert (is_found(), Referral.objects.get().consent) == (False, "refused")
    assert (transfer.state, transfer.token_hash) == (TransferState.TAKEN_BACK, "")
    assert [act[0] for act in _acts(one)] == ["consent", "consent", "take_back"]


def test_on_another_ground_it_goes_on(here: SupportOffice, there: SupportOffice) -> None:
    one = referral(State.ASSIGNED, at=here)
    given, transfer = consent(one), asked(one, there, ground=Ground.PROTECTION)
    cases.withdraw_consent(given, by=worker(here), on=TODAY())
    transfers.accept_transfer(transfer, by=worker(there))
    assert Referral.objects.get().office == there


def test_without_its_ground_nothing_is_seen_or_answered(here: SupportOffice, there: SupportOffice) -> None:
    """Though the row says still that it is asked."""
    now, them = timezone.now(), worker(there)
    one, other = referral(State.ASSIGNED, at=here), referral(State.ASSIGNED, at=here)
    transfer, of_agency = asked(one, there, ground=Ground.CONSENT), asked(other, "病院", ground=Ground.CONSENT)
    assert list(Referral.objects.visible_to(them, TODAY())) == []
    assert list(Referral.objects.asked_of(them, TODAY())) == []
    assert transfers.find_by_token(str(other.pk), now) is None
    for row, by in ((transfer, them), (of_agency, None)):
        with pytest.raises(DomainError):
            transfers.accept_transfer(row, by=by)
        with pytest.raises(DomainError):
            transfers.decline_transfer(row, by=by, refusal=Refusal.NO_ROOM, reason="手が足りない")
    consent(one)
    assert list(Referral.objects.visible_to(them, TODAY())) == [one]


def test_what_has_run_out_is_seen_no_more_before_the_beat_ends_it(here: SupportOffice, there: SupportOffice) -> None:
    them, old = worker(there), timezone.now() - timedelta(days=30)
    asked(referral(at=here), there, now=old)
    fresh = asked(referral(at=here), there)
    seen = [
        list(rows.values_list("pk", flat=True))
        for rows in (
            Referral.objects.visible_to(them, TODAY()),
            Referral.objects.asked_of(them, TODAY()),
            Referral.objects.waiting_for(them, TODAY()),
        )
    ]
    assert seen == [[fresh.referral_id]] * 3


def test_consent_is_withdrawn_once_on_a_day_that_can_be(here: SupportOffice) -> None:
    me, today = worker(here), TODAY()
    given = consent(referral(State.CLOSED, at=here), given_on=today - timedelta(days=2))
    for day in (today - timedelta(days=3), today + timedelta(days=1)):
        with pytest.raises(DomainError):
            cases.withdraw_consent(given, by=me, on=day)
    cases.withdraw_consent(given, by=me, on=today)
    with pytest.raises(DomainError):
        cases.withdraw_consent(given, by=me, on=today - timedelta(days=1))
    given.refresh_from_db()
    assert given.withdrawn_on == today


def test_one_page_sent_twice_is_one(here: SupportOffice) -> None:
    me, one, key = worker(here), referral(at=here), uuid4()
    for _n in range(2):
        task = cases.add_task(one, by=me, text="電話する", due_on=TODAY(), key=key)
        cases.record_consent(one, by=me, given_on=TODAY(), basis="talk", scope="民生委員まで", key=key)
    for _n in range(2):
        cases.finish_task(task, by=me)
    assert [act[0] for act in _acts(one)] == ["note", "consent", "note"]
    assert (one.tasks.count(), one.consents.count()) == (1, 1)
    cases.add_task(one, by=me, text="電話する", due_on=TODAY(), key=uuid4())
    assert one.tasks.count() == 2


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
