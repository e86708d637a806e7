"""Who hears of what: somebody with an account or with an address alone, and the conditions that they named."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from hub.notifications.enums import Cadence, Channel, SubscriptionState
from hub.notifications.querysets import RecipientQuerySet, SubscriptionQuerySet
from hub.notifications.slots_of_week import WHOLE_WEEK


class Recipient(models.Model):
    """An account, an address that its reader has confirmed, or a friend on LINE; how they want to be reached."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="recipient", verbose_name=_("利用者")
    )
    address = models.EmailField(_("メールアドレス"), blank=True)
    # Who it is on LINE, as LINE calls them to this hub alone; beside an account, or of a friend without one.
    line_id = models.CharField(_("LINEの番号"), max_length=40, blank=True, default="")
    # None: nothing is sent but the question whether they want it.
    confirmed_at = models.DateTimeField(_("確かめた日時"), null=True)
    language = models.CharField(_("言葉"), max_length=10, default="ja")
    # Raised, it makes every link that was mailed before useless.
    link_version = models.PositiveIntegerField(default=1)
    quiet_from = models.TimeField(_("静かにしてほしい時間（から）"), null=True, blank=True)
    quiet_until = models.TimeField(_("静かにしてほしい時間（まで）"), null=True, blank=True)
    # Nothing is sent before this day; what came meanwhile is gathered in one mail then.
    paused_until = models.DateField(_("休む（この日まで）"), null=True, blank=True)
    # Of an address: its reader has stopped everything. What was sent stays counted, the address is gone.
    forgotten_at = models.DateTimeField(_("消した日時"), null=True, editable=False)
    created_at = models.DateTimeField(_("作成日時"), auto_now_add=True)

    objects = RecipientQuerySet.as_manager()

    class Meta:
        verbose_name = _("知らせを受ける人")
        verbose_name_plural = _("知らせを受ける人")
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, address="", forgotten_at=None)
                | Q(user=None, line_id="", forgotten_at=None) & ~Q(address="")
                | Q(user=None, address="", forgotten_at=None) & ~Q(line_id="")
                | Q(user=None, address="", line_id="", forgotten_at__isnull=False),
                name="recipient_account_or_address",
            ),
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None) | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="recipient_quiet_whole",
            ),
            models.UniqueConstraint(Lower("address"), name="recipient_address_once", condition=~Q(address="")),
            models.UniqueConstraint(fields=["line_id"], name="recipient_line_once", condition=~Q(line_id="")),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


def _numbers(label: Any) -> ArrayField:
    return ArrayField(models.IntegerField(), verbose_name=label, default=list, blank=True)


def _words(label: Any, longest: int) -> ArrayField:
    return ArrayField(models.CharField(max_length=longest), verbose_name=label, default=list, blank=True)


class Subscription(models.Model):
    """What somebody wants to hear of. A condition that is not named (an empty list, the whole week) is fulfilled by all.

    Of a list one must fit, but for marks, features, and words, which must all. Numbers are primary keys.
    """

    recipient = models.ForeignKey(Recipient, models.CASCADE, related_name="subscriptions", verbose_name=_("受ける人"))
    subjects = _words(_("何について"), 20)
    kinds = _words(_("種類"), 20)
    districts = _numbers(_("地区"))
    latitude = models.FloatField(_("緯度"), null=True, blank=True)
    longitude = models.FloatField(_("経度"), null=True, blank=True)
    radius_m = models.PositiveIntegerField(_("近さ（m）"), null=True, blank=True)
    themes = _numbers(_("興味・分野"))
    audiences = _numbers(_("対象"))
    marks = _numbers(_("参加しやすさ"))
    features = _words(_("ほかの条件"), 40)
    words = _words(_("言葉"), 40)
    topics = _words(_("これについて"), 40)
    # One bit for each part of the day of each weekday: ``slots_of_week``.
    week = models.IntegerField(_("曜日と時間帯"), default=WHOLE_WEEK)
    # By which it is found: those of its narrowest condition alone.
    anchors = ArrayField(models.CharField(max_length=50), default=list, editable=False)
    # The selection as an address of a list has it, to show it and to open the list again.
    query = models.CharField(_("条件"), max_length=1_000, blank=True)
    channels = ArrayField(models.CharField(max_length=10, choices=Channel), verbose_name=_("受け取り方"), default=list)
    cadence = models.CharField(_("どのくらいの間隔で"), max_length=10, choices=Cadence, default=Cadence.WEEKLY)
    state = models.CharField(_("状態"), max_length=10, choices=SubscriptionState, default=SubscriptionState.WAITING)
    created_at = models.DateTimeField(_("作成日時"), auto_now_add=True)
    stopped_at = models.DateTimeField(_("やめた日時"), null=True, editable=False)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("知らせの申し込み")
        verbose_name_plural = _("知らせの申し込み")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None, radius_m=None)
                | Q(latitude__isnull=False, longitude__isnull=False, radius_m__isnull=False),
                name="subscription_spot_whole",
            ),
            models.CheckConstraint(condition=Q(week__gt=0, week__lte=WHOLE_WEEK), name="subscription_week_known"),
            models.CheckConstraint(
                condition=Q(state=SubscriptionState.STOPPED, stopped_at__isnull=False)
                | (~Q(state=SubscriptionState.STOPPED) & Q(stopped_at=None)),
                name="subscription_stopped_has_date",
            ),
        ]
        indexes = [
            GinIndex(F("anchors"), name="subscription_anchors", condition=Q(state=SubscriptionState.ACTIVE)),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_active(self) -> bool:
        return bool(self.state == SubscriptionState.ACTIVE)
