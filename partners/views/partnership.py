"""Below the page of an organisation: its registrations, the form of one, and what its members do with it."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.accounts.querysets import WRITERS
from hub.accounts.views.access import organization_or_404
from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from partners.enums import ENDED, TRANSITIONS, WRITABLE, Action, PartnershipState
from partners.forms.joining import AgreeForm, PartnershipForm, WithdrawForm
from partners.lines import rows_of
from partners.models import Partnership
from partners.pdf import can_make_pdf, pdf_of
from partners.services import joining
from partners.services.certificates import code_of
from partners.services.reviewing import end_of_term
from partners.services.written import WRITTEN_SETS, values_of
from partners.throttle import take_pdf_turn
from partners.views.desk import Desk, desk_or_404
from partners.views.words import TAGS, done, standing_of, who_for_members

_FORM_METHODS = ["GET", "HEAD", "POST"]
MOST_ENDED = 20


@login_required
@require_safe
def mine(request: HttpRequest, organization: int) -> HttpResponse:
    """What the organisation is registered in, and was."""
    ours = organization_or_404(request, organization)
    rows = Partnership.objects.filter(organization=ours).select_related("programme")
    context = {
        "organization": ours,
        "can_write": ours.level in WRITERS,
        "open": [_row(one) for one in rows.exclude(state__in=ENDED)],
        "ended": [_row(one) for one in rows.filter(state__in=ENDED)[:MOST_ENDED]],
    }
    return render(request, "partners/mine.html", context)


def _row(partnership: Partnership) -> dict[str, Any]:
    return {"one": partnership, "tag": TAGS.get(PartnershipState(partnership.state), "")}


@login_required
@require_http_methods(_FORM_METHODS)
def partnership(request: HttpRequest, organization: int, pk: int) -> HttpResponse:
    """Where it stands, and the form where it may be written. ``act``: ``save`` or ``submit``."""
    desk = desk_or_404(request, organization, pk, writing=request.method == "POST")
    if request.method != "POST":
        return _page(request, desk, _form(desk, None) if _is_writable(desk) else None)
    form = _form(desk, request)
    answer = _saved(request, desk, form)
    return answer or _page(request, desk, form)


def _is_writable(desk: Desk) -> bool:
    return desk.can_write and desk.partnership.state in {*WRITABLE, PartnershipState.APPROVED}


def _form(desk: Desk, request: HttpRequest | None) -> PartnershipForm:
    terms = joining.terms_in_force(desk.partnership.programme)
    return PartnershipForm(request.POST if request else None, partnership=desk.partnership, terms=terms)


def _saved(request: HttpRequest, desk: Desk, form: PartnershipForm) -> HttpResponse | None:
    """What was written is kept first, however unfinished; then handed in. None where the form says what is wrong."""
    one, by = desk.partnership, request.user
    is_whole = form.is_valid()
    if one.is_in_force and not is_whole:
        return None
    is_submitting = request.POST.get("act") == "submit"
    try:
        with saying_who_waits():
            joining.write_partnership(one, by=by, values=form.values(), typed=form.typed(), seen_version=form.seen)  # type: ignore[arg-type]
            form.is_kept = True
            if is_submitting:
                form.accept_newest(one.version)
                joining.submit_partnership(one, by=by, agreed_version=form.agreed_version)  # type: ignore[arg-type]
    except joining.StaleError as error:
        one.refresh_from_db()
        form.add_error(None, f"{error}{_differing(form)}")
        form.accept_newest(one.version)
        return None
    except joining.UnfinishedError as error:
        form.tell(error.fields)
        return None
    except DomainError as error:
        one.refresh_from_db()
        form.add_error(None, str(error))
        return None
    messages.success(request, _said(one, is_submitting=is_submitting))
    return HttpResponseRedirect(desk.url())


def _differing(form: PartnershipForm) -> str:
    now = values_of(form.partnership)
    values = form.values()
    typed = {name: sorted(x.pk for x in value) if name in WRITTEN_SETS else value for name, value in values.items()}
    labels = [str(form.fields[name].label) for name in typed if name in form.fields and typed[name] != now[name]]
    said = _("いまの内容から変わる項目：%(names)s") % {"names": "、".join(labels) or _("なし")}
    if unread := [str(form.fields[name].label) for name in form.fields if name in form.errors]:
        said += "。" + _("読めなかったので、くらべていない項目：%(names)s") % {"names": "、".join(unread)}
    return said


def _said(one: Partnership, *, is_submitting: bool) -> str:
    if is_submitting:
        return _("確認に出しました。終わったら、メールでお知らせします。")
    if one.is_in_force:
        return _("保存しました。もう公開のページに出ています。")
    if one.typed:
        return _("途中まで保存しました。書いたままにしてある、直してほしいところがあります。下を見てください。")
    return _("途中まで保存しました。つづきは、いつでも、ほかの機械からでも書けます。")


def _page(request: HttpRequest, desk: Desk, form: PartnershipForm | None) -> HttpResponse:
    one = desk.partnership
    history = one.transitions.select_related("by").order_by("-pk")
    context = {
        "desk": desk,
        "organization": desk.organization,
        "one": one,
        "tag": TAGS.get(PartnershipState(one.state), ""),
        "standing": standing_of(one, can_write=desk.can_write),
        "form": form,
        "written": [] if form else rows_of(one),
        "is_kept": bool(form and form.is_kept),
        "terms": form.terms if form else one.terms,
        "is_renewable": desk.can_write and joining.is_renewable(one),
        "may_take_back": desk.can_write and one.state == PartnershipState.SUBMITTED,
        "may_withdraw": desk.can_write and one.state in TRANSITIONS[Action.WITHDRAW][0],
        "is_ended": one.state in ENDED,
        "history": [(line, done(line), who_for_members(line)) for line in history],
    }
    return render(request, "partners/partnership.html", context)


@login_required
@require_POST
def take_back(request: HttpRequest, organization: int, pk: int) -> HttpResponse:
    """Back to a draft; nothing is lost, so nobody is asked twice."""
    desk = desk_or_404(request, organization, pk, writing=True)
    try:
        with saying_who_waits():
            joining.take_back_partnership(desk.partnership, by=request.user)  # type: ignore[arg-type]
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("書きかけに戻しました。書いたものは残っています。"))
    return HttpResponseRedirect(desk.url())


@login_required
@require_http_methods(_FORM_METHODS)
def withdraw(request: HttpRequest, organization: int, pk: int) -> HttpResponse:
    """Says what will happen, and asks."""
    desk = desk_or_404(request, organization, pk, writing=True)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with saying_who_waits():
                joining.withdraw_partnership(desk.partnership, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except DomainError as error:
            desk.partnership.refresh_from_db()
            form.add_error(None, str(error))
        else:
            messages.success(request, _("登録をやめました。"))
            return HttpResponseRedirect(desk.url())
    one = desk.partnership
    context = {
        "desk": desk, "organization": desk.organization, "one": one, "form": form,
        "is_offered": one.state in TRANSITIONS[Action.WITHDRAW][0],
        "was_public": one.state == PartnershipState.APPROVED,
    }  # fmt: skip
    return render(request, "partners/withdraw.html", context)


@login_required
@require_http_methods(_FORM_METHODS)
def renew(request: HttpRequest, organization: int, pk: int) -> HttpResponse:
    """When the end is near: the terms once more, and one button."""
    desk = desk_or_404(request, organization, pk, writing=True)
    one = desk.partnership
    terms = joining.terms_in_force(one.programme)
    shown = {"terms_version": terms.version if terms else None}
    form = AgreeForm(request.POST if request.method == "POST" else None, initial=shown)
    if request.method == "POST" and form.is_valid():
        try:
            with saying_who_waits():
                joining.ask_for_renewal(one, by=request.user, agreed_version=form.cleaned_data["terms_version"])  # type: ignore[arg-type]
        except joining.UnfinishedError as error:
            for name, text in error.fields.items():
                form.add_error("agreed" if name == "agreed" else None, text)
            form.data = {**request.POST.dict(), **shown}  # the newest terms are below, and to be agreed to anew
        except DomainError as error:
            one.refresh_from_db()
            form.add_error(None, str(error))
        else:
            messages.success(request, _("更新を申し込みました。終わったら、メールでお知らせします。"))
            return HttpResponseRedirect(desk.url())
    context = {
        "desk": desk, "organization": desk.organization, "one": one, "form": form, "terms": terms,
        "is_offered": joining.is_renewable(one), "written": rows_of(one),
        "next_end": end_of_term(one.programme, one.ends_on + timedelta(days=1)) if one.ends_on else None,
    }  # fmt: skip
    return render(request, "partners/renew.html", context)


@login_required
@require_safe
def certificate(request: HttpRequest, organization: int, pk: int) -> HttpResponse:
    """登録証, one A4; while it is in force."""
    desk = desk_or_404(request, organization, pk)
    if not desk.partnership.is_in_force:
        messages.error(request, _("登録証は、登録中のあいだだけ出せます。"))
        return HttpResponseRedirect(desk.url())
    one = desk.partnership
    context = {"desk": desk, "organization": desk.organization, "one": one, "code": code_of(one)}
    return render(request, "partners/certificate.html", context | {"has_pdf": can_make_pdf()})


@login_required
@require_safe
def certificate_pdf(request: HttpRequest, organization: int, pk: int) -> HttpResponse:
    """The same as a file, where this machine makes one; else as if the address were not there."""
    desk = desk_or_404(request, organization, pk)
    one = desk.partnership
    if not one.is_in_force or not can_make_pdf():
        raise Http404
    if wait := take_pdf_turn(int(request.user.pk or 0)):
        said = _("続けて作れる数を超えました。%(minutes)d分ほど待って、もう一度押してください。") % {
            "minutes": -(-wait // 60)
        }
        messages.error(request, said)
        return HttpResponseRedirect(desk.url())
    code = code_of(one)
    context = {
        "organization": desk.organization,
        "one": one,
        "code": code,
        "city": settings.HUB_CITY,
        "full_url": f"{settings.SITE_URL}{reverse('partners:check_code', args=[one.number, code])}",
        "typed_full_url": f"{settings.SITE_URL}{reverse('partners:check')}",
    }
    answer = HttpResponse(pdf_of("partners/certificate_pdf.html", context), content_type="application/pdf")
    answer.headers["Content-Disposition"] = content_disposition_header(True, f"{one.number}.pdf") or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
