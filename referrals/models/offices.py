"""はちまるサポート: the offices, who works there, and what people are told before they write."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hub.areas.models import District, Town
from referrals.querysets import OfficeStaffQuerySet, SignQuerySet, SupportOfficeQuerySet


class SupportOffice(models.Model):
    """事務所. It answers for districts, and for towns where a district is divided; the fallback desk for all the rest.

    ``opens_at`` and ``closes_at``: on opening days of the city (``hub.opening_days``); from them the form says when a
    referral is next read.
    """

    name = models.CharField(_("名前"), max_length=80, unique=True)
    kana = models.CharField(_("よみ"), max_length=120, blank=True)
    districts = models.ManyToManyField(District, blank=True, related_name="support_offices", verbose_name=_("地区"))
    towns = models.ManyToManyField(
        Town, blank=True, related_name="support_offices", verbose_name=_("町"),
        help_text=_("地区の中で、この町だけ受けもちが違うときに選びます。地区より先に見ます。"),
    )  # fmt: skip
    address = models.CharField(_("住所"), max_length=200, blank=True)
    latitude = models.FloatField(_("緯度"), null=True, blank=True)
    longitude = models.FloatField(_("経度"), null=True, blank=True)
    phone = models.CharField(_("電話番号"), max_length=20, blank=True)
    fax = models.CharField(_("FAX"), max_length=20, blank=True)
    email = models.EmailField(_("メール"), blank=True)
    hours = models.CharField(_("開いている時間"), max_length=120, blank=True)
    opens_at = models.TimeField(_("読みはじめる時刻"), null=True, blank=True)
    closes_at = models.TimeField(_("読みおわる時刻"), null=True, blank=True)
    source_url = models.URLField(_("出典"), max_length=500, blank=True)
    checked_on = models.DateField(_("確かめた日"), null=True, blank=True)
    is_fallback = models.BooleanField(
        _("ほかのどこも受けもたないときの窓口"), default=False, help_text=_("ひとつだけ決められます。")
    )
    is_active = models.BooleanField(_("使っている"), default=True)
    is_sample = models.BooleanField(_("見本"), default=False)
    staff: "models.ManyToManyField[models.Model, models.Model]" = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="OfficeStaff",
        through_fields=("office", "user"),
        related_name="support_offices",
    )

    objects = SupportOfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("はちまるサポート")
        verbose_name_plural = _("はちまるサポート")
        ordering = ["kana", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_fallback"], condition=Q(is_fallback=True, is_active=True), name="office_one_fallback"
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None, closes_at=None) | Q(opens_at__lt=F("closes_at")), name="office_hours_in_order"
            ),
            models.CheckConstraint(condition=Q(is_sample=False) | Q(phone="", email=""), name="office_sample_has_no_phone"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class OfficeStaff(models.Model):
    """担当: who reads for an office. ``order``: whom it goes to next when a clock runs out."""

    office = models.ForeignKey(SupportOffice, models.CASCADE, related_name="members", verbose_name=_("事務所"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="office_memberships", verbose_name=_("職員")
    )
    order = models.PositiveSmallIntegerField(_("順"), default=0)
    away_from = models.DateField(_("休みの初日"), null=True, blank=True)
    away_until = models.DateField(_("休みの終わりの日"), null=True, blank=True)
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("代わりの人")
    )

    objects = OfficeStaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("事務所の担当")
        verbose_name_plural = _("事務所の担当")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "user"], name="office_staff_once"),
            models.CheckConstraint(
                condition=Q(away_from=None) | Q(away_until=None) | Q(away_from__lte=F("away_until")),
                name="office_staff_away_in_order",
            ),
            models.CheckConstraint(
                condition=Q(substitute=None) | ~Q(substitute=F("user")), name="office_staff_not_own_substitute"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office}：{self.user}"


class Sign(models.Model):
    """気づいたこと, in everyday words. Staff edit the list; what was used stays, switched off."""

    text = models.CharField(_("ことば"), max_length=60, unique=True)
    is_of_self = models.BooleanField(
        _("自分のことを書く人に聞く"), default=False,
        help_text=_("印のあるものは「自分のこと」の画面に、ないものは「まわりの人のこと」の画面に出ます。"),
    )  # fmt: skip
    is_urgent = models.BooleanField(_("急ぎの印をつける"), default=False)
    order = models.PositiveSmallIntegerField(_("順"), default=0)
    is_active = models.BooleanField(_("使っている"), default=True)

    objects = SignQuerySet.as_manager()

    class Meta:
        verbose_name = _("気づいたことの選択肢")
        verbose_name_plural = _("気づいたことの選択肢")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        """In the reader's language where there are words for it (``referrals.shipped_words``)."""
        return gettext(self.text)


class DangerHelp(models.Model):
    """いのちの危険があるとき: a number to be called. The page names where it is from only where somebody wrote that down."""

    name = models.CharField(_("名前"), max_length=80)
    phone = models.CharField(_("電話番号"), max_length=20)
    text = models.CharField(_("ひとこと"), max_length=200, blank=True)
    hours = models.CharField(_("つながる時間"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(_("順"), default=0)
    source_url = models.URLField(_("出典"), max_length=500, blank=True)
    checked_on = models.DateField(_("確かめた日"), null=True, blank=True)

    class Meta:
        verbose_name = _("いのちの危険があるときの電話")
        verbose_name_plural = _("いのちの危険があるときの電話")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.phone}"


class SpecialDesk(models.Model):
    """専門の窓口, by the situation that one is in."""

    situation = models.CharField(_("どんなとき"), max_length=120)
    name = models.CharField(_("窓口"), max_length=80)
    text = models.CharField(_("何が相談できるか"), max_length=200, blank=True)
    phone = models.CharField(_("電話番号"), max_length=20, blank=True)
    url = models.URLField(_("ウェブサイト"), max_length=500, blank=True)
    order = models.PositiveSmallIntegerField(_("順"), default=0)
    source = models.CharField(_("出典"), max_length=300)
    checked_on = models.DateField(_("確かめた日"), null=True, blank=True)

    class Meta:
        verbose_name = _("専門の窓口")
        verbose_name_plural = _("専門の窓口")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name
