"""The page on which a thing is written. Everything is one form; its button says what is asked for."""

import hashlib
import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.enums import State
from events.forms.event import EventWriting
from events.forms.member import Writing
from events.models import Event
from events.rules import goes_out, is_repeat
from events.services.member_publishing import publish_repeat, submit_as_member
from events.services.member_writing import begin_draft
from events.services.readiness import NotReadyError
from events.services.records import lock_thing
from events.views.writing.desk import KINDS, Desk, Kind, writer_page
from events.views.writing.words import not_saved, organization_note, sent_back, why_held
from hub.exceptions import DomainError
from hub.locking import saying_who_waits


@require_http_methods(["GET", "HEAD", "POST"])
@writer_page
def new(request: HttpRequest, desk: Desk, kind: str) -> HttpResponse:
    """A new draft."""
    return _page(request, desk, KINDS[kind], None)


@require_http_methods(["GET", "HEAD", "POST"])
@writer_page
def edit(request: HttpRequest, desk: Desk, pk: int, kind: str) -> HttpResponse:
    """What is there already. What the city hides is not saved: that is said, and what was typed stays to be copied."""
    return _page(request, desk, KINDS[kind], desk.thing_or_404(KINDS[kind], request.user, pk))


def _page(request: HttpRequest, desk: Desk, kind: Kind, thing: Any) -> HttpResponse:
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if request.method != "POST":
        if thing is not None and thing.state == State.HIDDEN:
            return _held(request, desk, kind, thing)
        writing = _opened(desk, kind, thing, None)
        if isinstance(writing, EventWriting) and thing is None:
            writing.form.suggest_circle(request.GET.get("circle", ""))
    elif act in {"more", "check"}:
        writing = _opened(desk, kind, thing, request)
        _look(writing, act)
    else:
        writing, saved = _saved(request, desk, kind, thing, act)
        if saved is not None:
            messages.success(request, _said(saved, act))
            return HttpResponseRedirect(desk.url(kind, saved))
    return render(request, writing.template, _context(desk, kind, thing, writing))


def _held(request: HttpRequest, desk: Desk, kind: Kind, thing: Any) -> HttpResponse:
    """In the place of the form: why there is none."""
    context = {
        "desk": desk, "thing_url": desk.url(kind, thing), "thing_name": str(thing),
        "why": why_held(desk.organization), "preview_url": desk.url(kind, thing, "preview"),
    }  # fmt: skip
    return render(request, "events/writing/held.html", context)


def _opened(desk: Desk, kind: Kind, thing: Any, request: HttpRequest | None) -> Writing:
    instance = begin_draft(kind.model, desk.organization) if thing is None else thing
    data, files = (request.POST, request.FILES) if request else (None, None)
    return kind.writing(data, files, instance=instance, organization=desk.organization)


def _look(writing: Any, act: str) -> None:
    """Another row, or the days that a repetition gives: nothing is saved."""
    if act == "check" and hasattr(writing, "show_dates"):
        writing.show_dates()
    else:
        writing.add_rows()


def _saved(request: HttpRequest, desk: Desk, kind: Kind, thing: Any, act: str) -> tuple[Writing, Any]:
    """The thing when it is saved; None where something is to be mended, which the form then says.

    The row is locked before the form is made from it, so that of two who save at once the later one is told.
    """
    writing = None
    try:
        with saying_who_waits(), transaction.atomic():
            locked = lock_thing(thing) if thing is not None else None
            if locked is not None and locked.state == State.HIDDEN:
                held = _opened(desk, kind, locked, request)
                held.refuse(not_saved(desk.organization))
                return held, None
            writing = _opened(desk, kind, locked, request)
            if not writing.is_valid():
                if act in {"submit", "publish"}:
                    writing.tell_all_missing()
                return writing, None
            saved = writing.save(by=request.user, sent=_print_of(request))  # type: ignore[arg-type]
            if thing is None and saved.state == State.IN_REVIEW:
                return writing, saved  # handed in by the first of two taps
            if act == "submit":
                submit_as_member(saved, by=request.user)  # type: ignore[arg-type]
            elif act == "publish" and isinstance(saved, Event):
                publish_repeat(saved, by=request.user)  # type: ignore[arg-type]
            return writing, saved
    except NotReadyError as error:
        told, missing = writing or _opened(desk, kind, thing, request), error.missing
        told.tell_missing(missing)
        return told, None
    except DomainError as error:
        told = writing or _opened(desk, kind, thing, request)
        told.form.is_valid()
        told.form.add_error(None, str(error))
        return told, None


def _print_of(request: HttpRequest) -> uuid.UUID:
    """The same for what is sent twice, whichever button was pressed."""
    words = sorted(
        (name, values) for name, values in request.POST.lists() if name not in {"act", "csrfmiddlewaretoken"}
    )
    return uuid.UUID(bytes=hashlib.sha256(repr(words).encode()).digest()[:16])


def _said(thing: Any, act: str) -> str:
    if act == "submit":
        return _("確認に出しました。公開されたら、メールでお知らせします。")
    if act == "publish":
        return _("公開しました。")
    if thing.is_public:
        return _("保存しました。もう公開されています。")
    return _("保存しました。")


def _context(desk: Desk, kind: Kind, thing: Any, writing: Writing) -> dict[str, Any]:
    # As it was written: with another name it is no repeat any more, and is handed in.
    written = writing.form.instance
    is_repeated = isinstance(written, Event) and is_repeat(written) and desk.organization.is_verified
    is_draft = thing is None or thing.state == State.DRAFT
    return {
        "desk": desk,
        "kind": kind,
        "thing": thing,
        "writing": writing,
        "form": writing.form,
        "parts": writing.form.parts(),
        "problems": writing.problems(),
        "title": _("「%(name)s」を直す") % {"name": thing} if thing is not None else kind.new,
        "back": desk.url(kind, thing) if thing is not None else desk.things_url,
        "thing_url": desk.url(kind, thing) if thing is not None else "",
        "thing_name": str(thing) if thing is not None else "",
        "is_out": thing is not None and goes_out(thing),
        "is_draft": is_draft,
        "is_repeat": is_draft and is_repeated,
        "organization_note": organization_note(desk.organization),
        "sent_back": sent_back(thing) if thing is not None else None,
    }
