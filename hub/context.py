"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """The city, how the reader reads, and the address of this page without its choice of reading."""
    return {
        "city": settings.HUB_CITY,
        "language": getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE),
        "furigana": getattr(request, "furigana", False),
        "here": request.get_full_path(),
        "path": request.path,
    }
