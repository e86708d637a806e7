"""Whom the city asked about a registration is forgotten some time after it ended."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from partners.models import Partnership
from partners.services.written import CONTACTS

_BATCH = 500


def forget_old_contacts(now: datetime | None = None, *, is_dry_run: bool = False) -> int:
    """Empties the contact person of what ended ``HUB_PARTNERS_CONTACT_DAYS`` ago; how many registrations.

    What it offered, its number and its history stay. Idempotent; in batches, each a transaction of its own.
    """
    before = timezone.localdate(now) - timedelta(days=settings.HUB_PARTNERS_CONTACT_DAYS)
    due: Any = Partnership.objects.with_contact_to_forget(before)
    if is_dry_run:
        return int(due.count())
    forgotten = 0
    while keys := list(due.order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        forgotten += _forget(keys)
    return forgotten


@transaction.atomic
def _forget(keys: list[int]) -> int:
    """What ended never begins again, so nobody writes these rows meanwhile."""
    rows = Partnership.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",), no_key=True)
    for one in rows:
        for name in CONTACTS:
            setattr(one, name, "")
        # What staff saw and what could not be read hold them too.
        one.typed, one.seen_values = {}, {}
        one.save(update_fields=[*CONTACTS, "typed", "seen_values"])
    return len(keys)
