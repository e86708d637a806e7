"""``/registrations/desk/``: the dates that one looks after, the next first."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.models import Occurrence, RegistrationCall
from events.registration_board import is_staff_of_dates, numbers_of
from events.views.registrations.access import at_own_desk
from events.views.registrations.desk_shared import PAGE_SIZE, pager
from hub.paging import page_number, page_of


@require_safe
@at_own_desk
def desk(request: HttpRequest) -> HttpResponse:
    """``?when=past``: what is over, the latest first, for marking afterwards and for the next time."""
    now, is_past = timezone.now(), request.GET.get("when") == "past"
    is_staff = is_staff_of_dates(request.user)
    rows = Occurrence.objects.managed_by(request.user, is_staff=is_staff)
    rows = rows.filter(ends_at__lt=now) if is_past else rows.upcoming(now)
    order = ("-starts_at", "-pk") if is_past else ("starts_at", "pk")
    page = page_of(rows, order, page_number(request.GET), prepare=_prepared, size=PAGE_SIZE)
    numbers = numbers_of(page.items, now=now)
    calls = RegistrationCall.objects.open(now).to_make_by(request.user, is_staff=is_staff)
    address = reverse("registrations:desk")
    context: dict[str, Any] = {
        "rows": [{"date": date, "numbers": numbers[date.pk], "url": reverse("registrations:date", args=[date.pk])} for date in page.items],
        "is_past": is_past,
        "tabs": [("", address, not is_past), ("past", f"{address}?when=past", is_past)],
        "call_count": calls.values("registration").distinct().count(),
        **pager(page, address, {"when": "past"} if is_past else None),
    }  # fmt: skip
    return render(request, "events/desk/desk.html", context)


def _prepared(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("event__registration_terms", "event__organizer").defer(
        "event__search_text", "event__search_tokens", "event__facets", "facets"
    )
