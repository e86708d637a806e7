"""Plans of the city, what they consist of, and what they want to reach."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _

from indicators.enums import WITH_VALUE, Better, Kind, Level, TargetKind
from indicators.querysets import IndicatorQuerySet, PlanQuerySet, TargetQuerySet


class FigureField(models.DecimalField):
    """Keeps a figure as it was written: 40.0 stays 40.0, 70 stays 70. At most ten digits before the point, four after it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "max_digits": 14, "decimal_places": 4})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_digits"], kwargs["decimal_places"]
        return name, path, args, kwargs

    def db_type(self, connection: Any) -> str:
        return "numeric"


class Plan(models.Model):
    """計画. ``code`` never changes: it is part of addresses."""

    code = models.SlugField(_("記号"), max_length=60, unique=True)
    name = models.CharField(_("計画の名前"), max_length=120)
    # 素案(2024年11月): what is not decided says so wherever it is shown.
    draft_note = models.CharField(_("まだ決まっていないとき、その版"), max_length=60, blank=True)
    philosophy = models.CharField(_("基本理念"), max_length=200, blank=True)
    source = models.CharField(_("出典"), max_length=200, blank=True)
    first_fiscal_year = models.PositiveSmallIntegerField(_("最初の年度"), null=True, blank=True)
    last_fiscal_year = models.PositiveSmallIntegerField(_("最後の年度"), null=True, blank=True)
    is_public = models.BooleanField(_("公開する"), default=True)
    order = models.PositiveSmallIntegerField(_("並び順"), default=0)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("計画")
        verbose_name_plural = _("計画")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_fiscal_year__isnull=True)
                | models.Q(last_fiscal_year__isnull=True)
                | models.Q(first_fiscal_year__lte=models.F("last_fiscal_year")),
                name="plan_years_in_order",
                violation_error_message=_("最後の年度が、最初の年度より前です。"),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("indicators:plan", args=[self.code])


class Policy(models.Model):
    """One knot of the tree from 基本方針 to 施策. ``number`` is the paper's."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="policies", verbose_name=_("計画"))
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children", verbose_name=_("どの下か")
    )
    level = models.CharField(_("段"), max_length=10, choices=Level)
    number = models.PositiveSmallIntegerField(_("番号"))
    name = models.CharField(_("名前"), max_length=120)

    class Meta:
        verbose_name = _("施策")
        verbose_name_plural = _("施策")
        ordering = ["plan", "level", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "level", "number"], name="policy_number_once"),
            models.CheckConstraint(
                condition=models.Q(level=Level.DIRECTION, parent=None)
                | (~models.Q(level=Level.DIRECTION) & models.Q(parent__isnull=False)),
                name="policy_directions_are_roots",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Indicator(models.Model):
    """指標: one figure of a plan. Where it began stands in the row; what is unknown is null and never guessed."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="indicators", verbose_name=_("計画"))
    code = models.SlugField(_("記号"), max_length=60, unique=True)
    group = models.CharField(_("まとまり"), max_length=120, blank=True)
    name = models.CharField(_("指標"), max_length=200)
    kind = models.CharField(_("値の種類"), max_length=10, choices=Kind)
    unit = models.CharField(_("単位"), max_length=10, blank=True)
    better = models.CharField(_("よい方向"), max_length=10, choices=Better, default=Better.UNSAID)
    policy = models.ForeignKey(
        Policy, models.SET_NULL, null=True, blank=True, related_name="indicators", verbose_name=_("施策")
    )
    method = models.CharField(_("調べ方"), max_length=120, blank=True)
    definition = models.TextField(_("どう数えているか"), max_length=1_000, blank=True)
    # The name of what counts it from the hub's own rows; empty where somebody writes it down.
    collector = models.CharField(_("このサイトが数えるもの"), max_length=40, blank=True)
    baseline_value = FigureField(_("基準値"), null=True, blank=True)
    baseline_fiscal_year = models.PositiveSmallIntegerField(_("基準値の年度"), null=True, blank=True)
    baseline_note = models.CharField(_("基準値のただし書き"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(_("並び順"), default=0)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("指標")
        verbose_name_plural = _("指標")
        ordering = ["plan", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind=Kind.ACHIEVED)
                | models.Q(baseline_value__isnull=True)
                | models.Q(baseline_value__in=[Decimal(0), Decimal(1)]),
                name="indicator_done_or_not",
                violation_error_message=_("「したか、していないか」の基準値は、0か1です。"),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("indicators:indicator", args=[self.code])

    def clean(self) -> None:
        """The page of an indicator stands beside pages of its own: none may have the same address."""
        if self.code and resolve(self.get_absolute_url()).url_name != "indicator":
            raise ValidationError(
                {"code": _("この記号は、別のページのアドレスに使われています。ほかの記号にしてください。")}
            )

    @property
    def sign(self) -> str:
        """What stands behind a value."""
        match self.kind:
            case Kind.PERCENT:
                return "%"
            case Kind.PLACES:
                return str(_("か所"))
            case _:
                return self.unit


class Target(models.Model):
    """目標, of a year or of none that the paper names."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets", verbose_name=_("指標"))
    kind = models.CharField(_("目標の種類"), max_length=10, choices=TargetKind)
    value = FigureField(_("目標"), null=True, blank=True)
    fiscal_year = models.PositiveSmallIntegerField(_("いつまで（年度）"), null=True, blank=True)
    stage = models.CharField(_("中間・最終"), max_length=20, blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("目標")
        verbose_name_plural = _("目標")
        ordering = ["indicator", models.F("fiscal_year").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=sorted(WITH_VALUE), value__isnull=False)
                | (~models.Q(kind__in=sorted(WITH_VALUE)) & models.Q(value__isnull=True)),
                name="target_has_the_value_it_names",
                violation_error_message=_("「届かせる」「以上」「以下」の目標には値が要ります。ほかの目標には書きません。"),
            ),
            models.UniqueConstraint(
                fields=["indicator", "fiscal_year"], name="target_once_a_year", nulls_distinct=False,
                violation_error_message=_("この年度の目標は、もうあります。"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.indicator}: {self.get_kind_display()} {self.value if self.value is not None else ''}".strip()

    @classmethod
    def from_rows(cls, rows: Sequence[dict[str, Any]]) -> "list[Target]":
        """What ``Target.objects.as_rows`` read; a value keeps the digits in which it was written."""
        return [cls(**{**row, "value": None if row["value"] is None else Decimal(row["value"])}) for row in rows]
