"""The surveys of a demonstration: one to answer, one with results, both marked as made up; made once, and only there."""

from typing import Any

import pytest
from django.test import Client

from hub.accounts.groups import load_groups
from hub.pages.demo_accounts import make_demo_accounts
from hub.pages.demo_surveys import make_demo_surveys
from indicators.models import Response, Survey
from indicators.survey_board import read_results
from tests.markup import parse

pytestmark = pytest.mark.django_db


def test_one_can_be_answered_and_one_has_results(client: Client, settings: Any) -> None:
    settings.HUB_EMBEDDED = True
    load_groups()
    list(make_demo_accounts())
    assert list(make_demo_surveys()) == ["見本のアンケート 2件"]
    assert list(make_demo_surveys()) == []
    assert list(Survey.objects.order_by("code").values_list("code", "state", "is_sample")) == [
        ("mihon-open", "open", True), ("mihon-sample", "published", True),
    ]  # fmt: skip
    results = read_results(Survey.objects.with_questions().get(code="mihon-sample"))
    cells = [line.cell.said for table in results.tables for line in table.lines]
    assert ("10未満" in cells or "非公表" in cells, sum(cell.isdecimal() for cell in cells) > 10) == (True, True)
    assert (results.everybody.value, str(results.rate)) == (231, "38.5")
    assert "数字は作りもので" in parse(client.get("/surveys/mihon-sample/")).one("main").text
    before = Response.objects.count()
    assert client.post("/surveys/mihon-open/", {"q1": "1"}).status_code == 302
    assert Response.objects.count() == before + 1


def test_they_are_made_nowhere_else() -> None:
    with pytest.raises(RuntimeError, match="embedded"):
        list(make_demo_surveys())
