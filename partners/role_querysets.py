"""Who may see which roles, applications, hours and lent skills, and what a list loads."""

from collections.abc import Collection
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Count, Exists, F, Min, OuterRef, Prefetch, Q, Subquery, Sum

from hub.accounts.models import Organization
from hub.areas.models import District
from hub.conditions import IsOneOf
from hub.search import matching
from partners.role_enums import OPEN_COURSES, PUBLIC_ROLES, WAITING_APPLICATIONS, CourseState, RoleState
from partners.role_words import SIGNS, asked


class RoleQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        """Whose page everybody sees: of an organisation that may publish."""
        return self.filter(state__in=PUBLIC_ROLES, organization__verification="verified")

    def listed(self) -> Self:
        """For which one can still apply."""
        return self.public().filter(state=RoleState.PUBLISHED)

    def published_once(self) -> Self:
        """Published or closed, whether its organisation may publish now or not."""
        return self.filter(state__in=PUBLIC_ROLES)

    def of_organization(self, organization: Organization) -> Self:
        """That those who write for it see, the newest first."""
        return self.filter(organization=organization).order_by("-pk")

    def matching(self, text: str) -> Self:
        """In whose shown text all words occur, or words that mean the same (ガクチカ, 学チカ)."""
        return self.filter(matching(asked(text), signs=SIGNS))

    def with_room(self) -> Self:
        """Where somebody is still wanted."""
        return self.filter(Q(places=None) | Q(places__gt=F("filled")))

    def with_theme(self, themes: Collection[int]) -> Self:
        """That have one of these themes."""
        through = self.model.themes.through.objects
        return self.filter(Exists(through.filter(role=OuterRef("pk"), theme__in=themes)))

    def in_districts(self, districts: Collection[int]) -> Self:
        """Done in one of these, everywhere in the city, or from home."""
        through = self.model.districts.through.objects.filter(role=OuterRef("pk"), district__in=districts)
        return self.filter(Q(is_everywhere=True) | Q(is_online=True) | Exists(through))

    def with_course(self, universities: Collection[int] | None = None) -> Self:
        """That count for a course of one of these universities; None: of any."""
        courses = self.model.courses.rel.related_model.objects.confirmed()
        named = courses if universities is None else courses.filter(university__in=universities)
        return self.filter(IsOneOf("pk", named.values("role")))

    def for_list(self) -> Self:
        """With what a row shows: two queries more, however many there are."""
        districts = Prefetch("districts", District.objects.only("name"))
        courses = self.model.courses.rel.related_model.objects.confirmed().select_related("university")
        return (
            self.defer("search_text", "search_tokens")
            .select_related("organization")
            .prefetch_related(districts, Prefetch("courses", courses, to_attr="confirmed_courses"))
        )

    def answering_late(self, today: date) -> Self:
        """Of which applications wait longer than was promised."""
        return self.filter(pk__in=self._late_applications(today).values("role"))

    def latest_first(self, today: date) -> Self:
        """What was promised longest ago first: ``promised_first``, and ``late_count``, how many wait so long."""
        late = self._late_applications(today).filter(role=OuterRef("pk")).order_by().values("role")
        found = {
            "promised_first": late.annotate(found=Min("answer_by")).values("found"),
            "late_count": late.annotate(found=Count("pk")).values("found"),
        }
        return self.annotate(**{name: Subquery(rows) for name, rows in found.items()}).order_by("promised_first", "pk")

    def _late_applications(self, today: date) -> Any:
        return self.model.applications.rel.related_model.objects.waiting().filter(answer_by__lt=today)

    def past_due(self, today: date) -> Self:
        """Published ones that time closes, the oldest day first."""
        is_over = Q(apply_until__lt=today) | Q(ends_on__lt=today)
        return self.filter(is_over, state=RoleState.PUBLISHED).order_by("pk")


class CourseQuerySet(models.QuerySet[Any]):
    def confirmed(self) -> Self:
        """What is shown: named by a member of a university that the city has verified."""
        return self.filter(state=CourseState.CONFIRMED, university__verification="verified")

    def of_university(self, university: Organization) -> Self:
        """What it was asked and what it said, what waits first."""
        return self.filter(university=university).order_by("state", "-pk")

    def waiting(self) -> Self:
        """Asked about, and not answered: what waits longest first. Of what is out of sight nobody has to answer."""
        return self.filter(state=CourseState.ASKED).exclude(role__state=RoleState.HIDDEN).order_by("asked_at", "pk")

    def open(self) -> Self:
        """Asked or confirmed."""
        return self.filter(state__in=OPEN_COURSES)


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
