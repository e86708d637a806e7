"""What staff see of an organisation's registrations beside its talks."""

from django.urls import reverse

from hub.accounts.models import Organization
from hub.threads.beside import Link
from partners.models import Partnership


def standing_of(organization: Organization) -> list[Link]:
    """All that it has or had, the latest first."""
    found = Partnership.objects.filter(organization=organization).select_related("programme").order_by("-pk")
    return [
        Link(
            label=str(one.programme),
            url=reverse("partners:staff_detail", args=[one.pk]),
            note="・".join(filter(None, [one.get_state_display(), one.number])),
        )
        for one in found
    ]
