"""Who may do what with registrations, questions, needs and hands. Each asks the database anew: who was removed may nothing more."""

from typing import TYPE_CHECKING, Any

from hub.accounts.enums import OrganizationKind
from hub.accounts.rules import can_edit_organization, can_see_organization
from partners.enums import WRITABLE, NeedSource
from partners.models import Hand, Need, Partnership

if TYPE_CHECKING:
    from events.models import Place
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


def can_review_needs(user: "User | Any") -> bool:
    """Co-creation coordinators and administrators."""
    return bool(user.is_active and user.is_staff and user.has_perm("partners.change_need"))


def can_decide_on_need(user: "User | Any", need: Need) -> bool:
    """Whoever looks after needs, but neither their own nor one of an organisation that they belong to."""
    if not can_review_needs(user) or (need.source != NeedSource.CITY and need.created_by_id == user.pk):
        return False
    theirs = [need.organization, need.place.operator if need.place else None]
    return not any(organization and can_see_organization(user, organization) for organization in theirs)


def can_decide_on_hand(user: "User | Any", hand: Hand) -> bool:
    """Whoever decides on the need, but not for an organisation that they belong to."""
    return can_decide_on_need(user, hand.need) and not can_see_organization(user, hand.organization)


def can_raise_for_city(user: "User | Any") -> bool:
    """Staff, whatever they look after."""
    return bool(user.is_active and user.is_staff)


def can_raise_for_place(user: "User | Any", place: "Place") -> bool:
    """Who writes for the organisation that runs it."""
    return place.operator is not None and can_edit_organization(user, place.operator)


def can_raise_as_professional(user: "User | Any", organization: "Organization") -> bool:
    """Every member of a verified organisation of health or welfare."""
    is_of_care = organization.is_verified and organization.kind == OrganizationKind.CARE
    return is_of_care and can_see_organization(user, organization)


def can_raise_hand_for(user: "User | Any", organization: "Organization") -> bool:
    """Who writes for a verified organisation that holds a registration in force."""
    if not organization.is_verified or not can_edit_organization(user, organization):
        return False
    return Partnership.objects.public().filter(organization=organization).exists()
