"""Making, seeing and writing an organisation."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.accounts.enums import Level
from hub.accounts.forms.organizations import EditOrganizationForm, NewOrganizationForm
from hub.accounts.models import Organization
from hub.accounts.querysets import WRITERS
from hub.accounts.services import (
    NameTakenError,
    create_organization,
    edit_organization,
    resubmit_organization,
)
from hub.accounts.services.organizations import StaleError
from hub.accounts.views.access import organization_or_404
from hub.exceptions import DomainError
from hub.locking import saying_who_waits

_FORM_METHODS = ["GET", "HEAD", "POST"]


def home_of(pk: int) -> HttpResponseRedirect:
    """Back to the page of the organisation."""
    return HttpResponseRedirect(reverse("organizations:home", args=[pk]))


@login_required
@require_http_methods(_FORM_METHODS)
def new(request: HttpRequest) -> HttpResponse:
    """One form; whoever sends it owns the organisation, which then waits to be checked."""
    form = NewOrganizationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with saying_who_waits():
                made = create_organization(by=request.user, values=form.cleaned_data)  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error("name" if isinstance(error, NameTakenError) else None, str(error))
        else:
            messages.success(request, _("登録しました。市の担当が確かめるまで、ほかの人には見えません。"))
            return home_of(made.pk)
    return render(request, "accounts/organization_new.html", {"form": form})


@login_required
@require_safe
def home(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the organisation stands, what it says of itself, who belongs to it."""
    organization = organization_or_404(request, pk)
    is_owner = organization.level == Level.OWNER
    context = {
        "organization": organization,
        "is_writer": organization.level in WRITERS,
        "is_owner": is_owner,
        "is_last": Organization.objects.with_nobody_but(request.user).filter(pk=pk).exists(),
        "members": list(organization.memberships.select_related("user").order_by("pk")),
        "invitations": list(organization.invitations.open(timezone.now()).order_by("pk")) if is_owner else [],
    }
    return render(request, "accounts/organization_home.html", context)


@login_required
@require_http_methods(_FORM_METHODS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What the organisation says of itself, for owners and editors."""
    organization = organization_or_404(request, pk, writing=True)
    form = EditOrganizationForm(request.POST if request.method == "POST" else None, organization=organization)
    if request.method == "POST" and form.is_valid() and _save(request, organization, form):
        messages.success(request, _("保存しました。"))
        return home_of(pk)
    return render(request, "accounts/organization_edit.html", {"form": form, "organization": organization})


def _save(request: HttpRequest, organization: Organization, form: EditOrganizationForm) -> bool:
    """False where the service refused, which the form then says."""
    user: Any = request.user
    values, seen = form.values(), form.cleaned_data["seen_version"]
    try:
        with saying_who_waits():  # what is named after it may be held, too
            edit_organization(organization, by=user, values=values, seen_version=seen)
    except StaleError as error:
        differing = [str(form.fields[name].label) for name in values if values[name] != getattr(organization, name)]
        names = _("いまの内容から変わる項目：%(names)s") % {"names": "、".join(differing) or _("なし")}
        form.add_error(None, f"{error}{names}")
        form.accept_newest(organization.version)
    except DomainError as error:
        form.add_error("name" if isinstance(error, NameTakenError) else None, str(error))
    else:
        return True
    return False


@login_required
@require_POST
def resubmit(request: HttpRequest, pk: int) -> HttpResponse:
    """A refused one is handed in again."""
    organization = organization_or_404(request, pk, writing=True)
    try:
        resubmit_organization(organization, by=request.user)  # type: ignore[arg-type]
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("もう一度確認に出しました。"))
    return home_of(pk)
