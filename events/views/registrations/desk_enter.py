"""Somebody who telephoned: entered in less than a minute, and the form is ready for the next."""

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from events.forms.registrations_desk import ENTERED, EntryForm
from events.models import Occurrence, Registration
from events.registration_board import home_of
from events.registration_enums import RegisteredVia
from events.services.registrations import FullError, Receipt, register
from events.services.registrations.registering import mark_of
from events.views.registrations.access import at_desk
from events.views.registrations.desk_shared import on_desk, people_of, person_of, questions_of, url_of
from hub.exceptions import DomainError


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def enter(request: HttpRequest, date: Occurrence) -> HttpResponse:
    """``?via=``: as the one before came. ``?saved=``: the number of who was saved, whose name stands in no address."""
    if request.method != "POST":
        via = request.GET.get("via", "")
        initial = {"via": via} if via in {one.value for one in ENTERED} else {}
        return _page(request, date, EntryForm(initial=initial, date=date), saved=_saved(request, date))
    form = EntryForm(request.POST, date=date)
    if not form.is_valid():
        return _page(request, date, form)
    seal = _seal(form)
    if form.cleaned_data["warned"] != seal and (twins := _twins(form, date)):
        return _page(request, date, form, twins=twins, seal=seal)
    return _enter(request, date, form)


def _enter(request: HttpRequest, date: Occurrence, form: EntryForm) -> HttpResponse:
    try:
        receipt = register(
            home_of(date).pk, form.applicant(), form.asked(), sent_as=form.page,
            via=RegisteredVia(form.kept_via), by=request.user,  # type: ignore[arg-type]
        )  # fmt: skip
    except FullError as error:
        form.add_error(None, str(error))
        return _page(request, date, form, is_full=True)
    except DomainError as error:
        form.add_error(None, str(error))
        return _page(request, date, form)
    if _is_another(receipt, form):
        return _page(request, date, form, known=receipt.registration)
    return HttpResponseRedirect(f"{url_of(date, 'enter')}?via={form.kept_via}&saved={receipt.registration.pk}")


def _is_another(receipt: Receipt, form: EntryForm) -> bool:
    """They are registered already; a second tap of the same form is not that."""
    return not receipt.is_new and receipt.registration.sent_as != mark_of(form.page, receipt.registration.occurrence_id)


def _twins(form: EntryForm, date: Occurrence) -> list[Registration]:
    """Others of the same name, where nothing else tells who it is: the desk decides whether it is the same person."""
    name = form.cleaned_data["name"]
    rows = (
        Registration.objects.of_date(date)
        .active()
        .filter(name__iexact=name)
        .exclude(sent_as=mark_of(form.page, home_of(date).pk))
    )
    found = list(rows.select_related("user", "entered_by").order_by("pk")[:5])
    digits = _digits(form.cleaned_data["phone"])
    # The same number with the same name is found, and said, by the service itself.
    return [row for row in found if not (digits and _digits(row.phone) == digits)]


def _digits(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isdigit())


def _seal(form: EntryForm) -> str:
    """Of which name and number one was warned: with others one is warned anew."""
    said = f"{form.cleaned_data['name']}\n{_digits(form.cleaned_data['phone'])}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _saved(request: HttpRequest, date: Occurrence) -> Registration | None:
    key = request.GET.get("saved", "")
    if not (key.isascii() and key.isdigit() and len(key) < 18):
        return None
    rows = Registration.objects.of_date(date).exclude(via=RegisteredVia.WEB).select_related("user", "entered_by")
    found: Registration | None = rows.filter(pk=key).first()
    return found


def _page(
    request: HttpRequest, date: Occurrence, form: EntryForm, *, saved: Registration | None = None,
    known: Registration | None = None, twins: Any = (), seal: str = "", is_full: bool = False,
) -> HttpResponse:  # fmt: skip
    questions = questions_of(date)
    context = on_desk(date) | {
        "form": form,
        "saved": person_of(saved, questions) if saved else None,
        "is_to_call": saved is not None and saved.calls.filter(outcome="").exists(),
        "known": person_of(known, questions) if known else None,
        "twins": people_of(twins, questions),
        "seal": seal,
        "is_full": is_full,
    }
    return render(request, "events/desk/enter.html", context)
