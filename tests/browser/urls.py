"""The hub's addresses, and some that fail, so that the pages for that can be looked at."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import path

from hub.pages.errors import csrf_failure, too_many
from hub.urls import handler400, handler403, handler404, handler500
from hub.urls import urlpatterns as of_the_hub

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def _fail(error: Exception) -> HttpResponse:
    raise error


def problem(request: HttpRequest, status: int) -> HttpResponse:
    """What the hub answers where something went wrong."""
    if status == 429:
        return too_many(request)
    if status == 419:
        return csrf_failure(request)
    errors = {400: SuspiciousOperation("x"), 403: PermissionDenied(), 500: ZeroDivisionError("x")}
    return _fail(errors[status])


urlpatterns = [path("problem/<int:status>/", problem), *of_the_hub]
