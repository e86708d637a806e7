"""Every indicator can be opened at its own address."""

import pytest
from django.core.exceptions import ValidationError

from indicators.models import Indicator, Plan

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("code", "is_taken"), [("map", True), ("people", True), ("maps", False), ("plans", False)])
def test_no_code_is_that_of_another_page(code: str, is_taken: bool) -> None:
    one = Indicator(plan=Plan.objects.create(code="plan", name="計画"), code=code, name="場の数", kind="places")
    if is_taken:
        with pytest.raises(ValidationError, match="別のページ"):
            one.full_clean()
    else:
        one.full_clean()
        assert one.get_absolute_url() == f"/indicators/{code}/"
