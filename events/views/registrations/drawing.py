"""抽選: what a draw will have before it, one press, and what came of it. The organiser's and the staff's page."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events import lots
from events.enums import Participation
from events.models import Draw, Occurrence, Registration
from events.registration_enums import RegistrationState
from events.registration_rules import terms_of
from events.services.registrations.drawing import draw_lots, draws_itself_at, not_drawn_because, preview
from events.views.registrations.access import at_desk, managed_date
from hub.exceptions import DomainError


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def draw(request: HttpRequest, date: Occurrence) -> HttpResponse:
    """GET shows, POST draws; of a course the page is that of its first date."""
    terms = terms_of(date.event)
    if terms is not None and terms.course_date_id not in {None, date.pk}:
        return HttpResponseRedirect(_url(managed_date(terms.course_date_id, request.user)))
    why_not = ""
    if request.method == "POST":
        try:
            draw_lots(date, by=request.user)  # type: ignore[arg-type]
        except DomainError as error:
            why_not = str(error)
        else:
            messages.success(request, _("抽選しました。メールのある方には、結果をお知らせします。"))
            return HttpResponseRedirect(_url(date))
    context = {"date": date, "event": date.event, "is_course": terms is not None and terms.course_date_id == date.pk}
    found = Draw.objects.filter(occurrence=date).first()
    context |= _drawn(date, found) if found else _to_draw(date, why_not)
    return render(request, "events/registrations/draw.html", context)


def _url(date: Occurrence) -> str:
    return reverse("registrations:draw", args=[date.pk])


def _to_draw(date: Occurrence, why_not: str) -> dict[str, Any]:
    now = timezone.now()
    is_lot = date.event.participation == Participation.LOT
    before = preview(date)
    return {
        "preview": before, "is_lot": is_lot or before.units > 0, "itself_at": draws_itself_at(date),
        "why_not": why_not or not_drawn_because(date, now=now),
    }  # fmt: skip


def _drawn_as(outcome: lots.Outcome, place: int) -> str:
    if place <= outcome.won:
        return RegistrationState.CONFIRMED
    return RegistrationState.WAITING if place <= outcome.won + outcome.reserves else RegistrationState.NOT_DRAWN


def _drawn(date: Occurrence, found: Draw) -> dict[str, Any]:
    """Each unit in the drawn order, with who it is: as far as their names are still there."""
    outcome = lots.read(found.result)
    rows = {row.code: row for row in Registration.objects.filter(occurrence=date)}
    units = [
        {
            "standing": lots.Standing(place, len(outcome.units), outcome.won, outcome.reserves),
            "people": unit.people, "drawn_as": _drawn_as(outcome, place), "rows": [rows[code] for code in unit.codes if code in rows],
        }
        for place, unit in enumerate(outcome.units, 1)
    ]  # fmt: skip
    parts = [
        (_("席が決まった方"), units[: outcome.won]),
        (
            _("空きを待つ方（順番のとおりに、席が空いたら案内します）"),
            units[outcome.won : outcome.won + outcome.reserves],
        ),
        (_("今回はご用意できなかった方"), units[outcome.won + outcome.reserves :]),
    ]
    won_people = sum(unit.people for unit in outcome.units[: outcome.won])
    return {
        "drawn": found, "parts": [part for part in parts if part[1]], "units": len(units), "won_people": won_people,
        "example": outcome.units[0].key if units else "",
    }  # fmt: skip
