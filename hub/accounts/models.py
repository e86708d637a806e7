"""Who uses the hub, and on whose behalf."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.managers import UserManager


class User(AbstractBaseUser, PermissionsMixin):
    """An account. The email address is the login; nobody else sees it or a name that was not chosen for them."""

    email = models.EmailField(_("メールアドレス"), unique=True)
    display_name = models.CharField(_("表示名（ニックネーム）"), max_length=40, blank=True)
    is_staff = models.BooleanField(_("職員"), default=False)
    is_active = models.BooleanField(_("有効"), default=True)
    date_joined = models.DateTimeField(_("登録日時"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("利用者")
        verbose_name_plural = _("利用者")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.display_name or str(_("利用者 %(number)s") % {"number": self.pk})


class OrganizationKind(models.TextChoices):
    CITY = "city", _("行政")
    COMPANY = "company", _("企業")
    UNIVERSITY = "university", _("大学等")
    NPO = "npo", _("NPO・市民活動団体")
    CARE = "care", _("医療・福祉")
    COMMUNITY = "community", _("地域団体")


class Verification(models.TextChoices):
    UNVERIFIED = "unverified", _("確認前")
    VERIFIED = "verified", _("確認済み")
    REFUSED = "refused", _("確認できず")


class Organization(models.Model):
    """団体. Only a verified one publishes."""

    name = models.CharField(_("名前"), max_length=120)
    kind = models.CharField(_("種類"), max_length=20, choices=OrganizationKind)
    verification = models.CharField(
        _("確認"), max_length=10, choices=Verification, default=Verification.UNVERIFIED, editable=False
    )
    url = models.URLField(_("ウェブサイト"), blank=True)
    is_sample = models.BooleanField(_("見本"), default=False)
    created_at = models.DateTimeField(_("作成日時"), auto_now_add=True)

    class Meta:
        verbose_name = _("団体")
        verbose_name_plural = _("団体")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["name", "kind"], name="organization_name_once"),
            models.CheckConstraint(
                condition=models.Q(verification__in=Verification.values), name="organization_verification_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name
