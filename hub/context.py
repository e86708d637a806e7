"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from hub.notifications import demo_mails


def site(request: HttpRequest) -> dict[str, Any]:
    """The city, how the reader reads, and the address of this page without its choice of reading."""
    first, slash, rest = request.path[1:].partition("/")
    return {
        "city": settings.HUB_CITY,
        "language": getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE),
        "furigana": getattr(request, "furigana", False),
        # Without a session there is nobody to look up; the page is then the same for everybody.
        "is_perhaps_known": settings.SESSION_COOKIE_NAME in request.COOKIES,
        "here": request.get_full_path(),
        "path": request.path,
        # What the menu knows of it: ("events/", True) below an entry, ("events/", False) there.
        "section": (first + slash, bool(rest)),
        "has_demo_mails": demo_mails.are_kept(),
    }
