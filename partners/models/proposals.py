"""共創提案: what an organisation would do with the city and others, for a need or of its own accord."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import Organization
from hub.areas.models import District
from hub.models import Audience, Theme
from hub.threads.models import Thread
from partners.cocreation_enums import ENDED_PROPOSALS, OPEN_PROPOSALS, ProposalAction, ProposalState
from partners.cocreation_querysets import ProposalQuerySet
from partners.enums import Offer
from partners.models.needs import Need


class Proposal(models.Model):
    """``state`` is changed by ``partners.services`` alone. A draft may be empty in every part but its title.

    Seen by the organisation's members and coordinators; what becomes of it is a project of its own.
    """

    idempotency_key = models.UUIDField(null=True, unique=True, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="proposals", verbose_name=_("団体"))
    need = models.ForeignKey(
        Need, models.SET_NULL, null=True, blank=True, related_name="proposals", verbose_name=_("どの地域課題に")
    )
    state = models.CharField(
        _("状態"), max_length=10, choices=ProposalState, default=ProposalState.DRAFT, editable=False
    )

    title = models.CharField(_("ひとことで"), max_length=80)
    aim = models.TextField(_("何を、どう変えたいか"), max_length=1_000, blank=True)
    text = models.TextField(_("何をするか"), max_length=2_000, blank=True)
    for_whom = models.CharField(_("だれのために"), max_length=120, blank=True)
    offers = ArrayField(
        models.CharField(max_length=20, choices=Offer), verbose_name=_("自分たちが出せるもの"), default=list, blank=True
    )
    wanted = models.TextField(_("市やほかの団体にお願いしたいこと"), max_length=1_000, blank=True)
    schedule = models.CharField(_("いつごろ、どのくらいの間"), max_length=200, blank=True)
    themes = models.ManyToManyField(Theme, blank=True, related_name="+", verbose_name=_("分野"))
    audiences = models.ManyToManyField(Audience, blank=True, related_name="+", verbose_name=_("だれ向け"))
    districts = models.ManyToManyField(District, blank=True, related_name="+", verbose_name=_("地区"))
    is_everywhere = models.BooleanField(_("市内のどこでも"), default=False)

    # The dialogue with the coordinator, from the first time that it was handed in. It keeps the promised day.
    thread = models.OneToOneField(
        Thread, models.PROTECT, null=True, related_name="proposal", editable=False, verbose_name=_("やりとり")
    )
    submitted_at = models.DateTimeField(_("市に出した日時"), null=True, editable=False)
    decided_at = models.DateTimeField(_("決まった日時"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    reason = models.TextField(_("理由"), max_length=1_000, blank=True, editable=False)
    # When coordinators were told that it waits longer than was promised: once for each promise.
    late_told_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(_("版"), default=1, editable=False)
    # What a coordinator had read when the city last said something of it: the version, and each part in words.
    seen_version = models.PositiveIntegerField(default=0, editable=False)
    seen_words = models.JSONField(default=dict, blank=True, editable=False)
    is_sample = models.BooleanField(_("見本"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(_("作成日時"), auto_now_add=True)
    updated_at = models.DateTimeField(_("更新日時"), auto_now=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("共創提案")
        verbose_name_plural = _("共創提案")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ProposalState.values), name="proposal_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=OPEN_PROPOSALS)
                | Q(submitted_at__isnull=False, thread__isnull=False) & ~Q(aim="") & ~Q(text="") & ~Q(offers=[]),
                name="proposal_open_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED_PROPOSALS, decided_at__isnull=False)
                | ~Q(state__in=ENDED_PROPOSALS) & Q(decided_at=None),
                name="proposal_ended_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ProposalState.ACCEPTED, ProposalState.DECLINED]) | ~Q(reason=""),
                name="proposal_decision_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["submitted_at", "id"], name="proposal_open", condition=Q(state__in=OPEN_PROPOSALS)),
            models.Index(fields=["organization", "-id"], name="proposal_of_organization"),
        ]

    def __str__(self) -> str:
        return self.title


class ProposalTransition(models.Model):
    """One row for each act: what, by whom, when and why. Only added to."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="transitions", verbose_name=_("共創提案"))
    action = models.CharField(_("操作"), max_length=10, choices=ProposalAction)
    from_state = models.CharField(_("前の状態"), max_length=10, choices=ProposalState, blank=True)
    to_state = models.CharField(_("後の状態"), max_length=10, choices=ProposalState)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("だれが")
    )
    reason = models.CharField(_("理由"), max_length=1_000, blank=True)
    created_at = models.DateTimeField(_("日時"))

    class Meta:
        verbose_name = _("共創提案の記録")
        verbose_name_plural = _("共創提案の記録")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.action}"
