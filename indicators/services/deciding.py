"""Which places are a 「場」 of the plan."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Place
from hub.exceptions import DomainError
from hub.locking import lock_row
from indicators.collectors import PLAN_PLACES
from indicators.models import Indicator, PlaceDecision
from indicators.rules import can_measure
from indicators.services.telling import tell_of_indicator

if TYPE_CHECKING:
    from hub.accounts.models import User


@transaction.atomic
def decide_place(
    place: Place, *, by: "User", is_counted: bool, decided_on: date, reason: str, now: datetime | None = None
) -> PlaceDecision:
    """That a place is counted from a day on, or no longer. What was decided before stays on record.

    Raises ``DomainError`` for all but planners, without a reason, for a day that is to come, for a place that was made up
    or is another one by now, and where it is decided so already.
    """
    if not can_measure(by):
        raise DomainError(_("計画の「場」に数えるかどうかを決められるのは、計画担当だけです。"))
    said, now = reason.strip(), now or timezone.now()
    if not said:
        raise DomainError(_("理由を書いてください。"))
    if decided_on > timezone.localdate(now):
        raise DomainError(_("これから先の日は選べません。"))
    locked = lock_row(place)
    if locked.is_merged:
        raise DomainError(_("この場所は、ほかの場所にまとめられています。まとめた先で決めてください。"))
    if locked.published_at is None:
        raise DomainError(_("まだ公開されたことのない場所は、数えられません。"))
    last = PlaceDecision.objects.filter(place=locked).in_force_on(decided_on).first()
    if (last.is_counted if last else False) == is_counted:
        raise DomainError(_("この日には、もうそう決まっています。"))
    made = PlaceDecision.objects.create(
        place=locked, is_counted=is_counted, decided_on=decided_on, reason=said, by=by, at=now
    )
    for one in Indicator.objects.filter(collector=PLAN_PLACES).select_related("plan"):
        tell_of_indicator(one)
    return made
