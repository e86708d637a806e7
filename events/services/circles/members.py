"""Who comes into a circle and who goes. Each service locks the circle first, then reads, decides, records and tells."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from events.circle_enums import ACTIVE, MEMBER_MOVES, TOLD, Joining, MemberAction, MemberState
from events.circle_rules import closed_because
from events.models import Circle, CircleMember, CircleMemberMove
from events.models.circles import blank_member
from events.registration_enums import RegisteredVia
from events.services.circles import letters
from events.services.circles.records import locked_circle
from events.services.member_acts import check_may_write
from events.services.registrations.persons import person_key
from events.services.registrations.registering import Applicant, mark_of
from hub.exceptions import DomainError, TransitionError
from hub.locking import GoneError

if TYPE_CHECKING:
    from hub.accounts.models import User

_S, _A = MemberState, MemberAction
_LETTER = {_S.UNCONFIRMED: letters.CONFIRM, _S.ASKED: letters.ASKED, _S.MEMBER: letters.JOINED}


@dataclass(frozen=True)
class Receipt:
    """``is_new``: it was made now; else the same form was sent before, or the same person is there already."""

    member: CircleMember
    is_new: bool


def join_circle(
    circle_pk: int,
    who: Applicant,
    *,
    note: str = "",
    sent_as: uuid.UUID | None = None,
    via: RegisteredVia = RegisteredVia.WEB,
    by: "User | None" = None,
    now: datetime | None = None,
) -> Receipt:
    """A member, or somebody who waits for the organiser's answer. An address without an account is confirmed first.

    ``by``: who writes down somebody that telephoned; that is a member at once. Raises ``DomainError``.
    """
    now = now or timezone.now()
    made = CircleMember(
        user=who.user, name=who.name, email=who.email, phone=who.phone, language=who.language, note=note, via=via,
        entered_by=by, sent_as=mark_of(sent_as or uuid.uuid4(), circle_pk),
    )  # fmt: skip
    made.person = person_key(user=who.user, email=who.email, phone=who.phone, name=who.name)
    with locked_circle(circle_pk) as circle:
        if by is not None:
            check_may_write(circle.organization, by=by)
        known = _already(made, circle, by=by)
        if known is not None:
            return Receipt(known, is_new=False)
        if reason := closed_because(circle, by_writer=by is not None):
            raise DomainError(reason)
        made.circle = circle
        if made.email and made.user is None and by is None:
            made.confirm_until = now + timedelta(hours=settings.HUB_REGISTRATION_CONFIRM_HOURS)
            state = _S.UNCONFIRMED
        else:
            state = _S.MEMBER if by is not None else _first_state(circle)
        _begin(made, state, by=by or who.user, now=now)
        letters.tell(made, _LETTER[state])
        if state != _S.UNCONFIRMED and by is None:
            letters.tell_writers(circle)
    return Receipt(made, is_new=True)


def confirm_member(member: CircleMember, *, now: datetime | None = None) -> CircleMember:
    """Its reader pressed the button of the mail. Pressed again it changes nothing. Raises ``DomainError``."""
    now = now or timezone.now()
    with locked_circle(member.circle_id) as circle:
        found = _reread(member)
        if found.state != _S.UNCONFIRMED:
            return found
        if found.confirm_until is not None and found.confirm_until <= now:
            raise DomainError(_("確認の期限が過ぎました。お手数ですが、もう一度申し込んでください。"))
        if reason := closed_because(circle):
            raise DomainError(reason)
        state = _first_state(circle)
        move_member(found, _A.ENTER if state == _S.MEMBER else _A.ASK, by=None, now=now)
        letters.tell(found, _LETTER[state])
        letters.tell_writers(circle)
    return found


def approve_member(member: CircleMember, *, by: "User", now: datetime | None = None) -> None:
    """Asked → member. Pressed twice it is done once."""
    with locked_circle(member.circle_id) as circle:
        check_may_write(circle.organization, by=by)
        found = _reread(member)
        if found.state == _S.MEMBER:
            return
        move_member(found, _A.APPROVE, by=by, now=now)
        letters.tell(found, letters.JOINED)


def decline_member(member: CircleMember, *, by: "User", reason: str = "", now: datetime | None = None) -> None:
    """Asked → declined. ``reason``: what they are told besides, in the organiser's words."""
    _turn_away(member, _A.DECLINE, letters.DECLINED, by=by, reason=reason, now=now)


def remove_member(member: CircleMember, *, by: "User", reason: str, now: datetime | None = None) -> None:
    """Member → removed, with a reason that they are told."""
    if not reason.strip():
        raise DomainError(_("外す理由を書いてください。ご本人に伝わります。"))
    _turn_away(member, _A.REMOVE, letters.REMOVED, by=by, reason=reason, now=now)


def _turn_away(
    member: CircleMember, action: MemberAction, letter: str, *, by: "User", reason: str, now: datetime | None
) -> None:
    with locked_circle(member.circle_id) as circle:
        check_may_write(circle.organization, by=by)
        found = _reread(member)
        if found.state == MEMBER_MOVES[action][1]:
            return
        move_member(found, action, by=by, now=now, reason=reason.strip())
        letters.tell(found, letter)


def leave_circle(member: CircleMember, *, by: "User | None" = None, now: datetime | None = None) -> None:
    """By themselves, from whichever step; name and address are removed with it. Pressed again it changes nothing.

    ``by``: the account, or who writes for the organisation where somebody telephoned.
    """
    with locked_circle(member.circle_id) as circle:
        found = _reread(member)
        if not found.is_active:
            return
        if by is not None and by.pk != found.user_id:
            check_may_write(circle.organization, by=by)
        move_member(found, _A.LEAVE, by=by, now=now)


def want_mails(member: CircleMember, *, wants: bool) -> None:
    """The organiser's mails, or none; the membership stays. What waits to be sent is not sent any more."""
    with locked_circle(member.circle_id):
        found = _reread(member)
        if found.is_active and found.wants_mail != wants:
            found.wants_mail = wants
            found.save(update_fields=["wants_mail", "updated_at"])


def move_member(
    member: CircleMember, action: MemberAction, *, by: "User | None", now: datetime | None = None, reason: str = ""
) -> None:
    """Under the circle's lock; the one place, with ``_begin``, that sets a state. Raises ``TransitionError``."""
    now = now or timezone.now()
    sources, target = MEMBER_MOVES[action]
    before = _S(member.state)
    if before not in sources:
        raise TransitionError(str(action.label), str(before.label))
    values = values_in(target, now) | ({"reason": reason} if target in TOLD else {})
    for name, value in values.items():
        setattr(member, name, value)
    member.save(update_fields=[*values, "updated_at"])
    CircleMemberMove.objects.create(member=member, action=action, from_state=before, to_state=target, by=by)


def values_in(target: MemberState, now: datetime) -> dict[str, Any]:
    """What a row holds that comes into a state."""
    values: dict[str, Any] = {"state": target, "confirm_until": None}
    if target == _S.MEMBER:
        values["joined_at"] = now
    if target not in ACTIVE:
        values["ended_at"] = now
    if target == _S.LEFT:
        values |= blank_member() | {"names_removed_at": now}
    return values


def _begin(member: CircleMember, state: MemberState, *, by: "User | None", now: datetime) -> None:
    member.state = state
    member.joined_at = now if state == _S.MEMBER else None
    member.save(force_insert=True)
    CircleMemberMove.objects.create(member=member, action=_A.JOIN, from_state="", to_state=state, by=by)


def _first_state(circle: Circle) -> MemberState:
    return _S.MEMBER if circle.joining == Joining.AT_ONCE else _S.ASKED


def _already(made: CircleMember, circle: Circle, *, by: "User | None") -> CircleMember | None:
    """The same form sent twice, or the same person. Of an address only its reader is told."""
    again: CircleMember | None = circle.members.filter(sent_as=made.sent_as).first()
    if again is not None:
        return again
    known: CircleMember | None = circle.members.active().filter(person=made.person).first() if made.person else None
    if known is not None and known.email and known.user_id is None and by is None:
        letters.tell(known, letters.CONFIRM if known.state == _S.UNCONFIRMED else letters.AGAIN)
    return known


def _reread(member: CircleMember) -> CircleMember:
    """As it is under the lock."""
    found: CircleMember | None = CircleMember.objects.select_related("user").filter(pk=member.pk).first()
    if found is None:
        raise GoneError
    return found
