"""Who may do what with roles. Each asks the database anew: who was removed may nothing more."""

from datetime import date
from typing import TYPE_CHECKING, Any

from hub.accounts.enums import OrganizationKind
from hub.accounts.rules import can_edit_organization, can_see_organization
from partners.role_enums import RoleState

if TYPE_CHECKING:
    from hub.accounts.models import Organization, User
    from partners.models import Role, RoleCourse


def can_write_roles_for(user: "User | Any", organization: "Organization") -> bool:
    """Owners and editors of the organisation; a draft also before the city has checked it."""
    return can_edit_organization(user, organization)


def can_write_role(user: "User | Any", role: "Role") -> bool:
    """Who writes for the organisation that posted it."""
    return can_edit_organization(user, role.organization)


def can_review_roles(user: "User | Any") -> bool:
    """Co-creation coordinators and administrators see every role and can take one out of sight."""
    return bool(user.is_active and user.is_staff and user.has_perm("partners.change_role"))


def can_hide_role(user: "User | Any", role: "Role") -> bool:
    """Whoever reviews roles, but not one of an organisation that they belong to."""
    return can_review_roles(user) and not can_see_organization(user, role.organization)


def can_speak_for_university(user: "User | Any", university: "Organization") -> bool:
    """Who writes for a university that the city has checked: they alone say what counts for a course of theirs."""
    is_university = university.kind == OrganizationKind.UNIVERSITY and university.is_verified
    return is_university and can_edit_organization(user, university)


def can_end_course(user: "User | Any", course: "RoleCourse") -> bool:
    """The university; and who wrote the role takes back a question that nobody answered, or what they no longer want."""
    return can_speak_for_university(user, course.university) or can_write_role(user, course.role)


def is_taking(role: "Role", today: date) -> bool:
    """Whether one can apply today. A sample is tried like any other: what comes of it is marked as one."""
    return role.state == RoleState.PUBLISHED and not is_past_due(role, today) and not is_full(role)


def is_past_due(role: "Role", today: date) -> bool:
    """Whether its last day, or the last to apply, is over: also in the hour in which no worker has closed it yet."""
    return any(day is not None and day < today for day in (role.apply_until, role.ends_on))


def is_full(role: "Role") -> bool:
    """Whether as many are there as are wanted."""
    return role.places is not None and role.filled >= role.places
