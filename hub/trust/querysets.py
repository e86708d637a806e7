"""Which reports wait, in which order, and which are old."""

from datetime import datetime
from typing import Any, Self

from django.db import models

from hub.trust.enums import ReportState

# Urgent ones first, then the oldest.
ORDER = ("-is_urgent", "created_at", "pk")
LATEST_FIRST = ("-handled_at", "-pk")


class ReportQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        """That nobody has handled."""
        return self.filter(state=ReportState.OPEN)

    def handled(self) -> Self:
        """That somebody has looked at and decided."""
        return self.exclude(state=ReportState.OPEN)

    def about(self, kind: str, key: int) -> Self:
        """On the same thing."""
        return self.filter(kind=kind, object_id=key)

    def handled_before(self, moment: datetime) -> Self:
        """That were done with before ``moment``. What is still open has no such time, so it is never among them."""
        return self.filter(handled_at__lt=moment)
