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

    def with_nobody_but(self, user: "User | Any") -> Self:
        """Whose last member the user is. An account that is out of use looks after nothing."""
        return self.of(user).exclude(models.Exists(self._others(user)))

    def with_no_owner_but(self, user: "User | Any") -> Self:
        """That have other members, none of them an owner: one is to be made owner before the user goes."""
        others = self._others(user)
        return self.owned_by(user).filter(models.Exists(others), ~models.Exists(others.filter(level=Level.OWNER)))

    def abandoned(self) -> Self:
        """Public ones whose members have all gone, each with ``left_at``, the oldest first.

        One that staff entered never had a member. Whoever checks it anew afterwards takes it out of here.
        """
        history = self.model._meta.get_field("transitions").related_model._default_manager.filter(
            organization=models.OuterRef("pk")
        )
        left = history.filter(action=OrganizationAction.LEAVE).order_by("-pk")
        looked = history.filter(action__in=[OrganizationAction.CONFIRM, OrganizationAction.RESTORE])
        return (
            self.public()
            .filter(~models.Exists(self._members()))
            .annotate(
                left_pk=models.Subquery(left.values("pk")[:1]), left_at=models.Subquery(left.values("created_at")[:1])
            )
            .filter(left_pk__isnull=False)
            .exclude(models.Exists(looked.filter(pk__gt=models.OuterRef("left_pk"))))
            .order_by("left_at", "pk")
        )

    def saying_whether_abandoned(self) -> Self:
        """Each with ``is_abandoned``."""
        abandoned = self.model._default_manager.abandoned()
        return self.annotate(is_abandoned=models.Exists(abandoned.filter(pk=models.OuterRef("pk"))))

    def _members(self) -> models.QuerySet[Any]:
        """Of the row outside: members whose account is in use."""
        memberships: Any = self.model._meta.get_field("memberships").related_model
        found: models.QuerySet[Any] = memberships._default_manager.filter(
            organization=models.OuterRef("pk"), user__is_active=True
        )
        return found

    def _others(self, user: "User | Any") -> models.QuerySet[Any]:
        return self._members().exclude(user=user)


class InvitationQuerySet(models.QuerySet[Any]):
    def open(self, now: datetime) -> Self:
        """That can still be accepted."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)

    def waiting_for(self, user: Any, now: datetime) -> Self:
        """Open ones to an address that the user has confirmed, into organisations that take in members.

        Both sides are kept in small letters.
        """
        confirmed = user.emailaddress_set.filter(verified=True)
        return (
            self.open(now)
            .filter(
                address__in=confirmed.values("email"),
                invited_by__isnull=False,
                organization__verification__in=[Verification.UNVERIFIED, Verification.VERIFIED],
            )
            .exclude(organization__memberships__user=user.pk)
        )
