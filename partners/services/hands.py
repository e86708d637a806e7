"""手を挙げる: a partner offers to help with a need, a coordinator chooses.

Each act locks the organisation whose hand or talk it is, then the need: as all do who write in talks.
"""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.accounts.models import Organization
from hub.accounts.people import writers_of
from hub.accounts.rules import can_edit_organization, can_see_organization
from hub.changes import record_changes
from hub.exceptions import DomainError, TransitionError
from hub.locking import lock_row, saying_who_waits
from hub.models import ChangeAction
from hub.notifications.services import queue_mail
from hub.threads.models import Thread
from hub.threads.services import open_thread, opened_with, settle_answered
from partners.enums import ABOUT, HAND_MOVES, HOLDING_HANDS, OPEN_NEEDS, HandState, NeedAction, NeedState, Offer
from partners.models import Hand, Need, NeedTransition, Partnership
from partners.rules import can_decide_on_hand, can_decide_on_need, can_raise_hand_for
from partners.services.need_records import (
    copy_to,
    lock_need,
    move_locked,
    record_need,
    tell_raiser,
    write_need_history,
)

if TYPE_CHECKING:
    from hub.accounts.models import User

MAIL = "needs.hand"
# Of what those who raised the hand are told by mail. ``partners.need_mails`` writes them.
TOLD = frozenset({NeedAction.CHOOSE, NeedAction.REFUSE})


@transaction.atomic
def raise_hand(
    need: Need,
    organization: Organization,
    *,
    by: "User",
    text: str,
    offers: Collection[str] = (),
    may_be_named: bool = False,
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> Hand:
    """Opens a talk with the city about the need. Of one organisation one hand at a time."""
    now = now or timezone.now()
    locked = _lock_with(need, organization)
    if not can_raise_hand_for(by, organization):
        raise DomainError(_("手を挙げられるのは、登録中の団体の代表と編集する人だけです。"))
    own = uuid.uuid5(key, f"{by.pk}:{organization.pk}:{locked.pk}") if key else None
    if own is not None and (sent := Hand.objects.filter(idempotency_key=own).first()):
        return sent
    if locked.state not in OPEN_NEEDS:
        raise TransitionError(str(NeedAction.HAND.label), str(NeedState(locked.state).label))
    if locked.hands.filter(organization=organization, state__in=HOLDING_HANDS).exists():
        raise DomainError(_("この団体は、もう手を挙げています。"))
    _check_samples(locked, organization)
    if not text.strip():
        raise DomainError(_("何ができそうかを、ひとことでも書いてください。"))
    subject = locked.title[: Thread._meta.get_field("subject").max_length]
    thread = open_thread(organization, by=by, subject=subject, text=text, about=(ABOUT, locked.pk), key=key, now=now)
    hand = Hand.objects.create(
        need=locked, organization=organization, thread=thread, created_by=by, may_be_named=may_be_named,
        idempotency_key=own,
        offers=[offer for offer in Offer.values if offer in offers],
    )  # fmt: skip
    write_need_history(locked, NeedAction.HAND, by=by, now=now, hand=hand, reason=organization.name)
    return hand


def _lock_with(need: Need, organization: Organization) -> Need:
    """The organisation first: who deletes an account holds its organisations when it comes to the needs."""
    with saying_who_waits():
        lock_row(organization)
    return lock_need(need)


def _check_samples(need: Need, organization: Organization) -> None:
    if need.is_sample != organization.is_sample:
        raise DomainError(_("見本の地域課題と団体は、見本どうしでしか、つなげません。"))


def take_down_hand(hand: Hand, *, by: "User", now: datetime | None = None) -> None:
    """By the organisation itself, also after it was chosen, as long as the need is not over."""
    _move(hand, NeedAction.HAND_DOWN, by=by, now=now)


def choose_hand(hand: Hand, *, by: "User", seen: str | None = None, now: datetime | None = None) -> None:
    """Raised → chosen, for an organisation that is still registered; its need is talked about from now on.

    ``seen``: the state that the page showed; of two who decide at once the second reads what the first did.
    """
    _move(hand, NeedAction.CHOOSE, by=by, seen=seen, now=now)


def refuse_hand(hand: Hand, *, by: "User", reason: str, seen: str | None = None, now: datetime | None = None) -> None:
    """Raised or chosen → declined, with a reason that its organisation reads."""
    if not reason.strip():
        raise DomainError(_("見送る理由を書いてください。団体の方に伝わります。"))
    _move(hand, NeedAction.REFUSE, by=by, reason=reason.strip(), seen=seen, now=now)


@transaction.atomic
def agree_to_be_named(hand: Hand, *, by: "User", agrees: bool) -> None:
    """Whether the organisation is named where the need was met; its own members say so, at any time."""
    locked = lock_need(hand.need)
    if not can_edit_organization(by, hand.organization):
        raise DomainError(_("これができるのは、団体の代表と編集する人だけです。"))
    own = lock_row(hand)
    if own.may_be_named == agrees:
        return
    own.may_be_named = hand.may_be_named = agrees
    own.save(update_fields=["may_be_named"])
    if locked.state == NeedState.MET and own.state == HandState.CHOSEN:
        shown = Organization.objects.public().filter(pk=own.organization_id)
        record_changes([locked, *shown], ChangeAction.CHANGED)


@transaction.atomic
def ask_partner(
    need: Need,
    organization: Organization,
    *,
    by: "User",
    text: str,
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> Thread:
    """A coordinator opens a talk with a partner about an open need, unless one goes on: what was typed belongs there."""
    now = now or timezone.now()
    locked = _lock_with(need, organization)
    if not can_decide_on_need(by, locked) or can_see_organization(by, organization):
        raise DomainError(_("共創の担当の職員だけができます。自分が入っている団体には、ほかの職員から聞いてください。"))
    key = uuid.uuid5(key, f"{ABOUT}:{locked.pk}") if key else None
    if (sent := opened_with(key, organization, by=by)) is not None:
        return sent
    if locked.state not in OPEN_NEEDS:
        raise TransitionError(str(NeedAction.ASK.label), str(NeedState(locked.state).label))
    if Thread.objects.filter(organization=organization, about_kind=ABOUT, about_id=locked.pk, closed_at=None).exists():
        raise DomainError(_("この団体とは、もうやりとりが続いています。そちらに書いてください。"))
    if not Partnership.objects.public().filter(organization=organization).exists():
        raise DomainError(_("この団体は、いま登録中ではありません。"))
    _check_samples(locked, organization)
    if not text.strip():
        raise DomainError(_("聞きたいことを書いてください。"))
    subject = locked.title[: Thread._meta.get_field("subject").max_length]
    thread = open_thread(organization, by=by, subject=subject, text=text, about=(ABOUT, locked.pk), key=key, now=now)
    write_need_history(locked, NeedAction.ASK, by=by, now=now, thread=thread, reason=organization.name)
    return thread


@transaction.atomic
def _move(
    hand: Hand,
    action: NeedAction,
    *,
    by: "User",
    reason: str = "",
    seen: str | None = None,
    now: datetime | None = None,
) -> None:
    """The only code that changes the state of one hand."""
    now, need = now or timezone.now(), _lock_with(hand.need, hand.organization)
    own = lock_row(hand)
    own.need = need
    _check(own, action, by)
    if seen is not None and own.state != seen:
        raise TransitionError(str(action.label), str(HandState(own.state).label))
    before = need.state
    if action == NeedAction.CHOOSE and need.state == NeedState.PUBLISHED:
        move_locked(need, NeedAction.TALK, by=by, now=now)
    moved = _write(own, action, by=by, reason=reason, now=now)
    tell_raiser(need, moved)
    for name in ("state", "decided_at", "decided_by", "reason"):
        setattr(hand, name, getattr(own, name))
    copy_to(hand.need, need)
    if before != need.state:
        record_need(need, before)


def _check(own: Hand, action: NeedAction, by: "User") -> None:
    sources, _target, states = HAND_MOVES[action]
    may = can_edit_organization(by, own.organization) if action == NeedAction.HAND_DOWN else can_decide_on_hand(by, own)
    if not may:
        raise DomainError(
            _("手を下ろせるのは、団体の代表と編集する人だけです。")
            if action == NeedAction.HAND_DOWN
            else _("共創の担当の職員だけができます。自分が入っている団体のものは、ほかの職員に頼んでください。")
        )
    if own.need.state not in states:
        raise TransitionError(str(action.label), str(NeedState(own.need.state).label))
    if own.state not in sources:
        raise TransitionError(str(action.label), str(HandState(own.state).label))
    if action == NeedAction.CHOOSE:
        _check_chosen(own)


def _check_chosen(own: Hand) -> None:
    if not Partnership.objects.public().filter(organization=own.organization_id).exists():
        raise DomainError(_("この団体は、いま登録中ではありません。"))
    others = Hand.objects.filter(need=own.need_id, organization=own.organization_id, state__in=HOLDING_HANDS)
    if others.exclude(pk=own.pk).exists():
        raise DomainError(_("この団体は、もう一度手を挙げています。そちらを選んでください。"))


def _write(own: Hand, action: NeedAction, *, by: "User", reason: str, now: datetime) -> NeedTransition:
    own.state = HAND_MOVES[action][1]
    own.decided_at, own.decided_by = now, by
    own.reason = reason[: Hand._meta.get_field("reason").max_length]
    own.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    said = f"{own.organization.name}：{reason}" if reason else own.organization.name
    moved = write_need_history(own.need, action, by=by, now=now, hand=own, reason=said)
    if action in TOLD:
        for user in writers_of(own.organization):
            if user.pk != by.pk:
                queue_mail(MAIL, to=user, ids={"transition": moved.pk}, key=f"{MAIL}:{moved.pk}:{user.pk}")
        # The mail is the answer that was promised.
        settle_answered(own.thread, by=by, is_over=action == NeedAction.REFUSE, now=now)
    return moved


def end_waiting_hands(locked: Need, *, by: "User", reason: str, now: datetime) -> set[int]:
    """The need is over, which is locked after them: nobody's hand stays up, and each is told; whose they were."""
    up = list(locked.hands.filter(state=HandState.RAISED).select_related("organization", "thread").order_by("pk"))
    for hand in up:
        hand.need = locked
        _write(hand, NeedAction.REFUSE, by=by, reason=reason, now=now)
    return {hand.organization_id for hand in up}
