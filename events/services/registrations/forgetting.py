"""What remains of who took part when they go: numbers, and nothing that says who it was."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from events.models import Registration
from events.models.registrations import blank_person
from events.registration_enums import RegistrationScope, RegistrationState
from events.services.registrations.leaving import cancel

if TYPE_CHECKING:
    from hub.accounts.models import User

_S = RegistrationState
_LIVE = (_S.UNCONFIRMED, _S.AWAITING, _S.CONFIRMED, _S.WAITING, _S.OFFERED, _S.IN_LOT)


def forget_registrant(user: "User") -> None:
    """Their account ends: what is to come is cancelled, so that others have the places; of all the rest the names go.

    Within the transaction of the deletion.
    """
    now = timezone.now()
    mine = Registration.objects.filter(user=user)
    of_course = Q(scope=RegistrationScope.COURSE, occurrence__event__last_ends_at__gt=now)
    to_come = mine.filter(Q(occurrence__ends_at__gt=now) | of_course, state__in=_LIVE)
    for one in to_come.order_by("occurrence", "pk"):
        cancel(one, by=user, is_own=True, now=now)
    keys = list(mine.values_list("pk", flat=True))
    mine.update(**blank_person(), names_removed_at=now)
    forget_notes(keys)


def forget_notes(keys: Sequence[int]) -> None:
    """What was noted of registrations whose names are removed: the record itself is only added to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT events_forget_notes_of_registrations(%s)", [list(keys)])
