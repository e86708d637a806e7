"""困ったことを知らせる: what somebody noticed about a place, an event or an organisation."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.trust.enums import ReportReason, ReportState
from hub.trust.querysets import ORDER, ReportQuerySet


class Report(models.Model):
    """Written without an account. ``kind`` and ``object_id`` name what it is about (``hub.trust.subjects``).

    Nothing tells who wrote it or from where, but the address for a reply, if one was wanted.
    """

    # Of a form and what was written in it: the same sent twice is one report. It can't be computed back.
    idempotency_key = models.UUIDField(null=True, unique=True, editable=False)

    kind = models.CharField(_("種類"), max_length=20)
    object_id = models.BigIntegerField(_("番号"))
    reason = models.CharField(_("どんなこと"), max_length=20, choices=ReportReason)
    text = models.TextField(_("くわしく"), blank=True, max_length=1_000)
    reply_to = models.EmailField(_("返事がほしいときのメールアドレス"), blank=True)
    is_urgent = models.BooleanField(_("急ぎ"), default=False, editable=False)
    state = models.CharField(_("状態"), max_length=10, choices=ReportState, default=ReportState.OPEN, editable=False)
    outcome = models.CharField(_("どうしたか"), max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(_("届いた日時"), auto_now_add=True)
    handled_at = models.DateTimeField(_("対応した日時"), null=True, editable=False)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("対応した人"),
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("困ったことのお知らせ")
        verbose_name_plural = _("困ったことのお知らせ")
        ordering = ORDER
        constraints = [
            models.CheckConstraint(condition=models.Q(reason__in=ReportReason.values), name="report_reason_known"),
            models.CheckConstraint(
                condition=models.Q(state=ReportState.OPEN, handled_at=None)
                | models.Q(state__in=[ReportState.DONE, ReportState.UNFOUNDED], handled_at__isnull=False),
                name="report_handled_has_date",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-is_urgent", "created_at"], name="report_open", condition=models.Q(state=ReportState.OPEN)
            ),
            models.Index(fields=["kind", "object_id"], name="report_of_thing"),
            models.Index(fields=["-handled_at", "-id"], name="report_handled"),
        ]

    def __str__(self) -> str:
        return str(_("お知らせ%(number)s：%(reason)s") % {"number": self.pk, "reason": self.get_reason_display()})
