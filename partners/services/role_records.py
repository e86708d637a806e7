"""What every act on a role begins and ends with: the lock, the move, the row of history, the words it is found by.

Whoever publishes a role locks its organisation, then the role. ``record_role`` comes last.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.search import SearchVectorField
from django.db.models import Func, Prefetch, Value
from django.utils import timezone, translation

from hub.changes import record_changes
from hub.exceptions import TransitionError
from hub.locking import lock_row, saying_who_waits
from hub.models import ChangeAction
from hub.search import fold, tokens
from partners.models import Role, RoleCourse, RoleTransition
from partners.role_enums import PUBLIC_ROLES, ROLE_MOVES, RoleAction, RoleState, Skill
from partners.role_words import also, signs_in
from partners.services.role_notices import announce_left, announce_published

if TYPE_CHECKING:
    from hub.accounts.models import User

Check = Callable[[Role], None]
Values = Callable[[Role], Mapping[str, Any]]
_BATCH = 500
_SEARCHED = ("title", "text", "for_first", "where", "when")
_COPIED = ("state", "published_at", "closed_at", "version", "updated_at")


def lock_role(role: Role) -> Role:
    """The row as it is now."""
    with saying_who_waits():
        return lock_row(role)


def write_role_history(
    role: Role, action: RoleAction, *, by: "User | None", now: datetime, before: str | None = None, reason: str = ""
) -> RoleTransition:
    """One row. ``before``: the state that it left; the present one if it kept it."""
    most = RoleTransition._meta.get_field("reason").max_length
    return RoleTransition.objects.create(
        role=role, action=action, from_state=before or role.state, to_state=role.state, by=by, created_at=now,
        reason=reason[:most],
    )  # fmt: skip


def move_locked(
    locked: Role, action: RoleAction, *, by: "User | None", check: Check | None = None, values: Values | None = None,
    reason: str = "", now: datetime | None = None,
) -> RoleTransition:  # fmt: skip
    """The only code that changes a state. Of a row that is locked already.

    ``check`` raises where it may not be. ``values`` gives what else is written with it. Raises ``TransitionError``
    where the action does not lead on from the state in which the row is now.
    """
    now = now or timezone.now()
    sources, target = ROLE_MOVES[action]
    if locked.state not in sources:
        raise TransitionError(str(action.label), str(RoleState(locked.state).label))
    if check is not None:
        check(locked)
    before = locked.state
    closed_at = None if target == RoleState.PUBLISHED else locked.closed_at or now
    written: dict[str, Any] = {"state": target, "closed_at": closed_at, **(values(locked) if values else {})}
    for name, value in written.items():
        setattr(locked, name, value)
    locked.save(update_fields=[*written, "updated_at"])
    if target in PUBLIC_ROLES:
        make_roles_findable([locked])
    moved = write_role_history(locked, action, by=by, now=now, before=before, reason=reason)
    if target == RoleState.PUBLISHED:
        announce_published(locked, moved)
    elif before in PUBLIC_ROLES:
        announce_left(locked, is_over=target == RoleState.CLOSED)
    return moved


def make_roles_findable(roles: Iterable[Role]) -> None:
    """Writes the words by which each is found, with those that mean the same. Few queries, however many there are."""
    given = list(roles)
    confirmed = RoleCourse.objects.confirmed().select_related("university")
    rows = Role.objects.select_related("organization", "place").prefetch_related(
        "themes", Prefetch("courses", confirmed, to_attr="confirmed_courses")
    )
    for first in range(0, len(given), _BATCH):
        batch = given[first : first + _BATCH]
        # Whoever publishes may read in another language; who searches writes Japanese.
        with translation.override(settings.LANGUAGE_CODE):
            texts = {one.pk: text_of(one) for one in rows.filter(pk__in=[one.pk for one in batch])}
        for one in batch:
            one.search_text = texts[one.pk]
            own: Any = Func(
                Value([*signs_in(one.search_text), *tokens(one.search_text)]),
                function="array_to_tsvector",
                output_field=SearchVectorField(),
            )
            one.search_tokens = own
        Role.objects.bulk_update(batch, ["search_text", "search_tokens"])
        for one in batch:
            one.search_tokens = None


def text_of(role: Any) -> str:
    """Of what its page shows, folded. ``role`` has its ``confirmed_courses``."""
    parts = [getattr(role, name) for name in _SEARCHED]
    parts += [role.organization.name, role.get_kind_display(), *(str(Skill(key).label) for key in role.skills)]
    if role.place and role.place.is_public:
        parts.append(role.place.name)
    for theme in role.themes.all():
        parts += [theme.name, theme.words]
    for course in role.confirmed_courses:
        parts += [course.name, course.credit, course.university.name, "単位"]
    if role.is_online:
        parts.append("オンライン")
    folded = fold("\n".join(parts))
    return f"{folded} {also(folded)}".strip()


def copy_role(role: Role, locked: Role) -> None:
    """What the caller holds says what was written."""
    for name in _COPIED:
        setattr(role, name, getattr(locked, name))


def record_role(role: Role, before: str) -> None:
    """Last in the transaction: whoever follows the feed hears of it, as far as everybody may see it."""
    if not role.organization.is_verified:
        return
    was, is_now = before in PUBLIC_ROLES, role.state in PUBLIC_ROLES
    if is_now:
        record_changes([role], ChangeAction.CHANGED if was else ChangeAction.PUBLISHED)
    elif was:
        record_changes([role], ChangeAction.WITHDRAWN)
