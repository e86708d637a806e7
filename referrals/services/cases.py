"""What who works on a case does with it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.accounts.models import User
from hub.exceptions import DomainError, TransitionError
from referrals.enums import Action, Outcome, State, Urgency
from referrals.models import CaseNote, CaseTask, ConsentRecord, Referral, SupportOffice
from referrals.rules import can_be_assigned, can_work_on
from referrals.services.records import (
    check_possible,
    check_reason,
    lock_referral,
    readers_of,
    ring,
    ring_of_released,
    write_act,
)

if TYPE_CHECKING:
    import uuid

Change = Callable[[Referral, datetime], Mapping[str, Any]]


@transaction.atomic
def _do(
    referral: Referral,
    action: Action,
    *,
    by: User,
    change: Change | None = None,
    about: str = "",
    reason: str = "",
    seen: str | None = None,
    now: datetime | None = None,
) -> datetime:
    """Locks, checks, writes, records. ``seen``: the state that the page showed: of two at once the second is told."""  # fmt: skip
    now = now or timezone.now()
    locked = lock_referral(referral)
    _check_worker(locked, by)
    if seen is not None and locked.state != seen:
        raise TransitionError(str(action.label), str(State(locked.state).label))
    target, before, was_held = check_possible(locked, action), locked.state, locked.is_held
    values = dict(change(locked, now)) if change else {}
    if target is not None:
        values["state"] = target
    for name, value in values.items():
        setattr(locked, name, value)
    if values:
        locked.save(update_fields=[*values])
    write_act(locked, action, by=by, now=now, before=before, about=about, reason=reason)
    # A new office is rung by who gives it the case.
    if was_held and not locked.is_held and "office" not in values:
        ring_of_released(locked, by=by, now=now)
    for name in values:
        setattr(referral, name, getattr(locked, name))
    return now


def _check_worker(locked: Referral, by: User) -> None:
    if not can_work_on(by, locked):
        raise DomainError(_("この相談を動かせるのは、受けもっている事務所の職員と、相談コーディネーターだけです。"))


def triage_referral(
    referral: Referral,
    *,
    by: User,
    urgency: Urgency,
    office: SupportOffice,
    seen: str | None = None,
    now: datetime | None = None,
) -> None:
    """振り分け: how urgent, and whose. The office's staff are rung where it becomes theirs."""
    if not SupportOffice.objects.active().filter(pk=office.pk).exists():
        raise DomainError(_("その事務所は、いまは使われていません。"))
    is_new = referral.office_id != office.pk

    def change(locked: Referral, _now: datetime) -> dict[str, Any]:
        values: dict[str, Any] = {"urgency": urgency, "is_held": False}
        if locked.office_id != office.pk:
            values |= {"office": office, "assigned_to": None}
        if locked.office_id != office.pk or locked.state == State.RECEIVED:
            values["state"] = State.TRIAGED
        return values

    with transaction.atomic():
        at = _do(
            referral, Action.TRIAGE, by=by, change=change, about=f"{office.name} / {Urgency(urgency).label}", seen=seen,
            now=now,
        )  # fmt: skip
        if is_new:
            ring(referral, readers_of(office, at), now=at, why=f"triage-{office.pk}-{at:%s}")


def take_referral(referral: Referral, *, by: User, seen: str | None = None, now: datetime | None = None) -> None:
    """引き受けた: of two who take it at once the second is told who has it."""

    def change(locked: Referral, _now: datetime) -> dict[str, Any]:
        if locked.state == State.ASSIGNED and locked.assigned_to_id not in (None, by.pk):
            raise DomainError(_("もう、ほかの人が引き受けています。"))
        return {"assigned_to": by, "is_held": False}

    _do(referral, Action.TAKE, by=by, change=change, seen=seen, now=now)


def assign_referral(
    referral: Referral, *, by: User, to: User, seen: str | None = None, now: datetime | None = None
) -> None:
    """担当を決めた: to somebody who may see it anyway; they are rung."""

    def change(locked: Referral, _now: datetime) -> dict[str, Any]:
        if not can_be_assigned(to, locked):
            raise DomainError(_("その人は、この事務所の相談を見られません。"))
        is_waiting = locked.state in {State.RECEIVED, State.TRIAGED}
        return {"assigned_to": to, "is_held": False} | ({"state": State.ASSIGNED} if is_waiting else {})

    with transaction.atomic():
        at = _do(referral, Action.ASSIGN, by=by, change=change, about=str(to), seen=seen, now=now)
        if to.pk != by.pk:
            ring(referral, [to], now=at, why=f"assigned-{to.pk}-{at:%s}")


def note_contact(referral: Referral, *, by: User, seen: str | None = None, now: datetime | None = None) -> None:
    """連絡がついた: the second promise is kept."""
    _do(
        referral, Action.CONTACT, by=by, seen=seen, now=now,
        change=lambda locked, at: {"contacted_at": locked.contacted_at or at},
    )  # fmt: skip


def begin_support(referral: Referral, *, by: User, seen: str | None = None, now: datetime | None = None) -> None:
    """支援を始めた."""
    _do(referral, Action.SUPPORT, by=by, seen=seen, now=now)


def close_referral(
    referral: Referral, *, by: User, outcome: Outcome, reason: str, seen: str | None = None, now: datetime | None = None
) -> None:
    """終わった, with what came of it and a word on why: nothing is closed in silence."""
    if outcome == Outcome.DUPLICATE:
        raise DomainError(_("同じ相談とまとめるときは、どの相談かを選んでください。"))
    said = check_reason(reason, _("どう終わったかを、ひとことでも書いてください。"))
    _do(
        referral, Action.CLOSE, by=by, about=str(Outcome(outcome).label), reason=said, seen=seen, now=now,
        change=lambda _locked, at: {"outcome": outcome, "closed_at": at},
    )  # fmt: skip


def mark_duplicate(
    referral: Referral, *, by: User, of: Referral, seen: str | None = None, now: datetime | None = None
) -> None:
    """The same thing told twice: it ends here, and goes on there."""
    if referral.pk in {of.pk, of.duplicate_of_id}:
        raise DomainError(_("自分自身とはまとめられません。"))
    if not can_work_on(by, of):
        raise DomainError(_("まとめる先の相談が見つかりません。"))
    _do(
        referral, Action.DUPLICATE, by=by, about=str(of), seen=seen, now=now,
        change=lambda _locked, at: {"outcome": Outcome.DUPLICATE, "closed_at": at, "duplicate_of": of},
    )  # fmt: skip


def reopen_referral(
    referral: Referral, *, by: User, reason: str, seen: str | None = None, now: datetime | None = None
) -> None:
    """もう一度始めた, with a reason; it waits for somebody who takes it."""
    said = check_reason(reason, _("もう一度始める理由を書いてください。"))
    _do(
        referral, Action.REOPEN, by=by, reason=said, seen=seen, now=now,
        change=lambda locked, _at: {
            "outcome": "", "closed_at": None, "assigned_to": None, "duplicate_of": None, "reopened": locked.reopened + 1,
        },
    )  # fmt: skip


@transaction.atomic
def write_note(
    referral: Referral, *, by: User, text: str, key: "uuid.UUID | None" = None, now: datetime | None = None
) -> CaseNote:
    """記録. The same page sent twice is one."""
    said = check_reason(text, _("記録を書いてください。"))
    lock_referral(referral)
    if key is not None and (there := CaseNote.objects.filter(key=key, referral=referral, by=by).first()):
        return there
    at = _do(referral, Action.NOTE, by=by, now=now)
    return CaseNote.objects.create(referral=referral, by=by, text=said, at=at, key=key)


@transaction.atomic
def add_task(
    referral: Referral, *, by: User, text: str, due_on: date, for_whom: User | None = None, now: datetime | None = None
) -> CaseTask:
    """すること, with its day; for who does it, the one who writes it if nobody is named."""
    said = check_reason(text, _("することを書いてください。"))
    whom = for_whom or by
    if not can_be_assigned(whom, referral):
        raise DomainError(_("その人は、この事務所の相談を見られません。"))
    _do(referral, Action.NOTE, by=by, about=str(_("すること")), now=now)
    return CaseTask.objects.create(referral=referral, by=by, for_whom=whom, text=said, due_on=due_on)


@transaction.atomic
def finish_task(task: CaseTask, *, by: User, now: datetime | None = None) -> None:
    """した."""
    at = _do(task.referral, Action.NOTE, by=by, about=str(_("することを終えた")), now=now)
    if task.done_at is None:
        task.done_at = at
        task.save(update_fields=["done_at"])


@transaction.atomic
def record_consent(
    referral: Referral, *, by: User, given_on: date, basis: str, scope: str, now: datetime | None = None
) -> ConsentRecord:
    """同意: how it was made sure of, and how far it goes."""
    said = check_reason(scope, _("だれに、何を伝えてよいかを書いてください。"))
    at = now or timezone.now()
    if given_on > timezone.localdate(at):
        raise DomainError(_("同意した日は、今日までの日にしてください。"))
    _do(referral, Action.CONSENT, by=by, now=at, change=lambda _locked, _now: {"consent": "given"})
    return ConsentRecord.objects.create(referral=referral, by=by, given_on=given_on, basis=basis, scope=said, at=at)


@transaction.atomic
def withdraw_consent(consent: ConsentRecord, *, by: User, on: date, now: datetime | None = None) -> None:
    """取り消した: from that day on it is no ground for passing anything on."""
    at = now or timezone.now()
    referral = consent.referral
    if on < consent.given_on or on > timezone.localdate(at):
        raise DomainError(_("取り消した日は、同意した日から今日までの間にしてください。"))
    _do(referral, Action.CONSENT, by=by, about=str(_("取り消し")), now=at)
    consent.withdrawn_on = on
    consent.save(update_fields=["withdrawn_on"])
    if not ConsentRecord.objects.filter(referral=referral, withdrawn_on=None).exists():
        Referral.objects.filter(pk=referral.pk).update(consent="refused")
        referral.consent = "refused"
