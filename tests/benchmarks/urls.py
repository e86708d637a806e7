"""The hub's own addresses and a bare view behind the same middleware."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

BODY = b"x" * 15_000


def bare(request: HttpRequest) -> HttpResponse:
    """A body from memory: the limit that all else is measured against."""
    return HttpResponse(BODY)


urlpatterns = [path("bare/", bare), path("", include("hub.urls"))]
