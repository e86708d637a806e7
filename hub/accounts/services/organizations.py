"""What is written of organisations."""

from django.db import transaction

from hub.accounts.models import Organization
from hub.changes import record_changes
from hub.models import ChangeAction
from hub.renames import tell_renamed


@transaction.atomic
def save_organization(organization: Organization) -> None:
    """Saves what staff wrote; what is found by its name and the pages that show it follow."""
    organization.save()
    tell_renamed(organization)
    record_changes([organization], ChangeAction.CHANGED)
