"""Who may see which referral, in which order, and which office reads one."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Case, F, IntegerField, Q, Value, When

from hub.accounts.groups import CONSULTATION_COORDINATOR
from referrals.enums import OPEN, TransferState, Urgency

if TYPE_CHECKING:
    from hub.accounts.models import User
    from hub.areas.models import District, Town


def sees_all_referrals(user: "User | Any") -> bool:
    """A consultation coordinator. It is asked of the group: an administrator has every permission, and sees none."""
    if not (user.is_authenticated and user.is_active and user.is_staff):
        return False
    return bool(user.groups.filter(name=CONSULTATION_COORDINATOR).exists())


def works_in_offices(user: "User | Any") -> bool:
    """Staff who are no administrator: of these none reads for an office, whoever put them on its list."""
    return bool(user.is_authenticated and user.is_active and user.is_staff and not user.is_superuser)


class SupportOfficeQuerySet(models.QuerySet[Any]):
    """Offices that are in use."""

    def active(self) -> "SupportOfficeQuerySet":
        """Samples in the embedded mode alone."""
        shown = self.filter(is_active=True)
        return shown if settings.HUB_EMBEDDED else shown.filter(is_sample=False)

    def staffed(self) -> "SupportOfficeQuerySet":
        """That can be written to: named staff, hours, and a telephone number (of a sample none is known)."""
        working = self.model._default_manager.filter(
            members__user__is_active=True, members__user__is_staff=True, members__user__is_superuser=False
        )
        can_be_called = ~Q(phone="") | Q(is_sample=True)
        return self.active().filter(
            can_be_called, pk__in=working.values("pk"), opens_at__isnull=False, closes_at__isnull=False
        )

    def answering_for(self, town: "Town | None", district: "District | None") -> Any:
        """The office of the town, else of the district, else the fallback desk; None where nobody can be written to."""
        rank: list[When] = []
        if town is not None:
            rank.append(When(pk__in=self.filter(towns=town).values("pk"), then=Value(0)))
        if district is not None:
            rank.append(When(pk__in=self.filter(districts=district).values("pk"), then=Value(1)))
        rank.append(When(is_fallback=True, then=Value(2)))
        ranked = self.staffed().annotate(rank=Case(*rank, default=None, output_field=IntegerField()))
        return ranked.filter(rank__isnull=False).order_by("rank", "pk").first()

    def of(self, user: "User | Any") -> "SupportOfficeQuerySet":
        """Where this person works, as member of its staff."""
        if not works_in_offices(user):
            return self.none()
        return self.filter(members__user=user, is_active=True)

    def read_by(self, user: "User | Any", today: date) -> "SupportOfficeQuerySet":
        """Where this person reads today: their own, and those where they stand in for somebody who is away."""
        if not works_in_offices(user):
            return self.none()
        stands_in = Q(
            members__substitute=user, members__away_from__lte=today, members__away_until__gte=today, is_active=True
        )
        return self.filter(Q(members__user=user, is_active=True) | stands_in).distinct()


class SignQuerySet(models.QuerySet[Any]):
    """What the form asks."""

    def asked_of(self, *, is_own: bool) -> "SignQuerySet":
        """In use, for who writes of themselves or for who writes of somebody else: the words differ."""
        return self.filter(is_active=True, is_of_self=is_own)


class ReferralQuerySet(models.QuerySet[Any]):
    """Rows as they lie: what is sealed stays so."""

    def visible_to(self, user: "User | Any", today: date) -> "ReferralQuerySet":
        """A consultation coordinator's: all. Office staff's: those of their offices, and those that one is asked to take.

        Nobody else's: neither an administrator's, nor another coordinator's, nor the writer's own.
        """
        if sees_all_referrals(user):
            return self
        if not works_in_offices(user):
            return self.none()
        offices: Any = self.model._meta.get_field("office").related_model
        theirs = offices.objects.read_by(user, today).values("pk")
        # One transfer at a time is asked for (transfer_one_at_a_time), so no case comes twice.
        return self.filter(
            Q(office__in=theirs) | Q(transfers__state=TransferState.ASKED, transfers__to_office__in=theirs)
        )

    def written_by(self, user: "User | Any") -> "ReferralQuerySet":
        """Of a professional who was signed in."""
        return self.filter(created_by=user) if user.is_authenticated and user.is_active else self.none()

    def open(self) -> "ReferralQuerySet":
        return self.filter(state__in=OPEN)

    def in_order(self) -> "ReferralQuerySet":
        """Urgent ones first, then the oldest; those that are held come last."""
        urgency = Case(When(urgency=Urgency.URGENT, then=0), When(urgency=Urgency.SOON, then=1), default=2)
        return self.alias(rank=urgency).order_by("is_held", "rank", F("received_at").asc(), "pk")
