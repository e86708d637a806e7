"""Who saw what, and how long anything is kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.sealed import SealedField
from referrals.enums import Look


class AccessRecord(models.Model):
    """閲覧の記録: one row for each look, change and refused attempt.

    The running role adds rows and reads them; it can't change or delete any (migration 0002): under a new key the reason is
    written by the owner. So nothing here refers to a row that might go: the case is its number, the person their number
    and what they were called then.
    """

    look = models.CharField(_("何を"), max_length=8, choices=Look)
    case_number = models.BigIntegerField(_("相談の番号"), null=True)
    user_number = models.BigIntegerField(_("利用者の番号"), null=True)
    user_name = models.CharField(_("だれが"), max_length=120, blank=True)
    # What of it: the page, how many rows a list had, the act.
    what = models.CharField(_("内容"), max_length=120, blank=True)
    # People write names where they give reasons.
    reason = SealedField(_("理由"))
    at = models.DateTimeField(_("いつ"))

    class Meta:
        verbose_name = _("閲覧の記録")
        verbose_name_plural = _("閲覧の記録")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["case_number", "at"], name="access_of_case"),
            models.Index(fields=["user_number", "at"], name="access_of_user"),
            models.Index(fields=["at"], name="access_at"),
        ]

    def __str__(self) -> str:
        return f"{self.get_look_display()} {self.case_number or ''}".strip()


class Retention(models.Model):
    """保存期間: decided by the city; each row is one kind of thing."""

    kind = models.CharField(_("何を"), max_length=20, unique=True, choices=[
        ("spam", _("いたずら・宣伝")), ("closed", _("終わった相談")), ("access", _("閲覧の記録")),
    ])  # fmt: skip
    days = models.PositiveIntegerField(_("何日"))
    basis = models.CharField(_("根拠"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("保存期間")
        verbose_name_plural = _("保存期間")
        ordering = ["kind"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.days}日"
