"""What every act on a registration begins and ends with: the lock, the move, the row of history, the mail."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from hub.accounts.models import Organization
from hub.accounts.people import writers_of
from hub.changes import record_changes
from hub.exceptions import TransitionError
from hub.locking import lock_row, saying_who_waits
from hub.models import ChangeAction
from hub.notifications.services import queue_mail
from partners.enums import ENDED, TRANSITIONS, Action, PartnershipState
from partners.models import Partnership, PartnershipTransition

if TYPE_CHECKING:
    from hub.accounts.models import User

# Of what its members are told by mail, by whom it was done aside. ``partners.mails`` writes them.
TOLD = frozenset(
    {
        *(Action.RETURN, Action.APPROVE, Action.DECLINE, Action.SUSPEND, Action.RESTORE, Action.REVOKE, Action.LAPSE),
        *(Action.RENEW, Action.REFUSE_RENEWAL),
    }
)
# Of what nobody sees anything: the feed is silent about who would like to stay.
UNSEEN = frozenset({Action.ASK_RENEWAL, Action.REFUSE_RENEWAL})
MAIL = "partners.told"
Check = Callable[[Partnership], None]


def lock_partnership(partnership: Partnership) -> Partnership:
    """The row as it is now, with its organisation and programme."""
    with saying_who_waits():
        return lock_row(partnership)


def write_history(
    partnership: Partnership,
    action: Action,
    *,
    by: "User | None",
    before: str | None = None,
    reason: str = "",
) -> PartnershipTransition:
    """One row. ``before``: the state that it left; the present one if it kept it."""
    return PartnershipTransition.objects.create(
        partnership=partnership,
        action=action,
        from_state=before or partnership.state,
        to_state=partnership.state,
        by=by,
        reason=reason[: PartnershipTransition._meta.get_field("reason").max_length],
    )


@transaction.atomic
def move(
    partnership: Partnership,
    action: Action,
    *,
    by: "User | None",
    reason: str = "",
    check: Check | None = None,
    change: Callable[[Partnership], Mapping[str, Any]] | None = None,
    now: datetime | None = None,
) -> PartnershipTransition:
    """The only code that changes a state. Locks, checks, writes, records, and tells by mail after commit.

    ``check`` raises where it may not be. ``change`` gives what else is written with it. Raises ``TransitionError``
    where the action does not lead on from the state in which the row is now.
    """
    now = now or timezone.now()
    locked = lock_partnership(partnership)
    sources, target = TRANSITIONS[action]
    if locked.state not in sources:
        raise TransitionError(str(action.label), str(PartnershipState(locked.state).label))
    if check is not None:
        check(locked)
    before = locked.state
    values = {"state": target, "ended_on": timezone.localdate(now) if target in ENDED else None}
    values |= change(locked) if change else {}
    for name, value in values.items():
        setattr(locked, name, value)
    locked.save(update_fields=[*values, "updated_at"])
    moved = write_history(locked, action, by=by, before=before, reason=reason)
    _tell(locked, action, moved)
    if action not in UNSEEN:
        _record(locked, before)
    for name in (*values, "updated_at"):
        setattr(partnership, name, getattr(locked, name))
    return moved


def _tell(partnership: Partnership, action: Action, moved: PartnershipTransition) -> None:
    if action not in TOLD:
        return
    for user in writers_of(partnership.organization):
        if user.pk != moved.by_id:
            queue_mail(MAIL, to=user, ids={"transition": moved.pk}, key=f"{MAIL}:{moved.pk}:{user.pk}")


def _record(partnership: Partnership, before: str) -> None:
    if partnership.is_in_force:
        is_new = before != PartnershipState.APPROVED
        record_shown(partnership, ChangeAction.PUBLISHED if is_new else ChangeAction.CHANGED)
    elif before == PartnershipState.APPROVED:
        record_changes([partnership], ChangeAction.WITHDRAWN)
        _record_organization(partnership)


def record_shown(partnership: Partnership, action: ChangeAction) -> None:
    """For those who follow it, and its organisation, whose page shows it. Last in the transaction.

    Whether it is seen is asked for when this one has its turn: its organisation may have come into sight meanwhile.
    """
    record_changes(Partnership.objects.public().filter(pk=partnership.pk), action)
    _record_organization(partnership)


def _record_organization(partnership: Partnership) -> None:
    record_changes(Organization.objects.public().filter(pk=partnership.organization_id), ChangeAction.CHANGED)
