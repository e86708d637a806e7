"""``/indicators/map/``: which districts have no place that is open then, for those people. Read from the day's count alone."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hub.areas.models import District
from hub.page_cache import public_page
from indicators.coverage import key_of
from indicators.forms.covering import CoverageForm
from indicators.models import Coverage


@require_safe
@public_page
def coverage(request: HttpRequest) -> HttpResponse:
    form = CoverageForm(request.GET)
    asked = form.asked()
    newest = Coverage.objects.newest(key_of(asked["weekday"], asked["time"], asked["audience"]))
    context: dict[str, Any] = {
        "form": form,
        "said": form.said(),
        "newest": newest,
        "is_narrowed": asked["weekday"] or asked["time"],
    }
    if newest is not None:
        on, counts = newest
        districts = list(District.objects.current().order_by("reading", "name", "pk"))
        urls = {one.pk: _places_url(one, asked["audience"]) for one in districts}
        without = [(one, urls[one.pk]) for one in districts if not counts.get(one.pk)]
        context |= {
            "on": on, "counts": counts, "urls": urls, "without": without, "districts": len(districts),
            "with_some": len(districts) - len(without),
        }  # fmt: skip
    return render(request, "indicators/map.html", context)


def _places_url(district: District, audience: str) -> str:
    asked = {"district": district.pk} | ({"audience": audience} if audience else {})
    return f"{reverse('events:place_list')}?{urlencode(asked)}"
