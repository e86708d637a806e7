"""Whoever asks under a name that is not ours is refused in a line: scanners do it all day."""

from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase


class KnownHostMiddleware:
    """400 for a ``Host`` that ALLOWED_HOSTS does not name, before anything is made, asked or logged for it.

    Django would find it out somewhere behind, and make a whole page. It stands behind what adds the headers that every
    answer has.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            request.get_host()
        except DisallowedHost:
            # A program's words: no page of ours has led here.
            return HttpResponse("400 Bad Request: unknown host\n", status=400, content_type="text/plain; charset=utf-8")
        return self.get_response(request)
