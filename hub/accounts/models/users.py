"""Who uses the hub."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from hub.accounts.enums import Right, RightsRequestState
from hub.accounts.managers import UserManager


class User(AbstractBaseUser, PermissionsMixin):
    """An account. The email address is the login; nobody else sees it or a name that was not chosen for them."""

    email = models.EmailField(_("メールアドレス"), unique=True)
    display_name = models.CharField(_("表示名（ニックネーム）"), max_length=40, blank=True)
    is_staff = models.BooleanField(_("職員"), default=False)
    is_active = models.BooleanField(_("有効"), default=True)
    date_joined = models.DateTimeField(_("登録日時"), default=timezone.now)
    # What the account's mails and pages are written in.
    language = models.CharField(_("言葉"), max_length=10, choices=settings.LANGUAGES, default="ja")

    # Where somebody was on the way to when they signed up: a path of ours, until they sign in for the first time.
    came_for = models.CharField(max_length=300, blank=True, default="", db_default="", editable=False)

    # Grows where all sessions are to end at once, wherever they are kept.
    session_generation = models.PositiveIntegerField(default=0, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("利用者")
        verbose_name_plural = _("利用者")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """As Django's, which ends sessions when the password changes, and when ``session_generation`` grows."""
        salt = "hub.accounts.models.User.session"
        return salted_hmac(
            salt, f"{self.password} {self.session_generation}", secret=secret, algorithm="sha256"
        ).hexdigest()

    def __str__(self) -> str:
        return self.display_name or str(_("利用者 %(number)s") % {"number": self.pk})


class RightsRequest(models.Model):
    """A right that takes two administrators: who asked, for whom and why; who decided, never the same person."""

    user = models.ForeignKey(User, models.CASCADE, related_name="rights_requests", verbose_name=_("だれに"))
    right = models.CharField(_("権限"), max_length=20, choices=Right)
    reason = models.CharField(_("理由"), max_length=300)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("申し出た人"))
    asked_at = models.DateTimeField(_("申し出た日時"), auto_now_add=True)
    state = models.CharField(
        _("状態"), max_length=10, choices=RightsRequestState, default=RightsRequestState.WAITING, editable=False
    )
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("決めた人"))
    decided_at = models.DateTimeField(_("決めた日時"), null=True)

    class Meta:
        verbose_name = _("権限の申し出")
        verbose_name_plural = _("権限の申し出")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(right__in=Right.values), name="rights_request_right_known"),
            models.CheckConstraint(
                condition=models.Q(state=RightsRequestState.WAITING, decided_by=None, decided_at=None)
                | models.Q(
                    state__in=[RightsRequestState.GRANTED, RightsRequestState.REFUSED],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="rights_request_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=RightsRequestState.GRANTED)
                | (~models.Q(decided_by=models.F("asked_by")) & ~models.Q(decided_by=models.F("user"))),
                name="rights_request_granted_by_another",
            ),
            models.UniqueConstraint(
                fields=["user", "right"],
                condition=models.Q(state=RightsRequestState.WAITING),
                name="rights_request_waits_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_right_display()}"
