"""How long a sign-in lasts: twelve hours in all, and for staff an hour without doing anything.

An account that staff leave open on a desk is the likeliest way in. After an hour they show the second factor again,
after twelve hours everybody signs in anew (docs/asvs.md, 7.1.1).
"""

import time
from collections.abc import Callable

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

# Where one is more than a reader.
_PERSONAL = ("/me/", "/staff/", "/admin/", "/accounts/", "/invitations/", "/organizations/")
_STAFFS = ("/staff/", "/admin/")
_SEEN = "staff_seen_at"
SIGNED_IN_AT = "signed_in_at"
# The session is written at most so often only to note that somebody is there.
_NOTED_EVERY = 60


class SessionLimitsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.path_info.startswith(_PERSONAL):
            _end_what_is_over(request, time.time())
        return self.get_response(request)


def _end_what_is_over(request: HttpRequest, now: float) -> None:
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
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
    elif now - seen > _NOTED_EVERY:
        request.session[_SEEN] = now
