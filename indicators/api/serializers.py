"""Indicators as the feed gives them: the contract, of which the OpenAPI description is made."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hub.api.fields import Linked
from indicators.enums import Better, Certainty, Kind, TargetKind
from indicators.models import Indicator, Measurement

_TEXT = {"type": "string"}
_YEAR = {"type": ["integer", "null"]}
_FIGURE = {"type": ["number", "boolean", "null"]}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


_PLAN = _object(code=_TEXT, name=_TEXT, draft=_TEXT)
_POLICY = {**_object(number={"type": "integer"}, name=_TEXT), "type": ["object", "null"]}
_BASELINE = _object(value=_FIGURE, fiscal_year=_YEAR, note=_TEXT)
_TARGETS = {
    "type": "array",
    "items": _object(kind=_TEXT | {"enum": TargetKind.values}, value=_FIGURE, fiscal_year=_YEAR, stage=_TEXT),
}
_MEASUREMENTS = {
    "type": "array",
    "items": _object(
        fiscal_year={"type": "integer"}, on={"type": ["string", "null"], "format": "date"}, value=_FIGURE,
        certainty=_TEXT | {"enum": Certainty.values}, source=_TEXT, note=_TEXT, is_sample={"type": "boolean"},
    ),
}  # fmt: skip


def figure_of(one: Indicator, value: Decimal | None) -> Any:
    """As it was written; true or false of what is only done or not done."""
    if value is None:
        return None
    if one.kind == Kind.ACHIEVED:
        return value == 1
    return int(value) if value == value.to_integral_value() else float(value)


class IndicatorSerializer(Linked, serializers.ModelSerializer[Indicator]):
    resource_path = "/api/v1/indicators/"
    plan = serializers.SerializerMethodField(help_text=_("計画。draft は、まだ決まっていない計画の版。"))
    kind = serializers.ChoiceField(
        choices=Kind.choices, help_text=_("percent 割合、count 数、places か所、achieved したか（true、false）。")
    )
    unit = serializers.CharField(source="sign", help_text=_("値のあとに付く言葉"))
    better = serializers.ChoiceField(
        choices=Better.choices, help_text=_("up 多いほうがよい、down 少ないほうがよい、unsaid 決まっていない。")
    )
    policy = serializers.SerializerMethodField(help_text=_("どの基本施策の指標か。なければ null。"))
    baseline = serializers.SerializerMethodField(
        help_text=_("基準値。資料にないものは null。fiscal_year は年度が始まる年。")
    )
    targets = serializers.SerializerMethodField(
        help_text=_("目標。value 届かせる、decrease 基準値より減らす、at_least 以上、at_most 以下、achieved する。")
    )
    measurements = serializers.SerializerMethodField(
        help_text=_("年度ごとの実績。on があれば、その日現在の数。provisional 速報、confirmed 確定。")
    )

    class Meta:
        model = Indicator
        fields = (
            *("id", "url", "page_url", "code", "plan", "group", "name", "kind", "unit", "better", "policy", "method"),
            *("definition", "baseline", "targets", "measurements", "terms_url"),
        )

    @extend_schema_field(_PLAN)
    def get_plan(self, one: Indicator) -> dict[str, Any]:
        return {"code": one.plan.code, "name": one.plan.name, "draft": one.plan.draft_note}

    @extend_schema_field(_POLICY)
    def get_policy(self, one: Indicator) -> dict[str, Any] | None:
        return {"number": one.policy.number, "name": one.policy.name} if one.policy else None

    @extend_schema_field(_BASELINE)
    def get_baseline(self, one: Indicator) -> dict[str, Any]:
        value = figure_of(one, one.baseline_value)
        return {"value": value, "fiscal_year": one.baseline_fiscal_year, "note": one.baseline_note}

    @extend_schema_field(_TARGETS)
    def get_targets(self, one: Indicator) -> list[dict[str, Any]]:
        return [
            {
                "kind": row.kind, "value": None if row.value is None else float(row.value),
                "fiscal_year": row.fiscal_year, "stage": row.stage,
            }
            for row in one.targets.all()
        ]  # fmt: skip

    @extend_schema_field(_MEASUREMENTS)
    def get_measurements(self, one: Indicator) -> list[dict[str, Any]]:
        return [
            {
                "fiscal_year": row.fiscal_year, "on": row.on.isoformat() if row.on else None,
                "value": figure_of(one, row.value), "certainty": row.certainty, "source": row.source, "note": row.note,
                "is_sample": row.is_sample,
            }
            for row in Measurement.objects.newest_of_years().filter(indicator=one)
        ]  # fmt: skip
