"""What every act on a project begins and ends with: the locks, the row of history, the mails, the log of changes.

Whoever acts locks the organisations that the act concerns, by number, then the project, and looks again. So of two acts
on one project the second always sees the first.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchVectorField
from django.db import transaction
from django.db.models import Func, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.accounts.models import Organization
from hub.accounts.people import writers_of_each
from hub.changes import record_changes
from hub.exceptions import DomainError, TransitionError
from hub.locking import lock_row, saying_who_waits
from hub.models import ChangeAction
from hub.notifications.services import queue_mail
from hub.search import fold, tokens
from partners.cocreation_enums import (
    PROJECT_MOVES,
    PUBLIC_PROJECTS,
    WRITABLE_PROJECTS,
    PartState,
    ProjectAction,
    ProjectState,
)
from partners.models import Project, ProjectPart, ProjectTransition
from partners.project_rules import can_coordinate, can_lead_project, can_write_project, own_part
from partners.services.project_notices import announce_edited, announce_left, announce_started

if TYPE_CHECKING:
    from hub.accounts.models import User

MAIL = "projects.told"
_SEARCHED = ("title", "summary", "text", "for_whom")
# What the caller holds says what was written.
_COPIED = (
    *("state", "hidden_from", "published_at", "ended_at", "stop_reason", "moved_at", "asked_at", "version"),
    "updated_at",
)


def lock_project(project: Project, *organizations: Organization | None) -> Project:
    """The row as it is now. The organisations first: who deletes an account holds them when it comes to the projects."""
    numbers = sorted({one.pk: one for one in organizations if one is not None}.items())
    with saying_who_waits():
        for _number, organization in numbers:
            lock_row(organization)
        return lock_row(project)


def lead_of(project: Project) -> Organization | None:
    """The organisation that leads it now."""
    part = ProjectPart.objects.filter(project=project, is_lead=True).select_related("organization").first()
    return part.organization if part else None


def check_coordinates(project: Project, by: "User") -> None:
    if not can_coordinate(by, project):
        raise DomainError(
            _("共創の担当の職員だけができます。自分の団体が加わっているものは、ほかの職員に頼んでください。")
        )


def check_leads(project: Project, by: "User") -> None:
    if not can_lead_project(by, project):
        raise DomainError(_("とりまとめの団体の代表と編集する人、共創の担当の職員だけができます。"))


def check_writes(project: Project, by: "User", action: ProjectAction) -> None:
    """Who may write, and whether it may still be written."""
    if not can_write_project(by, project):
        raise DomainError(_("加わっている団体の代表と編集する人、共創の担当の職員だけができます。"))
    check_is_going_on(project, action)


def check_is_going_on(project: Project, action: ProjectAction) -> None:
    if project.state not in WRITABLE_PROJECTS:
        raise TransitionError(str(action.label), str(ProjectState(project.state).label))


def write_history(
    project: Project, action: ProjectAction, *, by: "User | None", now: datetime, before: str | None = None,
    reason: str = "", organization: Organization | None = None,
) -> ProjectTransition:  # fmt: skip
    """One row. ``organization``: whom the act concerns, else for whom it was done; none where it is the city's."""
    most = ProjectTransition._meta.get_field("reason").max_length
    if organization is None and by is not None and (part := own_part(by, project)):
        organization = part.organization
    return ProjectTransition.objects.create(
        project=project, action=action, from_state=before or project.state, to_state=project.state, by=by,
        created_at=now, reason=reason[:most], organization=organization,
    )  # fmt: skip


def moved_by(project: Project, by: "User", now: datetime, *, version: bool = False) -> None:
    """Somebody did something: it is not quiet any more. A coordinator's act is not theirs who take part."""
    values: dict[str, Any] = {}
    if own_part(by, project) is not None:
        values |= {"moved_at": now, "asked_at": None}
    if version:
        values["version"] = project.version + 1
    for name, value in values.items():
        setattr(project, name, value)
    project.save(update_fields=[*values, "updated_at"])


@transaction.atomic
def move_project(
    project: Project, action: ProjectAction, *, by: "User", reason: str = "", check: Any = None, change: Any = None,
    now: datetime | None = None,
) -> ProjectTransition:  # fmt: skip
    """The only code that changes a state. Locks, checks, writes, records, and tells after commit.

    ``check`` raises where it may not be. ``change`` gives what else is written with it. Raises ``TransitionError``
    where the action does not lead on from the state in which the row is now.
    """
    now = now or timezone.now()
    locked = lock_project(project, lead_of(project))
    sources, target = PROJECT_MOVES[action]
    if check is not None:
        check(locked)
    if locked.state not in sources:
        raise TransitionError(str(action.label), str(ProjectState(locked.state).label))
    before, was_public = locked.state, is_public(locked)
    values: dict[str, Any] = {"state": target, **(change(locked) if change else {})}
    for name, value in values.items():
        setattr(locked, name, value)
    locked.save(update_fields=[*values, "updated_at"])
    count_parts(locked)
    moved_by(locked, by, now)
    moved = write_history(locked, action, by=by, now=now, before=before, reason=reason)
    is_over = action in {ProjectAction.END, ProjectAction.STOP}
    asked = _answer_for_nobody(locked, now) if is_over else []
    tell(locked, moved, [*joined_organizations(locked), *asked])
    finish(locked, was_public=was_public, moved=moved)
    copy_to(project, locked)
    return moved


def _answer_for_nobody(locked: Project, now: datetime) -> list[int]:
    """Who has not answered an invitation yet can't join any more; whose answer nobody waits for now.

    ``answered_at`` is the moment of the act: by that its mail knows them.
    """
    asked = ProjectPart.objects.filter(project=locked, state=PartState.INVITED)
    organizations = list(asked.order_by("organization").values_list("organization", flat=True))
    asked.update(state=PartState.REFUSED, answered_at=now)
    return organizations


def is_published(project: Project) -> bool:
    """It may be seen, if one of those who do it may be named."""
    return project.state in PUBLIC_PROJECTS and project.published_at is not None


def count_parts(locked: Project) -> None:
    """Which of its parts are summed up, after its state has changed."""
    joined = ProjectPart.objects.joined().filter(project=locked)
    joined.exclude(is_counted=is_published(locked)).update(is_counted=is_published(locked))


def is_public(project: Project) -> bool:
    """As ``Project.objects.public()``."""
    if not is_published(project):
        return False
    return bool(ProjectPart.objects.shown().filter(project=project).exists())


def finish(locked: Project, *, was_public: bool, moved: ProjectTransition | None = None) -> None:
    """Last in the transaction: it is found, subscribers hear of it, and whoever follows the feed does."""
    is_now = is_public(locked)
    if is_now:
        make_findable(locked)
    if moved is not None:
        _notice(locked, moved, is_now=is_now, was_public=was_public)
    if is_now:
        record_changes([locked], ChangeAction.CHANGED if was_public else ChangeAction.PUBLISHED)
    elif was_public:
        record_changes([locked], ChangeAction.WITHDRAWN)


def _notice(locked: Project, moved: ProjectTransition, *, is_now: bool, was_public: bool) -> None:
    if is_now and moved.action == ProjectAction.START:
        announce_started(locked, moved)
    elif was_public and moved.action != ProjectAction.EDIT and moved.from_state != moved.to_state:
        announce_left(locked, is_over=is_now)
    elif is_now and moved.action == ProjectAction.EDIT:
        announce_edited(locked)


def make_findable(project: Project) -> None:
    """Of what is shown, with the names of who does it. What is not shown is found by nobody."""
    names = ProjectPart.objects.shown().filter(project=project).values_list("organization__name", flat=True)
    text = fold("\n".join([*(getattr(project, name) for name in _SEARCHED), *names]))
    own = Func(Value(tokens(text)), function="array_to_tsvector", output_field=SearchVectorField())
    Project.objects.filter(pk=project.pk).update(search_text=text, search_tokens=own)


def copy_to(project: Project, locked: Project) -> None:
    for name in _COPIED:
        setattr(project, name, getattr(locked, name))


def joined_organizations(project: Project) -> list[int]:
    joined = ProjectPart.objects.joined().filter(project=project).order_by("organization")
    return list(joined.values_list("organization", flat=True))


def tell(project: Project, moved: ProjectTransition, organizations: Collection[int]) -> None:
    """Who writes for these, by mail, each once; not who did it."""
    users: Mapping[int, Any] = {
        user.pk: user for writers in writers_of_each(organizations).values() for user in writers
    }
    for number in sorted(users):
        if number != moved.by_id:
            queue_mail(MAIL, to=users[number], ids={"transition": moved.pk}, key=f"{MAIL}:{moved.pk}:{number}")
