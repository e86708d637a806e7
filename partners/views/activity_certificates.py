"""活動証明書: made and printed by the person, checked by anybody, revoked by the organisation and by coordinators."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from hub.reading import finish
from hub.staff_access import staff_required
from partners.forms.applications import CertificateForm, FindCertificateForm, RevokeForm
from partners.forms.checking import ActivityCheckForm
from partners.models import ActivityCertificate
from partners.pdf import can_make_pdf, pdf_of
from partners.rules import can_review_partners
from partners.services.activity_certificates import (
    Verdict,
    code_of,
    counted,
    make_certificate,
    revoke_certificate,
    verify,
)
from partners.services.certificates import tidy_number
from partners.throttle import take_pdf_turn, take_turn
from partners.views.application_desk import desk_or_404
from partners.views.application_words import duration
from partners.views.applications import own_or_404

_FORM_METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(_FORM_METHODS)
def make(request: HttpRequest, pk: int) -> HttpResponse:
    """What would stand on it, and the name as the person writes it."""
    sight = own_or_404(request, pk)
    one, by = sight.application, request.user
    form = CertificateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with saying_who_waits():
                made = make_certificate(one, by=by, name=form.cleaned_data["name"])  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("証明書を作りました。"))
            return HttpResponseRedirect(reverse("applications:certificate", args=[made.pk]))
    sums = counted(one)
    context = {
        "one": one, "role": one.role, "form": form, "own_url": sight.url, "sums": sums,
        "duration": duration(sums["minutes"]) if sums["minutes"] else "",
    }  # fmt: skip
    return render(request, "partners/activity_certificate_new.html", context)


def _own(request: HttpRequest, pk: int) -> ActivityCertificate:
    by: Any = request.user
    rows = ActivityCertificate.objects.own(by).select_related("application__role")
    found: ActivityCertificate = get_object_or_404(rows, pk=pk)
    return found


def _sheet(one: ActivityCertificate) -> dict[str, Any]:
    code = code_of(one)
    return {
        "one": one,
        "code": code,
        "duration": duration(one.minutes),
        "is_sample": one.application.role.is_sample,
        "check_url": reverse("applications:check_code", args=[one.number, code]),
    }


@login_required
@require_safe
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """One A4; of one that was revoked why."""
    one = _own(request, pk)
    context = _sheet(one) | {"has_pdf": can_make_pdf() and one.revoked_at is None}
    return render(request, "partners/activity_certificate.html", context)


@login_required
@require_safe
def certificate_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a file, where this machine makes one; else as if the address were not there."""
    one = _own(request, pk)
    if one.revoked_at is not None or not can_make_pdf():
        raise Http404
    if wait := take_pdf_turn(int(request.user.pk or 0)):
        said = _("続けて作れる数を超えました。%(minutes)d分ほど待って、もう一度押してください。")
        messages.error(request, said % {"minutes": -(-wait // 60)})
        return HttpResponseRedirect(reverse("applications:certificate", args=[one.pk]))
    sheet = _sheet(one)
    context = sheet | {
        "city": settings.HUB_CITY,
        "full_url": f"{settings.SITE_URL}{sheet['check_url']}",
        "typed_full_url": f"{settings.SITE_URL}{reverse('applications:check')}",
    }
    answer = HttpResponse(pdf_of("partners/activity_certificate_pdf.html", context), content_type="application/pdf")
    answer.headers["Content-Disposition"] = content_disposition_header(True, f"{one.number}.pdf") or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Typed in: ``?number=…&code=…``; what is asked is not kept."""
    is_asked = "number" in request.GET or "code" in request.GET
    form = ActivityCheckForm(request.GET if is_asked else None)
    if is_asked and form.is_valid():
        return _verdict(request, form.cleaned_data["number"], form.cleaned_data["code"])
    context = {"form": form, "verdict": None, "minutes": 0}
    return finish(request, render(request, "partners/activity_check.html", context))


@require_safe
def check_code(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """From the QR code on the paper."""
    return _verdict(request, number, code)


def _verdict(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Counted before it is looked at: over the limit nothing is told."""
    wait = take_turn(request.META.get("REMOTE_ADDR", ""))
    verdict: Verdict | None = None if wait else verify(number, code)
    form = ActivityCheckForm(initial={"number": number[:60], "code": code[:60]})
    found = verdict.certificate if verdict else None
    context = {
        "form": form, "verdict": verdict, "minutes": -(-wait // 60),
        "duration": duration(found.minutes) if found else "",
        "is_sample": bool(found and found.application.role.is_sample),
    }  # fmt: skip
    response = render(request, "partners/activity_check.html", context, status=429 if wait else 200)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return finish(request, response)


@login_required
@require_http_methods(_FORM_METHODS)
def desk_revoke(request: HttpRequest, organization: int, pk: int, certificate: int) -> HttpResponse:
    """By those who write for the organisation. The name that the person had typed is not shown."""
    sight = desk_or_404(request, organization, pk)
    one = get_object_or_404(sight.application.certificates, pk=certificate)
    one.application = sight.application
    return _revoke(request, one, "partners/activity_revoke.html", sight.url, {"organization": sight.organization})


@require_http_methods(_FORM_METHODS)
@staff_required
def staff_find(request: HttpRequest) -> HttpResponse:
    """By its number, which whoever asks has on paper."""
    if not can_review_partners(request.user):
        raise PermissionDenied
    form = FindCertificateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        found = ActivityCertificate.objects.filter(number=tidy_number(form.cleaned_data["number"])).first()
        if found is not None:
            return HttpResponseRedirect(reverse("applications:staff_certificate", args=[found.pk]))
        form.add_error("number", _("この番号の証明書は、ありません。"))
    return render(request, "partners/staff_activity_certificates.html", {"form": form})


@require_http_methods(_FORM_METHODS)
@staff_required
def staff_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    if not can_review_partners(request.user):
        raise PermissionDenied
    one = get_object_or_404(ActivityCertificate.objects.select_related("application__role__organization"), pk=pk)
    back = reverse("applications:staff_certificates")
    return _revoke(request, one, "partners/staff_activity_certificate.html", back, {})


def _revoke(
    request: HttpRequest, one: ActivityCertificate, template: str, back: str, more: dict[str, Any]
) -> HttpResponse:
    form, by = RevokeForm(request.POST if request.method == "POST" else None), request.user
    if request.method == "POST" and form.is_valid():
        try:
            with saying_who_waits():
                revoke_certificate(one, by=by, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("証明書を取り消しました。本人にメールで知らせます。"))
            return HttpResponseRedirect(request.path)
    context = {"one": one, "form": form, "own_url": back, "duration": duration(one.minutes)} | more
    return render(request, template, context)
