"""What programs ask for, below ``/api/v1/``."""

from typing import Any

from django.urls import URLPattern, path

from events.api.writing.dates import DateViewSet
from events.api.writing.things import EventViewSet, PlaceViewSet, ThingViewSet

_ACTS = ("submit", "withdraw", "close", "reopen")


def _of_things(view: type[ThingViewSet], name: str, acts: tuple[str, ...]) -> list[URLPattern]:
    one: Any = {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
    return [
        path(f"{name}s/", view.as_view({"get": "list", "post": "create"}), name=f"{name}s"),
        path(f"{name}s/<int:pk>/", view.as_view(one), name=name),
        *(path(f"{name}s/<int:pk>/{act}/", view.as_view({"post": act}), name=f"{name}_{act}") for act in acts),
    ]


urlpatterns = [
    *_of_things(EventViewSet, "event", (*_ACTS, "publish", "copy")),
    path("events/<int:pk>/occurrences/", DateViewSet.as_view({"post": "create"}), name="event_occurrences"),
    path("occurrences/<int:pk>/", DateViewSet.as_view({"get": "retrieve", "delete": "destroy"}), name="occurrence"),
    *(
        path(f"occurrences/<int:pk>/{act}/", DateViewSet.as_view({"post": act}), name=f"occurrence_{act}")
        for act in ("cancel", "restore", "move")
    ),
    *_of_things(PlaceViewSet, "place", _ACTS),
]
