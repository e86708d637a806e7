"""Reports as the service leaves them."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from hub.trust.enums import URGENT_REASONS, ReportReason, ReportState
from hub.trust.models import Report

HANDLED_AT = datetime(2026, 11, 1, tzinfo=UTC)


class ReportFactory(DjangoModelFactory):
    """Open, about an event that need not exist; ``urgent=True`` and ``done=True`` are traits."""

    class Meta:
        model = Report

    class Params:
        urgent = factory.Trait(reason=ReportReason.DANGER)
        done = factory.Trait(state=ReportState.DONE, handled_at=HANDLED_AT, outcome="確かめた")

    kind = "event"
    object_id = 1
    reason = ReportReason.WRONG
    is_urgent = factory.LazyAttribute(lambda made: made.reason in URGENT_REASONS)
