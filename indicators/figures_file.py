"""Reading the files of plans with their figures as they are written: 40.0 is not 40."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from indicators.enums import WITH_VALUE, Kind, TargetKind


class _Loader(yaml.SafeLoader):
    """Figures with a point become ``Decimal`` instead of binary fractions."""


def _exactly(loader: Any, node: Any) -> Decimal:
    return Decimal(str(loader.construct_scalar(node)))


_Loader.add_constructor("tag:yaml.org,2002:float", _exactly)


class FigureError(ValueError):
    """What can't be read, with the file and the code of what it belongs to."""


@dataclass(frozen=True)
class TargetRow:
    kind: str
    value: Decimal | None
    fiscal_year: int | None
    stage: str


@dataclass(frozen=True)
class ValueRow:
    fiscal_year: int
    value: Decimal
    note: str


@dataclass(frozen=True)
class IndicatorRow:
    """One indicator of the file. ``order`` is its place in the plan."""

    code: str
    group: str
    name: str
    kind: str
    unit: str
    order: int
    policy: int | None
    baseline: tuple[Decimal | None, int | None, str]
    targets: list[TargetRow]
    values: list[ValueRow]


@dataclass(frozen=True)
class PlanRow:
    code: str
    name: str
    years: tuple[int | None, int | None]
    indicators: list[IndicatorRow] = field(default_factory=list)


def read_yaml(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506  a safe loader with exact figures


def read_plans(path: Path) -> list[PlanRow]:
    """All plans of the file. Raises ``FigureError``, which names the file and the indicator."""
    plans = []
    for plan in read_yaml(path)["plans"]:
        first, last = plan.get("fiscal_years") or (None, None)
        made = PlanRow(plan["code"], plan["name"], (first, last))
        for group in plan["groups"]:
            for row in group["indicators"]:
                try:
                    made.indicators.append(_indicator(row, group["name"], len(made.indicators)))
                except (KeyError, ValueError, TypeError) as error:
                    raise FigureError(f"{path.name}: {row.get('code', '?')}: {error}") from error
        plans.append(made)
    return plans


def _indicator(row: Mapping[str, Any], group: str, order: int) -> IndicatorRow:
    baseline = row.get("baseline") or {}
    return IndicatorRow(
        code=row["code"], group=group, name=row["name"], kind=Kind(row["kind"]).value, unit=row.get("unit", ""), order=order,
        policy=int(row["policy"]) if row.get("policy") is not None else None,
        baseline=(figure_of(baseline.get("value")), baseline.get("fiscal_year"), baseline.get("note", "")),
        targets=[_target(one) for one in row.get("targets", [])],
        values=[_value(one) for one in row.get("measurements", [])],
    )  # fmt: skip


def _target(row: Mapping[str, Any]) -> TargetRow:
    kind, value = TargetKind(row["kind"]), figure_of(row.get("value"))
    if (kind in WITH_VALUE) != (value is not None):
        raise ValueError(f"a target of the kind {kind} {'names a value' if value is None else 'has none'}")
    return TargetRow(kind.value, value, row.get("fiscal_year"), row.get("stage", ""))


def _value(row: Mapping[str, Any]) -> ValueRow:
    value = figure_of(row["value"])
    if value is None:
        raise ValueError("a measurement has a value")
    return ValueRow(row["fiscal_year"], value, row.get("note", ""))


def figure_of(written: Any) -> Decimal | None:
    """The figure; 1 and 0 for done and not done; None for a blank."""
    if written is None:
        return None
    return Decimal(int(written)) if isinstance(written, (bool, int)) else Decimal(str(written))
