"""What staff did to notices, and how often the links of notices were followed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.notifications.enums import Channel, StaffAct
from hub.notifications.models.notices import Notice


class NoticeAct(models.Model):
    """Who wrote a notice or called it off, and why; kept as long as the notice."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="acts", verbose_name=_("知らせ"))
    act = models.CharField(_("したこと"), max_length=10, choices=StaffAct)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("だれが")
    )
    reason = models.CharField(_("わけ"), max_length=200)
    # Of one that was written: how many it would reach. Of one that was called off: how many were told already.
    people = models.PositiveIntegerField(_("人数"))
    created_at = models.DateTimeField(_("日時"), auto_now_add=True)

    class Meta:
        verbose_name = _("職員がしたこと")
        verbose_name_plural = _("職員がしたこと")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "act"], name="notice_act_once"),
            models.CheckConstraint(condition=Q(act__in=StaffAct.values), name="notice_act_known"),
        ]
        indexes = [models.Index(fields=["by", "created_at"], name="notice_act_by")]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.notice_id}"


class NoticeOpening(models.Model):
    """How often the link of a notice was followed on a day. Nobody who followed it is in it."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="openings", verbose_name=_("知らせ"))
    channel = models.CharField(_("受け取り方"), max_length=10, choices=Channel)
    day = models.DateField(_("日"))
    number = models.PositiveIntegerField(_("回数"), default=0)

    class Meta:
        verbose_name = _("開いた回数")
        verbose_name_plural = _("開いた回数")
        constraints = [models.UniqueConstraint(fields=["notice", "channel", "day"], name="notice_opening_once")]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.channel} {self.day}"
