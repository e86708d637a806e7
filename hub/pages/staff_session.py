"""``/staff/session/``: how long the pages of staff stay open. They ask it themselves, and go on by a POST."""

import time
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_http_methods

from hub.accounts.session_limits import staff_end
from hub.kept_words import mark_of
from hub.staff_access import has_second_factor, is_staff


@require_http_methods(["GET", "HEAD", "POST"])
def session(request: HttpRequest) -> JsonResponse:
    """``left``: whole seconds; 0 where it has ended, which is told to everybody and turns nobody away.

    ``is_last`` tells whether the sign-in itself ends then, so that nobody can go on; ``whose``, whether it is still the
    same person. ``token`` goes into the forms of a page that outlived a sign-in.
    """
    end = staff_end(request) if is_staff(request.user) and has_second_factor(request) else None
    left = max(0, int(end.at - time.time())) if end else 0
    told: dict[str, Any] = {"left": left}
    if end and left:
        told |= {"is_last": end.is_last, "whose": mark_of(request.user), "token": get_token(request)}
    response = JsonResponse(told)
    response.headers["Cache-Control"] = "private, no-store"
    return response
