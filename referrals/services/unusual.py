"""Looks that one would ask about: many cases within an hour, at night and on days off, others' cases, refused ones.

Each act on an opened page is a look of its own on record: here the looks of a person at a case within an hour are one row,
the first. To open what nobody has yet is how a case finds somebody, and stands under the others only.

And cases that somebody took from somebody else for themselves and opened soon afterwards, or began anew and took: as
their own these opened without a reason at that moment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, Value
from django.db.models.functions import ExtractHour, Length, TruncDate, TruncHour
from django.utils import timezone

from hub.opening_days import is_opening_day
from referrals.enums import Look
from referrals.models import AccessRecord
from referrals.services.records import MADE_ONES_OWN, NOBODYS, REOPENED_ANOTHERS, TOOK_REOPENED

_MOST = 200
# What shows words of a person.
_PERSONAL = (Look.PERSONAL, Look.PRINT, Look.FILE)
# What makes one's own what somebody else had, in one step or in two.
_MADE_OWN = (MADE_ONES_OWN, REOPENED_ANOTHERS, TOOK_REOPENED)
# So soon after one made a case one's own, the one was done for the other.
_SOON = timedelta(hours=1)


@dataclass(frozen=True)
class Unusual:
    """``many``: of one person within an hour, with how many cases. The others are single records, the latest first."""

    many: Sequence[Any]
    at_night: Sequence[AccessRecord]
    of_others: Sequence[AccessRecord]
    made_own: Sequence[AccessRecord]
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
    outside = Q(clock__lt=opens) | Q(clock__gte=closes) | Q(day__in=_days_off(since))
    at_night = _once_an_hour(opened.annotate(clock=ExtractHour("at"), day=TruncDate("at")).filter(outside))
    # Whether something was typed; what, is sealed.
    of_others = _once_an_hour(
        opened.annotate(typed=Length("reason")).filter(typed__gt=0).exclude(what__endswith=NOBODYS)
    )
    return Unusual(
        many=list(many[:_MOST]),
        at_night=list(at_night.order_by("-at", "-pk")[:_MOST]),
        of_others=list(of_others.order_by("-at", "-pk")[:_MOST]),
        made_own=list(_made_own(rows).order_by("-at", "-pk")[:_MOST]),
        refused=list(rows.filter(look=Look.REFUSED).order_by("-at", "-pk")[:_MOST]),
    )


def _once_an_hour(rows: Any) -> Any:
    """Of each person, case and hour the first of these records."""
    hours = rows.annotate(hour=TruncHour("at")).order_by().values("user_number", "case_number", "hour")
    return AccessRecord.objects.filter(pk__in=hours.annotate(first_row=Min("pk")).values("first_row"))


def _made_own(rows: Any) -> Any:
    """The records of having made a case one's own that the same person opened within the hour."""
    opened = AccessRecord.objects.filter(
        look__in=_PERSONAL, case_number=OuterRef("case_number"), user_number=OuterRef("user_number"),
        at__gte=OuterRef("at"), at__lte=OuterRef("at") + Value(_SOON),
    )  # fmt: skip
    return rows.filter(Exists(opened), look=Look.CHANGE, what__in=_MADE_OWN)


def _days_off(since: datetime) -> list[date]:
    """Until today."""
    first = timezone.localdate(since)
    days = (first + timedelta(days=n) for n in range((timezone.localdate() - first).days + 1))
    return [day for day in days if not is_opening_day(day)]
