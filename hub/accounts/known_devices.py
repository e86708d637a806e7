"""Browsers in which an account was opened before: they keep a counter of failed sign-ins of their own.

Failures are counted for each account, or somebody with many addresses could go on guessing; and not for the account
alone, or anybody could lock its owner out. Who was here before, and who opens the link in a mail, always gets in.
(The protocol is known as device cookies, OWASP.)
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string, salted_hmac

_SALT = "hub.accounts.known_devices"
_SECONDS = 60 * 60 * 24 * 365


def cookie_name() -> str:
    """Tied to the host where cookies go over TLS alone."""
    return "__Host-device" if settings.SESSION_COOKIE_SECURE else "device"


def _mark_of(login: str) -> str:
    return salted_hmac(_SALT, login.strip().lower(), algorithm="sha256").hexdigest()


def remember_device(request: HttpRequest, response: HttpResponse, login: str) -> None:
    """After a sign-in. The cookie names neither address nor account."""
    if known_device(request, login):
        return
    value = signing.dumps([_mark_of(login), get_random_string(16)], salt=_SALT)
    response.set_cookie(
        cookie_name(), value, max_age=_SECONDS, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )


def known_device(request: HttpRequest, login: str) -> str:
    """The name of this browser if this account was opened in it before, else nothing."""
    try:
        mark, device = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=_SALT, max_age=_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(device) if mark == _mark_of(login) else ""
