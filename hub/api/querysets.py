"""Which keys open something, and whose they are."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from hub.accounts.models import User


class PersonalTokenQuerySet(models.QuerySet[Any]):
    def live(self, now: datetime) -> Self:
        """That open something: neither revoked nor expired, of an account that is in use."""
        return self.filter(revoked_at=None, expires_at__gt=now, user__is_active=True)

    def ended_before(self, moment: datetime) -> Self:
        """Revoked or expired before ``moment``."""
        return self.filter(models.Q(revoked_at__lt=moment) | models.Q(expires_at__lt=moment))

    def of(self, user: "User | Any") -> Self:
        """That this person made."""
        return self.filter(user=user.pk) if user.is_authenticated and user.is_active else self.none()
