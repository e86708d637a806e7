"""Who may see which organisations and invitations."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models.functions import Coalesce

from hub.accounts.enums import Level, OrganizationAction, Verification

if TYPE_CHECKING:
    from hub.accounts.models import User

WRITERS = frozenset({Level.OWNER, Level.EDITOR})


class OrganizationQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        """That have a page for everybody."""
        return self.filter(verification=Verification.VERIFIED)

    def of(self, user: "User | Any", levels: Collection[Level] = frozenset(Level)) -> Self:
        """In which the user is a member at one of these levels. One membership at most, so no row comes twice."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(memberships__user=user, memberships__level__in=[level.value for level in levels])

    def writable_by(self, user: "User | Any") -> Self:
        """For which the user may write."""
        return self.of(user, WRITERS)

    def with_level_of(self, user: "User | Any") -> Self:
        """Those of ``of(user)``, each with the user's ``level`` in it."""
        return self.of(user).annotate(level=models.F("memberships__level"))

    def to_check(self) -> Self:
        """That wait for staff, each with ``waits_since``, oldest first: new ones, and those whose name or kind changed."""
        handed_in = self.model._meta.get_field("transitions").related_model._default_manager.filter(
            organization=models.OuterRef("pk"),
            action__in=[OrganizationAction.CREATE, OrganizationAction.RESUBMIT],
        )
        latest = models.Subquery(handed_in.order_by("-pk").values("created_at")[:1])
        return (
            self.filter(
                models.Q(verification=Verification.UNVERIFIED)
                | models.Q(verification=Verification.VERIFIED, recheck_since__isnull=False)
            )
            .annotate(waits_since=Coalesce("recheck_since", latest, "created_at"))
            .order_by("waits_since", "pk")
        )

    def owned_by(self, user: "User | Any") -> Self:
        """Whose members the user looks after."""
        return self.of(user, {Level.OWNER})


class InvitationQuerySet(models.QuerySet[Any]):
    def open(self, now: datetime) -> Self:
        """That can still be accepted."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)
