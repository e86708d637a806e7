"""allauth's pages, each of whose views is one transaction: an account and the mail that it is owed stand or fall together."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.urls import URLPattern, URLResolver, include, path
from django.utils.module_loading import import_string

from hub.accounts.addresses import AddressView

# Pages of which we say more than allauth does.
_OWN: dict[str, Any] = {"account_email": AddressView.as_view()}


def _atomic(patterns: Sequence[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    found: list[URLPattern | URLResolver] = []
    for one in patterns:
        if isinstance(one, URLResolver):
            again = URLResolver(one.pattern, _atomic(one.url_patterns), one.default_kwargs)
            found.append(again)
        else:
            view = _OWN.get(one.name or "", one.callback)
            found.append(URLPattern(one.pattern, transaction.atomic(view), one.default_args, one.name))
    return found


def _pages(module: str) -> Any:
    return include(_atomic(import_string(f"{module}.urlpatterns")))


urlpatterns = [
    path("accounts/", _pages("allauth.account.urls")),
    path("accounts/2fa/", _pages("allauth.mfa.urls")),
    path("accounts/sessions/", _pages("allauth.usersessions.urls")),
]
