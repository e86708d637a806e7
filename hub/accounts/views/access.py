"""The organisation that an address names, as far as the reader is a member of it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from hub.accounts.enums import Level
from hub.accounts.models import Organization
from hub.accounts.querysets import WRITERS


def organization_or_404(request: HttpRequest, pk: int, *, writing: bool = False, owning: bool = False) -> Any:
    """With the reader's ``level``. Another's organisation is missing; what one's level does not allow is refused."""
    found: Any = get_object_or_404(Organization.objects.with_level_of(request.user), pk=pk)
    if (writing and found.level not in WRITERS) or (owning and found.level != Level.OWNER):
        raise PermissionDenied
    return found
