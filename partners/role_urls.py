"""Roles. The page of one is not here yet."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import path

app_name = "roles"


def _missing(request: HttpRequest, pk: int) -> Any:
    raise Http404


urlpatterns = [path("roles/<int:pk>/", _missing, name="role")]
