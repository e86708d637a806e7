"""``/partners/projects/``: what several do together, for everybody; and who works with whom."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.views.choices import chips, groups
from hub.accounts.enums import OrganizationKind
from hub.page_cache import public_page
from hub.paging import page_number, page_of
from hub.selection import Selection
from partners import together
from partners.models import Project
from partners.project_filters import ENDED, RUNNING, ProjectFilter
from partners.role_reads import open_roles
from partners.views.project_words import page_context, row_of

ORDER = ("-published_at", "-pk")
OPTIONS = ("district", "theme", "audience")
PAGE_TOGETHER = 20
MOST_NAMES = 12


@require_safe
@public_page
def project_list(request: HttpRequest) -> HttpResponse:
    """The selection of the address: all, what goes on, or what is over."""
    filterset = ProjectFilter(request.GET, queryset=Project.objects.public())
    selection = Selection(request.path, request.GET, filterset.filters)
    if selection.has_blanks:
        return HttpResponseRedirect(selection.url())
    page = page_of(filterset.qs, ORDER, page_number(request.GET), prepare=lambda rows: rows.for_list())
    state = filterset.form.cleaned_data.get("state") or ""
    applied = [chip for chip in chips(filterset, selection) if chip.url != selection.url(state=None)]
    context = {
        "selection": selection,
        "form": filterset.form,
        "options": groups(filterset, selection, OPTIONS),
        "chips": applied,
        "view": state,
        "switch": [
            ("", _("ぜんぶ"), selection.url(state=None)),
            (RUNNING, _("進めているもの"), selection.url(state=RUNNING)),
            (ENDED, _("終わったもの"), selection.url(state=ENDED)),
        ],
        "notices_url": selection.at(reverse("notices:new", args=["projects"]), state=None),
        "page": page,
        "rows": [row_of(project) for project in page.items],
        "has_sample": any(project.is_sample for project in page.items),
        "near_url": selection.url(near=1) if filterset.district_keys() and "near" not in request.GET else "",
        "clear_url": selection.only(**({"state": state} if state else {})),
        "previous_url": selection.url(page=page.number - 1) if page.has_previous else "",
        "next_url": selection.url(page=page.number + 1) if page.has_next else "",
    }
    return render(request, "partners/projects.html", context)


@require_safe
@public_page
def project_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Who does what, for what need, where; what was planned, what came of it, and what others can learn from it."""
    rows = Project.objects.public().defer("search_text", "search_tokens")
    project = get_object_or_404(rows, pk=pk)
    context = page_context(project) | {"open_roles": open_roles(project=project)}
    return render(request, "partners/project.html", context)


@require_safe
@public_page
def projects_together(request: HttpRequest) -> HttpResponse:
    """A page of organisations: with whom each works, in a picture and in a table that says the same."""
    page = together.page_of_organizations(page_number(request.GET), PAGE_TOGETHER)
    found: list[Any] = list(page.items)
    ties = together.ties_of([one.pk for one in found])
    address = f"{request.path}?page="
    context = {
        "page": page,
        "rows": [
            {
                "one": one,
                "kind": OrganizationKind(one.kind).label,
                "ties": ties.get(one.pk, [])[:MOST_NAMES],
                "more": max(0, len(ties.get(one.pk, [])) - MOST_NAMES),
            }
            for one in found
        ],
        "picture": together.picture(found, ties),
        "has_sample": any(one.is_sample for one in found),
        "previous_url": f"{address}{page.number - 1}" if page.has_previous else "",
        "next_url": f"{address}{page.number + 1}" if page.has_next else "",
    }
    return render(request, "partners/projects_together.html", context)
