"""A mail that reached nobody becomes a call: a mistyped address must not mean that somebody is forgotten."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from events.models import Registration
from events.services.registrations.calls import note_call
from events.services.registrations.letters import BY_TELEPHONE
from hub.notifications.enums import MailingState
from hub.notifications.models import Mailing

# Longer than a worker is ever away; what was noted before is not noted again.
_LOOKED_BACK = timedelta(days=3)
UNDELIVERED = "undelivered:"


def call_undelivered(*, now: datetime | None = None) -> int:
    """Those whose mail was given up since. Returns how many mails it looked at; the key makes each one call."""
    now = now or timezone.now()
    dead = Mailing.objects.filter(
        state=MailingState.DEAD, kind__in=list(BY_TELEPHONE), ended_at__gte=now - _LOOKED_BACK
    )
    mailings = list(dead.order_by("pk")[:500])
    with transaction.atomic():
        wanted = [mailing.ids.get("registration") for mailing in mailings]
        rows = Registration.objects.filter(names_removed_at=None).in_bulk(wanted)
        for mailing in mailings:
            if row := rows.get(mailing.ids.get("registration")):
                ids = {name: number for name, number in mailing.ids.items() if name in {"date", "message"}}
                note_call(row, BY_TELEPHONE[mailing.kind], key=f"{UNDELIVERED}{mailing.pk}", due_at=now, **ids)
    return len(mailings)
