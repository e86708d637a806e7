"""What followers of the feed are told of plans. To be called last in the transaction that changes them."""

from hub.changes import record_changes
from hub.models import ChangeAction
from indicators.models import Indicator, Plan


def tell_of_indicator(indicator: Indicator, *, is_new: bool = False) -> None:
    """Nothing of a plan that nobody sees."""
    if indicator.plan.is_public:
        record_changes([indicator], ChangeAction.PUBLISHED if is_new else ChangeAction.CHANGED)


def tell_of_plan(plan: Plan, *, was_public: bool) -> None:
    """Each of its indicators bears the name of the plan, and is seen as long as the plan is."""
    if not plan.is_public and not was_public:
        return
    action = ChangeAction.CHANGED if was_public else ChangeAction.PUBLISHED
    record_changes(plan.indicators.all(), action if plan.is_public else ChangeAction.WITHDRAWN)
