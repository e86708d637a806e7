"""What the hub counts itself, each as of the end of a day. A definition says in words what the function counts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.enums import OccurrenceState, State
from events.models import Occurrence
from hub.opening_days import end_of
from indicators import activity_collectors, taking_part
from indicators.fiscal_years import first_day, fiscal_year_of
from indicators.models import PlaceDecision, Platform
from indicators.role_collectors import ROLE_COUNTS
from partners.enums import NeedState, PartnershipState
from partners.models import NeedTransition, Partnership, PartnershipTransition

PLAN_PLACES = "plan-places"


@dataclass(frozen=True)
class Collector:
    """``count(day)``: the number at the end of that day, of any day up to now; None where nobody has begun to count."""

    name: str
    title: Any
    count: Callable[[date], int | None]


def _plan_places(day: date) -> int | None:
    if not PlaceDecision.objects.filter(decided_on__lte=day).exists():
        return None
    return PlaceDecision.objects.counted_on(day).count()


def _platforms(day: date) -> int | None:
    if not Platform.objects.filter(set_up_on__lte=day).exists():
        return None
    return Platform.objects.there_on(day).count()


def _districts_with_places(day: date) -> int | None:
    return None if _plan_places(day) is None else len(PlaceDecision.objects.counted_on(day).of_districts())


def _events_held(day: date) -> int:
    """Dates that began in the fiscal year up to the end of the day. Of public things, not of people."""
    began = Occurrence.objects.filter(
        starts_at__date__gte=first_day(fiscal_year_of(day)), starts_at__date__lte=day, event__is_sample=False,
        event__is_for_members=False, event__state__in=[State.PUBLISHED, State.CLOSED],
    )  # fmt: skip
    return began.exclude(state=OccurrenceState.CANCELLED).count()


def _partners(day: date) -> int:
    """Organisations of which a registration was in force when the day ended, as the history of registrations tells."""
    last = PartnershipTransition.objects.filter(partnership=OuterRef("pk"), created_at__lt=end_of(day))
    state = Subquery(last.order_by("-created_at", "-pk").values("to_state")[:1])
    rows = Partnership.objects.filter(is_sample=False).annotate(then=state).filter(then=PartnershipState.APPROVED)
    return rows.order_by().values("organization").distinct().count()


def _needs_met(day: date) -> int:
    """Needs that were met in the fiscal year up to the end of the day."""
    since = timezone.make_aware(datetime.combine(first_day(fiscal_year_of(day)), time()))
    acts = NeedTransition.objects.filter(to_state=NeedState.MET, created_at__gte=since, created_at__lt=end_of(day))
    return acts.exclude(from_state=NeedState.MET).filter(need__is_sample=False).values("need").distinct().count()


def _places_offered(day: date) -> int:
    """Places of dates that began in the fiscal year up to the end of the day. Of things, not of people."""
    since = timezone.make_aware(datetime.combine(first_day(fiscal_year_of(day)), time()))
    return taking_part.total(taking_part.by_event(since, end_of(day)).values()).offered


COLLECTORS = {
    one.name: one
    for one in (
        Collector(PLAN_PLACES, _("計画の「場」の数"), _plan_places),
        Collector("platforms", _("孤独・孤立対策支援プラットフォームの数"), _platforms),
        Collector("districts-with-places", _("計画の「場」のある地区の数"), _districts_with_places),
        Collector("events-held", _("開かれた催しの回数"), _events_held),
        Collector("places-offered", _("このサイトで申込を受けた席の数"), _places_offered),
        Collector("partners", _("登録している会社や団体の数"), _partners),
        Collector("needs-met", _("かなった地域課題の数"), _needs_met),
        *(Collector(name, title, count) for name, title, count in ROLE_COUNTS),
        Collector("role-applications", _("役割への申し込みの数"), activity_collectors.applications),
        Collector("roles-accepted", _("役割をお願いした数"), activity_collectors.accepted),
        Collector("hours-confirmed", _("本人と団体の両方が確かめた活動の時間"), activity_collectors.hours_confirmed),
        Collector("people-active", _("役割で活動した人の数"), activity_collectors.people_active),
    )
}
