"""Who may do what with proposals. Each asks the database anew: who was removed may nothing more."""

from typing import TYPE_CHECKING, Any

from hub.accounts.rules import can_edit_organization, can_grow, can_see_organization
from partners.models import Proposal

if TYPE_CHECKING:
    from hub.accounts.models import Organization, User


def can_propose_for(user: "User | Any", organization: "Organization") -> bool:
    """Who writes for an organisation that was neither refused nor suspended; to hand it in it must be checked."""
    return can_grow(organization) and can_edit_organization(user, organization)


def can_review_proposals(user: "User | Any") -> bool:
    """Co-creation coordinators and administrators."""
    return bool(user.is_active and user.is_staff and user.has_perm("partners.change_proposal"))


def can_decide_on_proposal(user: "User | Any", proposal: Proposal) -> bool:
    """Whoever looks after proposals, but neither what they wrote themselves nor one of an organisation that they belong to."""
    if not can_review_proposals(user) or proposal.created_by_id == user.pk:
        return False
    return not can_see_organization(user, proposal.organization)
