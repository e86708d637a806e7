"""``/invitations/…/``: who was invited looks, signs in, and presses a button."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hub.accounts.invitation_tokens import fits
from hub.accounts.models import Invitation
from hub.accounts.rules import can_grow, is_open, level_of
from hub.accounts.services import accept_invitation
from hub.accounts.services.invitations import GoneError, OtherAddressError, is_for
from hub.accounts.views.organizations import home_of
from hub.exceptions import DomainError


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """GET shows what is offered, POST accepts it. One answer for all that can't be accepted, whatever the cause."""
    found = Invitation.objects.select_related("organization").filter(pk=pk).first()
    if found is None or not fits(found, token):
        return _gone(request)
    user: Any = request.user
    if user.is_authenticated and level_of(user, found.organization) and found.accepted_by_id == user.pk:
        return home_of(found.organization_id)  # pressed twice, or come back by the old mail
    if not is_open(found, timezone.now()) or not can_grow(found.organization):
        return _gone(request)
    return _offer(request, found)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def waiting_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """The same without the link's secret, for who has confirmed the invited address; missing for everybody else."""
    rows = Invitation.objects.waiting_for(request.user, timezone.now()).select_related("organization")
    return _offer(request, get_object_or_404(rows, pk=pk))


def _offer(request: HttpRequest, found: Invitation) -> HttpResponse:
    if request.method == "POST":
        return _accept(request, found)
    user: Any = request.user
    is_other = user.is_authenticated and not is_for(found, user)
    return _page(request, found, is_other=is_other, refusal="", status=403 if is_other else 200)


def _accept(request: HttpRequest, found: Invitation) -> HttpResponse:
    user: Any = request.user
    if not user.is_authenticated:
        return redirect_to_login(request.path)
    try:
        accept_invitation(found, by=user)
    except OtherAddressError:
        return _page(request, found, is_other=True, refusal="", status=403)
    except GoneError:
        return _gone(request)
    except DomainError as error:
        return _page(request, found, is_other=False, refusal=str(error), status=409)
    messages.success(request, _("メンバーになりました。"))
    return home_of(found.organization_id)


def _page(request: HttpRequest, found: Invitation, *, is_other: bool, refusal: str, status: int) -> HttpResponse:
    context = {"invitation": found, "is_other": is_other, "refusal": refusal}
    return render(request, "accounts/invitation.html", context, status=status)


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/invitation_gone.html", status=404)
