"""Whatever goes wrong within the REST framework, as a problem document."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from rest_framework import exceptions as drf

from hub.api.problems import ProblemError, problem_response
from hub.exceptions import DomainError
from hub.locking import BusyError, GoneError

_KINDS: tuple[tuple[type[Exception], str], ...] = (
    (drf.ParseError, "invalid-body"),
    (drf.NotAuthenticated, "unauthenticated"),
    (drf.AuthenticationFailed, "unauthenticated"),
    (drf.PermissionDenied, "forbidden"),
    (PermissionDenied, "forbidden"),
    (drf.NotFound, "not-found"),
    (Http404, "not-found"),
    (GoneError, "not-found"),
    (drf.MethodNotAllowed, "method-not-allowed"),
    (drf.NotAcceptable, "not-acceptable"),
    (drf.UnsupportedMediaType, "unsupported-media-type"),
    (BusyError, "conflict"),
    (DomainError, "conflict"),
)


def handle(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """``EXCEPTION_HANDLER`` of the framework. None: a programming error, which becomes 500."""
    found = problem_of(error)
    if found is None:
        return None
    response = problem_response(context["request"]._request, found)  # noqa: SLF001  the framework's own name for it
    response.exception = True  # type: ignore[attr-defined]
    return response


def problem_of(error: Exception) -> ProblemError | None:
    """What an exception says to the client."""
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, drf.ValidationError):
        return ProblemError("invalid-body", errors=list(_field_errors(error.detail)))
    for kind, name in _KINDS:
        if isinstance(error, kind):
            says_why = isinstance(error, DomainError)
            return ProblemError(name, str(error) if says_why else "", headers=_headers(error))
    return None


def _headers(error: Exception) -> dict[str, str]:
    asks = getattr(error, "auth_header", None)
    return {"WWW-Authenticate": asks} if asks else {}


def _field_errors(detail: Any, path: str = "") -> Iterator[dict[str, str]]:
    """Each message with the path of its field: ``occurrences.0.starts_at``."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            here = path if name == "non_field_errors" else f"{path}.{name}".lstrip(".")
            yield from _field_errors(inner, here)
    elif isinstance(detail, list | tuple):
        for number, inner in enumerate(detail):
            is_nested = isinstance(inner, dict | list | tuple)
            yield from _field_errors(inner, f"{path}.{number}".lstrip(".") if is_nested else path)
    else:
        yield {"field": path, "detail": str(detail)}
