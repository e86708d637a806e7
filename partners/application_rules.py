"""Who may do what with applications, hours, certificates and lent skills. Each asks the database anew."""

from typing import TYPE_CHECKING, Any

from hub.accounts.rules import can_edit_organization
from partners.models import ActivityCertificate, Partnership, RoleApplication
from partners.role_enums import PUBLIC_ROLES, Party
from partners.rules import can_review_partners

if TYPE_CHECKING:
    from hub.accounts.models import Organization, User


def is_applicant(user: "User | Any", application: RoleApplication) -> bool:
    """Whose application it is."""
    return bool(user.is_active and application.user_id is not None and application.user_id == user.pk)


def can_answer(user: "User | Any", application: RoleApplication) -> bool:
    """Who writes for the role's organisation; of their own application nobody speaks for the other side."""
    if is_applicant(user, application):
        return False
    return can_edit_organization(user, application.role.organization)


def can_take_in(application: RoleApplication) -> bool:
    """Only an organisation that the city has verified takes people in, and not for a role that was stopped."""
    return application.role.organization.is_verified and application.role.state in PUBLIC_ROLES


def party_of(user: "User | Any", application: RoleApplication) -> Party | None:
    """For which side somebody speaks; None for all others, staff included."""
    if is_applicant(user, application):
        return Party.PERSON
    return Party.ORGANIZATION if can_answer(user, application) else None


def can_revoke(user: "User | Any", certificate: ActivityCertificate) -> bool:
    """Who writes for the organisation that confirmed the hours, and co-creation coordinators; nobody their own."""
    if is_applicant(user, certificate.application):
        return False
    return can_edit_organization(user, certificate.application.role.organization) or can_review_partners(user)


def can_ask_for_skills(user: "User | Any", organization: "Organization") -> bool:
    """Who writes for a verified organisation that holds a registration in force."""
    if not organization.is_verified or not can_edit_organization(user, organization):
        return False
    return Partnership.objects.public().filter(organization=organization).exists()
