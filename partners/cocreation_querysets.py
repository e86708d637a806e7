"""Who may see which proposals and projects, and what a list loads."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from hub.accounts.models import Organization
from hub.opening_days import end_of, latest_day_past
from hub.threads.enums import Side
from partners.cocreation_enums import (
    HOLDING_PARTS,
    OPEN_PROPOSALS,
    PUBLIC_PROJECTS,
    PartState,
    ProjectState,
    ProposalState,
)

if TYPE_CHECKING:
    from hub.accounts.models import User


class ProposalQuerySet(models.QuerySet[Any]):
    def of_organization(self, organization: Organization) -> Self:
        """That its members see, the newest first."""
        return self.filter(organization=organization).order_by("-pk")

    def handed_in(self) -> Self:
        """That coordinators see: not what its members still write, nor what they gave up before anybody read it."""
        return self.exclude(state=ProposalState.DRAFT).exclude(submitted_at=None)

    def for_staff(self, user: "User | Any") -> Self:
        """The same, for who looks after proposals."""
        if not user.is_active or not user.is_staff or not user.has_perm("partners.change_proposal"):
            return self.none()
        return self.handed_in()

    def open(self) -> Self:
        """That wait for a decision, the oldest first."""
        return self.filter(state__in=OPEN_PROPOSALS).order_by("submitted_at", "pk")

    def saying_since(self) -> Self:
        """Each with ``since``: how long it has been the turn of whose turn it is; of nobody's since the last word."""
        return self.annotate(since=Coalesce("thread__waits_since", "thread__last_post_at"))

    def with_city(self) -> Self:
        """Open ones of which the city is to say something: ``partners.promises.promise_of`` gives a day for each."""
        return self.filter(state__in=OPEN_PROPOSALS).filter(
            Q(state=ProposalState.SUBMITTED) | Q(thread__waits_for__in=[Side.STAFF, ""])
        )

    def late(self, today: date) -> Self:
        """Of these whose promised day has passed."""
        last = latest_day_past(today, settings.HUB_PROPOSAL_ANSWER_DAYS)
        return self.filter(state__in=OPEN_PROPOSALS).filter(
            Q(state=ProposalState.SUBMITTED, submitted_at__lt=end_of(last))
            | Q(thread__waits_for=Side.STAFF, thread__answer_by__lt=today)
            | Q(state=ProposalState.TALKING, thread__waits_for="", thread__last_post_at__lt=end_of(last))
        )

    def with_members(self) -> Self:
        """Of which their organisation is to say something."""
        return self.filter(state=ProposalState.TALKING, thread__waits_for=Side.MEMBERS)


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
