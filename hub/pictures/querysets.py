"""Who may see which pictures."""

from typing import Any, Self

from django.db import models

from hub.accounts.models import Organization
from hub.pictures import visibility


class PictureQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        """That stand on a page which everybody may open."""
        return self.filter(visibility.shown_on(use.public() for use in visibility.uses()))

    def visible_to(self, user: Any) -> Self:
        """What is public, what stands on a page that the user may open, and all of one's own organisations."""
        if not user.is_authenticated or not user.is_active:
            return self.public()
        pages = visibility.shown_on(use.visible_to(user) for use in visibility.uses())
        own = models.Q(organization__in=Organization.objects.of(user))
        return self.filter(pages | own)

    def unused(self) -> Self:
        """That stand on no page, whether public or not."""
        return self.exclude(visibility.shown_on(use.all() for use in visibility.uses()))
