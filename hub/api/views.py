"""``/me/tokens/``: one's personal keys. They are kept by nobody: a secret is shown once, on the answer that made it."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from hub.accounts.models import Organization
from hub.api.forms import TokenForm
from hub.api.models import PersonalToken
from hub.api.services import tokens
from hub.exceptions import DomainError


@require_safe
@login_required
def token_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    mine = list(PersonalToken.objects.of(request.user).order_by("-created_at", "-pk"))
    live = [one for one in mine if one.revoked_at is None and one.expires_at > now]
    return _kept_nowhere(
        render(
            request,
            "api/tokens.html",
            {
                "live": live,
                "ended": [one for one in mine if one not in live],
                # Programs name an organisation by its number.
                "organizations": Organization.objects.of(request.user).order_by("name", "pk"),
            },
        )
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required
@sensitive_variables("secret", "context")
def new_token(request: HttpRequest) -> HttpResponse:
    """The answer to the POST shows the secret. It stands in no address, cookie or session, so it can't be shown again."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = tokens.create_token(user=_user(request), **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            context = {"token": token, "secret": secret}
            return _kept_nowhere(render(request, "api/token_made.html", context))
    return _kept_nowhere(render(request, "api/token_new.html", {"form": form}))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks once more, then does it. Another's key is as missing as none."""
    token = get_object_or_404(PersonalToken.objects.of(request.user), pk=pk)
    if request.method == "POST":
        tokens.revoke_token(token, by=_user(request))
        messages.success(request, _("アクセスキーを取り消しました。"))
        return HttpResponseRedirect(reverse("me_tokens"))
    return _kept_nowhere(render(request, "api/token_revoke.html", {"token": token}))


def _kept_nowhere(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _user(request: HttpRequest) -> Any:
    """``login_required`` has seen to it that this is an account."""
    return request.user
