"""What somebody wrote is not lost because the session ended meanwhile: it is shown again, with a button to send it anew.

A form that names whose page it is (``WHOSE``) holds words that nobody else may read or send: of that the page keeps one
encrypted piece, which is opened when the same person has signed in. Whoever else sits there then is told so.
"""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.http import urlencode

from hub import encryption

_TOKEN = "csrfmiddlewaretoken"  # noqa: S105  the name of the field
# For whom the page with this form was made; and what was written there, for their eyes alone.
WHOSE, KEPT = "whose", "kept"
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
    written = _written(request)
    if not any(value.strip() for _name, value in written):
        return None
    return _page(request, written, way_in=way_in)


def _written(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.POST.lists() if name != _TOKEN for value in values]


def _page(
    request: HttpRequest,
    written: list[tuple[str, str]],
    *,
    way_in: str = "",
    is_of_another: bool = False,
    owner: str | None = None,
) -> HttpResponse:
    """``owner``: whose words these are; where nobody says, whose the form says."""
    whose = _named_by(request.POST.get(WHOSE, "")) if owner is None else owner
    sealed = request.POST.get(KEPT) or _sealed(request, whose, written)
    is_open = not sealed and not is_of_another
    context = {
        "way_in": way_in,
        "path": request.get_full_path(),
        "is_sealed": bool(sealed),
        "is_of_another": is_of_another,
        "written": written if is_open else [(KEPT, sealed)],
        "shown": [value for _name, value in written if is_open and len(value.strip()) >= _WORTH_SHOWING],
        "has_files": bool(request.FILES),
    }
    response = render(request, "hub/kept_words.html", context, status=403)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def mark_of(user: Any) -> str:
    """What a form carries as ``WHOSE``: it can't be made up for somebody else."""
    return Signer(salt=WHOSE).sign(str(user.pk))


def _named_by(mark: str) -> str:
    """The number of the account, checked or not; empty where it names none. For them alone the words are sealed.

    One that can't be checked was made before the key was changed, or by who sits at the screen and reads the words anyway.
    """
    number = mark.partition(":")[0]
    return number if number.isascii() and number.isdigit() else ""


def _is_ours(mark: str) -> bool:
    try:
        Signer(salt=WHOSE).unsign(mark)
    except BadSignature:
        return False
    return True


def _sealed(request: HttpRequest, owner: str, written: list[tuple[str, str]]) -> str:
    """With whose it is and where it goes; empty where nobody is named."""
    return encryption.encrypt(json.dumps([owner, request.path, written])) if owner else ""


def _opened(request: HttpRequest) -> tuple[str, list[tuple[str, str]]]:
    """Whose it is, and what; nobody's and nothing where we did not make it, or not for here."""
    try:
        owner, path, written = json.loads(encryption.decrypt(request.POST[KEPT]))
    except ValueError:
        return "", []
    return (owner, written) if path == request.path else ("", [])


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

    def process_view(self, request: HttpRequest, view: Any, *_args: Any) -> HttpResponse | None:
        """Gives a view what was kept for who is signed in now, and stops what somebody else wrote."""
        # Programs send no forms of ours, and their views read the body themselves.
        if request.method != "POST" or getattr(view, "csrf_exempt", False):
            return None
        if not (KEPT in request.POST or WHOSE in request.POST):
            return None
        if not request.user.is_authenticated:
            return None  # the view sends them to the door
        me = str(request.user.pk)
        if KEPT in request.POST:
            owner, written = _opened(request)
            if owner == me:
                request.POST = _as_sent(written)  # type: ignore[assignment]
                return None
            return _page(request, [], is_of_another=True)
        return _stopped(request, me)


def _stopped(request: HttpRequest, me: str) -> HttpResponse | None:
    """None where the form is theirs. One that names nobody else, but can't be checked, is too old: they may send it again."""
    mark = request.POST[WHOSE]
    if _named_by(mark) not in {"", me}:
        return _page(request, _written(request), is_of_another=True)
    if _is_ours(mark):
        return None
    if not _comes_from_here(request):
        return _page(request, [], is_of_another=True)
    return _page(request, _written(request), owner=me)


def _as_sent(written: list[tuple[str, str]]) -> QueryDict:
    return QueryDict(urlencode(written))
