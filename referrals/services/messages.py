"""The two-way thread between who wrote and the office."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.exceptions import DomainError
from hub.notifications.services import queue_mail
from referrals.enums import Action, Reply, Side, State, Told
from referrals.models import Message, Referral
from referrals.rules import can_work_on
from referrals.services.records import check_reason, lock_referral, ring, tellable, write_act

if TYPE_CHECKING:
    from hub.accounts.models import User

ANSWERED = "referrals.answered"


class AnsweredError(DomainError):
    """Somebody else answered meanwhile. ``first``: what they sent last."""

    def __init__(self, first: Message) -> None:
        self.first = first
        who = first.by or _("いまはいない職員")
        super().__init__(_("先に%(who)sさんが返事を送っています。あなたの返事は、まだ送っていません。") % {"who": who})


@transaction.atomic
def answer_writer(
    referral: Referral,
    *,
    by: "User",
    text: str,
    key: uuid.UUID | None = None,
    seen: int | None = None,
    now: datetime | None = None,
) -> Message:
    """返事. Where the writer asked for it, a mail says that an answer waits, and nothing else. One page sent twice is one.

    ``seen``: the number of the last answer that the page showed, 0 where there was none. Raises ``AnsweredError`` where
    somebody else has answered since; who wants to send theirs as well says so by having seen that.
    """
    said = check_reason(text, _("返事を書いてください。"))
    now = now or timezone.now()
    locked = lock_referral(referral)
    if not can_work_on(by, locked):
        raise DomainError(_("返事を書けるのは、受けもっている事務所の職員と、相談コーディネーターだけです。"))
    if locked.reply == Reply.NONE:
        raise DomainError(_("この方は、返事はいらないと書いています。"))
    if key is not None and (there := Message.objects.filter(key=key, referral=locked).first()):
        return there
    if seen is not None:
        _check_unanswered(locked, by=by, seen=seen)
    message = Message.objects.create(referral=locked, side=Side.OFFICE, by=by, text=said, at=now, key=key)
    locked.office_wrote_at = now
    locked.save(update_fields=["office_wrote_at"])
    write_act(locked, Action.ANSWER, by=by, now=now, before=locked.state)
    if locked.reply == Reply.EMAIL and locked.writer_email:
        queue_mail(
            ANSWERED, to=None, ids={"referral": locked.pk}, key=f"{ANSWERED}:{message.pk}",
            language=locked.language,
        )  # fmt: skip
    referral.office_wrote_at = now
    return message


def last_answer(referral: Referral) -> int:
    """The number by which a page says which answers it showed."""
    newest = Message.objects.filter(referral=referral, side=Side.OFFICE).order_by("-pk").values_list("pk", flat=True)
    return newest.first() or 0


def _check_unanswered(locked: Referral, *, by: "User", seen: int) -> None:
    newer = Message.objects.filter(referral=locked, side=Side.OFFICE, pk__gt=seen).exclude(by=by.pk)
    first = newer.select_related("by").order_by("-pk").first()
    if first is not None:
        raise AnsweredError(first)


@transaction.atomic
def put_words_away(referral: Referral, *, by: "User", now: datetime | None = None) -> None:
    """読んだ, without an answer in writing: they called, or none is wanted. Where nothing is unread it changes nothing."""
    now = now or timezone.now()
    locked = lock_referral(referral)
    if not can_work_on(by, locked):
        raise DomainError(_("読んだことにできるのは、受けもっている事務所の職員と、相談コーディネーターだけです。"))
    if not locked.has_unread_words:
        return
    locked.office_read_at = now
    locked.save(update_fields=["office_read_at"])
    write_act(locked, Action.READ, by=by, now=now, before=locked.state)
    referral.office_read_at = now


@transaction.atomic
def write_as_writer(
    referral: Referral, *, text: str, key: uuid.UUID | None = None, now: datetime | None = None
) -> Message:
    """続き, by who has the code. Whoever has the case is rung; after it ended too, for nothing that is written is unread.

    Once, until somebody has read it or a day has passed, however much is written meanwhile.
    """
    said = check_reason(text, _("書きたいことを書いてください。"))
    now = now or timezone.now()
    locked = lock_referral(referral)
    if key is not None and (there := Message.objects.filter(key=key, referral=locked).first()):
        return there
    message = Message.objects.create(referral=locked, side=Side.WRITER, by=None, text=said, at=now, key=key)
    locked.writer_wrote_at = now
    locked.save(update_fields=["writer_wrote_at"])
    write_act(locked, Action.WRITE, by=None, now=now, before=locked.state)
    ring(locked, tellable(locked, now), now=now, why=f"unread-{_first_unread(locked)}-{timezone.localdate(now)}")
    referral.writer_wrote_at = now
    return message


def _first_unread(locked: Referral) -> int:
    """The number of what the writer wrote first since the office last answered, or said that it read."""
    read_at = [at for at in (locked.office_wrote_at, locked.office_read_at) if at is not None]
    rows = Message.objects.filter(referral=locked, side=Side.WRITER)
    unread = rows.filter(at__gt=max(read_at)) if read_at else rows
    first = unread.order_by("pk").values_list("pk", flat=True).first()
    return first if first is not None else rows.order_by("-pk").values_list("pk", flat=True)[0]


def told_of(referral: Referral) -> Told:
    """Which of the four things the writer reads."""
    if referral.has_unread_answer:
        return Told.ANSWERED
    if referral.state == State.CLOSED:
        return Told.CLOSED
    return Told.RECEIVED if referral.state in {State.RECEIVED, State.TRIAGED} else Told.ASSIGNED
