"""Who may see which roles, applications, hours and lent skills, and what a list loads."""

from typing import Any, Self

from django.db import models
from django.db.models import Q, Sum

from hub.accounts.models import Organization
from partners.role_enums import PUBLIC_ROLES, WAITING_APPLICATIONS, CourseState, RoleState


class RoleQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        """Whose page everybody sees: of an organisation that may publish."""
        return self.filter(state__in=PUBLIC_ROLES, organization__verification="verified")

    def listed(self) -> Self:
        """For which one can still apply."""
        return self.public().filter(state=RoleState.PUBLISHED)

    def of_organization(self, organization: Organization) -> Self:
        """That those who write for it see, the newest first."""
        return self.filter(organization=organization).order_by("-pk")


class CourseQuerySet(models.QuerySet[Any]):
    def confirmed(self) -> Self:
        """What is shown: named by a member of a university that the city has verified."""
        return self.filter(state=CourseState.CONFIRMED, university__verification="verified")


class ApplicationQuerySet(models.QuerySet[Any]):
    def own(self, user: Any) -> Self:
        """That the user made, the newest first."""
        return self.filter(user=user).order_by("-pk")

    def desk_of(self, user: Any) -> Self:
        """For roles of organisations that the user writes for."""
        writable = Organization.objects.writable_by(user).order_by().values("pk")
        return self.filter(role__organization__in=writable)

    def waiting(self) -> Self:
        """That the organisation has to answer, the first promised first."""
        return self.filter(state__in=WAITING_APPLICATIONS).order_by("answer_by", "pk")


class HoursQuerySet(models.QuerySet[Any]):
    def counting(self) -> Self:
        """Confirmed by both sides."""
        return self.filter(person_at__isnull=False, organization_at__isnull=False)

    def minutes(self) -> int:
        """Their sum."""
        found: int | None = self.order_by().aggregate(sum=Sum("minutes"))["sum"]
        return found or 0


class CertificateQuerySet(models.QuerySet[Any]):
    def own(self, user: Any) -> Self:
        return self.filter(application__user=user).order_by("-pk")


class SkillOfferQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        """That partners see: of people whose account is there."""
        return self.filter(Q(is_open=True), user__is_active=True).order_by("-pk")
