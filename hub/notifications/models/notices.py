"""What there is to tell, and to whom it is told by which way."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.notifications.enums import Channel, DeliveryState, NoticeKind
from hub.notifications.models.mailings import Mailing
from hub.notifications.models.subscriptions import Recipient, Subscription
from hub.notifications.querysets import DeliveryQuerySet, NoticeQuerySet
from hub.notifications.slots_of_week import WHOLE_WEEK


class Notice(models.Model):
    """Something that became true, written in the transaction that made it so, with all that conditions ask of it.

    It names the thing (``subject`` and ``object_id``) without knowing its app, and holds only what is public.
    """

    # The same key gives one notice.
    key = models.CharField(_("一度だけの印"), max_length=150, unique=True)
    kind = models.CharField(_("できごと"), max_length=10, choices=NoticeKind)
    subject = models.CharField(_("何について"), max_length=20)
    object_id = models.PositiveBigIntegerField(_("番号"))
    title = models.CharField(_("題"), max_length=200)
    text = models.CharField(_("ことば"), max_length=500, blank=True)
    starts_at = models.DateTimeField(_("いつ"), null=True)
    has_time = models.BooleanField(default=True)
    whereabouts = models.CharField(_("どこで"), max_length=200, blank=True)
    path = models.CharField(_("ページ"), max_length=200)

    kinds = ArrayField(models.CharField(max_length=20), default=list)
    districts = ArrayField(models.IntegerField(), default=list)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    themes = ArrayField(models.IntegerField(), default=list)
    # None at all: for everybody.
    audiences = ArrayField(models.IntegerField(), default=list)
    marks = ArrayField(models.IntegerField(), default=list)
    features = ArrayField(models.CharField(max_length=40), default=list)
    search_text = models.TextField(blank=True)
    topics = ArrayField(models.CharField(max_length=40), default=list)
    week = models.IntegerField(default=WHOLE_WEEK)
    # Named, it goes to these and to nobody else, whatever was subscribed to.
    recipients = ArrayField(models.BigIntegerField(), null=True)
    # After this it is of no use any more.
    expires_at = models.DateTimeField(_("この日時まで"), null=True)
    created_at = models.DateTimeField(_("作成日時"), auto_now_add=True)
    spread_at = models.DateTimeField(_("あて先を決めた日時"), null=True)
    spread_to = models.PositiveIntegerField(_("あて先の数"), default=0)
    withdrawn_at = models.DateTimeField(_("取り下げた日時"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("知らせ")
        verbose_name_plural = _("知らせ")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["id"], name="notice_unspread", condition=Q(spread_at=None, withdrawn_at=None)),
            models.Index(fields=["subject", "object_id"], name="notice_of"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.title}"


class Delivery(models.Model):
    """One notice for one person by one way. A mailing holds those that go together; the site's inbox needs none.

    Half a million are written at once, by a statement that reads the rows which they name. To have the database look each
    of these up again would take four times as long; who deletes them takes the deliveries along.
    """

    notice = models.ForeignKey(
        Notice, models.CASCADE, related_name="deliveries", verbose_name=_("知らせ"), db_constraint=False, db_index=False
    )
    recipient = models.ForeignKey(
        Recipient, models.CASCADE, related_name="deliveries", verbose_name=_("受ける人"), db_constraint=False
    )
    # Why it goes there; None where the notice names its recipients or follows an earlier one.
    subscription = models.ForeignKey(
        Subscription, models.SET_NULL, null=True, related_name="+", verbose_name=_("わけ"), db_constraint=False,
        db_index=False,
    )  # fmt: skip
    channel = models.CharField(_("受け取り方"), max_length=10, choices=Channel)
    state = models.CharField(_("状態"), max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    due_at = models.DateTimeField(_("渡す日時"))
    mailing = models.ForeignKey(
        Mailing, models.SET_NULL, null=True, related_name="deliveries", verbose_name=_("メール"), db_index=False
    )
    read_at = models.DateTimeField(_("読んだ日時"), null=True)
    archived_at = models.DateTimeField(_("しまった日時"), null=True)
    # When its link was followed.
    opened_at = models.DateTimeField(_("開いた日時"), null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("届け")
        verbose_name_plural = _("届け")
        constraints = [
            models.UniqueConstraint(fields=["notice", "recipient", "channel"], name="delivery_once"),
        ]
        indexes = [
            models.Index(fields=["mailing"], name="delivery_of_mailing", condition=Q(mailing__isnull=False)),
            models.Index(fields=["due_at", "recipient"], name="delivery_due", condition=Q(state="waiting")),
            models.Index(fields=["recipient", "-notice"], name="delivery_inbox", condition=Q(channel="inbox")),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
