"""The city's plans, from ``data/``: what a hub begins with. What people wrote since is never written over."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from hub.changes import record_changes
from hub.models import ChangeAction
from indicators.enums import Better, Certainty, Level
from indicators.figures_file import FigureError, IndicatorRow, PlanRow, read_plans, read_yaml
from indicators.models import Indicator, Measurement, Plan, Policy, Target


@dataclass(frozen=True)
class Files:
    """Figures, and beside them what the paper does not say. ``first``: where its plans stand in the list of all."""

    figures: str
    of_plans: str
    of_indicators: str
    first: int = 0


CITY = Files("indicators.yaml", "plan_notes.csv", "indicator_notes.csv")
HUB = Files("hub_indicators.yaml", "hub_plan_notes.csv", "hub_indicator_notes.csv", first=100)


@transaction.atomic
def load_plans(folder: Path, files: Files = CITY, *, now: datetime | None = None) -> int:
    """Makes the plans of the files that are not there yet, whole; returns how many.

    A plan that is there belongs to its planners: nothing of it is touched. Raises ``FigureError`` where the files don't
    fit together, and writes nothing then.
    """
    now = now or timezone.now()
    plans = read_plans(folder / files.figures)
    of_plans, of_indicators = _notes(folder / files.of_plans), _notes(folder / files.of_indicators)
    _check_notes(files, plans, of_plans, of_indicators)
    there = set(Plan.objects.values_list("code", flat=True))
    made: list[Indicator] = []
    for order, row in enumerate(plans, start=files.first):
        if row.code not in there:
            made.extend(_make_plan(row, order, of_plans.get(row.code, {}), of_indicators, folder, now))
    record_changes(made, ChangeAction.PUBLISHED)
    return len({one.plan_id for one in made})


def _notes(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def _check_notes(
    files: Files, plans: list[PlanRow], of_plans: Mapping[str, Any], of_indicators: Mapping[str, Any]
) -> None:
    """A note on what there isn't is a misspelt code."""
    known = {plan.code for plan in plans}, {one.code for plan in plans for one in plan.indicators}
    for name, codes, notes in ((files.of_plans, known[0], of_plans), (files.of_indicators, known[1], of_indicators)):
        if unknown := sorted(set(notes) - codes):
            raise FigureError(f"{name}: {', '.join(unknown)}: not in {files.figures}")


def _make_plan(
    row: PlanRow,
    order: int,
    note: Mapping[str, str],
    notes: Mapping[str, Mapping[str, str]],
    folder: Path,
    now: datetime,
) -> list[Indicator]:
    tree = read_yaml(folder / note["policies"]) if note.get("policies") else None
    plan = Plan.objects.create(
        code=row.code, name=row.name, first_fiscal_year=row.years[0], last_fiscal_year=row.years[1], order=order,
        draft_note=note.get("draft_note", ""), source=note.get("source", ""), philosophy=tree["philosophy"] if tree else "",
    )  # fmt: skip
    policies = _make_tree(plan, tree) if tree else {}
    return [_make_indicator(plan, one, notes.get(one.code, {}), policies, now) for one in row.indicators]


def _make_tree(plan: Plan, tree: Mapping[str, Any]) -> dict[int, Policy]:
    """The policies by their numbers. The paper numbers directions, policies and measures each through the whole plan."""
    policies = {}
    for direction in tree["directions"]:
        root = _knot(plan, None, Level.DIRECTION, direction["number"], direction["name"])
        for one in direction["policies"]:
            policy = policies[one["number"]] = _knot(plan, root, Level.POLICY, one["number"], one["name"])
            for number, name in one["measures"].items():
                _knot(plan, policy, Level.MEASURE, number, name)
    return policies


def _knot(plan: Plan, parent: Policy | None, level: Level, number: int, name: str) -> Policy:
    return Policy.objects.create(plan=plan, parent=parent, level=level, number=number, name=name)


def _make_indicator(
    plan: Plan, row: IndicatorRow, note: Mapping[str, str], policies: Mapping[int, Policy], now: datetime
) -> Indicator:
    if row.policy is not None and row.policy not in policies:
        raise FigureError(f"{row.code}: no policy {row.policy}")
    value, year, said = row.baseline
    made = Indicator.objects.create(
        plan=plan, code=row.code, group=row.group, name=row.name, kind=row.kind, unit=row.unit, order=row.order,
        better=note.get("better") or Better.UNSAID, policy=policies[row.policy] if row.policy is not None else None,
        method=note.get("method", ""), definition=note.get("definition", ""), collector=note.get("collector", ""),
        baseline_value=value, baseline_fiscal_year=year, baseline_note=said,
    )  # fmt: skip
    Target.objects.bulk_create(
        Target(indicator=made, kind=one.kind, value=one.value, fiscal_year=one.fiscal_year, stage=one.stage)
        for one in row.targets
    )
    Measurement.objects.bulk_create(
        Measurement(
            indicator=made, fiscal_year=one.fiscal_year, value=one.value, certainty=Certainty.CONFIRMED, source=plan.source,
            note=one.note, at=now,
        )
        for one in row.values
    )  # fmt: skip
    return made
