"""``/staff/referrals/<pk>/``: one case. Every act is a POST to its page; so is the opening of the personal part."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hub.exceptions import DomainError, TransitionError
from hub.locking import ONE_TAP, saying_who_waits
from hub.templatetags.reading import day, hour
from referrals.enums import Look
from referrals.forms.acts import FORMS
from referrals.forms.base import ActForm
from referrals.models import CaseAct, Draft, Referral
from referrals.rules import can_answer_transfer, can_see_referral, can_work_on, needs_reason_to_read
from referrals.services.drafts import drop_draft
from referrals.services.messages import AnsweredError
from referrals.services.opening import Opened, has_reason, open_case, record_case_look
from referrals.services.records import record_refused
from referrals.views.shelves import kept_of, selection_come_from
from referrals.views.staff import find_case, staff_on_record
from referrals.views.staff_acts import ACTS, ONCE, asked_transfer, is_as_sent
from referrals.views.staff_open import OPENED_FOR, keep_draft, leave_open_mark, take_open_mark
from referrals.views.staff_page import Late, page_of_case

_OPEN = "open"
_ANSWERS = frozenset({"accept", "decline"})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_on_record(Look.CASE.label)
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """``act``: ``open``, or one of ``ACTS``. ``seen``: the state that the page showed, so that the second is told.

    ``?show=``, ``office``, ``district``: the list one came from, as its own address has them; they stay through every act.
    """
    one = find_case(request, pk, Look.CASE)
    if request.method != "POST":
        return _page(request, one, reason=take_open_mark(request, one))
    name = request.POST.get("act", "")
    if name != _OPEN and name not in ACTS:
        return _page(request, one, late=Late(_("下のボタンのどれかを押してください。")))
    form = form_of(request, one, name)
    if not form.is_valid():
        keep_draft(one, request.user, form)
        return _page(request, one, form)
    return _opened(request, one, form) if name == _OPEN else _acted(request, one, name, form)


def form_of(request: HttpRequest, one: Referral, name: str) -> ActForm:
    """As it was sent."""
    row = request.POST.get("row", "")
    kept = {"row": int(row)} if row.isascii() and row.isdigit() and len(row) < 19 else {}
    options: Any = kept if name in {"done", "withdraw", "stop_link"} else {}
    return FORMS[name](request.POST, referral=one, user=request.user, **options)


def _opened(request: HttpRequest, one: Referral, form: ActForm) -> HttpResponse:
    """The same page with the personal part; that it was opened is on record before a word of it is read."""
    by: Any = request.user
    try:
        with saying_who_waits():
            words = open_case(one, by=by, reason=form.cleaned_data["reason"])
    except DomainError as error:
        form.add_error(form.main, str(error))
        return _page(request, one, form)
    return _render(request, one, opened=words)


def _acted(request: HttpRequest, one: Referral, name: str, form: ActForm) -> HttpResponse:
    by: Any = request.user
    perform, said = ACTS[name]
    try:
        with saying_who_waits():
            token = perform(one, by, form, request.POST.get("seen"))
    except TransitionError as error:
        one.refresh_from_db()
        last = one.acts.select_related("by").order_by("-pk").first()
        if not _is_same_tap(last, one, form, by):
            keep_draft(one, by, form)
            return _page(request, one, late=Late(str(error), last, form.typed()))
        token = None
    except AnsweredError as error:
        keep_draft(one, by, form)
        return _page(request, one, _told(form, error))
    except DomainError as error:
        one.refresh_from_db()
        keep_draft(one, by, form)
        if not _may(name, one, by):
            record_refused(by=by, case=one.pk, what=str(form.action.label if form.action else name))
        form.add_error(form.main, str(error))
        return _page(request, one, form)
    if form.has_draft():  # apart from the act: that is done, whatever becomes of this
        _drop_drafts(one, by, form)
    if token:
        return _link(request, one, token)
    messages.success(request, form.said(said))
    is_seen = can_see_referral(by, one)
    if is_seen:
        leave_open_mark(request, one)
    address = reverse("staff_referrals:case", args=[one.pk]) if is_seen else reverse("staff_referrals:list")
    return HttpResponseRedirect(f"{address}{kept_of(request.GET)}")


def _drop_drafts(one: Referral, by: Any, form: ActForm) -> None:
    """Of what was sent. What can't be done once more now that it is done (``ONCE``) was begun on other pages for the same end."""
    pages = {form.key}
    if form.act in ONCE:
        pages |= set(
            Draft.objects.of(by, timezone.now()).filter(referral=one, act=form.act).values_list("page", flat=True)
        )
    for page in pages:
        drop_draft(one, by=by, act=form.act, page=page)


def _told(form: ActForm, error: AnsweredError) -> ActForm:
    """What they wrote stands in its box, and can be sent now that they know of the other answer."""
    at = f"{day(error.first.at)} {hour(error.first.at)}"
    how = _("先の返事（%(at)s）を読んで、それでも送るときは、もう一度押してください。") % {"at": at}
    form.add_error("text", f"{error}{how}")
    form.button = _("それでも返事を送る")
    return form


def _may(name: str, one: Referral, by: Any) -> bool:
    """Whether who they are was no reason to refuse it: those who are asked to take a case may answer, and no more."""
    if name not in _ANSWERS:
        return can_work_on(by, one)
    asked = asked_transfer(one)
    return asked is None or bool(asked.to_office and can_answer_transfer(by, asked.to_office))


def _is_same_tap(last: CaseAct | None, one: Referral, form: ActForm, by: Any) -> bool:
    """Whether this very thing was done a moment ago by the same person: a button that was pressed twice."""
    if last is None or last.action != form.action or last.by_id != by.pk:
        return False
    if timezone.now() - last.at >= min(ONE_TAP, timedelta(minutes=1)):
        return False
    return is_as_sent(one, form) and has_reason(last, form.cleaned_data.get("reason", ""))


def _link(request: HttpRequest, one: Referral, token: str) -> HttpResponse:
    """Shown once: no row holds it, and no address leads here again."""
    context = {
        "one": one,
        "link": f"{settings.SITE_URL}{reverse('referrals:transfer', args=[token])}",
        "days": settings.HUB_REFERRALS_TRANSFER_DAYS,
        "kept": kept_of(request.GET),
    }
    return render(request, "referrals/staff/link.html", context)


def _page(
    request: HttpRequest,
    one: Referral,
    form: ActForm | None = None,
    *,
    late: Late | None = None,
    reason: str | None = None,
) -> HttpResponse:
    """With the personal part where it was open before, for ``reason`` or as the form says; that is a look of its own."""
    by: Any = request.user
    opened = _open_again(one, by, request.POST.get(OPENED_FOR) if reason is None else reason)
    if opened is None:
        record_case_look(one, by=by)
    return _render(request, one, [form] if form else [], opened=opened, late=late)


def _open_again(one: Referral, by: Any, reason: str | None) -> Opened | None:
    """As before, if it is still their own case or the reason holds; else it is closed, and nothing is lost."""
    if reason is None or (not reason.strip() and needs_reason_to_read(by, one)):
        return None
    try:
        with saying_who_waits():
            return open_case(one, by=by, reason=reason)
    except DomainError:
        return None


def _render(
    request: HttpRequest,
    one: Referral,
    bound: Sequence[ActForm] = (),
    *,
    opened: Any = None,
    late: Late | None = None,
) -> HttpResponse:
    context = page_of_case(one, request.user, bound=bound, opened=opened, late=late)
    came_from = selection_come_from(request.GET)
    context |= {
        "kept": kept_of(request.GET),
        "came_from": came_from,
        "following": came_from.next_after(one, request.user, timezone.now()) if came_from else None,
    }
    return render(request, "referrals/staff/case.html", context)
