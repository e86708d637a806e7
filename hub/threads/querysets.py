"""Reads: who may see which talk, and what waits."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from hub.threads.enums import Side

if TYPE_CHECKING:
    from hub.accounts.models import User


class ThreadQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: "User") -> Self:
        """Those of one's own organisations. Staff have a queryset of their own: whoever is both sees each on its page."""
        return self.filter(organization__memberships__user=user)

    def waiting(self) -> Self:
        """What coordinators are to answer, what was promised first coming first."""
        return self.filter(closed_at=None, waits_for=Side.STAFF).order_by("answer_by", "pk")
