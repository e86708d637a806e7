"""``/indicators/``: what the city's plans want to reach, and how far that is."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hub.page_cache import public_page
from indicators.board import count_districts, grouped, read_indicators, tree_of
from indicators.models import Indicator, Measurement, Plan
from indicators.voice_board import calls_of
from indicators.wording import period_said, shown

LEADING = "ba-count"


@require_safe
@public_page
def home(request: HttpRequest) -> HttpResponse:
    """The plans, the number of places that the first of them counts, and where they are."""
    today = timezone.localdate()
    plans = list(Plan.objects.public().with_counts())
    leading = read_indicators(Indicator.objects.public().filter(code=LEADING), today)
    counts, districts, has_decided = count_districts(today)
    context = {
        "plans": plans,
        "leading": leading[0] if leading else None,
        "counts": counts,
        "with_some": len(counts),
        "districts": districts,
        "has_decided": has_decided,
    }
    return render(request, "indicators/home.html", context)


@require_safe
@public_page
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """One plan: every indicator with where it began, is and should be."""
    return render(request, "indicators/plan.html", _plan_context(code, with_calls=True))


@require_safe
@public_page
def plan_paper(request: HttpRequest, code: str) -> HttpResponse:
    """For the council: two sheets of A4."""
    context = _plan_context(code) | {"today": timezone.localdate()}
    has_samples = any(row.newest is not None and row.newest.is_sample for row in context["rows"])
    return render(request, "indicators/plan_paper.html", context | {"has_samples": has_samples})


def _plan_context(code: str, *, with_calls: bool = False) -> dict[str, Any]:
    one = get_object_or_404(Plan.objects.public(), code=code)
    rows = read_indicators(one.indicators.order_by("order", "pk"), timezone.localdate())
    calls = calls_of(one) if with_calls else []
    tree = tree_of(one, [row.one for row in rows], calls)
    return {"plan": one, "groups": grouped(rows), "rows": rows, "tree": tree, "calls": calls}


@require_safe
@public_page
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """One figure, and every value that ever stood there, also those that were corrected."""
    rows = read_indicators(Indicator.objects.public().filter(code=code), timezone.localdate())
    if not rows:
        get_object_or_404(Indicator.objects.public(), code=code)
    [row] = rows
    values = Measurement.objects.filter(indicator=row.one).for_history()
    history = [(one, period_said(one), shown(one.value, row.one)) for one in values]
    return render(request, "indicators/indicator.html", {"row": row, "plan": row.one.plan, "history": history})
