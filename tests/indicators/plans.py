"""Plans and figures for the tests, and the people who write them."""

from decimal import Decimal
from typing import Any

from django.conf import settings

from hub.accounts.models import User
from indicators.models import Indicator, Plan, Target
from indicators.services.loading import load_plans
from tests.hub.accounts.factories import UserFactory

DATA = settings.BASE_DIR / "data"


def load() -> int:
    return load_plans(DATA)


def planner() -> User:
    user: User = UserFactory(planner=True)
    return user


def indicator(
    kind: str = "count", *targets: tuple[str, Any, int | None], code: str = "made", **values: Any
) -> Indicator:
    """An indicator of a plan made for it. ``targets``: kind, value, fiscal year."""
    plan, _made = Plan.objects.get_or_create(code="plan-of-tests", defaults={"name": "試験の計画"})
    one = Indicator.objects.create(plan=plan, code=code, name=values.pop("name", "試験の指標"), kind=kind, **values)
    for of, value, year in targets:
        Target.objects.create(indicator=one, kind=of, value=None if value is None else Decimal(value), fiscal_year=year)
    return one
