"""Every act on a case × every state × every kind of user, by one table written by hand."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from hub.exceptions import DomainError
from hub.notifications.models import Mailing
from referrals.enums import Ground, Outcome, Refusal, State, TransferState, Urgency
from referrals.models import AccessRecord, CaseAct, Message, Referral, SupportOffice
from referrals.services import cases, messages, transfers
from tests.referrals.cases import PEOPLE, asked, consent, office, people, referral

pytestmark = pytest.mark.django_db

STATES = [State.RECEIVED, State.TRIAGED, State.ASSIGNED, State.IN_CONTACT, State.IN_SUPPORT, State.CLOSED]
# To which state an act leads from each of these (Received, Triaged, Assigned, Contact, Support, End); "." where it may not be.
TABLE = """
triage    T T A C S .
elsewhere T T . . . .
take      A A . . . .
assign    A A A C S .
contact   . . C . . .
support   . . . S . .
close     E E E E E .
duplicate E E E E E .
reopen    . . . . . T
note      R T A C S E
task      R T A C S E
consent   R T A C S .
withdraw  R T A C S E
answer    R T A C S E
read      R T A C S E
hand_on   R T A C S .
agency    R T A C S .
accept    T T T T T .
decline   R T A C S .
take_back R T A C S .
stop_link R T A C S E
"""
LETTERS = dict(zip("RTACSE", STATES, strict=True))
# Who may; and where it is not they, who else.
MAY = {"worker", "colleague", "substitute", "consultation"}
OTHERS_MAY = {"elsewhere": {"consultation"}, "accept": {"other_office"}, "decline": {"other_office"}}
# Where the other office is asked beforehand.
ANSWERS = ("accept", "decline", "take_back")
TODAY = timezone.localdate

DO: dict[str, Callable[[Referral, Any, SupportOffice], Any]] = {
    "triage": lambda one, by, _to: cases.triage_referral(one, by=by, urgency=Urgency.SOON, office=one.office),
    "elsewhere": lambda one, by, to: cases.triage_referral(one, by=by, urgency=Urgency.URGENT, office=to),
    # Somebody else's, which the worker has: taken by nobody.
    "take": lambda one, by, _to: cases.take_referral(one, by=by),
    "assign": lambda one, by, _to: cases.assign_referral(one, by=by, to=one.office.members.order_by("order")[0].user),
    "contact": lambda one, by, _to: cases.note_contact(one, by=by),
    "support": lambda one, by, _to: cases.begin_support(one, by=by),
    "close": lambda one, by, _to: cases.close_referral(one, by=by, outcome=Outcome.INFORMED, reason="話した"),
    "duplicate": lambda one, by, _to: cases.mark_duplicate(one, by=by, of=Referral.objects.exclude(pk=one.pk).get()),
    "reopen": lambda one, by, _to: cases.reopen_referral(one, by=by, reason="また姿を見ない"),
    "note": lambda one, by, _to: cases.write_note(one, by=by, text="訪ねた"),
    "task": lambda one, by, _to: cases.add_task(one, by=by, text="電話する", due_on=TODAY()),
    "consent": lambda one, by, _to: cases.record_consent(
        one, by=by, given_on=TODAY(), basis="talk", scope="民生委員まで"
    ),
    "withdraw": lambda one, by, _to: cases.withdraw_consent(one.consents.get(), by=by, on=TODAY()),
    "answer": lambda one, by, _to: messages.answer_writer(one, by=by, text="ありがとうございます"),
    "read": lambda one, by, _to: messages.put_words_away(one, by=by),
    "hand_on": lambda one, by, to: transfers.hand_on_to_office(
        one, by=by, office=to, ground=Ground.PROTECTION, reason="急ぐので"
    ),
    "agency": lambda one, by, _to: transfers.hand_on_to_agency(
        one, by=by, agency="機関", ground=Ground.CONFERENCE, reason="支援会議で", summary="見てください"
    ),
    "accept": lambda one, by, _to: transfers.accept_transfer(one.transfers.get(), by=by),
    "decline": lambda one, by, _to: transfers.decline_transfer(
        one.transfers.get(), by=by, refusal=Refusal.NO_ROOM, reason="手が足りない"
    ),
    "take_back": lambda one, by, _to: transfers.take_back_transfer(one.transfers.get(), by=by),
    "stop_link": lambda one, by, _to: transfers.stop_link(one.transfers.get(), by=by),
}


def _expected() -> dict[tuple[str, State], State | None]:
    rows = {line.split()[0]: line.split()[1:] for line in TABLE.split("\n") if line}
    return {
        (act, state): LETTERS[letter] if letter != "." else None
        for act, letters in rows.items()
        for state, letter in zip(STATES, letters, strict=True)
    }


def test_the_table_names_every_act() -> None:
    assert [line.split()[0] for line in TABLE.split("\n") if line] == list(DO)


def _written() -> tuple[int, ...]:
    """How many acts, records, messages and mails there are."""
    tables = [one._meta.db_table for one in (CaseAct, AccessRecord, Message, Mailing)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in tables))
        return tuple(cursor.fetchone())


def _tried(act: str, one: Referral, by: Any, other: SupportOffice) -> tuple[str, bool]:
    """The state afterwards, and whether it was done. Undone at once. What was refused has written nothing."""
    with transaction.atomic():
        if act in ANSWERS:
            asked(one, other)
        if act == "stop_link":
            asked(one, "市内の病院")
            one.transfers.update(state=TransferState.ACCEPTED)
        if act == "withdraw":
            consent(one)
        before = _written()
        try:
            with transaction.atomic():
                DO[act](one, by, other)
            is_done = True
        except DomainError:
            is_done = False
            assert _written() == before, act
        else:
            acts = 2 if act == "duplicate" else 1  # there as well
            assert [after - first for after, first in zip(_written(), before, strict=True)][:2] == [acts, acts], act
        state = Referral.objects.get(pk=one.pk).state
        transaction.set_rollback(True)
    return state, is_done


@pytest.mark.parametrize("state", STATES)
def test_each_act_in_each_state_by_each_kind_of_user(state: State) -> None:
    here = referral().office
    one, other = referral(state, writer_wrote_at=timezone.now()), office("北の事務所")
    everybody, got, wanted = people(here, other), {}, {}
    for act, who in product(DO, PEOPLE):
        to = _expected()[act, state] if who in OTHERS_MAY.get(act, MAY) else None
        # Who was named for it takes it, once; for the others it is taken.
        if (act, state, who) == ("take", State.ASSIGNED, "worker"):
            to = State.ASSIGNED
        wanted[act, who] = (to or state, to is not None)
        got[act, who] = _tried(act, Referral.objects.get(pk=one.pk), everybody[who], other)
    assert {key: value for key, value in got.items() if value != wanted[key]} == {}


def test_what_one_may_see() -> None:
    here = referral().office
    other = office("北の事務所")
    mine, theirs = referral(), referral(State.TRIAGED, office=other)
    everybody = people(here, other)
    seen = {
        who: {one.pk for one in Referral.objects.visible_to(user, TODAY()).filter(pk__in=[mine.pk, theirs.pk])}
        for who, user in everybody.items()
    }
    both, none = {mine.pk, theirs.pk}, set[int]()
    assert seen == {
        **dict.fromkeys(PEOPLE, none),
        **{who: {mine.pk} for who in ("worker", "colleague", "substitute")},
        "other_office": {theirs.pk},
        "consultation": both,
    }
