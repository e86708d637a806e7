"""The hub's own addresses, a bare view and a plain list of the REST framework behind the same middleware."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from rest_framework import generics, pagination
from rest_framework.renderers import JSONRenderer

from events.api.serializers import EventSerializer
from events.models import Event
from hub.notifications.models import JobSlot

BODY = b"x" * 15_000


def bare(request: HttpRequest) -> HttpResponse:
    """A body from memory: the limit that all else is measured against."""
    return HttpResponse(BODY)


def inserting(request: HttpRequest) -> HttpResponse:
    """One row in a transaction of its own, behind the same middleware: what a registration is measured against."""
    with transaction.atomic():
        JobSlot.objects.create(job="bench", slot=int(request.POST["number"]))
    return HttpResponse(BODY[:100])


class PageNumbers(pagination.PageNumberPagination):
    page_size = 20


class PlainList(generics.ListAPIView[Any]):
    """What one writes first: serializer, page numbers with COUNT, all relations fetched with the page."""

    serializer_class = EventSerializer
    renderer_classes = [JSONRenderer]
    pagination_class = PageNumbers
    authentication_classes: list[Any] = []
    queryset = (
        Event.objects.listed()
        .order_by("first_starts_at", "pk")
        .select_related("place__district", "organizer", "town", "district", "picture")
        .prefetch_related("themes", "audiences", "welcome_marks", "occurrences")
    )


urlpatterns = [
    path("bare/", bare),
    path("inserting/", inserting),
    path("drf/", PlainList.as_view()),
    path("", include("hub.urls")),
]
