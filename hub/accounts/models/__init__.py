"""Users, organisations, who belongs to which, and what takes two administrators."""

from hub.accounts.enums import Level, OrganizationKind, Verification
from hub.accounts.models.organizations import Invitation, Membership, Organization, OrganizationTransition
from hub.accounts.models.users import RightsRequest, User

__all__ = [
    "Invitation",
    "Level",
    "Membership",
    "Organization",
    "OrganizationKind",
    "OrganizationTransition",
    "RightsRequest",
    "User",
    "Verification",
]
