"""What every act begins and ends with: the lock, the row of history, the record of who did it, the bell of the office."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeGuard

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.groups import CONSULTATION_COORDINATOR
from hub.accounts.models import User
from hub.exceptions import DomainError, TransitionError
from hub.locking import lock_row, saying_who_waits
from hub.notifications.services import queue_mail
from referrals.enums import MOVES, Action, Look, State
from referrals.models import AccessRecord, CaseAct, OfficeStaff, Referral, SupportOffice, Transfer
from referrals.rules import can_work_on, works_with_referrals

if TYPE_CHECKING:
    from collections.abc import Iterable

ARRIVED = "referrals.arrived"
TAKEN = "referrals.taken"
_CUT = 120
# What the record says where somebody made a case their own that somebody else had: their own opens without a reason.
MADE_ONES_OWN = "担当を決めた（ほかの人の担当を、自分に）"
# And where they began one anew that somebody else had, which leaves it to nobody, and then took it: the same in two steps.
REOPENED_ANOTHERS = "もう一度始めた（ほかの人の担当だったもの）"
TOOK_REOPENED = "自分の担当にした（ほかの人の担当だったものを、自分でもう一度始めて）"
# And of a look at the personal part, that nobody had the case then: whose it was later says nothing of that.
NOBODYS = "（担当がまだいない相談）"
# What an agency outside may do, which has no account. What the clock does, or the writer by the code, changes no case.
_BY_LINK = frozenset({Action.ACCEPT, Action.DECLINE})


class StaleError(TransitionError):
    """The page showed a state that the case has left since: what was asked for may well be possible now."""

    def __init__(self) -> None:
        DomainError.__init__(self, _("先にほかの操作がありました。いまの状態を見て、もう一度押してください。"))


class TakenError(TransitionError):
    """Who takes it has taken it before."""

    def __init__(self) -> None:
        DomainError.__init__(self, _("もう、あなたが引き受けています。"))


def lock_referral(referral: Referral) -> Referral:
    """The row as it is now. Its sealed columns stay sealed."""
    with saying_who_waits():
        return lock_row(referral)


def check_possible(referral: Referral, action: Action) -> State | None:
    """The state that follows; None where it stays. Raises ``TransitionError``."""
    sources, target = MOVES[action]
    if referral.state not in sources:
        raise TransitionError(str(action.label), str(State(referral.state).label))
    return target


def write_act(
    referral: Referral,
    action: Action,
    *,
    by: "User | None",
    now: datetime,
    before: str = "",
    about: str = "",
    reason: str = "",
    told: str = "",
    is_look: bool = False,
) -> CaseAct:
    """One row of history, and one of the record of who changed what.

    ``told``: what the record says instead of the act's name; then the reason stands there too. ``is_look``: the look that
    makes it is on record already, and is not there twice.
    """
    act = CaseAct.objects.create(
        referral=referral, action=action, from_state=before, to_state=referral.state, by=by, at=now,
        about=about[:_CUT], reason=reason,
    )  # fmt: skip
    if not is_look and (by is not None or action in _BY_LINK):
        what = " ".join(filter(None, (str(Action(action).label), about if by is None else "")))
        record_look(
            Look.CHANGE, by=by, case=referral.pk, what=told or what, reason=reason if told else "", now=now
        )  # fmt: skip
    return act


def record_look(
    look: Look,
    *,
    by: "User | Any | None",
    case: int | None,
    what: str = "",
    reason: str = "",
    now: datetime | None = None,
) -> AccessRecord:
    """One row, which nothing changes afterwards. ``by``: None where it is the writer, by the receipt code."""
    return AccessRecord.objects.create(
        look=look, case_number=case, user_number=by.pk if by else None, user_name=str(by)[:_CUT] if by else "",
        what=what[:_CUT], reason=reason[:200], at=now or timezone.now(),
    )  # fmt: skip


def check_reason(reason: str, error: Any) -> str:
    """Raises ``DomainError`` where nothing is said."""
    said = reason.strip()
    if not said:
        raise DomainError(error)
    return said


def readers_of(office: SupportOffice | None, now: datetime) -> list[User]:
    """Who is told that something came: the office's staff; for who is away, the substitute; else all coordinators."""
    today = timezone.localdate(now)
    if office is not None:
        members = OfficeStaff.objects.filter(office=office)
        here = Q(pk__in=members.here(today).values("user"))
        found = list(
            User.objects.filter(here | Q(pk__in=members.stood_in_for(today).values("substitute"))).order_by("pk")
        )
        if found:
            return found
    return consultation_coordinators()


def consultation_coordinators() -> list[User]:
    """All who are in use."""
    staff = User.objects.filter(is_active=True, is_staff=True)
    return list(staff.filter(groups__name=CONSULTATION_COORDINATOR).order_by("pk"))


def is_there(user: User | None, referral: Referral, today: date) -> TypeGuard[User]:
    """Whether they work on it, and are not away today."""
    if user is None or not can_work_on(user, referral, today):
        return False
    return not OfficeStaff.objects.filter(office=referral.office_id, user=user).away(today).exists()


def tellable(referral: Referral, now: datetime) -> list[User]:
    """Who is told of something in a case: whoever has it; where they are not there today, who reads for the office."""
    has = referral.assigned_to
    return [has] if is_there(has, referral, timezone.localdate(now)) else readers_of(referral.office, now)


def ring(referral: Referral, readers: "Iterable[User]", *, now: datetime, why: str = "new") -> int:
    """A mail to each, which says that something waits and nothing of what it is. In the transaction that makes it true.

    ``why``: part of the key, so that one occasion rings once.
    """
    rung = 0
    for user in readers:
        sent = queue_mail(
            ARRIVED, to=user, ids={"referral": referral.pk}, key=f"{ARRIVED}:{referral.pk}:{why}:{user.pk}"
        )
        rung += sent is not None
    return rung


def tell_it_was_taken(transfer: Transfer, now: datetime) -> None:
    """Another office has the case now: who asked for that is told; where they are not there today, the office that had it.

    They need not see it any more: the mail names no case.
    """
    asker, office = transfer.asked_by, transfer.from_office
    away = OfficeStaff.objects.filter(user=asker, office=office).away(timezone.localdate(now))
    is_here = works_with_referrals(asker or AnonymousUser()) and not away.exists()
    for user in [asker] if asker and is_here else readers_of(office, now):
        queue_mail(TAKEN, to=user, ids={"transfer": transfer.pk}, key=f"{TAKEN}:{transfer.pk}:{user.pk}")


def ring_of_held(referral: Referral, readers: "Iterable[User]", *, now: datetime, why: str = "") -> int:
    """Of what is held an office is told once an hour, or once for each ``why``, however many came."""
    rung = 0
    for user in readers:
        key = f"{ARRIVED}:held:{referral.office_id}:{why or format(now, '%Y%m%d%H')}:{user.pk}"
        rung += queue_mail(ARRIVED, to=user, ids={"referral": referral.pk}, key=key) is not None
    return rung


def ring_of_released(referral: Referral, *, by: User, now: datetime) -> None:
    """Somebody found that it is genuine: who reads for its office is told of it now, as of any other."""
    readers = [user for user in readers_of(referral.office, now) if user.pk != by.pk]
    ring(referral, readers, now=now, why="released")


def record_refused(*, by: "User | Any", case: int | None, what: str) -> None:
    """In a transaction of its own: what follows may fail or be taken back, that somebody tried stays."""
    with transaction.atomic():
        record_look(Look.REFUSED, by=by, case=case, what=what)
