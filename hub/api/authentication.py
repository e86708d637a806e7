"""Who asks: by a personal key, or by the session of a page of ours.

Whoever it is acts within their memberships alone: nothing below ``/api/`` looks at ``is_staff``.
"""

import re
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from rest_framework import authentication, exceptions, permissions
from rest_framework.request import Request

from hub.api.enums import Scope
from hub.api.models import PersonalToken
from hub.api.problems import ProblemError
from hub.api.services import tokens

_SCHEME = "Bearer"
# How Django says that a page of another host sent it.
_ELSEWHERE = re.compile(r"(Origin|Referer) checking failed")
_FROM_ELSEWHERE = _(
    "Origin か Referer が、このサイトのものではないか、ありません。"
    "ほかのサイトやプログラムから書くときは、アクセスキーを使ってください。"
)


class TokenAuthentication(authentication.BaseAuthentication):
    """``Authorization: Bearer hub_…``. One answer for all that open nothing: unknown, revoked, expired, account not in use."""

    @sensitive_variables("given", "secret")
    def authenticate(self, request: Request) -> tuple[Any, PersonalToken] | None:
        """The account and its key; None where no key was shown."""
        given = authentication.get_authorization_header(request).split(maxsplit=1)
        if not given or given[0].lower() != _SCHEME.lower().encode():
            return None
        secret = given[1].decode("latin-1").strip() if len(given) == 2 else ""
        if not tokens.is_well_formed(secret):
            raise exceptions.AuthenticationFailed
        live = PersonalToken.objects.live(timezone.now()).select_related("user")
        token = live.filter(digest=tokens.digest_of(secret)).first()
        if token is None:
            raise exceptions.AuthenticationFailed
        tokens.note_use(token)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return _SCHEME


def token_of(request: HttpRequest) -> int | None:
    """The number of the key that was shown, None where none was. Raises the problem of one that opens nothing."""
    if "Authorization" not in request.headers:
        return None
    try:
        found = TokenAuthentication().authenticate(Request(request))
    except exceptions.AuthenticationFailed:
        raise ProblemError("unauthenticated", headers={"WWW-Authenticate": _SCHEME}) from None
    return found[1].pk if found else None


class SessionAuthentication(authentication.SessionAuthentication):
    """Who is signed in on our pages. What is not merely read needs the page's token (``X-CSRFToken``), or is a 403."""

    def enforce_csrf(self, request: Request) -> None:
        """Raises the problem of its own: who has no token must not look for what they may not do."""
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as error:
            is_elsewhere = _ELSEWHERE.search(str(error.detail))
            raise ProblemError("csrf-failed", _FROM_ELSEWHERE if is_elsewhere else "") from error


class MayWrite(permissions.BasePermission):
    """Everybody reads what the querysets show them. To write takes an account, and of a key the scope to write."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if request.method in permissions.SAFE_METHODS:
            return True
        if not request.user.is_authenticated:
            raise exceptions.NotAuthenticated
        token = request.auth
        if isinstance(token, PersonalToken) and token.scope != Scope.WRITE:
            raise ProblemError(
                "forbidden", _("このアクセスキーは「読むだけ」です。書けるアクセスキーを作ってください。")
            )
        return True
