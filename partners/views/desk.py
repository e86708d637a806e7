"""The registration that an address names, as far as the reader is a member of its organisation."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from hub.accounts.models import Organization
from hub.accounts.querysets import WRITERS
from hub.accounts.views.access import organization_or_404
from partners.models import Partnership


@dataclass(frozen=True)
class Desk:
    """``can_write``: the reader writes for the organisation."""

    organization: Organization
    partnership: Partnership
    can_write: bool

    def url(self, page: str = "partnership") -> str:
        return reverse(f"partners:{page}", args=[self.organization.pk, self.partnership.pk])


def desk_or_404(request: HttpRequest, organization: int, pk: int, *, writing: bool = False) -> Desk:
    """Another's is missing; what a viewer may not do is refused."""
    ours: Any = organization_or_404(request, organization)
    rows = Partnership.objects.visible_to(request.user).filter(organization=ours)  # type: ignore[arg-type]
    partnership = get_object_or_404(rows.select_related("organization", "programme", "terms"), pk=pk)
    can_write = ours.level in WRITERS
    if writing and not can_write:
        raise PermissionDenied
    return Desk(partnership.organization, partnership, can_write)
