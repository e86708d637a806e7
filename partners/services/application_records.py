"""What every act on an application begins and ends with: the locks, the move, the row of history, the mail.

Who changes a state locks the role first, then the application: of two who give the last place away the second sees that
it is gone. Who writes or confirms hours locks all applications of the person, in the order of their numbers.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.accounts.people import writers_of
from hub.changes import record_changes
from hub.exceptions import DomainError, TransitionError
from hub.locking import lock_row, saying_who_waits
from hub.models import ChangeAction
from hub.notifications.services import queue_mail
from partners.application_rules import can_answer, is_applicant, party_of
from partners.models import ApplicationTransition, Role, RoleApplication
from partners.role_enums import (
    APPLICATION_MOVES,
    OF_APPLICANT,
    OF_BOTH,
    PUBLIC_ROLES,
    WAITING_APPLICATIONS,
    ApplicationAction,
    ApplicationState,
    Party,
)

if TYPE_CHECKING:
    from hub.accounts.models import User

# ``partners.application_mails`` writes them.
NEW, TOLD, MESSAGE = "applications.new", "applications.told", "applications.message"
Check = Callable[[RoleApplication], None]
_ENDED = frozenset({ApplicationState.DECLINED, ApplicationState.WITHDRAWN, ApplicationState.ENDED})
_COPIED = ("state", "answer_by", "reminded_at", "late_told_at", "decided_at", "ended_at")


def promised_day(role: Role, now: datetime | None = None) -> date:
    """The day by whose end the organisation answers what is sent now."""
    return timezone.localdate(now or timezone.now()) + timedelta(days=role.answer_days)


def lock_application(application: RoleApplication) -> RoleApplication:
    """The role as it is now, then the application as it is now."""
    with saying_who_waits():
        role = lock_row(application.role)
        locked = lock_row(application)
    locked.role = role
    return locked


def write_history(
    application: RoleApplication, action: ApplicationAction, *, by: "User | None", now: datetime, before: str = ""
) -> ApplicationTransition:
    """One row, without any word of people."""
    return ApplicationTransition.objects.create(
        application=application, action=action, from_state=before, to_state=application.state, by=by, created_at=now
    )


@transaction.atomic
def move_application(
    application: RoleApplication,
    action: ApplicationAction,
    *,
    by: "User",
    seen: str | None = None,
    check: Check | None = None,
    change: Callable[[RoleApplication], Mapping[str, Any]] | None = None,
    now: datetime | None = None,
) -> ApplicationTransition:
    """The only way by which people change a state. ``seen``: the state that the page showed.

    Raises ``TransitionError`` where the action does not lead on from the state in which the row is now.
    """
    now, locked = now or timezone.now(), lock_application(application)
    _check_may(locked, action, by)
    if seen is not None and locked.state != seen:
        raise TransitionError(str(action.label), str(ApplicationState(locked.state).label))
    moved = move_locked(locked, action, by=by, check=check, change=change, now=now)
    _tell(locked, moved)
    for name in _COPIED:
        setattr(application, name, getattr(locked, name))
    record_places(locked.role, moved)
    return moved


def move_locked(
    locked: RoleApplication,
    action: ApplicationAction,
    *,
    by: "User | None",
    now: datetime,
    check: Check | None = None,
    change: Callable[[RoleApplication], Mapping[str, Any]] | None = None,
) -> ApplicationTransition:
    """Of a row that is locked with its role; mails and ``record_places`` are left to the caller."""
    sources, target = APPLICATION_MOVES[action]
    if locked.state not in sources:
        raise TransitionError(str(action.label), str(ApplicationState(locked.state).label))
    if check is not None:
        check(locked)
    before = locked.state
    # Whatever it is, it is the answer that was promised.
    values: dict[str, Any] = {"state": target, **turn_over(None)}
    if before in WAITING_APPLICATIONS and target != ApplicationState.VISITING:
        values["decided_at"] = now
    if target in _ENDED:
        values["ended_at"] = now
    values |= change(locked) if change else {}
    for name, value in values.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(values))
    count_places(locked.role)
    return write_history(locked, action, by=by, now=now, before=before)


def turn_over(answer_by: date | None) -> dict[str, Any]:
    """Whose turn it is: a day where the organisation has promised to answer by it, None where it has."""
    return {"answer_by": answer_by, "reminded_at": None, "late_told_at": None}


def count_places(role: Role) -> None:
    """Of a role that is locked: how many are there now."""
    filled = role.applications.filter(state=ApplicationState.ACCEPTED).count()
    if filled != role.filled:
        role.filled = filled
        role.save(update_fields=["filled"])


def record_places(role: Role, moved: ApplicationTransition) -> None:
    """Last in the transaction: who follows the feed hears how many places are left."""
    has_changed = ApplicationState.ACCEPTED in {moved.from_state, moved.to_state}
    if has_changed and role.places and role.state in PUBLIC_ROLES and role.organization.is_verified:
        record_changes([role], ChangeAction.CHANGED)


def _check_may(locked: RoleApplication, action: ApplicationAction, by: "User") -> None:
    if action in OF_BOTH:
        if party_of(by, locked) is None:
            raise DomainError(_("これができるのは、申し込んだ本人か、団体の代表と編集する人だけです。"))
    elif action in OF_APPLICANT:
        if not is_applicant(by, locked):
            raise DomainError(_("これができるのは、申し込んだ本人だけです。"))
    elif not can_answer(by, locked):
        raise DomainError(
            _("これができるのは、団体の代表と編集する人だけです。自分の申し込みは、ほかの人に頼んでください。")
        )


def _tell(application: RoleApplication, moved: ApplicationTransition) -> None:
    """The side that did not do it, by mail."""
    if moved.by_id is not None and moved.by_id == application.user_id:
        tell_writers(TOLD, application, ids={"transition": moved.pk}, key=f"{TOLD}:{moved.pk}")
    elif application.user is not None:
        queue_mail(TOLD, to=application.user, ids={"transition": moved.pk}, key=f"{TOLD}:{moved.pk}")


def tell_writers(kind: str, application: RoleApplication, *, ids: dict[str, int], key: str) -> None:
    """Each who writes for the organisation, the applicant aside."""
    for user in writers_of(application.role.organization):
        if user.pk != application.user_id:
            queue_mail(kind, to=user, ids=ids, key=f"{key}:{user.pk}")


def tell_party(kind: str, party: Party, application: RoleApplication, *, ids: dict[str, int], key: str) -> None:
    """One of the two sides, by mail."""
    if party == Party.ORGANIZATION:
        tell_writers(kind, application, ids=ids, key=key)
    elif application.user is not None:
        queue_mail(kind, to=application.user, ids=ids, key=key)
