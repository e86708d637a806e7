"""The one place where what is sealed is opened: who looks, at what and why is written down and committed first."""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.exceptions import DomainError
from referrals.enums import Action, Look, Side
from referrals.models import (
    AccessRecord,
    CaseAct,
    CaseFile,
    CaseNote,
    CaseTask,
    ConsentRecord,
    Draft,
    Message,
    Referral,
    Transfer,
)
from referrals.models.cases import PERSONAL, PROFESSIONAL
from referrals.querysets import sees_all_referrals
from referrals.rules import can_see_referral, can_work_on, needs_reason_to_read
from referrals.services.records import NOBODYS, lock_referral, record_look, record_refused, write_act

if TYPE_CHECKING:
    from hub.accounts.models import User


@dataclass(frozen=True)
class OpenedDraft:
    """What somebody was about to write, in the boxes of its form."""

    page: uuid.UUID
    words: Mapping[str, str]
    saved_at: datetime


@dataclass(frozen=True)
class Opened:
    """The personal part, in the clear: by the name of the column, and by the number of the row.

    ``reason``: for which it was opened. ``drafts``: of who opened it alone, by the act.
    """

    words: Mapping[str, str]
    messages: Mapping[int, str]
    notes: Mapping[int, str]
    tasks: Mapping[int, str]
    reasons: Mapping[int, str]
    scopes: Mapping[int, str]
    files: Mapping[int, str]
    reason: str
    drafts: Mapping[str, OpenedDraft]


def open_case(referral: Referral, *, by: "User", reason: str = "", look: Look = Look.PERSONAL) -> Opened:
    """The personal part of a case that ``by`` may see; the record of it is committed before a word is read.

    Raises ``DomainError`` where it is somebody else's case and no reason is given. Not to be called within a transaction.
    """
    said, now = _record_opening(referral, by=by, reason=reason, look=look)
    return _opened(referral, by=by, reason=said, now=now)


@dataclass(frozen=True)
class OpenedFile:
    """A file in the clear."""

    name: str
    media_type: str
    content: bytes


def open_file(file: CaseFile, *, by: "User", reason: str = "") -> OpenedFile:
    """One file of a case, by the same rule as the rest of its personal part; each time is one record, committed before."""
    what = str(_("ファイル%(number)d") % {"number": file.number})
    _record_opening(file.referral, by=by, reason=reason, look=Look.FILE, what=what)
    name: Any = file.name
    content: Any = file.content
    return OpenedFile(name.unsealed(), file.media_type, content.unsealed_bytes())


def _record_opening(referral: Referral, *, by: "User", reason: str, look: Look, what: str = "") -> tuple[str, datetime]:
    """The reason as it stands in the record, and when that was written."""
    if not can_see_referral(by, referral):
        record_refused(by=by, case=referral.pk, what=str(look.label))
        raise DomainError(_("この相談は見られません。"))
    said = reason.strip()
    if needs_reason_to_read(by, referral) and not said:
        raise DomainError(_("担当ではない相談を開くときは、理由を書いてください。"))
    now = timezone.now()
    about = " ".join(filter(None, (what, "" if referral.assigned_to_id else NOBODYS)))
    with transaction.atomic():
        record_look(look, by=by, case=referral.pk, what=about, reason=said, now=now)
        _note_first_look(referral, by=by, now=now)
    return said, now


def record_case_look(referral: Referral, *, by: "User") -> None:
    """The page of a case without its personal part."""
    with transaction.atomic():
        record_look(Look.CASE, by=by, case=referral.pk)


def _note_first_look(referral: Referral, *, by: "User", now: datetime) -> None:
    """The promise of a first look is kept by who works on it: to be asked to take it is not yet that."""
    if referral.first_looked_at is not None or not can_work_on(by, referral):
        return
    locked = lock_referral(referral)
    if locked.first_looked_at is None:
        locked.first_looked_at = now
        locked.save(update_fields=["first_looked_at"])
        write_act(locked, Action.LOOK, by=by, now=now, before=locked.state, is_look=True)
    referral.first_looked_at = locked.first_looked_at


def _opened(referral: Referral, *, by: "User", reason: str, now: datetime) -> Opened:
    row = Referral.objects.only(*PERSONAL, *PROFESSIONAL).get(pk=referral.pk)
    return Opened(
        words={name: getattr(row, name).unsealed() for name in (*PERSONAL, *PROFESSIONAL)},
        messages=_texts(Message.objects.filter(referral=referral)),
        notes=_texts(CaseNote.objects.filter(referral=referral)),
        tasks=_texts(CaseTask.objects.filter(referral=referral)),
        reasons=_texts(CaseAct.objects.filter(referral=referral), "reason"),
        scopes=_texts(ConsentRecord.objects.filter(referral=referral), "scope"),
        files=_texts(CaseFile.objects.for_list().filter(referral=referral), "name"),
        reason=reason,
        drafts=_drafts(Draft.objects.of(by, now).filter(referral=referral)),
    )


def _drafts(rows: Iterable[Any]) -> dict[str, OpenedDraft]:
    return {row.act: OpenedDraft(row.page, json.loads(row.words.unsealed()), row.saved_at) for row in rows}


def _texts(rows: Iterable[Any], name: str = "text") -> dict[int, str]:
    return {row.pk: getattr(row, name).unsealed() for row in rows}


def open_for_writer(referral: Referral) -> list[tuple[Message, str]]:
    """The thread, for who has the code: what they wrote after the first time and what they were answered, nothing else.

    It is shown though somebody works on the case at this moment.
    """
    now = timezone.now()
    with transaction.atomic():
        record_look(Look.FOLLOW, by=None, case=referral.pk, now=now)
    rows: Any = Message.objects.filter(referral=referral)
    read = [(message, message.text.unsealed()) for message in rows]
    _note_read([message for message, _text in read], now)
    return read


def _note_read(messages: list[Message], now: datetime) -> None:
    """That the last answer is read, where it was among these; of a row that somebody holds the next look notes it."""
    answers = [message for message in messages if message.side == Side.OFFICE]
    if not answers:
        return
    unread = Q(writer_read_at=None) | Q(writer_read_at__lt=F("office_wrote_at"))
    last = Referral.objects.filter(unread, pk=answers[-1].referral_id, office_wrote_at__lte=answers[-1].at)
    with transaction.atomic():
        free = last.select_for_update(of=("self",), no_key=True, skip_locked=True).values_list("pk", flat=True)
        Referral.objects.filter(pk__in=list(free)).update(writer_read_at=now)


def open_for_agency(transfer: Transfer) -> str:
    """What was written for the agency outside, by its link, also when it reads it again; nothing of the case."""
    with transaction.atomic():
        record_look(Look.FOLLOW, by=None, case=transfer.referral_id, what=transfer.to_agency)
    sealed: Any = transfer.summary
    return str(sealed.unsealed())


def has_reason(act: CaseAct, text: str) -> bool:
    """Whether this very text was given as its reason: whoever sends it has it already."""
    sealed: Any = act.reason
    return bool(sealed.unsealed() == text.strip())


def open_records(rows: Iterable[AccessRecord], *, by: "User", look: Look, what: str) -> dict[int, str]:
    """The reasons that were typed, by the number of the record; that ``by`` looks at so many is on record first.

    Raises ``DomainError`` for all but coordinators of consultation.
    """
    if not sees_all_referrals(by):
        record_refused(by=by, case=None, what=what)
        raise DomainError(_("閲覧の記録を見られるのは、相談コーディネーターだけです。"))
    with transaction.atomic():
        record_look(look, by=by, case=None, what=what)
    return _texts(rows, "reason")


def address_for_answer(referral: Referral) -> str:
    """To which a mail says that an answer waits. It is read by the sender of mails alone, and goes nowhere else."""
    sealed: Any = Referral.objects.only("writer_email").get(pk=referral.pk).writer_email
    return str(sealed.unsealed())
