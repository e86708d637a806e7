"""プロボノ: which skills people would lend, and organisations that ask them through the hub. No contact is ever shown."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import Organization
from partners.models.applications import RoleApplication
from partners.models.roles import Role
from partners.role_enums import LendingState, Skill
from partners.role_querysets import SkillOfferQuerySet


class SkillOffer(models.Model):
    """プロボノ: which skills somebody would lend. Shown to partners without name or contact; one for each person."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="skill_offer", verbose_name=_("だれが")
    )
    is_open = models.BooleanField(_("たのまれてもよい"), default=True)
    skills = ArrayField(models.CharField(max_length=20, choices=Skill), verbose_name=_("貸せること"), default=list)
    text = models.CharField(_("どんなことができるか"), max_length=300, blank=True)
    hours_a_month = models.PositiveSmallIntegerField(_("月に何時間くらい"), null=True, blank=True)
    is_online_only = models.BooleanField(_("オンラインだけ"), default=False)
    version = models.PositiveIntegerField(_("版"), default=1, editable=False)
    created_at = models.DateTimeField(_("作成日時"), auto_now_add=True)
    updated_at = models.DateTimeField(_("更新日時"), auto_now=True)

    objects = SkillOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("プロボノ")
        verbose_name_plural = _("プロボノ")
        constraints = [models.CheckConstraint(condition=~Q(skills=[]), name="skill_offer_names_skills")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class SkillRequest(models.Model):
    """An organisation asks somebody through the hub. Where the person agrees, an application for one of its roles follows."""

    idempotency_key = models.UUIDField(null=True, unique=True, editable=False)
    offer = models.ForeignKey(SkillOffer, models.CASCADE, related_name="requests", verbose_name=_("プロボノ"))
    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="skill_requests", verbose_name=_("団体")
    )
    role = models.ForeignKey(Role, models.CASCADE, related_name="skill_requests", verbose_name=_("役割"))
    state = models.CharField(_("状態"), max_length=10, choices=LendingState, default=LendingState.ASKED, editable=False)
    text = models.TextField(_("たのみたいこと"), max_length=1_000, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(_("たのんだ日時"), editable=False)
    decided_at = models.DateTimeField(_("返事をした日時"), null=True, editable=False)
    # What became of it, where the person agreed.
    application = models.OneToOneField(
        RoleApplication, models.SET_NULL, null=True, related_name="skill_request", editable=False
    )

    class Meta:
        verbose_name = _("プロボノへのお願い")
        verbose_name_plural = _("プロボノへのお願い")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "organization"], condition=Q(state=LendingState.ASKED), name="skill_request_once"
            ),
            models.CheckConstraint(condition=Q(state__in=LendingState.values), name="skill_request_state_known"),
        ]
        indexes = [models.Index(fields=["organization", "state"], name="skill_request_of_org")]

    def __str__(self) -> str:
        return f"{self.offer_id} {self.organization_id}"
