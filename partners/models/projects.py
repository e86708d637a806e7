"""共創プロジェクト: what several do together, what they planned, what came of it, and what others can learn from it."""

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
from hub.models import Audience, Theme
from partners.cocreation_enums import (
    HOLDING_PARTS,
    PUBLIC_PROJECTS,
    PartState,
    ProjectAction,
    ProjectState,
)
from partners.cocreation_querysets import PartQuerySet, ProjectQuerySet
from partners.enums import Offer
from partners.models.needs import Need
from partners.models.proposals import Proposal


class Project(models.Model):
    """``state`` is changed by ``partners.services`` alone. Its public page names those who take part, never people."""

    # Of what was proposed; one that a coordinator set up has none.
    proposal = models.OneToOneField(
        Proposal, models.SET_NULL, null=True, blank=True, related_name="project", editable=False
    )
    state = models.CharField(
        _("状態"), max_length=10, choices=ProjectState, default=ProjectState.PREPARING, editable=False
    )
    # Of what is hidden: what it was before.
    hidden_from = models.CharField(max_length=10, choices=ProjectState, blank=True, editable=False)

    title = models.CharField(_("名前"), max_length=80)
    summary = models.CharField(_("ひとことで"), max_length=200, blank=True)
    text = models.TextField(_("どんな取り組みか"), max_length=4_000, blank=True)
    for_whom = models.CharField(_("だれのために"), max_length=120, blank=True)
    needs = models.ManyToManyField(Need, blank=True, related_name="projects", verbose_name=_("こたえる地域課題"))
    places = models.ManyToManyField(Place, blank=True, related_name="projects", verbose_name=_("場"))
    events = models.ManyToManyField(Event, blank=True, related_name="projects", verbose_name=_("催し"))
    themes = models.ManyToManyField(Theme, blank=True, related_name="+", verbose_name=_("分野"))
    audiences = models.ManyToManyField(Audience, blank=True, related_name="+", verbose_name=_("だれ向け"))
    districts = models.ManyToManyField(District, blank=True, related_name="+", verbose_name=_("地区"))
    is_everywhere = models.BooleanField(_("市内のどこでも"), default=False)
    starts_on = models.DateField(_("いつから"), null=True, blank=True)
    ends_on = models.DateField(_("いつまで"), null=True, blank=True)

    published_at = models.DateTimeField(_("公開した日時"), null=True, editable=False)
    ended_at = models.DateTimeField(_("終わった日時"), null=True, editable=False)
    stop_reason = models.TextField(_("やめた理由"), max_length=1_000, blank=True, editable=False)
    # The last act of somebody who takes part: what is quiet for long stands first on the board.
    moved_at = models.DateTimeField(_("最後に動いた日時"), editable=False)
    # When those who take part were asked how it goes, since it was quiet: once for each quiet time.
    asked_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(_("版"), default=1, editable=False)
    # Of what is shown; kept by ``partners.services``.
    search_text = models.TextField(editable=False, default="")
    search_tokens = SearchVectorField(editable=False, null=True)
    is_sample = models.BooleanField(_("見本"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(_("作成日時"), auto_now_add=True)
    updated_at = models.DateTimeField(_("更新日時"), auto_now=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("共創プロジェクト")
        verbose_name_plural = _("共創プロジェクト")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ProjectState.values), name="project_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[ProjectState.RUNNING, ProjectState.ENDED])
                | Q(published_at__isnull=False) & ~Q(summary="") & ~Q(text=""),
                name="project_public_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state=ProjectState.HIDDEN, hidden_from__in=PUBLIC_PROJECTS)
                | ~Q(state=ProjectState.HIDDEN) & Q(hidden_from=""),
                name="project_hidden_from_known",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ProjectState.ENDED, ProjectState.STOPPED]) | Q(ended_at__isnull=False),
                name="project_ended_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProjectState.STOPPED) | ~Q(stop_reason=""), name="project_stopped_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="project_ends_after_it_starts",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"], name="project_published", condition=Q(state__in=PUBLIC_PROJECTS)
            ),
            models.Index(
                fields=["moved_at", "id"],
                name="project_going_on",
                condition=Q(state__in=[ProjectState.PREPARING, ProjectState.RUNNING]),
            ),
            GinIndex(fields=["search_tokens"], name="project_search", fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page for everybody, once it is published."""
        return reverse("partners:project", args=[self.pk])


class ProjectPart(models.Model):
    """One organisation in a project, and what it does there. One of them leads: it answers to the coordinator."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="parts", verbose_name=_("共創プロジェクト"))
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="parts", verbose_name=_("団体"))
    state = models.CharField(_("状態"), max_length=10, choices=PartState, default=PartState.INVITED, editable=False)
    is_lead = models.BooleanField(_("とりまとめ"), default=False, editable=False)
    text = models.CharField(_("何をするか"), max_length=300, blank=True)
    offers = ArrayField(
        models.CharField(max_length=20, choices=Offer), verbose_name=_("出すもの"), default=list, blank=True
    )
    # Since when nobody has answered the invitation.
    invited_at = models.DateTimeField(_("さそった日時"), editable=False)
    answered_at = models.DateTimeField(_("返事をした日時"), null=True, editable=False)
    joined_at = models.DateTimeField(_("加わった日時"), null=True, editable=False)
    left_at = models.DateTimeField(_("抜けた日時"), null=True, editable=False)
    # It takes part in what is published: kept with its state and its project's, so that sums of all need not look at both.
    # Whether its organisation may be named is asked anew each time.
    is_counted = models.BooleanField(default=False, editable=False)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("プロジェクトの団体")
        verbose_name_plural = _("プロジェクトの団体")
        ordering = ["-is_lead", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PartState.values), name="part_state_known"),
            models.UniqueConstraint(
                fields=["project", "organization"], condition=Q(state__in=HOLDING_PARTS), name="part_once"
            ),
            models.UniqueConstraint(fields=["project"], condition=Q(is_lead=True), name="part_one_leads"),
            models.CheckConstraint(condition=Q(is_lead=False) | Q(state=PartState.JOINED), name="part_lead_takes_part"),
            models.CheckConstraint(
                condition=Q(is_counted=False) | Q(state=PartState.JOINED), name="part_counted_takes_part"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "state"], name="part_of_organization"),
            models.Index(fields=["organization"], name="part_counted", condition=Q(is_counted=True)),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.organization_id}"


class Milestone(models.Model):
    """予定: what is to be done by when, and when it was."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="milestones", verbose_name=_("共創プロジェクト"))
    title = models.CharField(_("何を"), max_length=120)
    due_on = models.DateField(_("いつまでに"), null=True, blank=True)
    done_on = models.DateField(_("できた日"), null=True, blank=True)
    created_at = models.DateTimeField(_("作成日時"), auto_now_add=True)

    class Meta:
        verbose_name = _("予定")
        verbose_name_plural = _("予定")
        ordering = [F("due_on").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        return self.title


class ProjectResult(models.Model):
    """できたこと of one day or time: people reached, hours given, and in words what came of it.

    Numbers are what those who take part counted; small counts of people are withheld where they are shown.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="results", verbose_name=_("共創プロジェクト"))
    on = models.DateField(_("いつ"))
    people = models.PositiveIntegerField(_("届いた人（人）"), null=True, blank=True)
    minutes = models.PositiveIntegerField(_("かけた時間（分）"), null=True, blank=True)
    text = models.TextField(_("できたこと"), max_length=1_000)
    organization = models.ForeignKey(
        Organization, models.SET_NULL, null=True, related_name="+", editable=False, verbose_name=_("書いた団体")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(_("書いた日時"), auto_now_add=True)

    class Meta:
        verbose_name = _("できたこと")
        verbose_name_plural = _("できたこと")
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.project_id} {self.on}"


class ProjectReport(models.Model):
    """おわりの報告, that others can learn from. Written while the project runs, shown once it has ended."""

    project = models.OneToOneField(Project, models.CASCADE, related_name="report", verbose_name=_("共創プロジェクト"))
    did = models.TextField(_("何をしたか"), max_length=2_000, blank=True)
    worked = models.TextField(_("うまくいったこと"), max_length=2_000, blank=True)
    failed = models.TextField(_("うまくいかなかったこと"), max_length=2_000, blank=True)
    stayed = models.TextField(_("地域に残ったもの"), max_length=2_000, blank=True)
    advice = models.TextField(_("これから始める人に伝えたいこと"), max_length=2_000, blank=True)
    version = models.PositiveIntegerField(_("版"), default=1, editable=False)
    updated_at = models.DateTimeField(_("更新日時"), auto_now=True)

    class Meta:
        verbose_name = _("おわりの報告")
        verbose_name_plural = _("おわりの報告")

    def __str__(self) -> str:
        return str(self.project)


class ProjectTransition(models.Model):
    """One row for each act: what, by whom, of which organisation, when and why. Only added to."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="transitions", verbose_name=_("共創プロジェクト"))
    action = models.CharField(_("操作"), max_length=10, choices=ProjectAction)
    from_state = models.CharField(_("前の状態"), max_length=10, choices=ProjectState, blank=True)
    to_state = models.CharField(_("後の状態"), max_length=10, choices=ProjectState)
    organization = models.ForeignKey(Organization, models.SET_NULL, null=True, related_name="+", verbose_name=_("団体"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("だれが")
    )
    reason = models.CharField(_("理由"), max_length=1_000, blank=True)
    created_at = models.DateTimeField(_("日時"))

    class Meta:
        verbose_name = _("プロジェクトの記録")
        verbose_name_plural = _("プロジェクトの記録")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.project_id} {self.action}"
