"""今日のこと: why a case waits, beside where it stands."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from hub.queues import Waiting, queues_for
from referrals.enums import Refusal, State
from referrals.services.cases import take_referral
from referrals.services.transfers import accept_transfer, decline_transfer
from tests.referrals.cases import asked, district, office, referral, worker

pytestmark = pytest.mark.django_db


def _rows(user: Any) -> dict[str, Waiting]:
    """By the number of the case."""
    (queue,) = [one for one in queues_for(user) if one.key == "referrals"]
    return {row.url.split("/")[-2]: row for row in queue.rows(user, 10)}


def _notes(user: Any) -> dict[str, str]:
    return {pk: row.note for pk, row in _rows(user).items()}


def test_what_came_of_a_handing_on_is_said_until_something_follows() -> None:
    here, there = office(districts=(district(),)), office("北の事務所")
    me, they = worker(here), worker(there)
    plain, declined, outside, moved = (referral(State.ASSIGNED, at=here) for _n in range(4))
    decline_transfer(asked(declined, there), by=they, refusal=Refusal.NO_ROOM, reason="ヒミツのわけ")
    accept_transfer(asked(outside, "病院"), by=None, answer="相談員ヒミツ")
    transfer = asked(moved, there)
    assert _notes(they) == {str(moved.pk): "担当が決まった。引き継ぎを頼まれています。"}
    accept_transfer(transfer, by=they)
    assert _notes(they) == {str(moved.pk): "振り分けた。引き継がれてきた相談です。"}
    assert _notes(me) == {
        str(plain.pk): "担当が決まった",
        str(declined.pk): "担当が決まった。引き継ぎを断られました。",
        str(outside.pk): "担当が決まった。外の機関が引き継ぎを受けました。",
    }
    take_referral(declined, by=me)
    assert _notes(me)[str(declined.pk)] == "担当が決まった"


def test_a_closed_case_waits_since_the_writer_wrote_again() -> None:
    here, wrote = office(districts=(district(),)), timezone.now() - timedelta(minutes=3)
    old = referral(State.CLOSED, at=here, now=wrote - timedelta(days=9), writer_wrote_at=wrote)
    new = referral(State.ASSIGNED, at=here, now=wrote - timedelta(days=9), writer_wrote_at=wrote)
    told = "書いた人から続きが届いています。"
    assert {pk: (row.since, row.note, row.due_at is None) for pk, row in _rows(worker(here)).items()} == {
        str(old.pk): (wrote, f"終わった。{told}", True),
        str(new.pk): (new.received_at, f"担当が決まった。{told}", False),
    }
