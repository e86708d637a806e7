"""What programs ask for, below ``/api/v1/``: what everybody reads, and what members write, at the same addresses."""

from typing import Any

from django.urls import URLPattern, path

from events.api.resources import EVENTS, OCCURRENCES, PLACES
from events.api.writing.dates import DateViewSet
from events.api.writing.things import EventViewSet, PlaceViewSet, ThingViewSet
from hub.api.feed import detail_view, either, list_view
from hub.api.resources import Resource

_ACTS = ("submit", "withdraw", "close", "reopen")
_ONE: Any = {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}


def _of_things(resource: Resource, view: type[ThingViewSet], name: str, acts: tuple[str, ...]) -> list[URLPattern]:
    many = view.as_view({"get": "list", "post": "create"})
    return [
        path(f"{name}s/", either(list_view(resource), many, is_detail=False), name=f"{name}s"),
        path(f"{name}s/<int:pk>/", either(detail_view(resource), view.as_view(_ONE), is_detail=True), name=name),
        *(path(f"{name}s/<int:pk>/{act}/", view.as_view({"post": act}), name=f"{name}_{act}") for act in acts),
    ]


_DATE = DateViewSet.as_view({"get": "retrieve", "delete": "destroy"})

urlpatterns = [
    *_of_things(EVENTS, EventViewSet, "event", (*_ACTS, "publish", "copy")),
    path("events/<int:pk>/occurrences/", DateViewSet.as_view({"post": "create"}), name="event_occurrences"),
    path("occurrences/", list_view(OCCURRENCES), name="occurrences"),
    path("occurrences/<int:pk>/", either(detail_view(OCCURRENCES), _DATE, is_detail=True), name="occurrence"),
    *(
        path(f"occurrences/<int:pk>/{act}/", DateViewSet.as_view({"post": act}), name=f"occurrence_{act}")
        for act in ("cancel", "restore", "move", "capacity")
    ),
    *_of_things(PLACES, PlaceViewSet, "place", _ACTS),
]
