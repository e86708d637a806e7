"""What the hub counts of applications for roles and of hours, in tens.

A number under 10 is not told, so it is none; nor is what came to it from one day to the next, which would be one person.
"""

from datetime import date, datetime, time

from django.utils import timezone

from hub.opening_days import end_of
from hub.small_counts import LEAST
from indicators.fiscal_years import first_day, fiscal_year_of
from partners.models import ApplicationTransition, Hours
from partners.role_enums import ApplicationAction
from partners.role_querysets import HoursQuerySet


def _told(number: int) -> int | None:
    return None if 0 < number < LEAST else number // LEAST * LEAST


def _acts(day: date, action: ApplicationAction) -> int | None:
    since = timezone.make_aware(datetime.combine(first_day(fiscal_year_of(day)), time()))
    rows = ApplicationTransition.objects.filter(action=action, created_at__gte=since, created_at__lt=end_of(day))
    return _told(rows.filter(application__role__is_sample=False).count())


def applications(day: date) -> int | None:
    """Sent in the fiscal year up to the end of the day."""
    return _acts(day, ApplicationAction.APPLY)


def accepted(day: date) -> int | None:
    """The same that organisations accepted."""
    return _acts(day, ApplicationAction.ACCEPT)


def _hours(day: date) -> HoursQuerySet:
    rows = Hours.objects.counting().filter(on__gte=first_day(fiscal_year_of(day)), on__lte=day)
    found: HoursQuerySet = rows.filter(application__role__is_sample=False)
    return found


def hours_confirmed(day: date) -> int | None:
    """Of days in the fiscal year, which both sides have confirmed by now, in tens; None where fewer than ten did them."""
    return None if people_active(day) is None else _hours(day).minutes() // (60 * LEAST) * LEAST


def people_active(day: date) -> int | None:
    """How many different people did them."""
    return _told(_hours(day).order_by().values("application__user").distinct().count())
