"""Every figure of the files is in the hub as it is written there, and nothing else."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from indicators.figures_file import FigureError
from indicators.models import Indicator, Measurement, Plan, Policy, Target
from indicators.services.loading import load_plans
from tests.indicators.plans import DATA, load

pytestmark = pytest.mark.django_db


def _file(name: str) -> Any:
    """As texts: what stands there, digit by digit."""
    return yaml.load((DATA / name).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  texts alone


def _written(text: str | None) -> Decimal | None:
    if text in {None, "null", ""}:
        return None
    return Decimal({"true": "1", "false": "0"}.get(str(text), str(text)))


def _year(text: str | None) -> int | None:
    return None if text in {None, "null", ""} else int(str(text))


def test_every_indicator_target_and_value_is_as_in_the_file() -> None:
    load()
    wanted = []
    for plan in _file("indicators.yaml")["plans"]:
        for group in plan["groups"]:
            for row in group["indicators"]:
                base = row.get("baseline", {})
                wanted.append(
                    (
                        plan["code"], plan["name"], group["name"], row["code"], row["name"], row["kind"], row.get("unit", ""),
                        row.get("policy"), str(_written(base.get("value"))), _year(base.get("fiscal_year")), base.get("note", ""),
                        [(t["kind"], str(_written(t.get("value"))), _year(t["fiscal_year"]), t.get("stage", "")) for t in row.get("targets", [])],
                        [(_year(m["fiscal_year"]), str(_written(m["value"])), m.get("note", "")) for m in row.get("measurements", [])],
                    )
                )  # fmt: skip
    found = [
            (
                one.plan.code, one.plan.name, one.group, one.code, one.name, one.kind, one.unit,
                str(one.policy.number) if one.policy else None, str(one.baseline_value), one.baseline_fiscal_year, one.baseline_note,
                [(t.kind, str(t.value), t.fiscal_year, t.stage) for t in one.targets.all()],
                [(m.fiscal_year, str(m.value), m.note) for m in one.measurements.all()],
            )
            for one in Indicator.objects.select_related("plan", "policy").order_by("plan__order", "order")
        ]  # fmt: skip
    assert found == wanted
    assert len(found) == 25


def test_the_tree_is_as_in_the_file() -> None:
    load()
    wanted = [
        (direction["name"], policy["name"], int(number), name)
        for direction in _file("policies.yaml")["directions"]
        for policy in direction["policies"]
        for number, name in policy["measures"].items()
    ]
    leaves = Policy.objects.filter(level="measure").select_related("parent__parent").order_by("number")
    assert [(leaf.parent.parent.name, leaf.parent.name, leaf.number, leaf.name) for leaf in leaves] == wanted  # type: ignore[union-attr]
    counts = [Policy.objects.filter(level=level).count() for level in ("direction", "policy", "measure")]
    assert counts == [4, 18, 52]


def test_what_is_a_draft_says_so() -> None:
    load()
    drafts = list(Plan.objects.exclude(draft_note="").values_list("code", "draft_note"))
    assert drafts == [("kodomo-wakamono-2", "素案（2024年11月）")]


def test_what_was_written_since_stays() -> None:
    assert load() == 4
    Indicator.objects.filter(code="lonely").update(name="直した名前", baseline_value=Decimal("39.3"))
    Target.objects.filter(indicator__code="fulfilled").delete()
    before = (Indicator.objects.count(), Measurement.objects.count())
    assert load() == 0
    assert (Indicator.objects.count(), Measurement.objects.count()) == before
    assert Indicator.objects.get(code="lonely").name == "直した名前"
    assert not Target.objects.filter(indicator__code="fulfilled").exists()


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("kind: decrease, fiscal_year: null", "kind: decrease, value: 3, fiscal_year: null", "lonely"),
        ("{kind: value, value: 40.0, fiscal_year: null}", "{kind: value, fiscal_year: null}", "fulfilled"),
        ("kind: percent, baseline: {value: 40.3", "kind: share, baseline: {value: 40.3", "lonely"),
        ("code: connected", "code: conected", "connected"),
        ('policy: "13"', 'policy: "19"', "child-support-center-cases"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_whole(tmp_path: Path, was: str, becomes: str, said: str) -> None:
    for name in ("indicators.yaml", "policies.yaml", "plan_notes.csv", "indicator_notes.csv"):
        text = (DATA / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace(was, becomes), encoding="utf-8")
    with pytest.raises(FigureError, match=said):
        load_plans(tmp_path)
    assert Plan.objects.count() == 0
