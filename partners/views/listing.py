"""``/partners/list/``: who takes part, by what they bring and where; one row an organisation."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.views.area import border_choices, map_context, near_url
from events.views.choices import chips, groups
from events.views.data_links import as_data
from events.whereabouts import spot_named
from events.widening import MOST_STEPS, Widening, totals_of
from hub.page_cache import public_page
from hub.paging import page_number, page_of
from hub.selection import Selection
from partners.filters import PartnerFilter, organizations_of
from partners.lines import SLIM_DISTRICTS, offered_of
from partners.models import Partnership

OPTIONS = ("programme", "offer", "field", "district", "theme", "kind")
ORDER = ("kana", "name", "pk")
# Of a row's districts so many are named; of conditions so many are tried without.
MOST_DISTRICTS = 4
MOST_TRIED = 6


@require_safe
@public_page
def partner_list(request: HttpRequest) -> HttpResponse:
    """The selection of the address as a list or a map."""
    filterset = PartnerFilter(request.GET, queryset=Partnership.objects.public())
    selection = Selection(request.path, request.GET, filterset.filters)
    if selection.has_blanks:
        return HttpResponseRedirect(selection.url())
    found = filterset.organizations()
    view = "map" if request.GET.get("view") == "map" else "list"
    context: dict[str, Any] = {
        "view": view,
        "switch": [
            ("list", _("一覧"), selection.url(view=None)),
            ("map", _("地図"), selection.url(view="map")),
        ],
        "selection": selection,
        "form": filterset.form,
        "options": groups(filterset, selection, OPTIONS),
        "chips": chips(filterset, selection),
        "near_url": near_url(filterset, selection),
        "border_choices": border_choices(filterset, selection),
        **as_data(selection, "partnerships"),
    }
    context |= _map(filterset, selection) if view == "map" else _page(request, found, selection)
    if not context["total"]:
        context |= _nothing_found(context["chips"], filterset, selection)
    return render(request, "partners/list.html", context)


def _page(request: HttpRequest, found: Any, selection: Selection) -> dict[str, Any]:
    page = page_of(found, ORDER, page_number(request.GET), prepare=_with_registrations)
    rows = [_row(organization) for organization in page.items]
    return {
        "page": page,
        "rows": rows,
        "total": page.total,
        "has_sample": any(row["is_sample"] for row in rows),
        "previous_url": selection.url(page=page.number - 1) if page.has_previous else "",
        "next_url": selection.url(page=page.number + 1) if page.has_next else "",
    }


def _with_registrations(organizations: Any) -> Any:
    """What a row shows, in two queries more."""
    public = Partnership.objects.public().select_related("programme").order_by("programme__order", "pk")
    return organizations.prefetch_related(
        Prefetch("partnerships", public.prefetch_related(SLIM_DISTRICTS), to_attr="registrations")
    )


def _row(organization: Any) -> dict[str, Any]:
    registrations = [
        {"one": one, **offered_of(one), "districts": _districts(one)} for one in organization.registrations
    ]
    is_sample = organization.is_sample or any(one.is_sample for one in organization.registrations)
    return {"organization": organization, "registrations": registrations, "is_sample": is_sample}


def _districts(one: Partnership) -> tuple[list[str], int]:
    """Names of some, and how many more there are; none of who goes everywhere."""
    names = [] if one.is_everywhere else [district.short_name for district in one.districts.all()]
    return names[:MOST_DISTRICTS], max(0, len(names) - MOST_DISTRICTS)


def _map(filterset: PartnerFilter, selection: Selection) -> dict[str, Any]:
    """How many act in each district: as many as a press on it finds. Who goes everywhere counts in all."""
    everywhere, others = filterset.anywhere().count_by_district()
    context = map_context(filterset, selection, {})
    context["counts"] = {key: everywhere + others.get(key, 0) for key in context["urls"]}
    return context | {"total": filterset.organizations().count(), "everywhere": everywhere}


def _nothing_found(applied: list[Any], filterset: PartnerFilter, selection: Selection) -> dict[str, Any]:
    """Up to ``MOST_STEPS`` wider selections with what they find, in one query for all."""
    steps = []
    words = filterset.form.cleaned_data["q"]
    if words and not filterset.form.cleaned_data["town"] and spot_named(words):
        steps.append((_("「%(place)s」を町の名前としてさがす") % {"place": words}, selection.url(q=None, town=words)))
    if filterset.district_keys() and not filterset.form.cleaned_data["near"]:
        steps.append((_("近くの地区も見る"), selection.url(near=1)))
    steps += [(_("「%(label)s」を外す") % {"label": chip.label.strip("「」")}, chip.url) for chip in applied]
    steps = steps[:MOST_TRIED]
    found = [organizations_of(filterset.found_at(selection.query_of(url))) for _label, url in steps]
    totals = totals_of(found) if steps else []
    wider = [Widening(label, url, total) for (label, url), total in zip(steps, totals, strict=True) if total]
    return {"widenings": wider[:MOST_STEPS]}
