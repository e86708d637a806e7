"""``/staff/inquiries/``: who wants to talk, what was promised first coming first; one question with what can be done."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from hub.paging import page_number, page_of
from hub.staff_access import staff_required
from partners.enums import InquiryAction, InquiryState
from partners.forms.inquiries import FaqForm, OutcomeForm
from partners.models import Inquiry
from partners.querysets import INQUIRIES_BY_PROMISE, INQUIRIES_LATEST_FIRST
from partners.rules import can_answer_inquiries
from partners.services.faqs import write_faq
from partners.services.inquiries import answer_inquiry, close_inquiry, note_try, reopen_inquiry


def _check(request: HttpRequest) -> None:
    if not can_answer_inquiries(request.user):
        raise PermissionDenied


@require_safe
@staff_required
def inquiry_list(request: HttpRequest) -> HttpResponse:
    """``?done=1``: what was handled, the latest first."""
    _check(request)
    is_done = request.GET.get("done") == "1"
    rows = Inquiry.objects.handled() if is_done else Inquiry.objects.open()
    order = INQUIRIES_LATEST_FIRST if is_done else INQUIRIES_BY_PROMISE
    page = page_of(rows, order, page_number(request.GET), prepare=lambda found: found.select_related("handled_by"))
    address = reverse("partners:staff_inquiries") + ("?done=1&" if is_done else "?")
    today = timezone.localdate()
    context = {
        "is_done": is_done,
        "page": page,
        "rows": [(inquiry, not is_done and inquiry.answer_by < today) for inquiry in page.items],
        "previous_url": f"{address}page={page.number - 1}" if page.has_previous else "",
        "next_url": f"{address}page={page.number + 1}" if page.has_next else "",
    }
    return render(request, "partners/staff_inquiries.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def inquiry_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How to reach them first; what was done; one form with its buttons."""
    _check(request)
    inquiry = get_object_or_404(Inquiry.objects.select_related("handled_by"), pk=pk)
    form = OutcomeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with saying_who_waits():
                _act(inquiry, request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
            inquiry.refresh_from_db()
        else:
            return HttpResponseRedirect(reverse("partners:staff_inquiry", args=[pk]))
    context = {
        "inquiry": inquiry,
        "is_open": inquiry.state == InquiryState.OPEN,
        "is_late": inquiry.state == InquiryState.OPEN and inquiry.answer_by < timezone.localdate(),
        "acts": inquiry.acts.select_related("by"),
        "form": form,
        "typed": str(form["text"].value() or "").strip() if form.non_field_errors() else "",
    }
    return render(request, "partners/staff_inquiry.html", context)


def _act(inquiry: Inquiry, by: Any, *, act: str, text: str) -> None:
    if act == InquiryAction.ANSWER:
        answer_inquiry(inquiry, by=by, outcome=text)
    elif act == InquiryAction.CLOSE:
        close_inquiry(inquiry, by=by, reason=text)
    elif act == InquiryAction.TRY:
        note_try(inquiry, by=by, text=text)
    else:
        reopen_inquiry(inquiry, by=by, reason=text)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def inquiry_faq(request: HttpRequest, pk: int) -> HttpResponse:
    """What was asked, beside an empty form: a question for everybody is written anew, never copied."""
    _check(request)
    inquiry = get_object_or_404(Inquiry, pk=pk)
    form = FaqForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            by: Any = request.user
            faq = write_faq(inquiry, by=by, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _("よくある質問を公開しました。") if faq.is_public else _("よくある質問の下書きを保存しました。"),
            )
            return HttpResponseRedirect(reverse("partners:staff_inquiry", args=[pk]))
    return render(request, "partners/staff_faq.html", {"inquiry": inquiry, "form": form})
