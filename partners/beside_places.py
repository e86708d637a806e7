"""Projects on the pages of the events and places that they name."""

from typing import Any

from partners.models import Project

MOST = 10


def projects_of(kind: str, number: int) -> list[Any]:
    """That everybody sees; the newest first. ``kind``: ``place`` or ``event``."""
    rows = Project.objects.public().filter(**{f"{kind}s": number}).only("title", "state", "is_sample")
    return list(rows.order_by("-published_at", "-pk")[:MOST])
