"""Indicators in the feed: every figure as in the file, the SQL as the serializer, and followers told of each change."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import yaml
from django.db import transaction
from django.test import Client
from pytest_django import Settings

from hub.api.reading import chosen_documents
from indicators.api.resources import INDICATORS
from indicators.models import Indicator, Plan
from indicators.services.measuring import confirm_measurement, correct_measurement, record_measurement
from indicators.services.telling import tell_of_plan
from tests.events.api.following import Follower, full_lists
from tests.indicators.plans import DATA, load, planner

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _asks_often(settings: Settings) -> None:
    settings.HUB_API_LIMITS = {"visitor": 10_000, "token": 10_000}


def test_every_figure_is_as_in_the_file() -> None:
    load()
    plans = yaml.safe_load((DATA / "indicators.yaml").read_text(encoding="utf-8"))["plans"]
    wanted = {
        row["code"]: (
            plan["name"], group["name"], row["name"], row["kind"],
            {name: row.get("baseline", {}).get(name) for name in ("value", "fiscal_year")},
            [(one["kind"], one.get("value"), one["fiscal_year"], one.get("stage", "")) for one in row.get("targets", [])],
            [(one["fiscal_year"], one["value"], one.get("note", "")) for one in row.get("measurements", [])],
        )
        for plan in plans for group in plan["groups"] for row in group["indicators"]
    }  # fmt: skip
    answer = Client().get("/api/v1/indicators/?page_size=100").json()["results"]
    got = {
        row["code"]: (
            row["plan"]["name"], row["group"], row["name"], row["kind"],
            {name: row["baseline"][name] for name in ("value", "fiscal_year")},
            [(one["kind"], one["value"], one["fiscal_year"], one["stage"]) for one in row["targets"]],
            [(one["fiscal_year"], one["value"], one["note"]) for one in row["measurements"]],
        )
        for row in answer
    }  # fmt: skip
    assert got == wanted
    done = {type(row["baseline"]["value"]) for row in answer if row["kind"] == "achieved"}
    assert done == {bool}


def test_sql_says_what_the_serializer_says_of_every_row() -> None:
    load()
    by, one = planner(), Indicator.objects.get(code="ba-count")
    first = record_measurement(one, by=by, value=Decimal(5), fiscal_year=2025, source="数えた")
    confirm_measurement(correct_measurement(first, by=by, value=Decimal(4), reason="二度数えていた"), by=by)
    for day, value in ((1, 6), (20, 9)):
        record_measurement(one, by=by, value=Decimal(value), fiscal_year=2026, on=date(2026, 11, day), source="数えた")
    every = list(Indicator.objects.values_list("pk", flat=True))
    found = chosen_documents(INDICATORS.document, every, list(INDICATORS.document.fields), ())
    said: dict[int, Any] = {
        row.pk: json.loads(json.dumps(INDICATORS.serializer(row).data)) for row in Indicator.objects.public()
    }
    assert {key: json.loads(text) for key, text in found.items()} == said
    values = [(row["fiscal_year"], row["on"], row["value"], row["certainty"]) for row in said[one.pk]["measurements"]]
    assert values == [(2025, None, 4, "confirmed"), (2026, "2026-11-20", 9, "provisional")]


def test_whoever_follows_ends_equal_to_the_list() -> None:
    load()
    reader, by = Follower(), planner()

    def same() -> int:
        reader.catch_up()
        there = full_lists(Client())
        of = {
            name: {key: row for key, row in rows.items() if key[0] == "indicators"}
            for name, rows in (("read", reader.things), ("there", there))
        }
        assert of["read"] == of["there"]
        return len(of["there"])

    assert same() == 25
    first = record_measurement(
        Indicator.objects.get(code="dreams"), by=by, value=Decimal("80.1"), fiscal_year=2025, source="調査"
    )
    same()
    correct_measurement(first, by=by, value=Decimal("80.2"), reason="写しまちがい")
    same()
    plan = Plan.objects.get(code="kodomo-wakamono-2")
    for is_public, count in ((False, 17), (True, 25)):
        was = plan.is_public
        plan.is_public = is_public
        plan.save()
        _told(plan, was)
        assert same() == count


def _told(plan: Plan, was_public: bool) -> None:
    with transaction.atomic():
        tell_of_plan(plan, was_public=was_public)
