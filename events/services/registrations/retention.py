"""Some time after the last date nothing is left of who took part; how many they were stays."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from events.models import Registration, RegistrationMove
from events.models.registrations import blank_person
from events.services.registrations.forgetting import forget_notes
from events.services.registrations.seats import CrowdedError, locked_date
from hub.locking import GoneError
from hub.notifications.models import Mailing

_BATCH = 500


def remove_names(*, now: datetime | None = None, is_dry_run: bool = False) -> int:
    """``HUB_REGISTRATION_NAMES_DAYS`` after the date, of a course after its last one; how many registrations.

    Whatever became of them: who cancelled is forgotten with those who came. In batches under the lock of the date, so
    that nobody writes a name back; done again it changes nothing. A date that is held is taken up in the next turn.
    """
    now = now or timezone.now()
    before = now - timedelta(days=settings.HUB_REGISTRATION_NAMES_DAYS)
    due = Registration.objects.with_names_due(before)
    if is_dry_run:
        return due.count()
    removed = 0
    for pk in sorted(set(due.order_by().values_list("occurrence", flat=True))):
        try:
            while batch := _remove_of_date(pk, before, now):
                removed += batch
        except (CrowdedError, GoneError):
            continue
    _forget_addresses()
    return removed


def _remove_of_date(pk: int, before: datetime, now: datetime) -> int:
    with locked_date(pk):
        due = Registration.objects.with_names_due(before).filter(occurrence=pk)
        keys = list(due.order_by("pk").values_list("pk", flat=True)[:_BATCH])
        # What they did themselves is on record by their account.
        own = RegistrationMove.objects.filter(registration__in=keys, by__isnull=False, by=F("registration__user"))
        own.update(by=None)
        Registration.objects.filter(pk__in=keys).update(names_removed_at=now, **blank_person())
        forget_notes(keys)
    return len(keys)


def _forget_addresses() -> None:
    """Mails find their reader by the registration; should one hold an address all the same, it goes too."""
    held = Mailing.objects.filter(kind__startswith="registration").exclude(Q(address="") & Q(user=None))
    found = dict(held.values_list("pk", "ids__registration"))
    gone = Registration.objects.filter(pk__in=set(found.values()) - {None}).exclude(names_removed_at=None)
    forgotten = set(gone.values_list("pk", flat=True))
    Mailing.objects.filter(pk__in=[pk for pk, key in found.items() if key in forgotten]).update(address="", user=None)
