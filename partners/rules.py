"""Who may do what with a registration. Each asks the database anew: who was removed may nothing more."""

from typing import TYPE_CHECKING, Any

from hub.accounts.rules import can_edit_organization, can_see_organization
from partners.enums import WRITABLE
from partners.models import Partnership

if TYPE_CHECKING:
    from hub.accounts.models import Organization, User


def can_review_partners(user: "User | Any") -> bool:
    """Co-creation coordinators and administrators."""
    return bool(user.is_active and user.is_staff and user.has_perm("partners.change_partnership"))


def can_decide_on(user: "User | Any", partnership: Partnership) -> bool:
    """Whoever reviews registrations, but not one of their own organisation's."""
    return can_review_partners(user) and not can_see_organization(user, partnership.organization)


def can_join_for(user: "User | Any", organization: "Organization") -> bool:
    """Who writes for the organisation registers it."""
    return can_edit_organization(user, organization)


def can_write(user: "User | Any", partnership: Partnership) -> bool:
    """Before it is handed in, and when it was sent back."""
    return partnership.state in WRITABLE and can_edit_organization(user, partnership.organization)


def can_answer_inquiries(user: "User | Any") -> bool:
    """Who talks with those who ask first."""
    return bool(user.is_active and user.is_staff and user.has_perm("partners.change_inquiry"))
