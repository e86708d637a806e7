"""Every move from every state: where the table says no, nothing happens."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from hub.exceptions import DomainError, TransitionError
from hub.notifications import services
from hub.notifications.enums import DUE_STATES, MOVES, MailingState, Move
from hub.notifications.models import Mailing
from tests.hub.accounts.factories import UserFactory
from tests.hub.notifications.factories import queued
from tests.hub.notifications.notices.factories import recipient

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def _in_state(state: str) -> Mailing:
    """A mailing in that state; one that is still to be sent is in a sender's hand."""
    mailing = queued()
    ended = {} if state in DUE_STATES else {"lease_token": None, "lease_until": None, "ended_at": NOW}
    (claimed,) = services.claim_due(now=timezone.now(), limit=1)
    Mailing.objects.filter(pk=mailing.pk).update(state=state, last_error="Old 1", attempts=3, claims=4, **ended)
    token = claimed.lease_token
    claimed.refresh_from_db()
    claimed.lease_token = token
    return claimed


def _perform(move: Move, mailing: Mailing) -> bool:
    staff: dict[Move, Any] = {Move.SEND_AGAIN: services.send_again, Move.CALL_OFF: services.call_off}
    if move in staff:
        try:
            staff[move](mailing, by=UserFactory(administrator=True), now=NOW)
        except TransitionError:
            return False
        return True
    own: dict[Move, Any] = {
        Move.DELIVER: lambda: services.go_on([mailing], [], now=NOW).delivered,
        Move.FAIL: lambda: services.fail(mailing, error="E 1", now=NOW),
        Move.GIVE_UP: lambda: services.give_up(mailing, error="E 1", now=NOW),
        Move.DROP: lambda: services.drop(mailing, reason="R", now=NOW),
    }
    return bool(own[move]())


@pytest.mark.parametrize("state", MailingState.values)
@pytest.mark.parametrize("move", Move)
def test_every_move_from_every_state(move: Move, state: str) -> None:
    mailing = _in_state(state)
    before = Mailing.objects.filter(pk=mailing.pk).values().get()
    sources, target = MOVES[move]
    assert _perform(move, mailing) is (state in sources)
    after = Mailing.objects.filter(pk=mailing.pk).values().get()
    if state in sources:
        assert (after["state"], after["lease_token"], after["lease_until"]) == (target, None, None)
        assert (after["ended_at"] is None) is (target in DUE_STATES)
        assert after["message_id"] == before["message_id"]
    else:
        assert after == before


def test_sent_again_it_begins_anew_under_the_same_name() -> None:
    mailing = _in_state("dead")
    services.send_again(mailing, by=UserFactory(administrator=True), now=NOW)
    mailing.refresh_from_db()
    assert (mailing.state, mailing.attempts, mailing.claims, mailing.last_error) == ("pending", 0, 0, "")
    assert (mailing.due_at, mailing.ended_at) == (NOW, None)


def test_whose_recipient_is_forgotten_is_not_sent_again() -> None:
    mailing = _in_state("dead")
    Mailing.objects.filter(pk=mailing.pk).update(address="")
    mailing.refresh_from_db()
    with pytest.raises(DomainError, match="あて先の記録がもうありません"):
        services.send_again(mailing, by=UserFactory(administrator=True))


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "lost"}, {"state": "sent"}, {"ended_at": NOW}, {"lease_until": NOW},
        {"state": "dead", "ended_at": NOW, "lease_until": NOW, "lease_token": "0" * 32},
    ],
)  # fmt: skip
def test_the_database_refuses_what_can_not_be(wrong: dict[str, Any]) -> None:
    mailing = queued()
    with pytest.raises(IntegrityError), transaction.atomic():
        Mailing.objects.filter(pk=mailing.pk).update(**wrong)


def test_old_mailings_lose_their_recipient_and_then_their_row() -> None:
    now = timezone.now()
    account = UserFactory()

    def aged(days: float, **changes: Any) -> int:
        mailing = queued(to=account if changes.pop("has_account", False) else "himitsu@example.org", ids={"n": 1})
        changes.setdefault("state", "sent")
        ended = None if changes["state"] in DUE_STATES else now - timedelta(days=days)
        Mailing.objects.filter(pk=mailing.pk).update(
            created_at=now - timedelta(days=days), due_at=now - timedelta(days=days), ended_at=ended, **changes
        )
        return mailing.pk

    kept = [aged(29.9), aged(29.9, has_account=True), aged(400, state="failed"), aged(29, state="dead")]
    emptied = [
        aged(30.1),
        aged(30.1, has_account=True),
        aged(31, state="dead", recipient=recipient()),
        aged(364, state="cancelled"),
    ]
    removed = [aged(365.1), aged(1000, has_account=True)]
    assert services.forget_old_mailings(now=now) == len(emptied) + len(removed)
    assert services.forget_old_mailings(now=now) == 0
    rows = {row.pk: (row.address, row.user_id, row.recipient_id, row.ids) for row in Mailing.objects.all()}
    assert {pk for pk, row in rows.items() if row == ("", None, None, {})} == set(emptied)
    assert set(rows) == {*kept, *emptied}
    assert set(removed) & set(rows) == set()
