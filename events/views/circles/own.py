"""One's own page of a circle, by the link of a mail or from ``/me/``: what the organiser said, the mails, the way out."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from events.circle_enums import MemberState
from events.lines import lines_of
from events.models import CircleMember, CircleMessage, Occurrence
from events.services.circles import confirm_member, leave_circle, want_mails
from events.services.circles.letters import is_own_token, is_stop_token, own_token
from hub.exceptions import DomainError
from hub.reading import finish

MOST_MESSAGES = 20
MOST_DATES = 4
# What a mail program sends (RFC 8058).
ONE_CLICK = ("List-Unsubscribe", "One-Click")
View = Callable[..., HttpResponse]


def _found(pk: int, is_right: bool) -> CircleMember:
    """A forged link answers as one that leads nowhere."""
    rows = CircleMember.objects.select_related("circle__organization", "circle__place", "user")
    member: CircleMember | None = rows.filter(pk=pk).first() if is_right else None
    if member is None:
        raise Http404
    return member


def own_page(view: View) -> View:
    """For who holds the link. The page belongs to one person: it is kept nowhere and found by no search engine."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int, token: str) -> HttpResponse:
        response = view(request, _found(pk, is_own_token(pk, token)))
        response.headers["Cache-Control"] = "private, no-store"
        return response

    return guarded


def _url(member: CircleMember, name: str = "own") -> str:
    return reverse(f"circles:{name}", args=[member.pk, own_token(member)])


def pressed(view: View) -> View:
    """Of an address behind a button. Who opens it again, or reloads it, changes nothing and is led to their own page."""

    @wraps(view)
    def wrapped(request: HttpRequest, member: CircleMember) -> HttpResponse:
        return view(request, member) if request.method == "POST" else HttpResponseRedirect(_url(member))

    return wrapped


@require_safe
@own_page
def own(request: HttpRequest, member: CircleMember) -> HttpResponse:
    now = timezone.now()
    dates = Occurrence.objects.listed().filter(event__circle=member.circle_id).upcoming(now)
    is_open = member.circle.is_open
    context = {
        "member": member,
        "circle": member.circle,
        "is_open": is_open,
        "is_late": member.state == MemberState.UNCONFIRMED and (member.confirm_until or now) <= now,
        "lines": lines_of(dates.order_by("starts_at", "pk").for_list()[:MOST_DATES], now, with_day=True)
        if is_open
        else [],
        "messages_read": CircleMessage.objects.read_by(member)[:MOST_MESSAGES],
        **{f"{name}_url": _url(member, name) for name in ("confirm", "leave", "mail")},
    }
    return finish(request, render(request, "events/circles/own.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
@pressed
def confirm(request: HttpRequest, member: CircleMember) -> HttpResponse:
    try:
        confirm_member(member)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("確認できました。"))
    return HttpResponseRedirect(_url(member))


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def leave(request: HttpRequest, member: CircleMember) -> HttpResponse:
    """One button; nobody asks why."""
    if request.method == "POST":
        try:
            leave_circle(member)
        except DomainError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(_url(member, "leave"))
        return HttpResponseRedirect(_url(member))
    context = {"member": member, "circle": member.circle, "own_url": _url(member)}
    return finish(request, render(request, "events/circles/leave.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
@pressed
def mail(request: HttpRequest, member: CircleMember) -> HttpResponse:
    """``wants``: 1 or 0."""
    try:
        want_mails(member, wants=request.POST.get("wants") == "1")
    except DomainError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(_url(member))


@csrf_exempt  # a mail program's one click knows no token of a page (RFC 8058); who holds the link may stop
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    member = _found(pk, is_stop_token(pk, token))
    if request.method == "POST" and request.POST.get(ONE_CLICK[0]) == ONE_CLICK[1]:
        want_mails(member, wants=False)
        return HttpResponse(status=200, content_type="text/plain")
    return _stop_page(request, member)


@csrf_protect
def _stop_page(request: HttpRequest, member: CircleMember) -> HttpResponse:
    if request.method == "POST":
        want_mails(member, wants=False)
        member.refresh_from_db(fields=["wants_mail", "state"])
    context = {"circle": member.circle, "is_stopped": not member.wants_mail or not member.is_active}
    response = finish(request, render(request, "events/circles/stop.html", context))
    response.headers["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The circles of the reader; two queries."""
    rows = CircleMember.objects.own(request.user).select_related("circle__organization")
    context = {"rows": [{"member": row, "circle": row.circle, "url": _url(row)} for row in rows[:100]]}
    return finish(request, render(request, "events/circles/mine.html", context))
