"""On whose behalf people use the hub."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from hub.accounts.corporate_numbers import validate_corporate_number
from hub.accounts.enums import Level, OrganizationAction, OrganizationKind, Verification
from hub.accounts.models.users import User
from hub.accounts.querysets import InvitationQuerySet, OrganizationQuerySet


class Organization(models.Model):
    """団体. Only a verified one publishes. ``verification`` is changed by ``hub.accounts.services`` alone."""

    name = models.CharField(_("名前"), max_length=120)
    kana = models.CharField(_("名前のよみ（かな）"), max_length=200, blank=True)
    kind = models.CharField(_("種類"), max_length=20, choices=OrganizationKind)
    description = models.TextField(_("どんな団体か"), blank=True, max_length=1_000)
    corporate_number = models.CharField(
        _("法人番号"),
        max_length=13,
        blank=True,
        validators=[validate_corporate_number],
        help_text=_("あれば書きます（13けた）。なくても登録できます。"),
    )
    url = models.URLField(_("ウェブサイト"), blank=True)
    phone = models.CharField(_("公開する電話番号"), max_length=20, blank=True)
    email = models.EmailField(_("公開するメールアドレス"), blank=True)
    address = models.CharField(_("公開する住所"), max_length=200, blank=True)
    # For the coordinator alone: who can be asked.
    contact_name = models.CharField(_("担当の方"), max_length=80, blank=True, help_text=_("公開しません。"))
    contact_phone = models.CharField(_("担当の方の電話番号"), max_length=20, blank=True, help_text=_("公開しません。"))
    safeguards = models.TextField(
        _("子どもと活動するときの約束"),
        blank=True,
        max_length=1_000,
        help_text=_(
            "18歳未満の人が参加する活動をするなら、かならず書きます。"
            "例：おとなが二人以上で見守る、二人きりにならない、写真は保護者に聞いてから。"
        ),
    )
    verification = models.CharField(
        _("確認"), max_length=10, choices=Verification, default=Verification.UNVERIFIED, editable=False
    )
    verified_on = models.DateField(_("確かめた日"), null=True, blank=True, editable=False)
    verified_by = models.CharField(_("確かめたところ"), max_length=80, blank=True, editable=False)
    verified_what = models.CharField(_("何を確かめたか"), max_length=300, blank=True, editable=False)
    # Since when what the city checked (name, kind, 法人番号) is no longer what it checked.
    recheck_since = models.DateTimeField(_("確かめなおしを待つ"), null=True, blank=True, editable=False)
    is_sample = models.BooleanField(_("見本"), default=False)
    version = models.PositiveIntegerField(_("版"), default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(_("作成日時"), auto_now_add=True)
    updated_at = models.DateTimeField(_("更新日時"), auto_now=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("団体")
        verbose_name_plural = _("団体")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["name", "kind"], name="organization_name_once"),
            models.CheckConstraint(
                condition=models.Q(verification__in=Verification.values), name="organization_verification_known"
            ),
            models.CheckConstraint(
                condition=models.Q(is_sample=False) | models.Q(phone="", email="", contact_phone=""),
                name="organization_sample_has_no_contact",
            ),
            models.CheckConstraint(
                condition=models.Q(recheck_since=None)
                | models.Q(verification__in=[Verification.VERIFIED, Verification.SUSPENDED]),
                name="organization_recheck_of_checked",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organizations:detail", args=[self.pk])

    @property
    def is_verified(self) -> bool:
        """Whether it may publish."""
        return self.verification == Verification.VERIFIED

    @cached_property
    def told_reason(self) -> str:
        """Why it was refused or suspended, where it is so now; its members read it."""
        told = self.transitions.filter(action__in=[OrganizationAction.REFUSE, OrganizationAction.SUSPEND])
        last = told.filter(to_verification=self.verification).order_by("-pk").first()
        return last.reason if last else ""


class OrganizationTransition(models.Model):
    """One row for each act on an organisation: what, by whom, when and why."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="transitions", verbose_name=_("団体"))
    action = models.CharField(_("操作"), max_length=10, choices=OrganizationAction)
    from_verification = models.CharField(_("前の状態"), max_length=10, choices=Verification)
    to_verification = models.CharField(_("後の状態"), max_length=10, choices=Verification)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("だれが"))
    reason = models.CharField(_("理由"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("日時"), auto_now_add=True)

    class Meta:
        verbose_name = _("団体の記録")
        verbose_name_plural = _("団体の記録")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.action}"


class Membership(models.Model):
    """Who belongs to an organisation, and what they may do for it."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="memberships", verbose_name=_("団体"))
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("利用者"))
    level = models.CharField(_("できること"), max_length=10, choices=Level)
    created_at = models.DateTimeField(_("入った日時"), auto_now_add=True)

    class Meta:
        verbose_name = _("メンバー")
        verbose_name_plural = _("メンバー")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "user"], name="membership_once"),
            models.CheckConstraint(condition=models.Q(level__in=Level.values), name="membership_level_known"),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.user_id} {self.level}"


class Invitation(models.Model):
    """A link for one address, once, until a day. The link's 128 bits are made of ``nonce`` and the hub's key when sent."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="invitations", verbose_name=_("団体"))
    address = models.EmailField(_("メールアドレス"))
    level = models.CharField(_("できること"), max_length=10, choices=Level)
    nonce = models.UUIDField(editable=False, unique=True)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("招いた人"))
    created_at = models.DateTimeField(_("招いた日時"), auto_now_add=True)
    expires_at = models.DateTimeField(_("期限"))
    accepted_at = models.DateTimeField(_("受けた日時"), null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", editable=False)
    withdrawn_at = models.DateTimeField(_("取り消した日時"), null=True, blank=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("招待")
        verbose_name_plural = _("招待")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(level__in=Level.values), name="invitation_level_known"),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(withdrawn_at=None), name="invitation_ends_one_way"
            ),
            models.UniqueConstraint(
                "organization",
                Lower("address"),
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="invitation_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.pk}"
