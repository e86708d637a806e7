"""What every act on a need begins and ends with: the lock, the move, the row of history, the mail, the log of changes.

Whoever writes a hand locks its organisation, then its need, so that of two acts on one need the second always sees the
first.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchVectorField
from django.db import transaction
from django.db.models import Func, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.changes import record_changes
from hub.exceptions import DomainError, TransitionError
from hub.locking import lock_row, saying_who_waits
from hub.models import ChangeAction
from hub.notifications.services import queue_mail
from hub.search import fold, tokens
from partners.enums import ENDED_NEEDS, NEED_MOVES, OPEN_NEEDS, PUBLIC_NEEDS, NeedAction, NeedState
from partners.models import Hand, Need, NeedTransition
from partners.rules import can_decide_on_need
from partners.services.need_notices import announce_left, announce_published

if TYPE_CHECKING:
    from hub.accounts.models import User

MAIL = "needs.told"
# Of what its raiser is told by mail. ``partners.need_mails`` writes them.
TOLD = frozenset({NeedAction.PUBLISH, NeedAction.DECLINE, NeedAction.CHOOSE, NeedAction.MEET})
Check = Callable[[Need], None]
Change = Callable[[Need], Mapping[str, Any]]
_SEARCHED = ("title", "text", "where", "for_whom", "outcome")


def lock_need(need: Need) -> Need:
    """The row as it is now. After the organisations that the act concerns, and before all else."""
    with saying_who_waits():
        return lock_row(need)


def write_need_history(
    need: Need, action: NeedAction, *, by: "User | None", now: datetime, before: str | None = None, reason: str = "",
    **about: Any,
) -> NeedTransition:  # fmt: skip
    """One row. ``before``: the state that it left; the present one if it kept it."""
    most = NeedTransition._meta.get_field("reason").max_length
    return NeedTransition.objects.create(
        need=need, action=action, from_state=before or need.state, to_state=need.state, by=by, created_at=now,
        reason=reason[:most], **about,
    )  # fmt: skip


@transaction.atomic
def move_need(
    need: Need,
    action: NeedAction,
    *,
    by: "User",
    reason: str = "",
    check: Check | None = None,
    change: Change | None = None,
    now: datetime | None = None,
) -> NeedTransition:
    """The only code that changes a state. Locks, checks, writes, records, and tells after commit.

    ``check`` raises where it may not be. ``change`` gives what else is written with it. Raises ``TransitionError``
    where the action does not lead on from the state in which the row is now.
    """
    now = now or timezone.now()
    locked = lock_need(need)
    check_decides(locked, by)
    moved = move_locked(locked, action, by=by, reason=reason, check=check, change=change, now=now)
    copy_to(need, locked)
    record_need(locked, moved.from_state)
    return moved


def move_locked(
    locked: Need,
    action: NeedAction,
    *,
    by: "User",
    now: datetime,
    reason: str = "",
    check: Check | None = None,
    change: Change | None = None,
) -> NeedTransition:
    """The same of a row that is locked already; ``record_need`` is left to the caller, who calls it last."""
    sources, target = NEED_MOVES[action]
    if locked.state not in sources:
        raise TransitionError(str(action.label), str(NeedState(locked.state).label))
    if check is not None:
        check(locked)
    before = locked.state
    ended = (locked.ended_at or now) if target in ENDED_NEEDS else None
    values: dict[str, Any] = {"state": target, "ended_at": ended, "outcome": ""}
    if ended is None:
        # What is opened again ends again, and is due to be forgotten then.
        values["forgotten_at"] = None
    values |= change(locked) if change else {}
    for name, value in values.items():
        setattr(locked, name, value)
    locked.save(update_fields=[*values, "updated_at"])
    if target in PUBLIC_NEEDS:
        make_findable(locked)
    moved = write_need_history(locked, action, by=by, now=now, before=before, reason=reason)
    tell_raiser(locked, moved)
    _notice(locked, moved)
    return moved


def make_findable(need: Need) -> None:
    """Of what is shown. What is not shown is found by nobody."""
    text = fold("\n".join(getattr(need, name) for name in _SEARCHED))
    own = Func(Value(tokens(text)), function="array_to_tsvector", output_field=SearchVectorField())
    Need.objects.filter(pk=need.pk).update(search_text=text, search_tokens=own)


def check_decides(need: Need, by: "User") -> None:
    """Nobody decides about what they or their organisation raised."""
    if not can_decide_on_need(by, need):
        raise DomainError(
            _("共創の担当の職員だけができます。自分や自分の団体が知らせたものは、ほかの職員に頼んでください。")
        )


def copy_to(need: Need, locked: Need) -> None:
    """What the caller holds says what was written."""
    for name in ("state", "ended_at", "forgotten_at", "outcome", "published_at", "version", "updated_at"):
        setattr(need, name, getattr(locked, name))


def tell_raiser(need: Need, moved: NeedTransition) -> None:
    """By mail, where somebody else did it and there is an account or an address."""
    if moved.action not in TOLD or (need.created_by_id is not None and need.created_by_id == moved.by_id):
        return
    to: Any = need.created_by or need.contact_email
    if to:
        queue_mail(MAIL, to=to, ids={"transition": moved.pk}, key=f"{MAIL}:{moved.pk}")


def _notice(need: Need, moved: NeedTransition) -> None:
    if need.state == NeedState.PUBLISHED and moved.from_state not in OPEN_NEEDS:
        announce_published(need, moved)
    elif moved.from_state in PUBLIC_NEEDS and need.state not in OPEN_NEEDS:
        announce_left(need, is_over=need.state == NeedState.MET)


def record_need(need: Need, before: str) -> None:
    """Last in the transaction: whoever follows the feed hears of it."""
    was, is_now = before in PUBLIC_NEEDS, need.state in PUBLIC_NEEDS
    if is_now:
        record_changes([need], ChangeAction.CHANGED if was else ChangeAction.PUBLISHED)
    elif was:
        record_changes([need], ChangeAction.WITHDRAWN)
    met = Hand.objects.named().filter(need=need).select_related("organization")
    if NeedState.MET in {before, need.state} and before != need.state:
        # Their pages show what they met.
        record_changes([hand.organization for hand in met], ChangeAction.CHANGED)
