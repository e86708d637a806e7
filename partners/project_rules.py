"""Who may do what in projects. Each asks the database anew: who was removed may nothing more."""

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from hub.accounts.querysets import WRITERS
from partners.cocreation_enums import HOLDING_PARTS, WRITABLE_PROJECTS, PartState
from partners.models import Project, ProjectPart, ProjectResult

if TYPE_CHECKING:
    from hub.accounts.models import Organization, User


def can_look_after_projects(user: "User | Any") -> bool:
    """Co-creation coordinators and administrators."""
    return bool(user.is_active and user.is_staff and user.has_perm("partners.change_project"))


def belongs_to_project(user: "User | Any", project: Project) -> bool:
    """A member, of whatever level, of an organisation that takes part or is asked to."""
    if not user.is_authenticated:
        return False
    parts = ProjectPart.objects.filter(project=project, state__in=HOLDING_PARTS)
    return bool(parts.filter(organization__memberships__user=user).exists())


def can_coordinate(user: "User | Any", project: Project) -> bool:
    """Whoever looks after projects, but not one that their own organisation takes part in."""
    return can_look_after_projects(user) and not belongs_to_project(user, project)


def own_part(user: "User | Any", project: Project, *, leading: bool = False) -> ProjectPart | None:
    """Of a verified organisation that takes part and for which this person writes; the one that leads before others."""
    if not user.is_authenticated or not user.is_active:
        return None
    parts = ProjectPart.objects.filter(
        project=project, state=PartState.JOINED, organization__verification="verified",
        organization__memberships__in=user.memberships.filter(level__in=WRITERS),
    )  # fmt: skip
    if leading:
        parts = parts.filter(is_lead=True)
    found: ProjectPart | None = parts.select_related("organization").order_by("-is_lead", "pk").first()
    return found


def can_write_project(user: "User | Any", project: Project) -> bool:
    """Who writes for one of those who take part, and the coordinator."""
    return own_part(user, project) is not None or can_coordinate(user, project)


def can_lead_project(user: "User | Any", project: Project) -> bool:
    """Who writes for the one that leads, and the coordinator."""
    return own_part(user, project, leading=True) is not None or can_coordinate(user, project)


def removable_results(user: "User | Any", project: Project) -> QuerySet[ProjectResult]:
    """What this person may take out again of what came of it, while it goes on: all for who leads and the coordinator.

    Others may take out what their own organisation wrote. What one that has left wrote stays as part of what was done: it
    writes nothing any more, nor takes anything back.
    """
    results, part = ProjectResult.objects.filter(project=project), own_part(user, project)
    if project.state not in WRITABLE_PROJECTS:
        return results.none()
    if can_coordinate(user, project) or (part is not None and part.is_lead):
        return results
    if part is None:
        return results.none()
    levels = user.memberships.filter(level__in=WRITERS)
    theirs = ProjectPart.objects.shown().filter(project=project, organization__memberships__in=levels)
    return results.filter(organization__in=theirs.order_by().values("organization"))


def can_answer_for(user: "User | Any", organization: "Organization") -> bool:
    """Who writes for the organisation says whether it takes part."""
    if not user.is_authenticated or not user.is_active:
        return False
    return bool(organization.memberships.filter(user=user, level__in=WRITERS).exists())
