"""What is published as it was on its day, and never counted again: numbers of people, and where something is open."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from indicators.querysets import CoverageQuerySet, PeopleCountQuerySet


class PeopleCount(models.Model):
    """One table of people of a quarter, or of a fiscal year as the sum of its quarters, as it was told.

    ``cells``: what a line of the table is → ``indicators.secrecy.Cell``. What a hidden cell hides is kept nowhere. The running
    role only adds rows (migration 0006): a second number beside the first would tell their difference.
    """

    table = models.CharField(_("表"), max_length=20)
    fiscal_year = models.PositiveSmallIntegerField(_("年度"))
    # 1: from April to June; null: the whole year.
    quarter = models.PositiveSmallIntegerField(_("四半期"), null=True, blank=True)
    cells = models.JSONField(_("数"))
    at = models.DateTimeField(_("数えた日時"))

    objects = PeopleCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("人の数")
        verbose_name_plural = _("人の数")
        ordering = ["-fiscal_year", "quarter", "table"]
        constraints = [
            models.UniqueConstraint(
                fields=["table", "fiscal_year", "quarter"], name="people_counted_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(quarter__isnull=True) | models.Q(quarter__range=(1, 4)), name="people_quarter_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.fiscal_year} {self.quarter or ''}".strip()


class Coverage(models.Model):
    """How many places each district had on a day, by weekday, part of the day and audience.

    ``cells``: ``indicators.coverage.key_of`` → number of the district → how many; what is 0 is not there.
    """

    on = models.DateField(_("いつ現在"), unique=True)
    cells = models.JSONField(_("数"))
    at = models.DateTimeField(_("数えた日時"))

    objects = CoverageQuerySet.as_manager()

    class Meta:
        verbose_name = _("場のある地区")
        verbose_name_plural = _("場のある地区")
        ordering = ["-on"]

    def __str__(self) -> str:
        return f"{self.on}"
