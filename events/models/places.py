"""場: where one can go."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.enums import PlaceKind, State, Weekday, WeeklyAnswerKind
from events.models.published import WHOLE_POSITION, Findable, Located, Reviewed
from events.querysets import PlaceQuerySet
from hub.accounts.models import Organization


class Place(Located, Reviewed, Findable):
    """A place where people meet or may simply be."""

    name = models.CharField(_("名前"), max_length=120)
    kana = models.CharField(_("名前のよみ（かな）"), max_length=200, blank=True)
    kind = models.CharField(_("種類"), max_length=20, choices=PlaceKind)
    operator = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="places", verbose_name=_("場の運営者")
    )
    operator_name = models.CharField(_("運営者の名前（団体の登録がないとき）"), max_length=120, blank=True)
    is_address_public = models.BooleanField(_("番地まで公開する"), default=True)
    summary = models.CharField(_("ひとことで"), max_length=200, blank=True)
    description = models.TextField(_("説明"), blank=True, max_length=5_000)
    first_visit = models.TextField(_("はじめての方へ"), blank=True, max_length=2_000)
    greeter = models.CharField(_("はじめての人を迎える人"), max_length=200, blank=True)
    who_comes = models.TextField(_("だれが来ている？"), blank=True, max_length=1_000)
    is_drop_in = models.BooleanField(_("約束なしで寄れる"), default=False)
    is_by_appointment = models.BooleanField(_("予約した方だけ"), default=False)
    should_phone_first = models.BooleanField(_("行く前に電話を"), default=False)
    hours_note = models.CharField(_("時間の補足"), max_length=200, blank=True)
    is_free = models.BooleanField(_("無料"), null=True, blank=True)
    fee_text = models.CharField(_("料金"), max_length=300, blank=True)
    phone = models.CharField(_("電話番号"), max_length=20, blank=True)
    url = models.URLField(_("ウェブサイト"), max_length=500, blank=True)
    age_from_months = models.PositiveSmallIntegerField(_("対象の年齢（から、月数）"), null=True, blank=True)
    age_to_months = models.PositiveSmallIntegerField(_("対象の年齢（まで、月数）"), null=True, blank=True)
    asks_weekly = models.BooleanField(
        _("毎週、開くかどうかを聞く"), default=False, help_text=_("運営者のメンバーに、毎週メールで聞きます。")
    )
    is_to_be_confirmed = models.BooleanField(_("内容を確認中"), default=False)
    # The same place, entered a second time, of which this row is what is left. Chains are resolved when it is written.
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name=_("まとめた先の場"),
        editable=False,
    )
    plan_counted_on = models.DateField(_("計画の「場」に数えると決めた日"), null=True, blank=True)
    plan_reason = models.CharField(_("計画の「場」に数える・数えない理由"), max_length=300, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("場")
        verbose_name_plural = _("場")
        ordering = ["kana", "name", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="place_state_known"),
            models.CheckConstraint(condition=WHOLE_POSITION, name="place_position_whole"),
            models.CheckConstraint(
                condition=~models.Q(state=State.PUBLISHED) | models.Q(published_at__isnull=False),
                name="place_published_has_date",
            ),
            models.CheckConstraint(
                condition=models.Q(is_sample=False) | models.Q(phone=""), name="place_sample_has_no_phone"
            ),
            models.CheckConstraint(
                condition=models.Q(age_from_months__isnull=True)
                | models.Q(age_to_months__isnull=True)
                | models.Q(age_from_months__lte=models.F("age_to_months")),
                name="place_ages_in_order",
            ),
            # Hidden too: what has ended may be hidden, with its organisation or alone.
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | models.Q(state__in=[State.CLOSED, State.HIDDEN]),
                name="place_merged_is_closed",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("id")),
                name="place_merged_into_another",
            ),
        ]
        indexes = [
            models.Index(fields=["kana", "name", "id"], name="place_by_kana", condition=models.Q(state="published")),
            GinIndex(fields=["search_tokens"], name="place_search", fastupdate=False),
            GinIndex(fields=["facets"], name="place_facets", fastupdate=False),
            models.Index(fields=["latitude", "longitude"], name="place_position"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("events:place_detail", args=[self.pk])

    @property
    def is_merged(self) -> bool:
        """Whether another row is the one that counts."""
        return self.merged_into_id is not None

    @property
    def operator_label(self) -> str:
        """Who runs it, as one says it."""
        return self.operator.name if self.operator else self.operator_name

    @property
    def has_public_position(self) -> bool:
        """Whether its exact position may be shown or measured from."""
        return self.is_public and self.is_address_public and self.latitude is not None and self.longitude is not None

    @property
    def public_building(self) -> str:
        """Building and room, as far as they may be shown."""
        return self.building if self.is_address_public else ""

    @property
    def public_address(self) -> str:
        """The address as far as it may be shown: without it the town alone."""
        if self.is_address_public:
            return self.address
        return self.town.name if self.town else ""


class OpeningHours(models.Model):
    """開いている時間: one row for each span of a weekday, within the day (until 23:59 at the latest)."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="opening_hours", verbose_name=_("場"))
    weekday = models.PositiveSmallIntegerField(_("曜日"), choices=Weekday)
    opens = models.TimeField(_("開く時刻"))
    closes = models.TimeField(_("閉まる時刻"))
    note = models.CharField(_("補足"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("開いている時間")
        verbose_name_plural = _("開いている時間")
        ordering = ["weekday", "opens"]
        constraints = [
            models.UniqueConstraint(fields=["place", "weekday", "opens"], name="opening_once"),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="opening_weekday"),
            models.CheckConstraint(condition=models.Q(opens__lt=models.F("closes")), name="opening_before_closing"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class OpeningException(models.Model):
    """いつもと違う日: closed, or open at other hours. Its spans take the place of the weekday's."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="opening_exceptions", verbose_name=_("場"))
    date = models.DateField(_("日"))
    is_closed = models.BooleanField(_("休み"), default=True)
    opens = models.TimeField(_("開く時刻"), null=True, blank=True)
    closes = models.TimeField(_("閉まる時刻"), null=True, blank=True)
    note = models.CharField(_("理由"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("いつもと違う日")
        verbose_name_plural = _("いつもと違う日")
        ordering = ["date", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_closed=True, opens__isnull=True, closes__isnull=True)
                | models.Q(is_closed=False, opens__lt=models.F("closes")),
                name="exception_closed_or_open",
            ),
            models.UniqueConstraint(fields=["place", "date", "opens"], name="exception_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return f"{self.date}"


class WeeklyAnswer(models.Model):
    """What the operator said of one week; the last word counts."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="weekly_answers", verbose_name=_("場"))
    week_on = models.DateField(_("週（月曜日）"))
    answer = models.CharField(_("答え"), max_length=10, choices=WeeklyAnswerKind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("だれが")
    )
    answered_at = models.DateTimeField(_("答えた日時"), auto_now=True)

    class Meta:
        verbose_name = _("今週の答え")
        verbose_name_plural = _("今週の答え")
        ordering = ["week_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["place", "week_on"], name="weekly_answer_once"),
            models.CheckConstraint(condition=models.Q(answer__in=WeeklyAnswerKind.values), name="weekly_answer_known"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.week_on} {self.answer}"
