"""An id for each request, and the one line that the log keeps of it."""

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.encoding import escape_uri_path

_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")
_LONGEST_PATH = 200
# Asked every few seconds by whoever watches the hub.
_NOT_WORTH_A_LINE = {"/healthz", "/readyz", "/statusz"}
# Parts of an address that open something: links in mails.
_SECRET_PARTS = frozenset({"token", "key", "uidb36"})
_log = structlog.get_logger("hub.access")


class RequestIDMiddleware:
    """Binds the id to every line logged during the request, and returns it as ``X-Request-ID``.

    The access line holds neither address, user agent, cookies nor the query string: who looks for help may be
    named by each of them. Only an id given by a proxy of our own is taken over.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = _request_id(request)
        request.request_id = request_id  # type: ignore[attr-defined]
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            began = time.perf_counter()
            response = self.get_response(request)
            response["X-Request-ID"] = request_id
            if request.path not in _NOT_WORTH_A_LINE or response.status_code >= 500:
                _log.info("request", **_line(request, response, time.perf_counter() - began))
        return response


def _request_id(request: HttpRequest) -> str:
    given = request.headers.get("X-Request-ID", "")
    if settings.TRUSTED_PROXY_COUNT and _WELL_FORMED.fullmatch(given):
        return given
    return uuid.uuid4().hex


def _line(request: HttpRequest, response: HttpResponseBase, seconds: float) -> dict[str, object]:
    match = request.resolver_match
    path = request.path
    for name in _SECRET_PARTS & match.kwargs.keys() if match else ():
        path = path.replace(str(match.kwargs[name]), "…")  # type: ignore[union-attr]
    return {
        "method": request.method,
        "path": escape_uri_path(path)[:_LONGEST_PATH],
        "route": (match.view_name or match.route) if match else "",
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
    }
