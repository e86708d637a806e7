"""A first question is filed by anybody, answered by one coordinator within the promised time, and forgotten later."""

import uuid
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.exceptions import DomainError, TransitionError
from hub.locking import lock_row
from hub.opening_days import opening_day_after
from partners.enums import INQUIRY_MOVES, InquiryAction, InquiryState
from partners.models import Inquiry, InquiryAct
from partners.rules import can_answer_inquiries

if TYPE_CHECKING:
    from hub.accounts.models import User

_BATCH = 500
# What tells who asked, or what.
PERSONAL = ("organization_name", "name", "phone", "email", "text", "when")


def promised_day(now: datetime | None = None) -> date:
    """The day by whose end a question that is sent now is answered."""
    return opening_day_after(timezone.localdate(now or timezone.now()), settings.HUB_PARTNERS_ANSWER_DAYS)


def key_of(page: uuid.UUID, **written: str) -> uuid.UUID:
    """The same for the same words in the same opened page, and for no other."""
    return uuid.uuid5(page, "\x1f".join(f"{name}={written[name]}" for name in sorted(written)))


def filed(key: uuid.UUID) -> Inquiry | None:
    """What was sent before: a double tap, or the page sent once more."""
    found: Inquiry | None = Inquiry.objects.filter(idempotency_key=key).first()
    return found


def filed_as(number: int | None) -> Inquiry | None:
    """What was sent with the same words from a page opened before, as long as nobody has dealt with it."""
    return Inquiry.objects.open().filter(pk=number).first() if number is not None else None


@transaction.atomic
def file_inquiry(
    *,
    organization_name: str,
    name: str,
    phone: str = "",
    email: str = "",
    text: str = "",
    when: str = "",
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> Inquiry:
    """Writes a question, once for each ``key``. Sends nothing: a mail would go to whatever address a stranger typed."""
    key = key or uuid.uuid4()
    inquiry = Inquiry(
        idempotency_key=key,
        organization_name=organization_name,
        name=name,
        phone=phone,
        email=email,
        text=text,
        when=when,
        answer_by=promised_day(now),
    )
    Inquiry.objects.bulk_create([inquiry], ignore_conflicts=True)
    found: Inquiry = Inquiry.objects.get(idempotency_key=key)
    return found


def note_try(inquiry: Inquiry, *, by: "User", text: str = "", now: datetime | None = None) -> InquiryAct:
    """Somebody rang and reached nobody: it stays open, and the next one knows."""
    return _move(inquiry, InquiryAction.TRY, by=by, text=text, now=now)


def answer_inquiry(inquiry: Inquiry, *, by: "User", outcome: str, now: datetime | None = None) -> InquiryAct:
    """Open → answered. Of two who do it at once the second is told who was first."""
    return _move(inquiry, InquiryAction.ANSWER, by=by, text=_asked_for(outcome), now=now)


def close_inquiry(inquiry: Inquiry, *, by: "User", reason: str, now: datetime | None = None) -> InquiryAct:
    """Open → closed without an answer: nobody is ever reached, or nobody asked for one."""
    return _move(inquiry, InquiryAction.CLOSE, by=by, text=_asked_for(reason), now=now)


def reopen_inquiry(inquiry: Inquiry, *, by: "User", reason: str = "", now: datetime | None = None) -> InquiryAct:
    """The way back, as long as it is known who asked."""
    return _move(inquiry, InquiryAction.REOPEN, by=by, text=reason, now=now)


def _asked_for(text: str) -> str:
    if not text.strip():
        raise DomainError(_("何を話したか、どうして終えるかを、ひとこと書いてください。"))
    return text


@transaction.atomic
def _move(inquiry: Inquiry, action: InquiryAction, *, by: "User", text: str, now: datetime | None = None) -> InquiryAct:
    """The only code that changes a state: locks, checks, writes and records."""
    if not can_answer_inquiries(by):
        raise DomainError(_("はじめての相談への対応は、担当の職員だけができます。"))
    now = now or timezone.now()
    locked = lock_row(inquiry)
    sources, target = INQUIRY_MOVES[action]
    if locked.state not in sources:
        raise _too_late(locked, action)
    if locked.forgotten_at is not None:
        raise DomainError(_("連絡先を消したあとなので、返事を待つものには戻せません。"))
    locked.state = target
    locked.handled_at, locked.handled_by = (None, None) if target == InquiryState.OPEN else (now, by)
    fields = ["state", "handled_at", "handled_by"]
    locked.save(update_fields=fields)
    for name in fields:
        setattr(inquiry, name, getattr(locked, name))
    most = InquiryAct._meta.get_field("text").max_length
    return InquiryAct.objects.create(inquiry=locked, action=action, by=by, text=text.strip()[:most], created_at=now)


def _too_late(locked: Inquiry, action: InquiryAction) -> DomainError:
    state = str(InquiryState(locked.state).label)
    if locked.state == InquiryState.OPEN:
        return TransitionError(str(action.label), state)
    who = locked.handled_by or _("ほかの職員")
    return DomainError(
        _("%(who)sが先に対応しました（%(state)s）。書いたことは、まだ残っています。") % {"who": who, "state": state}
    )


def forget_old_inquiries(now: datetime | None = None, *, is_dry_run: bool = False) -> int:
    """Empties what tells who asked, ``HUB_PARTNERS_INQUIRY_DAYS`` after it was handled; how many.

    That somebody asked, when, and who answered, stays. Idempotent; in batches, each a transaction of its own.
    """
    now = now or timezone.now()
    moment = now - timedelta(days=settings.HUB_PARTNERS_INQUIRY_DAYS)
    if is_dry_run:
        return int(Inquiry.objects.to_forget(moment).count())
    forgotten = 0
    while keys := list(Inquiry.objects.to_forget(moment).order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        forgotten += _forget(keys, moment, now)
    return forgotten


@transaction.atomic
def _forget(keys: list[int], moment: datetime, now: datetime) -> int:
    """What was opened again meanwhile is left as it is."""
    empty = dict.fromkeys(PERSONAL, "")
    done = Inquiry.objects.to_forget(moment).filter(pk__in=keys).update(**empty, idempotency_key=None, forgotten_at=now)
    InquiryAct.objects.filter(inquiry__in=keys, inquiry__forgotten_at__isnull=False).update(text="")
    return int(done)
