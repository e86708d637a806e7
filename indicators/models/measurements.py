"""実績: what was measured, and every value that stood there before."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from indicators.enums import Certainty
from indicators.models.plans import FigureField, Indicator
from indicators.querysets import MeasurementQuerySet


class Measurement(models.Model):
    """One value, of a fiscal year or of a day in it. It is never written anew: a correction is another row.

    The running role only adds rows (migration 0002), and forgets who wrote them with their account.
    """

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="measurements", verbose_name=_("指標"))
    fiscal_year = models.PositiveSmallIntegerField(_("年度"))
    # The day as of which it was counted; null: the value of the whole year.
    on = models.DateField(_("いつ現在"), null=True, blank=True)
    value = FigureField(_("実績"))
    numerator = models.PositiveIntegerField(_("分子"), null=True, blank=True)
    denominator = models.PositiveIntegerField(_("分母"), null=True, blank=True)
    certainty = models.CharField(_("たしかさ"), max_length=11, choices=Certainty, default=Certainty.PROVISIONAL)
    source = models.CharField(_("出典・調べ方"), max_length=200, blank=True)
    note = models.CharField(_("ただし書き"), max_length=200, blank=True)
    # Counted by the hub itself.
    is_collected = models.BooleanField(_("このサイトが数えた"), default=False)
    is_sample = models.BooleanField(_("見本"), default=False)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("直す前の値")
    )
    reason = models.CharField(_("直した理由"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("書いた人")
    )
    at = models.DateTimeField(_("書いた日時"))

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        verbose_name = _("実績")
        verbose_name_plural = _("実績")
        ordering = ["indicator", "fiscal_year", "pk"]
        indexes = [models.Index(fields=["indicator", "fiscal_year", "on"], name="measurement_of_year")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(denominator__isnull=True, numerator__isnull=True)
                | models.Q(denominator__gt=0, numerator__isnull=False),
                name="measurement_whole_fraction",
            ),
            models.CheckConstraint(
                condition=models.Q(replaces__isnull=True) | ~models.Q(reason=""), name="measurement_corrected_for_a_reason"
            ),
            # A year and a day have one value that is not the correction of another.
            models.UniqueConstraint(
                fields=["indicator", "fiscal_year", "on"], condition=models.Q(replaces__isnull=True),
                nulls_distinct=False, name="measurement_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.indicator} {self.fiscal_year}: {self.value}"
