"""What remains of who took part when they go: numbers, and nothing that says who it was."""

from typing import TYPE_CHECKING

from django.utils import timezone

from events.models import Registration
from events.models.registrations import blank_person
from events.registration_enums import RegistrationState
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
    for one in mine.filter(state__in=_LIVE, occurrence__ends_at__gt=now).order_by("occurrence", "pk"):
        cancel(one, by=user, is_own=True, now=now)
    mine.update(**blank_person(), names_removed_at=now)
