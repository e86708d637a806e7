"""How long a sign-in lasts: twelve hours in all, and for staff half an hour without doing anything.

An account that staff leave open on a desk is the likeliest way in. After half an hour they show the second factor again,
after twelve hours everybody signs in anew (docs/asvs.md, 7.1.1). Their pages warn before (``hub.pages.staff_session``).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

# Where one is more than a reader.
_PERSONAL = ("/me/", "/staff/", "/admin/", "/accounts/", "/invitations/", "/organizations/", "/api/")
_STAFFS = ("/staff/", "/admin/")
_SEEN = "staff_seen_at"
SIGNED_IN_AT = "signed_in_at"
# Where a page of staff asks how long it still is; to ask is not to do something, to send is.
ASKED_AT = "/staff/session/"
# The session is written at most so often only to note that somebody is there.
_NOTED_EVERY = 60


class SessionLimitsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.path_info.startswith(_PERSONAL):
            return self.get_response(request)
        _end_what_is_over(request, time.time())
        key, shown = request.session.session_key, _records(request)
        response = self.get_response(request)
        if request.session.session_key == key and len(_records(request)) > len(shown):
            _renew_token(request)
        return response


def _records(request: HttpRequest) -> list[dict[str, Any]]:
    """How and when somebody showed who they are in this session, the earliest first."""
    return request.session.get(AUTHENTICATION_METHODS_SESSION_KEY) or []


def _renew_token(request: HttpRequest) -> None:
    """A cookie that was taken before somebody showed anew who they are is worth nothing afterwards (ASVS 7.2.4)."""
    before = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


@dataclass(frozen=True)
class End:
    """``at``: in seconds since 1970. ``is_last``: that of the whole sign-in, which nothing puts off."""

    at: float
    is_last: bool


def staff_end(request: HttpRequest) -> End | None:
    """When the staff's pages close if nothing more is done. None where they are not open."""
    records = _records(request)
    if not any(one["method"] == "mfa" for one in records):
        return None
    begun = request.session.get(SIGNED_IN_AT, records[0]["at"])
    idle: float = max(request.session.get(_SEEN, 0), records[-1]["at"]) + settings.HUB_STAFF_IDLE_SECONDS
    last: float = begun + settings.SESSION_COOKIE_AGE
    return End(min(idle, last), is_last=last <= idle)


def _is_something_done(request: HttpRequest, since: float) -> bool:
    """Whether this is to be noted as that somebody is there, ``since`` seconds after it was noted last."""
    return since > _NOTED_EVERY or request.path_info == ASKED_AT


def _is_only_asked(request: HttpRequest) -> bool:
    """To ask changes nothing: what is over is ended by the next request that opens something. The answer of a page in the
    background may come when somebody else has signed in, and must not take their cookie away (``session_cookie``)."""
    return request.path_info == ASKED_AT and request.method in {"GET", "HEAD"}


def _end_what_is_over(request: HttpRequest, now: float) -> None:
    if _is_only_asked(request):
        return
    records = _records(request)
    if not records and SIGNED_IN_AT not in request.session:
        return
    if now - request.session.get(SIGNED_IN_AT, records[0]["at"] if records else now) > settings.SESSION_COOKIE_AGE:
        logout(request)
        return
    if not request.path_info.startswith(_STAFFS):
        return
    if not records:
        return
    seen = request.session.get(_SEEN, records[-1]["at"])
    if now - max(seen, records[-1]["at"]) > settings.HUB_STAFF_IDLE_SECONDS:
        # The second factor is forgotten, so the staff's door asks for it again and leads back to where one was.
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [one for one in records if one["method"] != "mfa"]
    elif _is_something_done(request, now - seen):
        request.session[_SEEN] = now
