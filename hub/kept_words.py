"""What somebody wrote is not lost because the session ended meanwhile: it is shown again, with a button to send it anew."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.urls import reverse

_TOKEN = "csrfmiddlewaretoken"  # noqa: S105  the name of the field
# Their forms hold passwords and codes, which are typed anew.
_DOORS = ("account_", "mfa_", "usersessions_")
# A text so long is worth being shown, so that it can be copied by hand as well.
_WORTH_SHOWING = 20


def keep_words(request: HttpRequest, way_in: str = "") -> HttpResponse | None:
    """The page with what was sent, status 403; None where nothing was written, or where it came from elsewhere.

    ``way_in``: where to sign in first. Without one the form itself was too old, and may be sent again at once.
    """
    match = request.resolver_match
    if request.method != "POST" or not _comes_from_here(request):
        return None
    if match is None or (match.url_name or "").startswith(_DOORS):
        return None
    written = [(name, value) for name, values in request.POST.lists() if name != _TOKEN for value in values]
    if not any(value.strip() for _name, value in written):
        return None
    context = {
        "way_in": way_in,
        "path": request.get_full_path(),
        "written": written,
        "shown": [value for _name, value in written if len(value.strip()) >= _WORTH_SHOWING],
        "has_files": bool(request.FILES),
    }
    response = render(request, "hub/kept_words.html", context, status=403)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _comes_from_here(request: HttpRequest) -> bool:
    """Whether a page of ours sent it. What another site sends is never put before somebody with a button below it."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


class KeptWordsMiddleware:
    """Stands where a view sends somebody who writes to a sign-in: their words would end there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "POST" or response.status_code != 302:
            return response
        doors = {resolve_url(settings.LOGIN_URL), *map(reverse, ("admin:login", "mfa_reauthenticate", "mfa_index"))}
        door = urlsplit(response.headers["Location"]).path
        return (keep_words(request, way_in=door) if door in doors else None) or response
