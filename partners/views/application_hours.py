"""One day of hours, for either side: confirm it, say that it was otherwise, write it anew, take it out."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from partners.forms.applications import DisputeForm, HoursForm
from partners.models import Hours
from partners.role_enums import WORKED
from partners.services import hours as services
from partners.views.application_desk import desk_or_404
from partners.views.application_words import Sight, duration, name_of
from partners.views.applications import own_or_404

_FORM_METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(_FORM_METHODS)
def own_hours(request: HttpRequest, pk: int, hours: int) -> HttpResponse:
    return _page(request, own_or_404(request, pk), hours)


@login_required
@require_http_methods(_FORM_METHODS)
def desk_hours(request: HttpRequest, organization: int, pk: int, hours: int) -> HttpResponse:
    return _page(request, desk_or_404(request, organization, pk), hours)


def _page(request: HttpRequest, sight: Sight, pk: int) -> HttpResponse:
    """``act``: confirm, dispute, rewrite, remove."""
    row = get_object_or_404(sight.application.hours, pk=pk)
    row.application = sight.application
    form, dispute, error = _form(row), DisputeForm(), ""
    if request.method == "POST":
        act = request.POST.get("act", "")
        form = HoursForm(request.POST, initial=_initial(row)) if act == "rewrite" else form
        dispute = DisputeForm(request.POST) if act == "dispute" else dispute
        try:
            with saying_who_waits():
                said = _do(request, row, act, form, dispute)
        except DomainError as refused:
            error = str(refused)
            row = Hours.objects.filter(pk=pk).first() or row
        else:
            if said:
                messages.success(request, said)
                return HttpResponseRedirect(sight.url)
    sent = form if form.is_bound else dispute if dispute.is_bound else None
    context = {
        "row": row,
        "duration": duration(row.minutes),
        "own_url": sight.url,
        "organization": sight.organization,
        "role": sight.application.role,
        "name": name_of(sight.application),
        "hours_form": form,
        "dispute_form": dispute,
        "form": sent,
        "error": error,
        "is_open": sight.application.state in WORKED and sight.application.user_id is not None,
        **_may(row, sight),
    }
    return render(request, "partners/application_hours.html", context)


def _may(row: Hours, sight: Sight) -> dict[str, bool]:
    own_at = row.organization_at if sight.organization else row.person_at
    is_written = row.written_by == sight.party
    is_others_word = bool(row.disputed_by) and row.disputed_by != sight.party
    return {
        "may_confirm": own_at is None and not is_others_word,
        "may_dispute": not is_written and not is_others_word,
        "may_remove": is_written and not row.counts,
        "is_others_word": is_others_word,
    }


def _initial(row: Hours) -> dict[str, Any]:
    hours, minutes = divmod(row.minutes, 60)
    return {"on": row.on, "hours": hours, "minutes": minutes, "text": row.text, "seen_version": row.version}


def _form(row: Hours) -> HoursForm:
    return HoursForm(initial=_initial(row))


def _do(request: HttpRequest, row: Hours, act: str, form: HoursForm, dispute: DisputeForm) -> str:
    """What was done, in words; nothing where something is to be filled in."""
    by: Any = request.user
    seen = request.POST.get("seen_version", "")
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0
    if act == "confirm":
        services.confirm_hours(row, by=by, seen_version=version)
        return _("確かめました。")
    if act == "remove":
        services.remove_hours(row, by=by)
        return _("記録を消しました。")
    if act == "dispute":
        if not dispute.is_valid():
            return ""
        services.dispute_hours(row, by=by, text=dispute.cleaned_data["dispute"], seen_version=version)
        return _("「ちがう」と伝えました。相手が直すと、もう一度確かめられます。")
    if act == "rewrite":
        if not form.is_valid():
            return ""
        data = form.cleaned_data
        services.rewrite_hours(row, by=by, on=data["on"], minutes=form.total, text=data["text"], seen_version=version)
        return _("書きなおしました。相手がもう一度確かめます。")
    raise DomainError(_("下のボタンのどれかを押してください。"))
