"""Roles. The page of one is not here yet."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import path
from django.views.decorators.http import require_safe

app_name = "roles"


@require_safe
def _missing(request: HttpRequest, pk: int) -> Any:
    raise Http404


urlpatterns = [path("roles/<int:pk>/", _missing, name="role")]
