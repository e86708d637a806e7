"""``/staff/talks/``: what waits for an answer, by its promise; one talk with how its organisation stands; beginning one."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from hub.accounts.models import Organization
from hub.accounts.people import writers_of
from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from hub.paging import page_number, page_of
from hub.staff_access import staff_required
from hub.threads.beside import abouts_of, standing_of
from hub.threads.enums import Side
from hub.threads.forms import PostForm
from hub.threads.models import Thread
from hub.threads.querysets import BY_PROMISE, LATEST_FIRST
from hub.threads.rules import can_answer_threads, side_for, side_of
from hub.threads.services import close_thread, reopen_thread, settle_thread, write_post
from hub.threads.views.opening import tried_to_open
from hub.threads.views.timeline import file_answer, is_late, timeline_of

_FORM_METHODS = ["GET", "HEAD", "POST"]
_MOST_WORDS = 100
# Address, label, which, in what order.
SHELVES: tuple[tuple[str, Any, Any, tuple[str, ...]], ...] = (
    ("waiting", _("お返事を待っているもの"), Q(closed_at=None, waits_for=Side.STAFF), BY_PROMISE),
    ("open", _("続いているもの"), Q(closed_at=None), LATEST_FIRST),
    ("closed", _("終わったもの"), Q(closed_at__isnull=False), LATEST_FIRST),
)


def _check(request: HttpRequest) -> None:
    if not can_answer_threads(request.user):
        raise PermissionDenied


@require_safe
@staff_required
def talk_list(request: HttpRequest) -> HttpResponse:
    """``?show=``: one of ``SHELVES``; ``?q=``: a part of an organisation's name or of what a talk is about."""
    _check(request)
    shelf = next((one for one in SHELVES if one[0] == request.GET.get("show")), SHELVES[0])
    words = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:_MOST_WORDS]
    rows = Thread.objects.for_staff(request.user).filter(shelf[2])
    if words:
        rows = rows.filter(Q(organization__name__icontains=words) | Q(subject__icontains=words))
    page = page_of(rows, shelf[3], page_number(request.GET), prepare=lambda found: found.select_related("organization"))
    abouts = abouts_of(page.items, is_staff=True)
    address = f"{reverse('threads:staff_list')}?{urlencode({'show': shelf[0], 'q': words})}&"
    context = {
        "shelf": shelf[0],
        "title": shelf[1],
        "shelves": [(key, label) for key, label, _rows, _order in SHELVES],
        "words": words,
        "page": page,
        "rows": [{"one": one, "is_late": is_late(one), "about": abouts.get(one.pk)} for one in page.items],
        "previous_url": f"{address}page={page.number - 1}" if page.has_previous else "",
        "next_url": f"{address}page={page.number + 1}" if page.has_next else "",
    }
    return render(request, "threads/staff_list.html", context)


@require_http_methods(_FORM_METHODS)
@staff_required
def new(request: HttpRequest, organization: int) -> HttpResponse:
    """The city speaks first."""
    _check(request)
    theirs = get_object_or_404(Organization, pk=organization)
    form, thread = tried_to_open(request, theirs)
    if thread is not None:
        messages.success(request, __("送りました。団体の代表と編集する人に、メールでお知らせします。"))
        return HttpResponseRedirect(reverse("threads:staff_talk", args=[thread.pk]))
    context = {
        "organization": theirs,
        "form": form,
        "may_write": side_for(request.user, theirs) == Side.STAFF,
        "has_writers": bool(writers_of(theirs)),
        "others": Thread.objects.for_staff(request.user)
        .filter(organization=theirs)
        .open()
        .order_by(*LATEST_FIRST)[:10],
    }
    return render(request, "threads/staff_new.html", context)


@require_http_methods(_FORM_METHODS)
@staff_required
def talk(request: HttpRequest, pk: int) -> HttpResponse:
    """One form: its buttons send, send and end, need no answer, end, open again."""
    _check(request)
    rows = Thread.objects.for_staff(request.user).select_related("organization", "closed_by")
    thread = get_object_or_404(rows, pk=pk)
    if request.method != "POST":
        return _page(request, thread, PostForm())
    form = PostForm(request.POST, request.FILES)
    act = request.POST.get("act", "send")
    if act in {"send", "send_and_close"} and form.is_valid():
        return _tried(request, thread, form, act)
    if act in _BARE:
        return _tried(request, thread, form, act)
    return _page(request, thread, form)


def _settle(thread: Thread, by: Any, seen: int | None) -> None:
    settle_thread(thread, by=by, seen=seen)


def _close(thread: Thread, by: Any, seen: int | None) -> None:
    close_thread(thread, by=by, seen=seen)


def _reopen(thread: Thread, by: Any, seen: int | None) -> None:
    reopen_thread(thread, by=by)


_BARE = {
    "settle": (_settle, _("お返事の要らないものにしました。")),
    "close": (_close, _("やりとりを終えました。")),
    "reopen": (_reopen, _("また開きました。どちらからも書けます。")),
}


def _tried(request: HttpRequest, thread: Thread, form: PostForm, act: str) -> HttpResponse:
    """Back to the page, or the page again with what was typed and why not."""
    by: Any = request.user
    try:
        with saying_who_waits():
            if act in _BARE:
                seen = request.POST.get("seen", "")
                perform, said = _BARE[act]
                perform(thread, by, int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 19 else None)
            else:
                data = form.cleaned_data
                write_post(
                    thread,
                    by=by,
                    text=data["text"],
                    files=data["files"],
                    key=form.key,
                    seen=data["seen"],
                    closes=act == "send_and_close",
                )
                said = _("送りました。団体の代表と編集する人に、メールでお知らせします。")
    except DomainError as error:
        thread.refresh_from_db()
        if act in _BARE:
            form = PostForm(initial={"text": request.POST.get("text", "")})
            return _page(request, thread, form, refused=str(error))
        form.add_error(None, str(error))
        form.say_files_again()
        return _page(request, thread, form)
    messages.success(request, str(said))
    if act == "reopen" and request.POST.get("text"):  # typed while somebody ended it
        thread.refresh_from_db()
        return _page(request, thread, PostForm(initial={"text": request.POST["text"]}))
    return HttpResponseRedirect(reverse("threads:staff_talk", args=[thread.pk]))


@require_safe
@staff_required
def file(request: HttpRequest, pk: int, key: uuid.UUID) -> Any:
    _check(request)
    return file_answer(get_object_or_404(Thread.objects.for_staff(request.user), pk=pk), key)


def _page(request: HttpRequest, thread: Thread, form: PostForm, *, refused: str = "") -> HttpResponse:
    may_write = side_of(request.user, thread) == Side.STAFF
    timeline = timeline_of(thread, request.user, Side.STAFF, is_whole=request.GET.get("all") == "1")
    context = {
        "thread": thread,
        "organization": thread.organization,
        "about": abouts_of([thread], is_staff=True).get(thread.pk),
        "standing": standing_of(thread.organization),
        "timeline": timeline,
        "form": form,
        "refused": refused,
        "typed": form.data.get("text", ""),
        "is_late": is_late(thread),
        "may_write": may_write,
        "is_closed": thread.closed_at is not None,
        "waits_for_us": thread.waits_for == Side.STAFF,
    }
    return render(request, "threads/staff_talk.html", context)
