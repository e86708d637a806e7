"""The city as the hub knows it: districts (地区), towns (町丁), stations and landmarks.

All of it comes from the city's files and is written by ``hub.areas.services``.
"""

import re
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.areas.querysets import CurrentQuerySet, DistrictQuerySet, TownQuerySet

_DISTRICT_ENDING = re.compile(r"(?:(?:小|中)?学校区|小学校|中学校|学区|地区)$")


class City(models.Model):
    """What the loaded files say of the whole city: one row, written by ``load_areas``.

    ``version`` is new whenever anything of the areas changed; the log of changes then names the city, by which each
    web process knows that what it keeps in memory no longer holds.
    """

    prefecture = models.CharField(_("都道府県"), max_length=10, blank=True)
    name = models.CharField(_("市区町村"), max_length=40, blank=True)
    code = models.CharField(_("市区町村コード"), max_length=6, blank=True)
    district_word = models.CharField(_("地区の呼び方"), max_length=20, blank=True)
    attribution = models.CharField(_("地図の出典"), max_length=300, blank=True)
    sources = models.JSONField(_("資料の出典"), default=list, blank=True)
    projection = models.JSONField(_("地図の投影"), default=dict, blank=True)
    version = models.UUIDField(_("版"), default=uuid.uuid4)
    changed_at = models.DateTimeField(_("最後に変わった日時"), auto_now=True)

    class Meta:
        verbose_name = _("市の資料")
        verbose_name_plural = _("市の資料")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="city_is_one_row")]

    def __str__(self) -> str:
        return self.name


class District(models.Model):
    """A district (地区), here a junior-high-school district (中学校区)."""

    name = models.CharField(_("名前"), max_length=60, unique=True)
    reading = models.CharField(_("読み"), max_length=80, blank=True, help_text=_("名前の一覧を並べるのに使います。"))
    school = models.CharField(_("学校"), max_length=60, blank=True)
    school_address = models.CharField(_("学校の住所"), max_length=120, blank=True)
    geometry = models.JSONField(_("境界"), help_text=_("GeoJSON の Polygon か MultiPolygon、WGS 84"))
    path = models.TextField(_("地図の形"), help_text=_("SVG の path、地図の座標"))
    label_x = models.IntegerField(_("名前の位置 横"), default=0)
    label_y = models.IntegerField(_("名前の位置 縦"), default=0)
    order = models.PositiveSmallIntegerField(_("地図の上の順"), default=0)
    neighbours = models.ManyToManyField("self", symmetrical=True, blank=True, verbose_name=_("となりの地区"))
    is_current = models.BooleanField(_("いまの資料にある"), default=True)

    objects = DistrictQuerySet.as_manager()

    class Meta:
        verbose_name = _("地区")
        verbose_name_plural = _("地区")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        """南大沢 of 南大沢中学校区."""
        return _DISTRICT_ENDING.sub("", self.name) or self.name


class Town(models.Model):
    """A town or 丁目, with the districts that somebody who lives there may belong to."""

    name = models.CharField(_("町丁"), max_length=60, unique=True)
    postal_code = models.CharField(_("郵便番号"), max_length=7, blank=True, db_index=True)
    latitude = models.FloatField(_("緯度"))
    longitude = models.FloatField(_("経度"))
    districts = models.ManyToManyField(
        District,
        related_name="towns",
        blank=True,
        verbose_name=_("地区"),
        help_text=_("境界に近い町には、いくつか選びます。すべて外して保存すると、町の位置から決め直します。"),
    )
    has_manual_districts = models.BooleanField(
        _("地区を手で決めた"), default=False, help_text=_("手で決めた地区は、資料を読み込んでも変わりません。")
    )
    is_current = models.BooleanField(_("いまの資料にある"), default=True)

    objects = TownQuerySet.as_manager()

    class Meta:
        verbose_name = _("町丁")
        verbose_name_plural = _("町丁")
        ordering = ["postal_code", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(postal_code__regex=r"^([0-9]{7})?$"), name="town_postal_code_of_seven_digits"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def postal_code_with_hyphen(self) -> str:
        """192-0364, or nothing where no code is known."""
        return f"{self.postal_code[:3]}-{self.postal_code[3:]}" if self.postal_code else ""


class Station(models.Model):
    """A railway station; ``lines`` are the names of its lines in the order of the file."""

    name = models.CharField(_("駅"), max_length=60, unique=True)
    latitude = models.FloatField(_("緯度"))
    longitude = models.FloatField(_("経度"))
    lines = models.JSONField(_("路線"), default=list, blank=True)
    is_current = models.BooleanField(_("いまの資料にある"), default=True)

    objects = CurrentQuerySet.as_manager()

    class Meta:
        verbose_name = _("駅")
        verbose_name_plural = _("駅")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class LandmarkKind(models.TextChoices):
    CITY_OFFICE = "city_office", _("市の事務所")


class Landmark(models.Model):
    """A point that helps to find one's way on the map. It is no place (場) to visit."""

    name = models.CharField(_("名前"), max_length=80)
    kind = models.CharField(_("種類"), max_length=20, choices=LandmarkKind)
    latitude = models.FloatField(_("緯度"))
    longitude = models.FloatField(_("経度"))
    address = models.CharField(_("住所"), max_length=120, blank=True)
    is_current = models.BooleanField(_("いまの資料にある"), default=True)

    objects = CurrentQuerySet.as_manager()

    class Meta:
        verbose_name = _("目じるし")
        verbose_name_plural = _("目じるし")
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], name="landmark_named_once_a_kind"),
            models.CheckConstraint(condition=models.Q(kind__in=LandmarkKind.values), name="landmark_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name
