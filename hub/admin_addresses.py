"""Addresses of the admin that nobody's click leads to. Django's own lists and forms take their parameters as they are."""

import logging
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

logger = logging.getLogger(__name__)

# What a parameter that is no number, no date, no key or too large ends in, deep within the admin.
_UNREADABLE = (ValueError, TypeError, AttributeError, OverflowError, DataError)


class UnreadableAddressMiddleware:
    """Answers 400 where a page of the admin fails on its query string; a fault without one stays a fault."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """A GET changes nothing, so what failed has left nothing half done."""
        is_asked = request.method == "GET" and bool(request.META.get("QUERY_STRING"))
        if is_asked and request.path.startswith(reverse("admin:index")) and isinstance(error, _UNREADABLE):
            logger.warning("unreadable address", exc_info=error)
            raise BadRequest("unreadable address") from error
