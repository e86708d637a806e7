"""The person's own page: what became of it, and all that one can do, behind a link that only they have."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events.forms.registrations import ChangeForm, CodeForm
from events.models import DateMessage, Event, Registration
from events.next_steps import door_address, next_step
from events.registration_enums import RegistrationScope, RegistrationState, Wish
from events.registration_rules import closed_because, ends_at_of, terms_of
from events.services import registrations
from events.services.registrations.drawing import standing_of
from events.services.registrations.letters import is_own_token
from events.services.registrations.queue import people_before
from events.views.registrations.shared import TONES, about, in_groups, own_url, private
from hub import turns
from hub.exceptions import DomainError
from hub.paging import page_number, page_of
from hub.reading import keeping_what_was_typed

_S = RegistrationState
# Who did not come by a place, or gave it up, is shown where else they might go.
_WITHOUT = (_S.NOT_DRAWN, _S.DECLINED, _S.EXPIRED, _S.CANCELLED)
_MOST_DIGITS = 9
# Of a course, also who was there on an earlier date.
_EXPECTED = (_S.CONFIRMED, _S.ATTENDED)
View = Callable[..., HttpResponse]


def of_its_person(view: View) -> View:
    """Who holds the link. A wrong one is as missing as none; one without a name any more is over for everybody."""

    @wraps(view)
    def wrapped(request: HttpRequest, pk: int, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = Registration.objects.select_related("occurrence__event__registration_terms", "occurrence__event__place")
        one = rows.filter(pk=pk, names_removed_at=None).first()
        if one is None or not is_own_token(one, token):
            raise Http404
        return private(request, view(request, one, *args, **kwargs))

    return wrapped


def pressed(view: View) -> View:
    """Of an address behind a button. Who opens it again, or reloads it, changes nothing and is led to their own page."""

    @wraps(view)
    def wrapped(request: HttpRequest, one: Registration) -> HttpResponse:
        return view(request, one) if request.method == "POST" else HttpResponseRedirect(own_url(one))

    return wrapped


@require_safe
@of_its_person
def own(request: HttpRequest, one: Registration) -> HttpResponse:
    """To open it changes nothing: mail programs open links by themselves."""
    return _own(request, one)


@require_http_methods(["GET", "HEAD", "POST"])
@of_its_person
@pressed
def confirm(request: HttpRequest, one: Registration) -> HttpResponse:
    return _done(request, one, lambda: registrations.confirm_address(one), _("メールアドレスを確かめました。"))


@require_http_methods(["GET", "HEAD", "POST"])
@of_its_person
@pressed
def accept(request: HttpRequest, one: Registration) -> HttpResponse:
    return _done(request, one, lambda: registrations.accept_offer(one), _("参加が決まりました。"))


@require_http_methods(["GET", "HEAD", "POST"])
@of_its_person
def cancel(request: HttpRequest, one: Registration) -> HttpResponse:
    """One page, one button, no reason asked."""
    if request.method == "POST":
        return _done(
            request, one, lambda: registrations.cancel(one), _("取りやめました。知らせてくれて、ありがとうございます。")
        )
    context = {**_context(one), "path": request.path}
    return render(request, "events/registrations/cancel.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeping_what_was_typed
@of_its_person
def change(request: HttpRequest, one: Registration) -> HttpResponse:
    """All that was typed stays where it can't be changed as wished."""
    data = request.POST if request.method == "POST" else None
    form = ChangeForm(data, date=one.occurrence, registration=one)
    if data is not None and "reading" in data:
        form.errors.clear()
    elif data is not None and form.is_valid():
        try:
            registrations.change_registration(one, form.changes())
        except DomainError as error:
            form.add_error("party", str(error))
        else:
            messages.success(request, _("変えました。"))
            return HttpResponseRedirect(own_url(one))
    return render(request, "events/registrations/change.html", {**_context(one), "form": form, "path": request.path})


@require_http_methods(["GET", "HEAD", "POST"])
@of_its_person
def together(request: HttpRequest, one: Registration) -> HttpResponse:
    """With somebody else who waits: places for both or for none."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    wait = 0
    if form.is_bound and form.is_valid() and (wait := _turn(request)):
        form.add_error("code", _("何度も試されたので、%(minutes)s分ほど待ってください。") % {"minutes": -(-wait // 60)})
    elif form.is_bound and form.is_valid():
        try:
            registrations.go_together(one, form.cleaned_data["code"])
        except DomainError as error:
            form.add_error("code", str(error))
        else:
            messages.success(request, _("いっしょにしました。席は、そろって決まります。"))
            return HttpResponseRedirect(own_url(one))
    context = {**_context(one), "form": form, "path": request.path}
    return render(request, "events/registrations/together.html", context, status=429 if wait else 200)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The same for every address, known or not."""
    return private(
        request, render(request, "events/registrations/sent.html", {"hours": settings.HUB_REGISTRATION_CONFIRM_HOURS})
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keeping_what_was_typed
def find(request: HttpRequest) -> HttpResponse:
    """By 申込番号, sent in the form and never in an address; tried too often it has to wait."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    minutes = 0
    if "reading" in request.POST:
        form.errors.clear()
    elif form.is_bound and form.is_valid():
        wait = _turn(request)
        found = (
            None if wait else Registration.objects.filter(code=form.cleaned_data["code"], names_removed_at=None).first()
        )
        if found is not None and found.state != _S.UNCONFIRMED:
            return private(request, HttpResponseRedirect(own_url(found)))
        minutes = -(-wait // 60)
        if not wait:
            form.add_error("code", _("この番号では見つかりませんでした。12けたの数字を、もう一度確かめてください。"))
    context = {
        "form": form,
        "minutes": minutes,
        "is_known": "known" in request.GET,
        "event": _known_event(request),
        "path": request.path,
    }
    response = render(request, "events/registrations/find.html", context, status=429 if minutes else 200)
    return private(request, response)


def _known_event(request: HttpRequest) -> Event | None:
    """Of which they are registered already: its organiser is who can tell the number."""
    pk = request.GET.get("known", "")
    if not (pk.isascii() and pk.isdigit() and len(pk) <= _MOST_DIGITS):
        return None
    found: Event | None = Event.objects.public().filter(pk=int(pk)).order_by().first()
    return found


def _turn(request: HttpRequest) -> int:
    """Counts one number that was tried; so many seconds to wait where there were too many."""
    client = str(request.META.get("REMOTE_ADDR", ""))
    return turns.take_turn("registration-code", client, settings.HUB_REGISTRATION_CODE_LIMITS)


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """All of one account: what is to come first."""
    rows = _loaded(Registration.objects.own(request.user))
    now = timezone.now()
    coming = rows.filter(occurrence__ends_at__gte=now).order_by("occurrence__starts_at", "pk")
    past, order = rows.filter(occurrence__ends_at__lt=now), ("-occurrence__starts_at", "-pk")
    page = page_of(past, order, page_number(request.GET), prepare=_loaded)
    context = {
        "coming": [_row(one) for one in coming[:100]],
        "past": [_row(one) for one in page.items],
        "page": page,
    }
    return private(request, render(request, "events/registrations/mine.html", context))


def _loaded(rows: Any) -> Any:
    return rows.select_related("occurrence__event__place", "occurrence__event__registration_terms")


def _row(one: Registration) -> dict[str, Any]:
    return {"one": one, "url": own_url(one), "tone": TONES.get(RegistrationState(one.state), "")}


def _own(request: HttpRequest, one: Registration) -> HttpResponse:
    return render(request, "events/registrations/own.html", _context(one))


def _context(one: Registration) -> dict[str, Any]:
    date, now = one.occurrence, timezone.now()
    is_over = ends_at_of(one, date) <= now
    terms = getattr(date.event, "registration_terms", None)
    return {
        **about(date), "one": one, "terms": terms, "code": in_groups(one.code), "tone": TONES.get(RegistrationState(one.state), ""),
        "is_over": is_over, "can_change": one.is_active and not is_over and one.state != _S.UNCONFIRMED,
        "before": people_before(one) if one.state == _S.WAITING else None,
        "is_stopped": terms_of(date.event) is None, "is_course": one.scope == RegistrationScope.COURSE, "standing": standing_of(one),
        "urls": {act: own_url(one, act) for act in ("own", "confirm", "accept", "cancel", "change", "together")},
        "calendar_url": reverse("api:occurrence", args=[date.pk]) + "?format=ics",
        "messages_told": list(DateMessage.objects.for_registration(one)[:10]),
        "door_url": door_address(one) if one.state in _EXPECTED and not is_over else "",
        "proof_url": own_url(one, "proof") if one.state == _S.ATTENDED else "",
        "again_url": _again_url(one, now),
        "next": next_step(date) if is_over or one.state in _WITHOUT else None,
        "can_pair": one.state in {_S.WAITING, _S.IN_LOT} and not is_over,
        "wishes": [Wish(value).label for value in one.wishes if value in Wish.values],
    }  # fmt: skip


def _again_url(one: Registration, now: datetime) -> str:
    """Who changed their mind once more, or was too late, registers anew where one still can."""
    date = one.occurrence
    if one.state not in {_S.CANCELLED, _S.EXPIRED} or closed_because(date, now=now):
        return ""
    return reverse("events:register_date", args=[date.event_id, date.pk])


def _done(request: HttpRequest, one: Registration, act: Callable[[], Any], said: str) -> HttpResponse:
    try:
        act()
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return HttpResponseRedirect(own_url(one))
