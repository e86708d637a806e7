"""``/staff/surveys/``: numbers, sheets of paper, and typing in what was filled in on them."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.api.formats.tables import table
from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from hub.staff_access import staff_required
from indicators import survey_numbers
from indicators.forms.paper import PaperForm
from indicators.forms.surveys import TicketsForm
from indicators.models import Survey, Ticket
from indicators.ready_questions import SCALE
from indicators.services.answering import NumberError, take_answers
from indicators.services.ticketing import make_tickets
from indicators.survey_enums import Way
from indicators.views.staff_surveys import check

# Each has its code and its sheet: more of them belong into a letter shop's own programme.
MOST_PRINTED = 300
_COLUMNS = (("number", "番号"), ("url", "アドレス（QRコードの中身）"))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def tickets(request: HttpRequest, code: str) -> HttpResponse:
    """New numbers are on the page that answers, and on none ever after."""
    check(request)
    by: Any = request.user
    one = get_object_or_404(Survey, code=code)
    form = TicketsForm(request.POST if request.method == "POST" else None)
    numbers: list[str] = []
    if form.is_bound and form.is_valid():
        try:
            with saying_who_waits():
                numbers = make_tickets(one, by=by, count=form.cleaned_data["count"])
        except DomainError as error:
            form.add_error("count", str(error))
        one.refresh_from_db()
    context = {"survey": one, "form": form, "numbers": numbers, "is_printable": len(numbers) <= MOST_PRINTED,
               "left": (one.drawn or 0) - one.tickets_made}  # fmt: skip
    return render(request, "indicators/surveys/staff/tickets.html", context)


@require_POST
@staff_required
def ticket_sheets(request: HttpRequest, code: str) -> HttpResponse:
    """The numbers that the page before has shown, as CSV or as sheets to print. None is known here but by what is sent."""
    check(request)
    one = get_object_or_404(Survey.objects.with_questions(), code=code)
    sent = {survey_numbers.number_in(text): None for text in request.POST.get("numbers", "").split()}
    hashes = {number: survey_numbers.hash_of(number, one.pk) for number in sent if number}
    there = set(Ticket.objects.filter(survey=one, hash__in=hashes.values()).values_list("hash", flat=True))
    rows = [(survey_numbers.in_groups(number), _address(one, number)) for number in hashes if hashes[number] in there]
    if not rows:
        messages.error(request, _("番号は、作ったときの画面からだけ印刷できます。"))
        return HttpResponseRedirect(reverse("indicators:survey_tickets", args=[code]))
    if request.POST.get("form") == "csv":
        body = table(_COLUMNS, [{"number": number, "url": url} for number, url in rows])
        response = HttpResponse(body, content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="numbers-{code}.csv"'
        return response
    context = {
        "survey": one,
        "rows": rows[:MOST_PRINTED],
        "scale": SCALE,
        "with_questions": "letter" not in request.POST,
    }
    return render(request, "indicators/surveys/staff/sheets.html", context)


def _address(survey: Survey, number: str) -> str:
    return f"{settings.SITE_URL}{survey.get_absolute_url()}?t={survey_numbers.in_groups(number)}"


@require_safe
@staff_required
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """One empty sheet, with a line for the number where the survey has numbers."""
    check(request)
    one = get_object_or_404(Survey.objects.with_questions(), code=code)
    url = f"{settings.SITE_URL}{one.get_absolute_url()}"
    rows = [("", "" if one.is_by_number else url)]
    context = {"survey": one, "rows": rows, "scale": SCALE, "with_questions": True}
    return render(request, "indicators/surveys/staff/sheets.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """One sheet after the other. Who typed it in is on no row."""
    check(request)
    one = get_object_or_404(Survey.objects.with_questions(), code=code)
    form = PaperForm(request.POST if request.method == "POST" else None, survey=one, asks_number=one.is_by_number)
    if form.is_bound and form.is_valid() and _is_taken(one, form):
        messages.success(request, _("受け付けました。次の1枚をどうぞ。"))
        return HttpResponseRedirect(reverse("indicators:survey_paper", args=[code]))
    return render(request, "indicators/surveys/staff/paper.html", {"survey": one, "form": form})


def _is_taken(one: Survey, form: PaperForm) -> bool:
    try:
        with saying_who_waits():
            take_answers(
                one, form.given(), way=Way.PAPER, key=form.page_key, number=form.cleaned_data.get("number", "")
            )  # fmt: skip
    except NumberError as error:
        form.add_error("number", str(error))
    except DomainError as error:
        form.add_error(None, str(error))
    return not form.errors
