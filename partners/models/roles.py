"""役割: what one can do for others, and which university says that it counts for a course of its own."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.models import Event, Place
from hub.accounts.models import Organization
from hub.areas.models import District
from hub.models import Theme
from partners.models.projects import Project
from partners.role_enums import PUBLIC_ROLES, CourseState, RoleAction, RoleKind, RoleState, Skill
from partners.role_querysets import CourseQuerySet, RoleQuerySet

# An application is answered within so many days, and not later than this.
MOST_ANSWER_DAYS = 30
SHORTEST_MINUTES = 30


class Role(models.Model):
    """``state`` and ``filled`` are changed by ``partners.services`` alone. A draft may be empty in every part but its title."""

    idempotency_key = models.UUIDField(null=True, unique=True, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="roles", verbose_name=_("団体"))
    kind = models.CharField(_("種類"), max_length=10, choices=RoleKind, default=RoleKind.VOLUNTEER)
    state = models.CharField(_("状態"), max_length=10, choices=RoleState, default=RoleState.DRAFT, editable=False)

    title = models.CharField(_("何をするか、ひとことで"), max_length=80)
    text = models.TextField(_("くわしく"), max_length=2_000, blank=True)
    for_first = models.TextField(_("はじめての方へ"), max_length=1_000, blank=True)
    place = models.ForeignKey(Place, models.SET_NULL, null=True, blank=True, related_name="roles", verbose_name=_("場"))
    event = models.ForeignKey(
        Event, models.SET_NULL, null=True, blank=True, related_name="roles", verbose_name=_("催し")
    )
    project = models.ForeignKey(
        Project, models.SET_NULL, null=True, blank=True, related_name="roles", verbose_name=_("共創プロジェクト")
    )
    where = models.CharField(_("どこで"), max_length=120, blank=True)
    is_online = models.BooleanField(_("家からでもできる（オンライン）"), default=False)
    districts = models.ManyToManyField(District, blank=True, related_name="+", verbose_name=_("地区"))
    is_everywhere = models.BooleanField(_("市内のどこでも"), default=False)
    themes = models.ManyToManyField(Theme, blank=True, related_name="+", verbose_name=_("分野"))
    skills = ArrayField(
        models.CharField(max_length=20, choices=Skill), verbose_name=_("活かせること"), default=list, blank=True
    )
    when = models.CharField(_("いつ（曜日・時間）"), max_length=200, blank=True)
    # At one time, the least that helps.
    minutes = models.PositiveSmallIntegerField(_("1回の時間（分）"), default=SHORTEST_MINUTES)
    starts_on = models.DateField(_("いつから"), null=True, blank=True)
    ends_on = models.DateField(_("いつまで"), null=True, blank=True)
    apply_until = models.DateField(_("募集の締切"), null=True, blank=True)
    can_visit_first = models.BooleanField(_("まず見学できる"), default=True)
    costs = models.CharField(_("交通費・謝礼など"), max_length=200, blank=True)
    insurance = models.CharField(_("保険"), max_length=200, blank=True)
    # Under so many years nobody is taken; none: everybody.
    youngest = models.PositiveSmallIntegerField(_("何歳から"), null=True, blank=True)
    is_with_minors = models.BooleanField(_("18歳未満の人と関わる"), default=False)
    safeguards = models.TextField(_("子どもを守るためにしていること"), max_length=1_000, blank=True)
    answer_days = models.PositiveSmallIntegerField(_("何日以内に返事をするか"), default=7)
    # How many are wanted; none: as many as come. ``filled``: who was accepted and has not ended.
    places = models.PositiveSmallIntegerField(_("募集する人数"), null=True, blank=True)
    filled = models.PositiveIntegerField(default=0, editable=False)

    published_at = models.DateTimeField(_("公開した日時"), null=True, editable=False)
    closed_at = models.DateTimeField(_("募集を終えた日時"), null=True, editable=False)
    version = models.PositiveIntegerField(_("版"), default=1, editable=False)
    # Of what is shown, with the confirmed courses; kept by ``partners.services``.
    search_text = models.TextField(editable=False, default="")
    search_tokens = SearchVectorField(editable=False, null=True)
    is_sample = models.BooleanField(_("見本"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(_("作成日時"), auto_now_add=True)
    updated_at = models.DateTimeField(_("更新日時"), auto_now=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("役割")
        verbose_name_plural = _("役割")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RoleState.values), name="role_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=PUBLIC_ROLES)
                | Q(published_at__isnull=False) & ~Q(text="") & ~Q(when="") & ~Q(skills=[]),
                name="role_public_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=PUBLIC_ROLES) | Q(is_with_minors=False) | ~Q(safeguards=""),
                name="role_with_minors_says_safeguards",
            ),
            models.CheckConstraint(
                condition=Q(minutes__range=(SHORTEST_MINUTES, 1_440), answer_days__range=(1, MOST_ANSWER_DAYS)),
                name="role_within",
            ),
            models.CheckConstraint(condition=Q(places=None) | Q(places__gte=1), name="role_wants_somebody"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="role_ends_after_it_starts",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"], name="role_published", condition=Q(state=RoleState.PUBLISHED)
            ),
            # Counted by kind and time out of the index alone, whatever lies before them in the table.
            models.Index(
                fields=["kind", "minutes"],
                include=["organization", "id"],
                name="role_open_kind",
                condition=Q(state=RoleState.PUBLISHED),
            ),
            # Of roles that are known by their keys: which are open, whose they are and when they came, out of the index alone.
            models.Index(
                fields=["id"],
                include=["organization", "published_at"],
                name="role_open_key",
                condition=Q(state=RoleState.PUBLISHED),
            ),
            models.Index(fields=["organization", "-id"], name="role_of_organization"),
            # What time closes: the last day, or the last day to apply.
            models.Index(
                fields=["apply_until"],
                name="role_to_close",
                condition=Q(state=RoleState.PUBLISHED, apply_until__isnull=False),
            ),
            models.Index(
                fields=["ends_on"], name="role_to_end", condition=Q(state=RoleState.PUBLISHED, ends_on__isnull=False)
            ),
            GinIndex(fields=["search_tokens"], name="role_search", fastupdate=False),
            GinIndex(fields=["skills"], name="role_skills"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page for everybody, once it is published."""
        return reverse("roles:role", args=[self.pk])


class RoleCourse(models.Model):
    """A university's course or scheme for which the role counts: named and confirmed by a member of that university."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="courses", verbose_name=_("役割"))
    university = models.ForeignKey(Organization, models.CASCADE, related_name="role_courses", verbose_name=_("大学等"))
    state = models.CharField(_("状態"), max_length=10, choices=CourseState, default=CourseState.ASKED, editable=False)
    # What the organisation asked about; what is shown is what the university wrote.
    asked = models.CharField(_("どの授業・制度か（団体が聞いたこと）"), max_length=120, blank=True)
    name = models.CharField(_("授業・制度の名前"), max_length=120, blank=True)
    credit = models.CharField(_("単位・認め方"), max_length=120, blank=True)
    asked_at = models.DateTimeField(_("聞いた日時"), editable=False)
    decided_at = models.DateTimeField(_("確かめた日時"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("大学が認める活動")
        verbose_name_plural = _("大学が認める活動")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CourseState.values), name="course_state_known"),
            models.CheckConstraint(
                condition=~Q(state=CourseState.CONFIRMED) | Q(decided_at__isnull=False) & ~Q(name=""),
                name="course_confirmed_is_named",
            ),
            models.UniqueConstraint(
                fields=["role", "university"],
                condition=Q(state__in=[CourseState.ASKED, CourseState.CONFIRMED]),
                name="course_once",
            ),
        ]
        indexes = [models.Index(fields=["university", "state"], name="course_of_university")]

    def __str__(self) -> str:
        return f"{self.role_id} {self.university_id}"


class RoleTransition(models.Model):
    """One row for each act: what, by whom, when and why. Only added to."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="transitions", verbose_name=_("役割"))
    action = models.CharField(_("操作"), max_length=10, choices=RoleAction)
    from_state = models.CharField(_("前の状態"), max_length=10, choices=RoleState, blank=True)
    to_state = models.CharField(_("後の状態"), max_length=10, choices=RoleState)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("だれが")
    )
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("日時"))

    class Meta:
        verbose_name = _("役割の記録")
        verbose_name_plural = _("役割の記録")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.role_id} {self.action}"
