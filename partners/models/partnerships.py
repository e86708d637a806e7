"""An organisation's registration in a programme, and all that was done to it."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import Organization
from hub.areas.models import District
from hub.models import Theme
from partners.enums import ENDED, Action, Field, Offer, PartnershipState
from partners.models.programmes import Programme, Terms
from partners.querysets import PartnershipQuerySet, RemarkQuerySet


class Partnership(models.Model):
    """登録. ``state`` is changed by ``partners.services`` alone. A draft may be empty in every part."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="partnerships", verbose_name=_("団体"))
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="partnerships", verbose_name=_("登録制度"))
    state = models.CharField(
        _("状態"), max_length=10, choices=PartnershipState, default=PartnershipState.DRAFT, editable=False
    )

    offers = ArrayField(
        models.CharField(max_length=20, choices=Offer), verbose_name=_("出せるもの"), default=list, blank=True
    )
    fields = ArrayField(
        models.CharField(max_length=20, choices=Field), verbose_name=_("活動分野"), default=list, blank=True
    )
    text = models.TextField(_("できること"), blank=True, max_length=1_000)
    effort = models.CharField(_("どれくらいの頻度・時間で"), blank=True, max_length=200)
    cost = models.CharField(_("利用する人の費用"), blank=True, max_length=200)
    themes = models.ManyToManyField(Theme, blank=True, related_name="+", verbose_name=_("分野"))
    districts = models.ManyToManyField(District, blank=True, related_name="+", verbose_name=_("地区"))
    is_everywhere = models.BooleanField(_("市内のどこでも"), default=False)
    # How residents reach the firm, where the programme says that they turn to it directly.
    how_to_reach = models.CharField(_("住民からの連絡のしかた"), blank=True, max_length=300)

    # For the city alone.
    contact_name = models.CharField(_("担当の方"), blank=True, max_length=80)
    contact_phone = models.CharField(_("担当の方の電話番号"), blank=True, max_length=20)
    contact_email = models.EmailField(_("担当の方のメールアドレス"), blank=True)

    terms = models.ForeignKey(
        Terms, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("守る約束")
    )
    agreed_at = models.DateTimeField(_("約束した日時"), null=True, blank=True, editable=False)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    number = models.CharField(_("登録番号"), max_length=30, null=True, unique=True, editable=False)  # noqa: DJ001
    # Of this and the hub's key the code on its certificate is made.
    nonce = models.UUIDField(default=uuid.uuid4, editable=False)
    registered_on = models.DateField(_("登録した日"), null=True, blank=True, editable=False)
    # The last day on which it holds; none where the programme sets no end.
    ends_on = models.DateField(_("期限"), null=True, blank=True, editable=False)
    renewal_asked_at = models.DateTimeField(_("更新を申し込んだ日時"), null=True, blank=True, editable=False)
    # Of which of the programme's days before the end its members were told.
    reminded = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True, editable=False)
    submitted_at = models.DateTimeField(_("確認に出した日時"), null=True, blank=True, editable=False)
    ended_on = models.DateField(_("終わった日"), null=True, blank=True, editable=False)

    # Of what members wrote: raised with each change. ``seen_version`` is what staff last looked at.
    version = models.PositiveIntegerField(_("版"), default=1, editable=False)
    seen_version = models.PositiveIntegerField(default=0, editable=False)
    # What it said then; and what of an unfinished form could not be read, as it was typed.
    seen_values = models.JSONField(default=dict, blank=True, editable=False)
    typed = models.JSONField(default=dict, blank=True, editable=False)
    is_sample = models.BooleanField(_("見本"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(_("作成日時"), auto_now_add=True)
    updated_at = models.DateTimeField(_("更新日時"), auto_now=True)

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("登録")
        verbose_name_plural = _("登録")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PartnershipState.values), name="partnership_state_known"),
            models.UniqueConstraint(
                fields=["organization", "programme"], condition=~Q(state__in=ENDED), name="partnership_open_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[PartnershipState.APPROVED, PartnershipState.SUSPENDED, PartnershipState.LAPSED])
                | Q(number__isnull=False, registered_on__isnull=False),
                name="partnership_approved_has_number",
            ),
            models.CheckConstraint(
                condition=~Q(state=PartnershipState.SUBMITTED)
                | Q(submitted_at__isnull=False, agreed_at__isnull=False, terms__isnull=False),
                name="partnership_submitted_has_agreed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, ended_on__isnull=False) | ~Q(state__in=ENDED) & Q(ended_on=None),
                name="partnership_ended_has_date",
            ),
            models.CheckConstraint(
                condition=Q(is_sample=False) | Q(contact_phone="", contact_email=""),
                name="partnership_sample_has_no_contact",
            ),
        ]
        indexes = [
            models.Index(
                fields=["submitted_at", "id"], name="partnership_waiting", condition=Q(state=PartnershipState.SUBMITTED)
            ),
            models.Index(
                fields=["ends_on"],
                name="partnership_ends",
                condition=Q(state__in=[PartnershipState.APPROVED, PartnershipState.SUSPENDED]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}：{self.programme}"

    def get_absolute_url(self) -> str:
        """Its public page is the organisation's; members and staff have their own."""
        return reverse("organizations:detail", args=[self.organization_id])

    @property
    def is_in_force(self) -> bool:
        """Whether it may be shown as a registration of the city."""
        return self.state == PartnershipState.APPROVED


class PartnershipTransition(models.Model):
    """One row for each act: what, by whom, when and why."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="transitions", verbose_name=_("登録"))
    action = models.CharField(_("操作"), max_length=12, choices=Action)
    from_state = models.CharField(_("前の状態"), max_length=10, choices=PartnershipState)
    to_state = models.CharField(_("後の状態"), max_length=10, choices=PartnershipState)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("だれが")
    )
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("日時"), auto_now_add=True)

    class Meta:
        verbose_name = _("登録の記録")
        verbose_name_plural = _("登録の記録")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.partnership_id} {self.action}"


class Remark(models.Model):
    """What is to be mended, beside the field that it is about: of the last return, and what is being written."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="remarks", verbose_name=_("登録"))
    # The form's name of the field; empty: of the whole.
    field = models.CharField(_("どこを"), max_length=40, blank=True)
    text = models.CharField(_("何をどう直すか"), max_length=300)
    is_sent = models.BooleanField(_("伝えた"), default=True, db_default=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("だれが")
    )
    created_at = models.DateTimeField(_("日時"), auto_now_add=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("直してほしいこと")
        verbose_name_plural = _("直してほしいこと")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.partnership_id} {self.field}"


class Check(models.Model):
    """One thing of the programme's checklist that a coordinator has looked at, of one version."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="checks", verbose_name=_("登録"))
    key = models.SlugField(_("記号"), max_length=40)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("だれが")
    )
    created_at = models.DateTimeField(_("日時"), auto_now_add=True)

    class Meta:
        verbose_name = _("確認したこと")
        verbose_name_plural = _("確認したこと")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["partnership", "key"], name="check_once")]

    def __str__(self) -> str:
        return f"{self.partnership_id} {self.key}"
