"""``/me/organizations/<organization>/talks/``: an organisation's talks with the city, for its members."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.accounts.querysets import WRITERS
from hub.accounts.rules import can_grow
from hub.accounts.views.access import organization_or_404
from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from hub.paging import page_number, page_of
from hub.threads.beside import abouts_of
from hub.threads.enums import Side
from hub.threads.forms import PostForm
from hub.threads.models import Thread
from hub.threads.querysets import LATEST_FIRST
from hub.threads.services import mark_read, promised_day, write_post
from hub.threads.views.opening import tried_to_open
from hub.threads.views.timeline import file_answer, is_late, timeline_of

_FORM_METHODS = ["GET", "HEAD", "POST"]


def _thread_or_404(request: HttpRequest, organization: int, pk: int) -> tuple[Any, Thread]:
    ours = organization_or_404(request, organization)
    rows = Thread.objects.visible_to(request.user).filter(organization=ours).select_related("organization")
    return ours, get_object_or_404(rows, pk=pk)


def _is_writer(organization: Any) -> bool:
    return organization.level in WRITERS and can_grow(organization)


@require_safe
@login_required
def talk_list(request: HttpRequest, organization: int) -> HttpResponse:
    """``?ended=1``: those that have ended. The latest first."""
    ours = organization_or_404(request, organization)
    is_ended = request.GET.get("ended") == "1"
    rows = Thread.objects.visible_to(request.user).filter(organization=ours, closed_at__isnull=not is_ended)
    page = page_of(
        rows,
        LATEST_FIRST,
        page_number(request.GET),
        prepare=lambda found: found.saying_what_is_new(request.user, Side.MEMBERS),
    )
    abouts = abouts_of(page.items, is_staff=False)
    address = reverse("threads:mine", args=[ours.pk]) + ("?ended=1&" if is_ended else "?")
    context = {
        "organization": ours,
        "is_ended": is_ended,
        "can_write": _is_writer(ours),
        "page": page,
        "rows": [{"one": one, "is_late": is_late(one), "about": abouts.get(one.pk)} for one in page.items],
        "previous_url": f"{address}page={page.number - 1}" if page.has_previous else "",
        "next_url": f"{address}page={page.number + 1}" if page.has_next else "",
    }
    return render(request, "threads/mine.html", context)


@require_http_methods(_FORM_METHODS)
@login_required
def new(request: HttpRequest, organization: int) -> HttpResponse:
    ours = organization_or_404(request, organization, writing=True)
    form, thread = tried_to_open(request, ours)
    if thread is not None:
        messages.success(request, _("送りました。"))
        return HttpResponseRedirect(reverse("threads:talk", args=[ours.pk, thread.pk]))
    context = {"organization": ours, "form": form, "can_write": _is_writer(ours), "promised": promised_day()}
    return render(request, "threads/new.html", context)


@require_http_methods(_FORM_METHODS)
@login_required
def talk(request: HttpRequest, organization: int, pk: int) -> HttpResponse:
    """What was written, the oldest first, and the form below. ``?all=1``: also what is long ago."""
    ours, thread = _thread_or_404(request, organization, pk)
    if request.method != "POST":
        return _page(request, ours, thread, PostForm())
    if ours.level not in WRITERS:
        raise PermissionDenied
    form = PostForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data
        try:
            with saying_who_waits():
                by: Any = request.user
                write_post(thread, by=by, text=data["text"], files=data["files"], key=form.key, seen=data["seen"])
        except DomainError as error:
            form.add_error(None, str(error))
            form.say_files_again()
        else:
            messages.success(request, _("送りました。"))
            return HttpResponseRedirect(reverse("threads:talk", args=[ours.pk, pk]))
    thread.refresh_from_db()
    return _page(request, ours, thread, form)


@require_POST
@login_required
def read(request: HttpRequest, organization: int, pk: int) -> HttpResponse:
    """Up to the post that the page showed."""
    ours, thread = _thread_or_404(request, organization, pk)
    shown = request.POST.get("up_to", "")
    if shown.isascii() and shown.isdigit() and len(shown) < 19:
        mark_read(thread, by=request.user, up_to=int(shown))  # type: ignore[arg-type]
        messages.success(request, _("読んだことにしました。"))
    return HttpResponseRedirect(reverse("threads:talk", args=[ours.pk, pk]))


@require_safe
@login_required
def file(request: HttpRequest, organization: int, pk: int, key: uuid.UUID) -> HttpResponseBase:
    return file_answer(_thread_or_404(request, organization, pk)[1], key)


def _page(request: HttpRequest, ours: Any, thread: Thread, form: PostForm) -> HttpResponse:
    timeline = timeline_of(thread, request.user, Side.MEMBERS, is_whole=request.GET.get("all") == "1")
    context = {
        "organization": ours,
        "thread": thread,
        "about": abouts_of([thread], is_staff=False).get(thread.pk),
        "timeline": timeline,
        "form": form,
        "typed": form.data.get("text", ""),
        "can_write": _is_writer(ours) and thread.closed_at is None,
        "may_open": _is_writer(ours),
        "had_files": bool(request.FILES),
        "is_stopped": not can_grow(ours),
        "is_late": is_late(thread),
        "promised": promised_day(),
    }
    return render(request, "threads/talk.html", context)
