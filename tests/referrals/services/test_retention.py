"""What is due goes whole, on its day and not before; by the owner of the tables alone."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from referrals.enums import Action, Ground, Outcome, Side
from referrals.models import (
    AccessRecord,
    CaseAct,
    CaseNote,
    CaseTask,
    ConsentRecord,
    Message,
    Referral,
    Retention,
    Transfer,
)
from referrals.services import retention
from referrals.services.retention import count_due, forget_due
from tests.database import as_owner
from tests.referrals.cases import district, office, referral, worker
from tests.referrals.dump import dump_database

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def _with_all(state: str = "closed", **fields: Any) -> Referral:
    """A case on which one row of everything hangs."""
    one = referral(state, **fields)
    at, by = timezone.now(), worker(one.office)
    Message.objects.create(referral=one, side=Side.OFFICE, text="ヒミツノヘンジ", at=at)
    CaseNote.objects.create(referral=one, by=by, text="ヒミツノキロク", at=at)
    CaseTask.objects.create(referral=one, by=by, for_whom=by, text="ヒミツノスルコト", due_on=at.date())
    ConsentRecord.objects.create(referral=one, given_on=at.date(), basis="talk", scope="ヒミツノドウイ", at=at)
    CaseAct.objects.create(referral=one, action=Action.CLOSE, to_state=one.state, by=by, at=at, reason="ヒミツノリユウ")
    Transfer.objects.create(
        referral=one, to_agency="ある機関", ground=Ground.PROTECTION, reason="ヒミツ", summary="ヒミツノツタエ", state="accepted",
        asked_at=at, expires_at=at,
    )  # fmt: skip
    return one


def _tokens(case: int) -> set[str]:
    """Every sealed word of a case as it lies in the database."""
    row = Referral.objects.get(pk=case)
    found = {getattr(row, name).token for name in ("text", "about_name", "about_phone", "writer_email", "meeting")}
    for model, name in (
        (Message, "text"),
        (CaseNote, "text"),
        (CaseTask, "text"),
        (ConsentRecord, "scope"),
        (CaseAct, "reason"),
    ):
        found |= {getattr(one, name).token for one in model.objects.filter(referral=case)}
    found |= {one.summary.token for one in Transfer.objects.filter(referral=case)}
    return found - {""}


def _found(words: set[str]) -> set[str]:
    """Which of the words stand in any table."""
    everything = "\n".join(dump_database().values())
    return {word for word in words if word in everything}


@pytest.mark.parametrize(("kind", "outcome", "days"), [("spam", Outcome.SPAM, 90), ("closed", Outcome.SUPPORTED, 1827)])
def test_a_closed_case_goes_on_its_day_with_all_that_hangs_on_it(kind: str, outcome: Outcome, days: int) -> None:
    one = _with_all(outcome=outcome)
    other = _with_all("assigned")
    closed_at = one.closed_at
    assert closed_at is not None
    words, theirs = _tokens(one.pk) | {one.code_hash}, _tokens(other.pk)
    looks = set(AccessRecord.objects.values_list("pk", flat=True))
    due = closed_at + timedelta(days=days)
    with as_owner():
        assert forget_due(now=due - DAY) == {"spam": 0, "closed": 0, "access": 0, "draft": 0}
        assert _found(words) == words
        assert count_due(now=due + DAY)[kind] == 1
        assert _found(words) == words
        assert forget_due(now=due + DAY)[kind] == 1
        assert forget_due(now=due + DAY)[kind] == 0
    assert (_found(words), _found(theirs)) == (set(), theirs)
    assert list(Referral.objects.all()) == [other]
    new = AccessRecord.objects.exclude(pk__in=looks).values_list("case_number", "what", "user_number")
    assert list(new) == [(one.pk, "保存期間が過ぎたので消した", None)]


def test_records_of_who_looked_go_on_their_own_day() -> None:
    now = timezone.now()
    for ago in (1095, 1097):
        AccessRecord.objects.create(look="case", case_number=ago, user_name="ヒミツ職員", at=now - timedelta(days=ago))
    with as_owner():
        assert forget_due(now=now) == {"spam": 0, "closed": 0, "access": 1, "draft": 0}
    assert AccessRecord.objects.get().case_number == 1095


def test_the_table_says_for_how_long() -> None:
    Retention.objects.create(kind="closed", days=30)
    one = referral("closed")
    assert one.closed_at is not None
    assert count_due(now=one.closed_at + 29 * DAY)["closed"] == 0
    assert count_due(now=one.closed_at + 30 * DAY)["closed"] == 1


def test_in_batches_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "_AT_ONCE", 2)
    here = office(districts=(district(),))
    for _n in range(5):
        referral("closed", at=here)
    with as_owner():
        assert forget_due(now=timezone.now() + timedelta(days=2000))["closed"] == 5


def test_the_running_hub_may_count_and_not_delete(capsys: Any) -> None:
    one = referral("closed")
    assert one.closed_at is not None
    with time_machine.travel(one.closed_at + timedelta(days=1828), tick=False):
        call_command("forget_referrals", dry_run=True)
        with pytest.raises(CommandError, match="HUB_AS_OWNER"):
            call_command("forget_referrals")
        assert Referral.objects.count() == 1
        with as_owner():
            call_command("forget_referrals")
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        f"{said}: いたずら・宣伝 0件、終わった相談 1件、閲覧の記録 0件、書きかけ 0件"
        for said in ("消すことになるもの", "消したもの")
    ]
    assert Referral.objects.count() == 0
