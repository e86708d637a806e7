"""Looks that one would ask about: many cases within an hour, at night and on days off, others' cases, refused ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Min, Q
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, Length, TruncHour

from referrals.enums import Look
from referrals.models import AccessRecord

_MOST = 200
# What shows words of a person.
_PERSONAL = (Look.PERSONAL, Look.PRINT, Look.FILE)
_SATURDAY = 6


@dataclass(frozen=True)
class Unusual:
    """``many``: of one person within an hour, with how many cases. The others are single records, the latest first."""

    many: Sequence[Any]
    at_night: Sequence[AccessRecord]
    of_others: Sequence[AccessRecord]
    refused: Sequence[AccessRecord]


def unusual_looks(since: datetime) -> Unusual:
    """From this moment on. Only staff: who looks by a receipt code is nobody's account."""
    rows = AccessRecord.objects.filter(at__gte=since, user_number__isnull=False)
    opened = rows.filter(look__in=_PERSONAL)
    many = (
        opened.annotate(hour=TruncHour("at"))
        .values("user_number", "hour")
        .annotate(cases=Count("case_number", distinct=True), user_name=Max("user_name"), first=Min("at"))
        .filter(cases__gte=settings.HUB_REFERRALS_MANY_CASES)
        .order_by("-hour", "user_number")
    )
    opens, closes = settings.HUB_REFERRALS_OFFICE_HOURS
    outside = Q(clock__lt=opens) | Q(clock__gte=closes) | Q(weekday__gte=_SATURDAY)
    at_night = opened.annotate(clock=ExtractHour("at"), weekday=ExtractIsoWeekDay("at")).filter(outside)
    # Whether something was typed; what, is sealed.
    of_others = opened.annotate(typed=Length("reason")).filter(typed__gt=0)
    return Unusual(
        many=list(many[:_MOST]),
        at_night=list(at_night.order_by("-at", "-pk")[:_MOST]),
        of_others=list(of_others.order_by("-at", "-pk")[:_MOST]),
        refused=list(rows.filter(look=Look.REFUSED).order_by("-at", "-pk")[:_MOST]),
    )
