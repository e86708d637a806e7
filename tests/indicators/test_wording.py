"""The sentences about a figure are true of its values."""

from decimal import Decimal
from typing import Any

import pytest

from indicators.models import Measurement, Target
from indicators.wording import pace_said
from tests.indicators.plans import indicator

pytestmark = pytest.mark.django_db

EVEN = "毎年同じだけ進むとすると、令和8年度の終わりには{}のところです。"
FURTHER = "基準値のときより、目標から遠くなっています。"


@pytest.mark.parametrize(
    ("target", "now", "said", "even"),
    [
        (("value", "40.0", 2029), "33.0", "基準値から目標までの道のりの、15%まで来ています。", "35.0%"),
        (("value", "40.0", 2029), "31.7", "基準値から目標までの道のりの、0%まで来ています。", "35.0%"),
        (("at_least", "40.0", 2029), "31.0", FURTHER, "35.0%"),
        (("at_most", "10.0", 2029), "32.0", FURTHER, "23.0%"),
    ],
)
def test_the_way_that_is_done_and_where_an_even_pace_would_be(target: Any, now: str, said: str, even: str) -> None:
    """From 31.7 in 令和6年度, two years of five: 31.7 + 8.3 × 2/5, 31.7 - 21.7 × 2/5."""
    one = indicator("percent", target, baseline_value=Decimal("31.7"), baseline_fiscal_year=2024)
    measured = Measurement(indicator=one, fiscal_year=2026, value=Decimal(now))
    assert pace_said(one, Target.objects.get(), measured) == said + EVEN.format(even)


@pytest.mark.parametrize(
    ("kind", "target", "baseline", "now"),
    [
        ("percent", ("value", "40.0", 2029), None, "33.0"),  # nobody knows where it began
        ("percent", ("value", "40.0", 2029), "40.0", "33.0"),  # it began where it should be
        ("percent", ("value", "40.0", 2029), "31.7", "40.0"),  # it is there
        ("percent", ("value", "40.0", 2029), "31.7", "41.2"),
        ("percent", ("decrease", None, 2029), "40.3", "39.0"),  # no value to go to
        ("achieved", ("achieved", None, 2029), "0", "0"),
    ],
)
def test_nothing_is_said_where_nothing_can_be_told(kind: str, target: Any, baseline: str | None, now: str) -> None:
    one = indicator(
        kind, target, baseline_value=None if baseline is None else Decimal(baseline), baseline_fiscal_year=2024
    )
    assert pace_said(one, Target.objects.get(), Measurement(indicator=one, fiscal_year=2026, value=Decimal(now))) == ""


def test_without_a_year_only_the_way_is_told() -> None:
    one = indicator("places", ("value", "30", None), baseline_value=Decimal(5), baseline_fiscal_year=2025)
    measured = Measurement(indicator=one, fiscal_year=2026, value=Decimal(9))
    assert pace_said(one, Target.objects.get(), measured) == "基準値から目標までの道のりの、16%まで来ています。"
