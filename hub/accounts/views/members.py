"""Owners look after members; everybody may leave."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hub.accounts.enums import Level
from hub.accounts.forms.members import InvitationForm, LevelForm
from hub.accounts.models import Invitation, Membership, Organization
from hub.accounts.services import (
    change_level,
    invite_member,
    leave_organization,
    remove_member,
    withdraw_invitation,
)
from hub.accounts.views.access import organization_or_404
from hub.accounts.views.organizations import home_of
from hub.exceptions import DomainError

_FORM_METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(_FORM_METHODS)
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """An address, and what its owner may do."""
    organization = organization_or_404(request, pk, owning=True)
    initial = {"level": Level.EDITOR}
    form = InvitationForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values, user = form.cleaned_data, request.user
        try:
            invite_member(organization, address=values["address"], level=values["level"], by=user)  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("招待のメールを送ります。数分で届きます。"))
            return home_of(pk)
    context = {"form": form, "organization": organization, "days": settings.HUB_INVITATION_DAYS}
    return render(request, "accounts/member_invite.html", context)


@login_required
@require_http_methods(_FORM_METHODS)
def member(request: HttpRequest, pk: int, member_pk: int) -> HttpResponse:
    """One member: what they may do, and the button that takes them out."""
    organization = organization_or_404(request, pk, owning=True)
    membership = _member_or_404(organization, member_pk)
    form = LevelForm(request.POST if request.method == "POST" else None, initial={"level": membership.level})
    if request.method == "POST" and form.is_valid():
        user, level = request.user, form.cleaned_data["level"]
        try:
            change_level(membership, level=level, by=user)  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("できることを変えました。"))
            return home_of(pk)
    context = {"form": form, "organization": organization, "membership": membership}
    return render(request, "accounts/member_detail.html", context)


@login_required
@require_POST
def remove(request: HttpRequest, pk: int, member_pk: int) -> HttpResponse:
    """Out, at once."""
    organization = organization_or_404(request, pk, owning=True)
    membership = _member_or_404(organization, member_pk)
    act = _said(request, lambda user: remove_member(membership, by=user), _("メンバーからはずしました。"))
    if not act or membership.user_id != request.user.pk:
        return home_of(pk)
    return HttpResponseRedirect(reverse("me"))


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int, invitation_pk: int) -> HttpResponse:
    """The link that was sent leads nowhere any more."""
    organization = organization_or_404(request, pk, owning=True)
    invitation: Invitation = get_object_or_404(organization.invitations, pk=invitation_pk)
    _said(request, lambda user: withdraw_invitation(invitation, by=user), _("招待を取り消しました。"))
    return home_of(pk)


@login_required
@require_http_methods(_FORM_METHODS)
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks once, then goes."""
    organization = organization_or_404(request, pk)
    if request.method == "POST":
        knows, done = "is_last" in request.POST, _("団体から抜けました。")
        if _said(request, lambda user: leave_organization(organization, by=user, knows_to_be_last=knows), done):
            return HttpResponseRedirect(reverse("me"))
        return home_of(pk)
    context = {
        "organization": organization,
        "is_last": Organization.objects.with_nobody_but(request.user).filter(pk=pk).exists(),
        "is_only_owner": Organization.objects.with_no_owner_but(request.user).filter(pk=pk).exists(),
    }
    return render(request, "accounts/organization_leave.html", context)


def _member_or_404(organization: Any, pk: int) -> Membership:
    members = organization.memberships.select_related("user")
    found: Membership = get_object_or_404(members, pk=pk)
    return found


def _said(request: HttpRequest, act: Callable[[Any], None], done: str) -> bool:
    """Whether it was done; either way the next page says what came of it."""
    try:
        act(request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return False
    messages.success(request, done)
    return True
