"""What every writing service of organisations begins and ends with: the lock, the row of history."""

from typing import TYPE_CHECKING

from hub.accounts.enums import Level, OrganizationAction, Verification
from hub.accounts.models import Membership, Organization, OrganizationTransition
from hub.changes import record_changes
from hub.locking import lock_row, saying_who_waits
from hub.models import ChangeAction
from hub.notifications.services import queue_mail

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hub.accounts.models import User


def lock_organization(organization: Organization) -> Organization:
    """The row as it is now. Whatever concerns an organisation, its members and its invitations, waits here in line."""
    with saying_who_waits():
        return lock_row(organization)


def write_history(
    organization: Organization,
    action: OrganizationAction,
    *,
    by: "User | None",
    before: Verification | None = None,
    reason: str = "",
) -> OrganizationTransition:
    """One row: what was done, by whom, why. ``before``: the state that it left; the present one if it kept it."""
    return OrganizationTransition.objects.create(
        organization=organization,
        action=action,
        from_verification=before or organization.verification,
        to_verification=organization.verification,
        by=by,
        reason=reason[: OrganizationTransition._meta.get_field("reason").max_length],
    )


def tell_abandoned(organizations: "Iterable[Organization]") -> None:
    """Their pages say to readers that nobody of them is here any more. Last in the transaction, as the change log is."""
    record_changes([one for one in organizations if one.is_verified], ChangeAction.CHANGED)


def tell_owners(organization: Organization, kind: str, transition: OrganizationTransition) -> None:
    """A mail to each owner, once for each act."""
    owners = Membership.objects.filter(organization=organization, level=Level.OWNER, user__is_active=True)
    for membership in owners.select_related("user"):
        queue_mail(
            kind,
            to=membership.user,
            ids={"organization": organization.pk, "transition": transition.pk},
            key=f"{kind}:{transition.pk}:{membership.user_id}",
        )
