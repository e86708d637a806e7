"""What who works on a case does with it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.accounts.models import User
from hub.exceptions import DomainError
from hub.locking import lock_row
from referrals import promises
from referrals.enums import Action, Consent, Ground, Outcome, State, Urgency
from referrals.models import AccessRecord, CaseNote, CaseTask, ConsentRecord, Referral, SupportOffice
from referrals.rules import (
    TAKEN_WITHOUT_REASON,
    can_be_assigned,
    can_choose_office,
    can_work_on,
    has_taken,
    takes_from_another,
)
from referrals.services.records import (
    MADE_ONES_OWN,
    REOPENED_ANOTHERS,
    TOOK_REOPENED,
    StaleError,
    TakenError,
    check_possible,
    check_reason,
    lock_referral,
    readers_of,
    ring,
    ring_of_released,
    tellable,
    write_act,
)
from referrals.services.transfers import end_asked_transfer

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
    told: str = "",
    seen: str | None = None,
    now: datetime | None = None,
) -> datetime:
    """Locks, checks, writes, records. ``seen``: the state that the page showed: of two at once the second is told.

    What ends takes back what is still asked of others.
    """
    now = now or timezone.now()
    locked = lock_referral(referral)
    _check_worker(locked, by)
    if seen is not None and locked.state != seen:
        raise StaleError
    target, before, was_held = check_possible(locked, action), locked.state, locked.is_held
    values = dict(change(locked, now)) if change else {}
    if target == State.CLOSED:
        end_asked_transfer(locked, by=by, now=now)
    if target is not None:
        values["state"] = target
    for name, value in values.items():
        setattr(locked, name, value)
    if values:
        locked.save(update_fields=[*values])
    write_act(locked, action, by=by, now=now, before=before, about=about, reason=reason, told=told)
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
    office: SupportOffice | None = None,
    seen: str | None = None,
    now: datetime | None = None,
) -> None:
    """振り分け: how urgent, and whose (``None``: whose it is). The office's staff are rung where it becomes theirs."""
    is_new = office is not None and referral.office_id != office.pk

    def change(locked: Referral, at: datetime) -> dict[str, Any]:
        values: dict[str, Any] = {"urgency": urgency, "is_held": False}
        if office is not None and locked.office_id != office.pk:
            _check_office(locked, office, by=by)
            end_asked_transfer(locked, by=by, now=at)
            values |= {"office": office, "assigned_to": None}
        if locked.state == State.RECEIVED:
            values["state"] = State.TRIAGED
        return values

    about = " / ".join([*([office.name] if office else []), str(Urgency(urgency).label)])
    with transaction.atomic():
        at = _do(referral, Action.TRIAGE, by=by, change=change, about=about, seen=seen, now=now)
        if office is not None and is_new:
            ring(referral, readers_of(office, at), now=at, why=f"triage-{office.pk}-{at:%s}")


def _check_office(locked: Referral, office: SupportOffice, *, by: User) -> None:
    """To another office without a ground: by who sees all, before anybody works on it, to who reads it."""
    if not can_choose_office(by, locked):
        raise DomainError(
            _(
                "受けもつ事務所を変えられるのは、担当が決まる前の、相談コーディネーターだけです。「引き継ぐ」を使ってください。"
            )
        )
    if not SupportOffice.objects.staffed().filter(pk=office.pk).exists():
        raise DomainError(_("その事務所には、読む人がいません。"))


@transaction.atomic
def take_referral(referral: Referral, *, by: User, seen: str | None = None, now: datetime | None = None) -> None:
    """引き受けた: of two who take it at once the second is told who has it. Once by each: who has taken it has it."""
    told = _told_of_reopened(lock_referral(referral), by=by)

    def change(locked: Referral, at: datetime) -> dict[str, Any]:
        if locked.state == State.ASSIGNED and locked.assigned_to_id not in (None, by.pk):
            raise DomainError(_("もう、ほかの人が引き受けています。"))
        if locked.state == State.ASSIGNED and has_taken(by, locked):
            raise TakenError
        return {"assigned_to": by, "is_held": False, "first_looked_at": locked.first_looked_at or at}

    _do(referral, Action.TAKE, by=by, change=change, told=told, seen=seen, now=now)


def _told_of_reopened(locked: Referral, *, by: User) -> str:
    """What the record says where they take what they began anew themselves, and somebody else had until then."""
    last = locked.acts.filter(action=Action.REOPEN).order_by("-pk").first()
    if locked.assigned_to_id is not None or last is None or last.by_id != by.pk:
        return ""
    told = AccessRecord.objects.filter(case_number=locked.pk, user_number=by.pk, at=last.at, what=REOPENED_ANOTHERS)
    return TOOK_REOPENED if told.exists() else ""


@transaction.atomic
def assign_referral(
    referral: Referral,
    *,
    by: User,
    to: User,
    reason: str = "",
    seen: str | None = None,
    now: datetime | None = None,
) -> None:
    """担当を決めた: to somebody who may see it anyway; they are rung.

    Whoever gives themselves a case that somebody else has says why. A case of one's own opens without a reason
    (``rules.needs_reason_to_read``); without this one could make any case one's own first and say nothing. The reason
    stands in the act and in the record, and ``services.unusual`` shows where the case was opened soon afterwards.
    """
    locked = lock_referral(referral)
    is_anothers = takes_from_another(locked, by=by, to=to)
    said = check_reason(reason, TAKEN_WITHOUT_REASON) if is_anothers else reason.strip()

    def change(locked: Referral, _now: datetime) -> dict[str, Any]:
        if not can_be_assigned(to, locked):
            raise DomainError(_("その人は、この事務所の相談を見られません。"))
        is_waiting = locked.state in {State.RECEIVED, State.TRIAGED}
        return {"assigned_to": to, "is_held": False} | ({"state": State.ASSIGNED} if is_waiting else {})

    told = MADE_ONES_OWN if is_anothers else _told_of_reopened(locked, by=by) if to.pk == by.pk else ""
    at = _do(
        referral, Action.ASSIGN, by=by, change=change, about=str(to), reason=said, told=told, seen=seen, now=now
    )  # fmt: skip
    if to.pk != by.pk:
        ring(referral, [to], now=at, why=f"assigned-{to.pk}-{at:%s}")


def note_contact(referral: Referral, *, by: User, seen: str | None = None, now: datetime | None = None) -> None:
    """連絡がついた: the second promise is kept."""
    _do(
        referral, Action.CONTACT, by=by, seen=seen, now=now,
        change=lambda locked, at: {"contacted_at": locked.contacted_at or at, "first_looked_at": locked.first_looked_at or at},
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


@transaction.atomic
def mark_duplicate(
    referral: Referral, *, by: User, of: Referral, seen: str | None = None, now: datetime | None = None
) -> None:
    """The same thing told twice: it ends here, and goes on there, where who has that one is rung."""
    if referral.pk == of.pk:
        raise DomainError(_("自分自身とはまとめられません。"))
    # In one order, so that two who merge them into each other wait for one another.
    there = {row.pk: lock_referral(row) for row in sorted((referral, of), key=lambda row: row.pk)}[of.pk]
    if not can_work_on(by, there):
        raise DomainError(_("まとめる先の相談が見つかりません。"))
    if there.state == State.CLOSED or there.duplicate_of_id is not None:
        raise DomainError(_("まとめる先の相談は、もう終わっています。続いている相談の番号を書いてください。"))
    at = _do(
        referral, Action.DUPLICATE, by=by, about=str(there), seen=seen, now=now,
        change=lambda _locked, at: {"outcome": Outcome.DUPLICATE, "closed_at": at, "duplicate_of": there},
    )  # fmt: skip
    about = _("%(case)s をここにまとめた") % {"case": referral}
    write_act(there, Action.NOTE, by=by, now=at, before=there.state, about=about)
    ring(there, [one for one in tellable(there, at) if one.pk != by.pk], now=at, why=f"duplicate-{referral.pk}-{at:%s}")


def reopen_referral(
    referral: Referral, *, by: User, reason: str, seen: str | None = None, now: datetime | None = None
) -> None:
    """もう一度始めた, with a reason; it waits for somebody who takes it, and both promises are made anew.

    Where somebody else had it, the record says so, with the reason: whoever takes it now opens it without one.
    """
    said = check_reason(reason, _("もう一度始める理由を書いてください。"))

    def change(locked: Referral, at: datetime) -> dict[str, Any]:
        return {
            "outcome": "", "closed_at": None, "assigned_to": None, "duplicate_of": None, "is_held": False,
            "reopened": locked.reopened + 1, "first_looked_at": None, "contacted_at": None,
            "first_look_by": promises.first_look_by(at), "contact_by": promises.contact_by(at),
        }  # fmt: skip

    with transaction.atomic():
        told = REOPENED_ANOTHERS if takes_from_another(lock_referral(referral), by=by, to=by) else ""
        at = _do(referral, Action.REOPEN, by=by, reason=said, told=told, seen=seen, now=now, change=change)
        readers = [one for one in readers_of(referral.office, at) if one.pk != by.pk]
        ring(referral, readers, now=at, why=f"reopened-{referral.reopened}")


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
    referral: Referral,
    *,
    by: User,
    text: str,
    due_on: date,
    for_whom: User | None = None,
    key: "uuid.UUID | None" = None,
    now: datetime | None = None,
) -> CaseTask:
    """すること, with its day; for who does it, the one who writes it if nobody is named. The same page sent twice is one."""
    said = check_reason(text, _("することを書いてください。"))
    whom = for_whom or by
    lock_referral(referral)
    if key is not None and (there := CaseTask.objects.filter(key=key, referral=referral, by=by).first()):
        return there
    if not can_be_assigned(whom, referral):
        raise DomainError(_("その人は、この事務所の相談を見られません。"))
    _do(referral, Action.NOTE, by=by, about=str(_("すること")), now=now)
    return CaseTask.objects.create(referral=referral, by=by, for_whom=whom, text=said, due_on=due_on, key=key)


@transaction.atomic
def finish_task(task: CaseTask, *, by: User, now: datetime | None = None) -> None:
    """した. Pressed twice it was done once."""
    _check_worker(lock_referral(task.referral), by)
    locked = lock_row(task)
    if locked.done_at is None:
        locked.done_at = _do(task.referral, Action.NOTE, by=by, about=str(_("することを終えた")), now=now)
        locked.save(update_fields=["done_at"])
    task.done_at = locked.done_at


@transaction.atomic
def record_consent(
    referral: Referral,
    *,
    by: User,
    given_on: date,
    basis: str,
    scope: str,
    key: "uuid.UUID | None" = None,
    now: datetime | None = None,
) -> ConsentRecord:
    """同意: how it was made sure of, and how far it goes. The same page sent twice is one."""
    said = check_reason(scope, _("だれに、何を伝えてよいかを書いてください。"))
    at = now or timezone.now()
    if given_on > timezone.localdate(at):
        raise DomainError(_("同意した日は、今日までの日にしてください。"))
    lock_referral(referral)
    if key is not None and (there := ConsentRecord.objects.filter(key=key, referral=referral, by=by).first()):
        return there
    _do(referral, Action.CONSENT, by=by, now=at, change=lambda _locked, _now: {"consent": Consent.GIVEN})
    return ConsentRecord.objects.create(
        referral=referral, by=by, given_on=given_on, basis=basis, scope=said, at=at, key=key
    )


@transaction.atomic
def withdraw_consent(consent: ConsentRecord, *, by: User, on: date, now: datetime | None = None) -> None:
    """取り消した, of a case that has ended too: from that day on it is no ground for passing anything on.

    What was asked of others on the ground of consent, where none is left, is taken back.
    """
    at, referral = now or timezone.now(), consent.referral
    locked = lock_referral(referral)
    _check_worker(locked, by)
    row = lock_row(consent)
    if row.withdrawn_on == on:
        return
    if row.withdrawn_on is not None:
        raise DomainError(_("この同意は、もう取り消されています。"))
    if on < row.given_on or on > timezone.localdate(at):
        raise DomainError(_("取り消した日は、同意した日から今日までの間にしてください。"))
    row.withdrawn_on = consent.withdrawn_on = on
    row.save(update_fields=["withdrawn_on"])
    write_act(locked, Action.CONSENT, by=by, now=at, before=locked.state, about=str(_("取り消し")))
    if not ConsentRecord.objects.filter(referral=locked, withdrawn_on=None).exists():
        locked.consent = referral.consent = Consent.REFUSED
        locked.save(update_fields=["consent"])
        end_asked_transfer(locked, by=by, now=at, grounds=[Ground.CONSENT])
