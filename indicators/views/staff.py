"""``/staff/indicators/``: planners write down what was measured, and decide which places are counted."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events.models import Place
from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from hub.paging import page_number, page_of
from hub.staff_access import staff_required
from indicators.board import grouped, read_indicators
from indicators.enums import Certainty
from indicators.forms.measuring import CorrectForm, DecideForm, MeasureForm
from indicators.models import Indicator, Measurement, PlaceDecision, Plan
from indicators.rules import can_measure
from indicators.services.deciding import decide_place
from indicators.services.measuring import confirm_measurement, correct_measurement, record_measurement
from indicators.wording import period_said, shown

PAGE_SIZE = 50


def _check(request: HttpRequest) -> None:
    if not can_measure(request.user):
        raise PermissionDenied


@require_safe
@staff_required
def desk(request: HttpRequest) -> HttpResponse:
    """All plans with the newest value of each figure."""
    _check(request)
    rows = read_indicators(Indicator.objects.order_by("plan__order", "plan", "order", "pk"), timezone.localdate())
    plans = [(plan, grouped([row for row in rows if row.one.plan_id == plan.pk])) for plan in Plan.objects.all()]
    return render(request, "indicators/staff/desk.html", {"plans": plans})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def measure(request: HttpRequest, code: str) -> HttpResponse:
    """One figure: a new value, and the values that are there with what can be done with each."""
    _check(request)
    indicator = get_object_or_404(Indicator.objects.select_related("plan"), code=code)
    form = MeasureForm(request.POST if request.method == "POST" else None, indicator=indicator)
    if form.is_bound and form.is_valid() and _recorded(request, indicator, form):
        return HttpResponseRedirect(reverse("indicators:measure", args=[code]))
    values = Measurement.objects.filter(indicator=indicator).for_history().select_related("by", "replaced_by")
    history = [(one, period_said(one), shown(one.value, indicator)) for one in values]
    context = {"one": indicator, "form": form, "history": history, "confirmed": Certainty.CONFIRMED}
    return render(request, "indicators/staff/measure.html", context)


def _recorded(request: HttpRequest, indicator: Indicator, form: MeasureForm) -> bool:
    by: Any = request.user
    data = form.cleaned_data
    try:
        with saying_who_waits():
            record_measurement(indicator, by=by, **data)
    except DomainError as error:
        form.add_error("value", str(error))
        return False
    messages.success(request, _("値を書きました。公開のページにも出ています。"))
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Another value in the place of this one. ``act``: ``confirm`` settles it as it is."""
    _check(request)
    former = get_object_or_404(Measurement.objects.in_force().select_related("indicator__plan"), pk=pk)
    is_confirming = request.method == "POST" and request.POST.get("act") == "confirm"
    form = CorrectForm(request.POST if request.method == "POST" and not is_confirming else None, former=former)
    if is_confirming or (form.is_bound and form.is_valid()):
        error = _corrected(request, former, None if is_confirming else form)
        if not error:
            return HttpResponseRedirect(reverse("indicators:measure", args=[former.indicator.code]))
        if is_confirming:
            messages.error(request, error)
        else:
            form.add_error("value", error)
    context = {
        "former": former,
        "form": form,
        "period": period_said(former),
        "value": shown(former.value, former.indicator),
        "confirmed": Certainty.CONFIRMED,
    }
    return render(request, "indicators/staff/correct.html", context)


def _corrected(request: HttpRequest, former: Measurement, form: CorrectForm | None) -> str:
    """What was wrong; empty where it was done."""
    by: Any = request.user
    try:
        with saying_who_waits():
            if form is None:
                confirm_measurement(former, by=by)
            else:
                data = form.cleaned_data
                correct_measurement(former, by=by, value=data["value"], reason=data["reason"], note=data["note"])
    except DomainError as error:
        return str(error)
    messages.success(request, _("確定しました。") if form is None else _("直しました。前の値も残っています。"))
    return ""


@require_safe
@staff_required
def places(request: HttpRequest) -> HttpResponse:
    """All places that were ever published, and whether each is counted."""
    _check(request)
    found = Place.objects.ever_published().unmerged()
    page = page_of(found, ("kana", "name", "pk"), page_number(request.GET), prepare=_prepared, size=PAGE_SIZE)
    today = timezone.localdate()
    of_page = PlaceDecision.objects.filter(place__in=[place.pk for place in page.items])
    in_force = {one.place_id: one for one in of_page.in_force_on(today)}
    context = {
        "page": page,
        "rows": [(place, in_force.get(place.pk)) for place in page.items],
        "count": PlaceDecision.objects.counted_on(today).count(),
        "previous_url": f"?page={page.number - 1}" if page.has_previous else "",
        "next_url": f"?page={page.number + 1}" if page.has_next else "",
    }
    return render(request, "indicators/staff/places.html", context)


def _prepared(rows: Any) -> Any:
    return rows.select_related("district")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether one place is a 「場」 of the plan, and what was decided before."""
    _check(request)
    place = get_object_or_404(Place.objects.ever_published(), pk=pk)
    initial = {"decided_on": timezone.localdate()}
    form = DecideForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid() and _decided(request, place, form):
        return HttpResponseRedirect(reverse("indicators:places"))
    decisions = PlaceDecision.objects.filter(place=place).select_related("by")
    return render(request, "indicators/staff/decide.html", {"place": place, "form": form, "decisions": decisions})


def _decided(request: HttpRequest, place: Place, form: DecideForm) -> bool:
    by: Any = request.user
    try:
        with saying_who_waits():
            decide_place(place, by=by, **form.cleaned_data)
    except DomainError as error:
        form.add_error("is_counted", str(error))
        return False
    messages.success(request, _("「%(place)s」について決めたことを書きました。") % {"place": place.name})
    return True
