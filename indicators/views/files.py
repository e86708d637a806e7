"""One plan as CSV and as JSON: the same figures as the page, one row for each value and target."""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from hub.api.formats.tables import table
from indicators.api.serializers import figure_of
from indicators.models import Indicator, Measurement, Plan

_COLUMNS = (
    *(
        ("plan", "計画"),
        ("draft", "計画の版"),
        ("group", "まとまり"),
        ("code", "記号"),
        ("name", "指標"),
        ("unit", "単位"),
    ),
    *(
        ("row", "行の種類"),
        ("year", "年度（4月に始まる年）"),
        ("on", "いつ現在"),
        ("value", "値"),
        ("goal", "目標の種類"),
    ),
    *(("stage", "中間・最終"), ("certainty", "たしかさ"), ("source", "出典・調べ方"), ("note", "ただし書き")),
    *(("former", "直す前の値"), ("reason", "直した理由")),
)


@require_safe
def plan_csv(request: HttpRequest, code: str) -> HttpResponse:
    """UTF-8 with BOM, CRLF. Values that a correction replaced are there too, in the row of the new one."""
    plan = get_object_or_404(Plan.objects.public(), code=code)
    body = table(_COLUMNS, [{**_named(plan, one), **row} for one in _read(plan) for row in _rows(one)])
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{code}.csv"'
    return response


@require_safe
def plan_json(request: HttpRequest, code: str) -> HttpResponse:
    """Figures as numbers with the digits that they were written with; unknown ones are null."""
    plan = get_object_or_404(Plan.objects.public(), code=code)
    body = {
        "code": plan.code,
        "name": plan.name,
        "draft": plan.draft_note or None,
        "fiscal_years": [plan.first_fiscal_year, plan.last_fiscal_year],
        "indicators": [_document(one) for one in _read(plan)],
    }
    return HttpResponse(json.dumps(body, ensure_ascii=False, default=float), content_type="application/json")


def _read(plan: Plan) -> list[Indicator]:
    rows = plan.indicators.order_by("order", "pk")
    values = Measurement.objects.in_force().select_related("replaces")
    return list(rows.prefetch_related("targets", Prefetch("measurements", queryset=values)))


def _named(plan: Plan, one: Indicator) -> dict[str, str]:
    return {
        "plan": plan.name, "draft": plan.draft_note, "group": one.group, "code": one.code, "name": one.name, "unit": one.sign,
    }  # fmt: skip


def _rows(one: Indicator) -> Iterator[dict[str, str]]:
    yield {
        "row": "基準値", "year": _text(one.baseline_fiscal_year), "value": _text(one.baseline_value), "note": one.baseline_note,
    }  # fmt: skip
    for target in one.targets.all():
        yield {
            "row": "目標", "year": _text(target.fiscal_year), "value": _text(target.value),
            "goal": str(target.get_kind_display()), "stage": target.stage,
        }  # fmt: skip
    for value in one.measurements.all():
        yield {
            "row": "実績", "year": _text(value.fiscal_year), "on": _text(value.on), "value": _text(value.value),
            "certainty": str(value.get_certainty_display()), "source": value.source, "note": value.note,
            "former": _text(value.replaces.value) if value.replaces else "", "reason": value.reason,
        }  # fmt: skip


def _document(one: Indicator) -> dict[str, Any]:
    return {
        "code": one.code,
        "group": one.group,
        "name": one.name,
        "kind": one.kind,
        "unit": one.sign,
        "method": one.method,
        "definition": one.definition,
        "baseline": {
            "value": figure_of(one, one.baseline_value), "fiscal_year": one.baseline_fiscal_year, "note": one.baseline_note,
        },
        "targets": [
            {"kind": row.kind, "value": figure_of(one, row.value), "fiscal_year": row.fiscal_year, "stage": row.stage}
            for row in one.targets.all()
        ],
        "measurements": [
            {
                "fiscal_year": row.fiscal_year, "on": row.on.isoformat() if row.on else None,
                "value": figure_of(one, row.value), "certainty": row.certainty, "source": row.source, "note": row.note,
                "replaced": figure_of(one, row.replaces.value) if row.replaces else None, "reason": row.reason,
            }
            for row in one.measurements.all()
        ],
    }  # fmt: skip


def _text(value: Any) -> str:
    return "" if value is None else str(value)
