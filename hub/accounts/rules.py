"""Who may do what with an organisation. Each asks the database anew: who was removed may nothing more."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from hub.accounts.enums import Level, Verification
from hub.accounts.models import Invitation, Organization
from hub.accounts.querysets import WRITERS

if TYPE_CHECKING:
    from hub.accounts.models import User


def level_of(user: "User | Any", organization: Organization) -> Level | None:
    """The user's level in the organisation; None for an outsider, a visitor and an account out of use."""
    if not user.is_authenticated or not user.is_active:
        return None
    level = organization.memberships.filter(user=user).values_list("level", flat=True).first()
    return Level(level) if level else None


def can_see_organization(user: "User | Any", organization: Organization) -> bool:
    """Every member sees its page, its members and its contact, whatever its state."""
    return level_of(user, organization) is not None


def can_edit_organization(user: "User | Any", organization: Organization) -> bool:
    """Owners and editors write what the organisation says of itself, and hand it in again when it was refused."""
    return level_of(user, organization) in WRITERS


def can_manage_members(user: "User | Any", organization: Organization) -> bool:
    """Owners invite, remove and say who may do what."""
    return level_of(user, organization) == Level.OWNER


def can_check_organizations(user: "User | Any") -> bool:
    """Staff who look after organisations: co-creation coordinators, administrators."""
    return bool(user.is_active and user.is_staff and user.has_perm("accounts.change_organization"))


def can_decide_on(user: "User | Any", organization: Organization) -> bool:
    """Whoever checks organisations, but not the one that they belong to."""
    return can_check_organizations(user) and not can_see_organization(user, organization)


def can_invite_to(user: "User | Any", organization: Organization) -> bool:
    """Its owners; and staff who look after organisations, where it has no owner (yet, or any more)."""
    if can_manage_members(user, organization):
        return True
    owners = organization.memberships.filter(level=Level.OWNER, user__is_active=True)
    return can_check_organizations(user) and not owners.exists()


def can_grow(organization: Organization) -> bool:
    """One that was refused or suspended takes in nobody new."""
    return organization.verification in {Verification.UNVERIFIED, Verification.VERIFIED}


def is_open(invitation: Invitation, now: datetime) -> bool:
    """Whether it can still be accepted; of its organisation ask ``can_grow``."""
    is_ended = invitation.accepted_at is not None or invitation.withdrawn_at is not None
    return not is_ended and invitation.expires_at > now
