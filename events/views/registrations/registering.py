"""``/events/<pk>/register/``: 申し込む, without an account, in a minute."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from events.enums import Participation
from events.forms.registrations import RegisterForm
from events.models import Event, Occurrence
from events.registration_enums import RegistrationScope
from events.registration_rules import closed_because, may_register, terms_of
from events.services.registrations import FullError, Receipt, register
from events.services.registrations.queue import is_queued
from events.services.registrations.registering import mark_of
from events.services.registrations.seats import has_room, read_date
from events.views.registrations.shared import about, own_url, private
from hub import turns
from hub.exceptions import DomainError
from hub.reading import keeping_what_was_typed

_MOST_DATES = 60


@require_safe
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Which date. Where there is one only, or a course, its form comes at once."""
    event = _event(pk)
    dates = _dates(event)
    now = timezone.now()
    if len(dates) == 1:
        return HttpResponseRedirect(reverse("events:register_date", args=[event.pk, dates[0].pk]))
    rows = [{"date": date, "closed": closed_because(date, now=now), "room": _room(date)} for date in dates]
    return private(request, render(request, "events/registrations/choose.html", {"event": event, "rows": rows}))


@require_http_methods(["GET", "HEAD", "POST"])
@keeping_what_was_typed
def register_date(request: HttpRequest, pk: int, date_pk: int) -> HttpResponse:
    """The form; sent twice it is one. Who left an address alone reads on in the mail: nobody else learns who is registered."""
    date = read_date(date_pk, pk)
    if date is None or terms_of(date.event) is None:
        raise Http404
    if _is_course(date.event) and date.event.registration_terms.course_date_id != date_pk:
        lead = date.event.registration_terms.course_date_id
        return HttpResponseRedirect(reverse("events:register_date", args=[pk, lead]))
    if request.method != "POST":
        return _page(request, date, RegisterForm(date=date, user=request.user))
    form = RegisterForm(request.POST, date=date, user=request.user)
    if "reading" in request.POST:
        form.errors.clear()
        return _page(request, date, form)
    if form.is_from_a_machine:
        return HttpResponseRedirect(reverse("registrations:sent"))
    if not form.is_valid():
        return _page(request, date, form)
    wait = 0 if form.user else turns.take_turn("registration", _client(request), settings.HUB_REGISTRATION_LIMITS)
    if wait:
        return _page(request, date, form, wait=wait)
    try:
        receipt = register(date.pk, form.applicant(request.LANGUAGE_CODE), form.asked(), sent_as=form.page)
    except DomainError as error:
        form.add_error(None, str(error))
        return _page(request, date, form, is_full=isinstance(error, FullError))
    return _received(form, receipt)


def _received(form: RegisterForm, receipt: Receipt) -> HttpResponse:
    one = receipt.registration
    if form.user is None and one.email:
        return HttpResponseRedirect(reverse("registrations:sent"))
    if not receipt.is_new and one.sent_as != mark_of(form.page, one.occurrence_id) and one.user_id is None:
        # A name and a number tell nobody's own page.
        return HttpResponseRedirect(f"{reverse('registrations:find')}?known={form.date.event_id}")
    return HttpResponseRedirect(own_url(one))


def _event(pk: int) -> Event:
    """With all that a page tells of it; who only registers does not wait for that."""
    event: Event | None = Event.objects.public().for_page().filter(pk=pk).order_by().first()
    if event is None or terms_of(event) is None:
        raise Http404
    return event


def _dates(event: Event) -> list[Occurrence]:
    """Those to come, the next first; of a course the one that stands for all."""
    rows = event.occurrences.all()
    if _is_course(event):
        found = list(rows.filter(pk=event.registration_terms.course_date_id))
    else:
        found = list(rows.upcoming(timezone.now()).order_by("starts_at", "pk")[:_MOST_DATES])
    for date in found:
        date.event = event
    return found


def _is_course(event: Event) -> bool:
    terms = terms_of(event)
    return terms is not None and terms.scope == RegistrationScope.COURSE


def _room(date: Occurrence) -> dict[str, Any]:
    """What is true at this moment: how many more find a place, and whether somebody waits already."""
    left = None if date.capacity is None else max(date.capacity - date.taken, 0)
    is_by_order = date.event.participation in {Participation.FREE, Participation.FIRST_COME}
    return {
        "left": left,
        "is_full": is_by_order and (not has_room(date, 1) or is_queued(date)),
        "is_by_order": is_by_order,
    }


def _client(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _shown(date: Occurrence) -> Occurrence:
    """As it is now, with all that the page tells."""
    found: Occurrence = Occurrence.objects.get(pk=date.pk)
    found.event = _event(date.event_id)
    return found


def _page(
    request: HttpRequest, date: Occurrence, form: RegisterForm, *, wait: int = 0, is_full: bool = False
) -> HttpResponse:
    date = _shown(date)
    terms = terms_of(date.event)
    closed = closed_because(date, now=timezone.now())
    if not closed and not may_register(request.user, date.event):
        closed = "members"
    context = {
        **about(date), "form": form, "terms": terms, "closed": closed, "room": _room(date), "is_full": is_full,
        "minutes": -(-wait // 60), "path": request.path, "days": settings.HUB_REGISTRATION_NAMES_DAYS,
        "is_course": _is_course(date.event),
        "is_shown": not closed or form.is_bound,
    }  # fmt: skip
    response = render(request, "events/registrations/register.html", context, status=429 if wait else 200)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return private(request, response)
