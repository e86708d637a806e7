"""``/staff/voices/``: planners ask, look at what came, and write what became of it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hub import small_counts
from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from hub.paging import page_number, page_of
from hub.staff_access import staff_required
from indicators.forms.staff_voices import (
    CallForm,
    DelayForm,
    ExtendForm,
    MergeForm,
    ReplyForm,
    ResumeForm,
    TextForm,
    WithholdForm,
)
from indicators.models import Opinion, OpinionCall
from indicators.services import opinions, voices
from indicators.views.voice_files import csv_of
from indicators.voice_board import said_of
from indicators.voice_enums import CALL_MOVES, OPINION_MOVES, AgeGroup, CallAction, OpinionAction, OpinionState
from indicators.voice_rules import can_hear

PAGE_SIZE = 50
MOST_CALLS = 200
# The acts of a call's page: what is filled in, and what it does.
_CALL_ACTS: dict[str, tuple[type[forms.Form] | None, Callable[..., None]]] = {
    CallAction.OPEN: (None, voices.open_call),
    CallAction.TAKE_BACK: (None, voices.take_back_call),
    CallAction.CLOSE: (None, voices.close_call),
    CallAction.EXTEND: (ExtendForm, voices.extend_call),
    CallAction.DELAY: (DelayForm, voices.delay_reply),
    CallAction.ANSWER: (None, voices.finish_call),
    CallAction.RESUME: (ResumeForm, voices.resume_call),
}
_OPINION_ACTS: dict[str, Callable[..., None]] = {
    OpinionAction.PUBLISH: opinions.publish_opinion,
    OpinionAction.REWORD: opinions.reword_opinion,
    OpinionAction.MERGE: opinions.merge_opinion,
    OpinionAction.WITHHOLD: opinions.withhold_opinion,
    OpinionAction.RECONSIDER: opinions.reconsider_opinion,
}


def _check(request: HttpRequest) -> None:
    if not can_hear(request.user):
        raise PermissionDenied


def _done(request: HttpRequest, act: Callable[[], Any]) -> str:
    """What was in the way; empty where it was done."""
    try:
        with saying_who_waits():
            act()
    except DomainError as error:
        return str(error)
    return ""


def _call(code: str) -> OpinionCall:
    found: OpinionCall = get_object_or_404(OpinionCall.objects.select_related("plan"), code=code)
    return found


@require_safe
@staff_required
def desk(request: HttpRequest) -> HttpResponse:
    """All calls with their clocks, and the opinions that wait, oldest first."""
    _check(request)
    page = page_of(
        Opinion.objects.waiting(), ("call__answer_by", "received_on", "pk"), page_number(request.GET),
        prepare=lambda rows: rows.select_related("call"), size=PAGE_SIZE,
    )  # fmt: skip
    context = {
        "calls": OpinionCall.objects.for_list().with_counts()[:MOST_CALLS],
        "page": page,
        "today": timezone.localdate(),
        "previous_url": f"?page={page.number - 1}" if page.has_previous else "",
        "next_url": f"?page={page.number + 1}" if page.has_next else "",
    }
    return render(request, "indicators/voices/staff/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def new(request: HttpRequest) -> HttpResponse:
    """A draft."""
    _check(request)
    form = CallForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        values = dict(form.cleaned_data)
        code, by = values.pop("code"), request.user
        error = _done(request, lambda: voices.write_call(by=by, code=code, values=values))  # type: ignore[arg-type]
        if not error:
            messages.success(request, _("書きかけとして残しました。公開するまで、ほかの人には見えません。"))
            return HttpResponseRedirect(reverse("voices:staff_call", args=[code]))
        form.add_error(None, error)
    return render(request, "indicators/voices/staff/edit.html", {"form": form, "call": None})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """A draft; what was opened stays as people read it."""
    _check(request)
    call = _call(code)
    initial = {name: getattr(call, name) for name in voices.WRITTEN} | {"policies": call.policies.all()}
    form = CallForm(request.POST if request.method == "POST" else None, call=call, initial=initial)
    if form.is_bound and form.is_valid():
        by = request.user
        error = _done(request, lambda: voices.edit_call(call, by=by, values=form.cleaned_data))  # type: ignore[arg-type]
        if not error:
            messages.success(request, _("直しました。"))
            return HttpResponseRedirect(reverse("voices:staff_call", args=[code]))
        form.add_error(None, error)
    return render(request, "indicators/voices/staff/edit.html", {"form": form, "call": call})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def call(request: HttpRequest, code: str) -> HttpResponse:
    """One call: what can be done with it, what waits, what is published and replied."""
    _check(request)
    one = _call(code)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    bound = {}
    if act in _CALL_ACTS:
        form_of, service = _CALL_ACTS[act]
        form = form_of(request.POST, prefix=act) if form_of else None
        if form is None or form.is_valid():
            by, values = request.user, form.cleaned_data if form else {}
            error = _done(request, lambda: service(one, by=by, **values))
            if not error:
                messages.success(request, _("「%(act)s」をしました。") % {"act": CallAction(act).label})
                return HttpResponseRedirect(reverse("voices:staff_call", args=[code]))
            messages.error(request, error)
        if form is not None:
            bound[act] = form
        one = _call(code)
    return render(request, "indicators/voices/staff/call.html", _call_context(request, one, bound))


def _call_context(request: HttpRequest, one: OpinionCall, bound: dict[str, forms.Form]) -> dict[str, Any]:
    page = page_of(
        one.opinions.published(), ("number",), page_number(request.GET),
        prepare=lambda rows: rows.with_replies(), size=PAGE_SIZE,
    )  # fmt: skip
    initial = {"closes_on": one.closes_on, "answer_by": one.answer_by}
    ages = one.opinions.by_age()
    return {
        "call": one,
        "policies": list(one.policies.order_by("level", "number")),
        "today": timezone.localdate(),
        "acts": [
            (
                action,
                bound.get(action) or (form_of(prefix=action, initial=initial) if form_of else None),
                action in bound,
            )
            for action, (form_of, _service) in _CALL_ACTS.items()
            if one.state in CALL_MOVES[CallAction(action)]
        ],
        "can_edit": one.state in CALL_MOVES[CallAction.EDIT],
        "waiting": one.opinions.waiting()[:PAGE_SIZE],
        "others": one.opinions.filter(state__in=[OpinionState.MERGED, OpinionState.WITHHELD])
        .select_related("merged_into")
        .order_by("state", "received_on", "pk")[:MOST_CALLS],
        "page": page,
        "rows": [said_of(opinion) for opinion in page.items],
        "ages": [(group.label, small_counts.shown(ages.get(group, 0))) for group in AgeGroup] if ages else [],
        "history": one.transitions.filter(opinion=None).select_related("by"),
        "previous_url": f"?page={page.number - 1}" if page.has_previous else "",
        "next_url": f"?page={page.number + 1}" if page.has_next else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def opinion(request: HttpRequest, key: Any) -> HttpResponse:
    """One opinion as it was written, and what can be done with it."""
    _check(request)
    one = get_object_or_404(Opinion.objects.select_related("call__plan", "district", "merged_into"), pk=key)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    shown = _opinion_forms(one, request.POST if act else None, act)
    if act in _OPINION_ACTS:
        form = shown.get(act)
        if form is None or form.is_valid():
            by, values = request.user, form.cleaned_data if form else {}
            error = _done(request, lambda: _OPINION_ACTS[act](one, by=by, **values))
            if not error:
                messages.success(request, _("「%(act)s」をしました。") % {"act": OpinionAction(act).label})
                return HttpResponseRedirect(_next_after(one))
            if form is None:
                messages.error(request, error)
            else:
                form.add_error(None, error)
            one.refresh_from_db()
    allowed = [action for action, moves in OPINION_MOVES.items() if one.state in moves]
    context = {
        "opinion": one,
        "call": one.call,
        "forms": [(action, shown.get(action)) for action in allowed],
        "history": one.transitions.select_related("by"),
    }
    return render(request, "indicators/voices/staff/opinion.html", context)


def _opinion_forms(one: Opinion, data: Any, act: str) -> dict[str, forms.Form]:
    """The form that was sent with what was typed; the others as they stand."""

    def sent(action: str) -> Any:
        return data if action == act else None

    written = {
        "text": one.published_text or one.text, "is_shortened": one.is_shortened, "is_redacted": one.is_redacted,
    }  # fmt: skip
    return {
        OpinionAction.PUBLISH: TextForm(sent(OpinionAction.PUBLISH), initial=written, prefix="publish"),
        OpinionAction.REWORD: TextForm(sent(OpinionAction.REWORD), initial=written, prefix="reword"),
        OpinionAction.MERGE: MergeForm(sent(OpinionAction.MERGE), opinion=one, prefix="merge"),
        OpinionAction.WITHHOLD: WithholdForm(sent(OpinionAction.WITHHOLD), prefix="withhold"),
    }


def _next_after(one: Opinion) -> str:
    """The next one of the same call that waits, else the call."""
    waiting = Opinion.objects.waiting().filter(call=one.call_id).first()
    if waiting is None:
        return reverse("voices:staff_call", args=[one.call.code])
    return reverse("voices:opinion", args=[waiting.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def reply(request: HttpRequest, code: str) -> HttpResponse:
    """``?opinion=``: those that are chosen already. One reply to several; a later one takes its place, and it stays."""
    _check(request)
    one = _call(code)
    chosen = [text for text in request.GET.getlist("opinion") if text]
    initial = {"opinions": chosen, "policies": one.policies.all()}
    form = ReplyForm(request.POST if request.method == "POST" else None, call=one, initial=initial)
    if form.is_bound and form.is_valid():
        data, by = form.cleaned_data, request.user
        error = _done(
            request,
            lambda: opinions.reply_to_opinions(
                one, by=by, opinions=data["opinions"], verdict=data["verdict"], reason=data["reason"],  # type: ignore[arg-type]
                policies=form.about, answer_by=data["answer_by"],
            ),
        )  # fmt: skip
        if not error:
            messages.success(request, _("返事を書きました。公開のページに出ています。"))
            return HttpResponseRedirect(reverse("voices:staff_call", args=[code]))
        form.add_error(None, error)
    return render(request, "indicators/voices/staff/reply.html", {"call": one, "form": form})


@require_safe
@staff_required
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """For the council: the call, each published opinion and its answer."""
    _check(request)
    one = _call(code)
    rows = [said_of(opinion) for opinion in one.opinions.published().with_replies().order_by("number")]
    context = {"call": one, "rows": rows, "policies": list(one.policies.all()), "today": timezone.localdate()}
    return render(request, "indicators/voices/staff/paper.html", context)


@require_safe
@staff_required
def council_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The same as the public file, of a call in any state."""
    _check(request)
    return csv_of(_call(code))
