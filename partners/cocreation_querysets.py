"""Who may see which proposals and projects, and what a list loads."""

from typing import Any, Self

from django.db import models

from hub.accounts.models import Organization
from partners.cocreation_enums import HOLDING_PARTS, OPEN_PROPOSALS, PUBLIC_PROJECTS, PartState, ProjectState


class ProposalQuerySet(models.QuerySet[Any]):
    def of_organization(self, organization: Organization) -> Self:
        """That its members see, the newest first."""
        return self.filter(organization=organization).order_by("-pk")

    def open(self) -> Self:
        """That wait for a decision, the oldest first."""
        return self.filter(state__in=OPEN_PROPOSALS).order_by("submitted_at", "pk")


class ProjectQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        """That everybody sees; also what ended or was stopped."""
        return self.filter(state__in=PUBLIC_PROJECTS)

    def going_on(self) -> Self:
        """For the board: the longest quiet first."""
        return self.filter(state__in=[ProjectState.PREPARING, ProjectState.RUNNING]).order_by("moved_at", "pk")

    def of_organization(self, organization: Organization) -> Self:
        """In which it takes part, or is asked to."""
        mine = models.Q(parts__organization=organization, parts__state__in=HOLDING_PARTS)
        return self.filter(mine)


class PartQuerySet(models.QuerySet[Any]):
    def joined(self) -> Self:
        return self.filter(state=PartState.JOINED)
