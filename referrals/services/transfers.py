"""引き継ぎ: a case goes to another office or to an agency outside only where there is a ground, and only when it is taken."""

import secrets
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.exceptions import DomainError
from hub.locking import lock_row, saying_who_waits
from referrals import codes, promises
from referrals.enums import Action, Ground, Refusal, State, TransferState
from referrals.models import ConsentRecord, Referral, SupportOffice, Transfer
from referrals.rules import can_answer_transfer, can_work_on
from referrals.services.records import (
    check_possible,
    check_reason,
    is_there,
    lock_referral,
    readers_of,
    ring,
    tell_it_was_taken,
    write_act,
)

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable

    from hub.accounts.models import User
    from referrals.querysets import TransferQuerySet

_BYTES = 16


def hash_of_token(token: str) -> str:
    """What the row keeps of a link of 128 random bits."""
    return sha256(token.encode()).hexdigest()


def _check_ground(referral: Referral, ground: Ground, reason: str) -> str:
    """Consent must be on record and not withdrawn; the other grounds take a reason (個人情報保護法69条2項, 社会福祉法106条の6)."""
    if ground == Ground.CONSENT:
        if not ConsentRecord.objects.filter(referral=referral, withdrawn_on=None).exists():
            raise DomainError(_("同意の記録がありません。先に同意を書くか、ほかの根拠を選んでください。"))
        return reason.strip()
    return check_reason(reason, _("その根拠で引き継ぐ理由を書いてください。"))


@transaction.atomic
def hand_on_to_office(
    referral: Referral, *, by: "User", office: SupportOffice, ground: Ground, reason: str, now: datetime | None = None
) -> Transfer:
    """Asks another office; the case stays where it is until that one takes it."""
    now = now or timezone.now()
    locked, said = _begin(referral, by=by, ground=ground, reason=reason)
    if office.pk == locked.office_id:
        raise DomainError(_("この相談は、もうその事務所にあります。"))
    if not SupportOffice.objects.staffed().filter(pk=office.pk).exists():
        raise DomainError(_("その事務所には、読む人がいません。"))
    transfer = Transfer.objects.create(
        referral=locked, to_office=office, from_office=locked.office, ground=ground, reason=said, asked_by=by,
        asked_at=now, expires_at=promises.token_ends(now),
    )  # fmt: skip
    write_act(
        locked, Action.HAND_ON, by=by, now=now, before=locked.state, about=_about(office.name, ground), reason=said
    )
    ring(locked, readers_of(office, now), now=now, why=f"transfer-{transfer.pk}")
    return transfer


@transaction.atomic
def hand_on_to_agency(
    referral: Referral,
    *,
    by: "User",
    agency: str,
    ground: Ground,
    reason: str,
    summary: str,
    key: "uuid.UUID | None" = None,
    now: datetime | None = None,
) -> tuple[Transfer, str]:
    """Asks an agency outside, which reads ``summary`` by a link that is given to it once: the token is stored nowhere.

    ``key``: of the page and what was written there. The same sent twice is one, with the same link; once that was
    answered or taken back, the same page makes another link.
    """
    now = now or timezone.now()
    lock_referral(referral)
    token = _token(referral, key)
    if key is not None and (there := _same_tap(referral, token, by=by)):
        return there, token
    locked, said = _begin(referral, by=by, ground=ground, reason=reason)
    name = check_reason(agency, _("どの機関かを書いてください。"))
    told = check_reason(summary, _("その機関に伝えることを書いてください。"))
    transfer = Transfer.objects.create(
        referral=locked, to_agency=name[:120], from_office=locked.office, ground=ground, reason=said, summary=told,
        token_hash=hash_of_token(token), asked_by=by, asked_at=now, expires_at=promises.token_ends(now),
    )  # fmt: skip
    write_act(locked, Action.HAND_ON, by=by, now=now, before=locked.state, about=_about(name, ground), reason=said)
    return transfer, token


def _token(referral: Referral, key: "uuid.UUID | None") -> str:
    """What has ended counts in it, so that no page brings a dead link back to life."""
    if key is None:
        return secrets.token_hex(_BYTES)
    ended = Transfer.objects.filter(referral=referral).exclude(state=TransferState.ASKED).count()
    return codes.token_of(str(referral.pk), str(key), str(ended))


def _same_tap(referral: Referral, token: str, *, by: "User") -> Transfer | None:
    asked = Transfer.objects.filter(referral=referral, state=TransferState.ASKED, asked_by=by)
    return asked.filter(token_hash=hash_of_token(token)).first() if can_work_on(by, referral) else None


def _about(name: str, ground: Ground) -> str:
    return f"{name} / {Ground(ground).label}"


def _begin(referral: Referral, *, by: "User", ground: Ground, reason: str) -> tuple[Referral, str]:
    locked = lock_referral(referral)
    if not can_work_on(by, locked):
        raise DomainError(_("引き継ぎを頼めるのは、受けもっている事務所の職員と、相談コーディネーターだけです。"))
    check_possible(locked, Action.HAND_ON)
    said = _check_ground(locked, ground, reason)
    if Transfer.objects.filter(referral=locked, state=TransferState.ASKED).exists():
        raise DomainError(_("もう引き継ぎを頼んでいます。先にその返事を待つか、取り下げてください。"))
    return locked, said


def find_by_token(token: str, now: datetime) -> Transfer | None:
    """The transfer that the link still opens."""
    return _with_token(Transfer.objects.waiting(now), token)


def find_accepted_by_token(token: str, now: datetime) -> Transfer | None:
    """One that an agency outside has accepted and may still read again, until the day on which its link ends."""
    return _with_token(Transfer.objects.readable_again(now), token)


def _with_token(rows: "TransferQuerySet", token: str) -> Transfer | None:
    return rows.filter(token_hash=hash_of_token(token)).select_related("referral", "from_office").first()


@transaction.atomic
def accept_transfer(transfer: Transfer, *, by: "User | None", answer: str = "", now: datetime | None = None) -> None:
    """受けた. ``by``: None where the agency outside answered by its link, with who did. An office has the case from now on."""
    now = now or timezone.now()
    referral, locked = _lock_asked(transfer, Action.ACCEPT, by=by, now=now)
    _end(locked, TransferState.ACCEPTED, by=by, now=now, answer=answer)
    before = referral.state
    if locked.to_office is not None:
        referral.office, referral.assigned_to, referral.state = locked.to_office, None, State.TRIAGED
        referral.save(update_fields=["office", "assigned_to", "state"])
    write_act(referral, Action.ACCEPT, by=by, now=now, before=before, about=_to(locked), reason=answer)
    if locked.to_office is not None:
        tell_it_was_taken(locked, now)
    else:
        _tell_asker(locked, referral, now)


@transaction.atomic
def decline_transfer(
    transfer: Transfer, *, by: "User | None", refusal: Refusal, reason: str, now: datetime | None = None
) -> None:
    """断った, with who does not go on and why. The case is where it was, and who asked is rung."""
    said = check_reason(reason, _("断る理由を、ひとことでも書いてください。"))
    now = now or timezone.now()
    referral, locked = _lock_asked(transfer, Action.DECLINE, by=by, now=now)
    _end(locked, TransferState.DECLINED, by=by, now=now, refusal=refusal, answer=said)
    about = f"{_to(locked)} / {Refusal(refusal).label}"
    write_act(referral, Action.DECLINE, by=by, now=now, before=referral.state, about=about, reason=said)
    _tell_asker(locked, referral, now)


@transaction.atomic
def take_back_transfer(transfer: Transfer, *, by: "User", now: datetime | None = None) -> None:
    """取り下げた, by who works on the case; the link is dead."""
    now = now or timezone.now()
    referral = lock_referral(transfer.referral)
    if not can_work_on(by, referral):
        raise DomainError(_("取り下げられるのは、頼んだ側だけです。"))
    check_possible(referral, Action.TAKE_BACK)
    with saying_who_waits():
        locked = lock_row(transfer)
    _check_asked(locked)
    _end(locked, TransferState.TAKEN_BACK, by=by, now=now)
    write_act(referral, Action.TAKE_BACK, by=by, now=now, before=referral.state, about=_to(locked))


@transaction.atomic
def stop_link(transfer: Transfer, *, by: "User", now: datetime | None = None) -> None:
    """リンクを止めた, of a case that has ended too: who accepted reads nothing by it any more. Pressed twice it was done once."""
    now = now or timezone.now()
    referral = lock_referral(transfer.referral)
    if not can_work_on(by, referral):
        raise DomainError(_("リンクを止められるのは、受けもっている事務所の職員と、相談コーディネーターだけです。"))
    check_possible(referral, Action.STOP_LINK)
    with saying_who_waits():
        locked = lock_row(transfer)
    if locked.state != TransferState.ACCEPTED or locked.to_office is not None:
        raise DomainError(_("止められるのは、外の機関が受けた引き継ぎのリンクだけです。"))
    if not locked.token_hash:
        return
    locked.token_hash = ""
    locked.save(update_fields=["token_hash"])
    write_act(referral, Action.STOP_LINK, by=by, now=now, before=referral.state, about=_to(locked))


def end_asked_transfer(
    referral: Referral, *, by: "User", now: datetime, grounds: "Iterable[Ground]" = tuple(Ground)
) -> None:
    """Takes back what is still asked of others, on one of these grounds. ``referral`` is locked by who calls this."""
    asked = Transfer.objects.filter(referral=referral, state=TransferState.ASKED, ground__in=grounds)
    for transfer in asked.select_related("to_office"):
        _end(transfer, TransferState.TAKEN_BACK, by=by, now=now)
        write_act(referral, Action.TAKE_BACK, by=by, now=now, before=referral.state, about=_to(transfer))


def expire_transfers(now: datetime | None = None) -> int:
    """Those that nobody answered in time; who asked is rung. Two beats at once do it once."""
    now = now or timezone.now()
    done = 0
    for transfer in Transfer.objects.filter(state=TransferState.ASKED, expires_at__lte=now).order_by("pk")[:200]:
        with transaction.atomic():
            referral = lock_referral(transfer.referral)
            locked = lock_row(transfer)
            if locked.state == TransferState.ASKED:
                _end(locked, TransferState.EXPIRED, by=None, now=now)
                write_act(referral, Action.EXPIRE, by=None, now=now, before=referral.state, about=_to(locked))
                _tell_asker(locked, referral, now)
                done += 1
    return done


def _lock_asked(transfer: Transfer, action: Action, *, by: "User | None", now: datetime) -> tuple[Referral, Transfer]:
    """The case first, as everywhere."""
    referral = lock_referral(transfer.referral)
    with saying_who_waits():
        locked = lock_row(transfer)
    _check_asked(locked)
    if locked.expires_at <= now:
        raise DomainError(_("返事の期限が切れています。"))
    if locked.to_office is not None and (by is None or not can_answer_transfer(by, locked.to_office)):
        raise DomainError(_("返事ができるのは、頼まれた事務所の職員だけです。"))
    if locked.to_office is None and by is not None:
        raise DomainError(_("返事ができるのは、頼まれた機関だけです。"))
    check_possible(referral, action)
    if not Transfer.objects.waiting(now).filter(pk=locked.pk).exists():
        raise DomainError(_("引き継ぐ根拠だった同意が取り消されたので、返事はできません。"))
    return referral, locked


def _check_asked(locked: Transfer) -> None:
    if locked.state != TransferState.ASKED:
        raise DomainError(
            _("この引き継ぎは、もう終わっています（%(state)s）。") % {"state": locked.get_state_display()}
        )


def _end(
    locked: Transfer, state: TransferState, *, by: "User | None", now: datetime, refusal: str = "", answer: str = ""
) -> None:
    locked.state, locked.answered_by, locked.answered_at = state, by, now
    locked.refusal, locked.answer = refusal, answer
    if state != TransferState.ACCEPTED:  # what was accepted is read again by the same link
        locked.token_hash = ""
    locked.save(update_fields=["state", "answered_by", "answered_at", "refusal", "answer", "token_hash"])


def _to(transfer: Transfer) -> str:
    return transfer.to_office.name if transfer.to_office else transfer.to_agency


def _tell_asker(transfer: Transfer, referral: Referral, now: datetime) -> None:
    """Who asked, as long as they are there and see the case; else the office that asked."""
    asker = transfer.asked_by
    readers = [asker] if is_there(asker, referral, timezone.localdate(now)) else readers_of(transfer.from_office, now)
    ring(referral, readers, now=now, why=f"answer-{transfer.pk}")
