"""``/support/transfer/<token>/``: an agency outside reads what was written for it, and takes the case or declines.

The link is opened without an account, until it is declined or its days are over; then it is as if it had never been.
Who accepted reads the same words again until then.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from referrals.enums import Refusal
from referrals.forms.transfer import AnswerTransferForm
from referrals.models import Transfer
from referrals.services import transfers
from referrals.services.opening import open_for_agency

ACCEPT, DECLINE = "accept", "decline"


@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request: HttpRequest, token: str) -> HttpResponse:
    """``act``: ``accept``, or ``decline`` with a reason. To look changes nothing: programs that open mails do, too."""
    asked = transfers.find_by_token(token, timezone.now())
    if asked is None:
        return _read_again(request, token)
    if request.method != "POST":
        return _page(request, asked, AnswerTransferForm())
    form = AnswerTransferForm(request.POST)
    if not form.is_valid():
        return _page(request, asked, form)
    is_taken = form.cleaned_data["act"] == ACCEPT
    try:
        with saying_who_waits():
            _answer(asked, form, is_taken=is_taken)
    except DomainError as error:
        form.add_error(None, str(error))
        return _page(request, asked, form)
    context = {"is_taken": is_taken, "ends": asked.expires_at, "path": request.path}
    return _private(render(request, "referrals/transfer_answered.html", context))


def _read_again(request: HttpRequest, token: str) -> HttpResponse:
    """Whatever is sent: it is answered already, also where the button was pressed twice."""
    accepted = transfers.find_accepted_by_token(token, timezone.now())
    if accepted is None:
        raise Http404
    context = {"asked": accepted, "office": accepted.from_office, "told": open_for_agency(accepted)}
    return _private(render(request, "referrals/transfer_accepted.html", context))


def _answer(asked: Transfer, form: AnswerTransferForm, *, is_taken: bool) -> None:
    data = form.cleaned_data
    who = _("返事をした人：%(name)s") % {"name": data["who"]}
    if is_taken:
        transfers.accept_transfer(asked, by=None, answer=who)
        return
    reason = f"{data['reason'].strip()}\n{who}"
    transfers.decline_transfer(asked, by=None, refusal=Refusal(data["refusal"]), reason=reason)


def _page(request: HttpRequest, asked: Transfer, form: AnswerTransferForm) -> HttpResponse:
    context = {
        "asked": asked,
        "office": asked.from_office,
        "told": open_for_agency(asked),
        "form": form,
    }
    return _private(render(request, "referrals/transfer.html", context))


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
