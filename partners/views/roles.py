"""``/roles/``: what one can do for others, from half an hour."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.views.choices import chips, groups
from hub.page_cache import public_page
from hub.paging import page_number, page_of
from hub.selection import Selection
from partners.models import Role
from partners.role_enums import RoleKind
from partners.role_filters import RoleFilter
from partners.role_reads import page_context, row_of

ORDER = ("-published_at", "-pk")
OPTIONS = ("kind", "minutes", "skill", "district", "theme", "university")
TICKS = ("visit", "credit", "online", "room")


@require_safe
@public_page
def role_list(request: HttpRequest) -> HttpResponse:
    """The selection of the address, the newest first."""
    filterset = RoleFilter(request.GET, queryset=Role.objects.listed())
    selection = Selection(request.path, request.GET, filterset.filters)
    if selection.has_blanks:
        return HttpResponseRedirect(selection.url())
    page = page_of(filterset.qs, ORDER, page_number(request.GET), prepare=lambda rows: rows.for_list(), is_late=True)
    today = timezone.localdate()
    data = filterset.form.cleaned_data
    context = {
        "selection": selection,
        "form": filterset.form,
        "options": groups(filterset, selection, OPTIONS),
        "ticks": [filterset.form[name] for name in TICKS],
        "chips": chips(filterset, selection),
        "quick": _quick(selection, data),
        "notices_url": selection.at(reverse("notices:new", args=["roles"])),
        "page": page,
        "rows": [row_of(role, today) for role in page.items],
        "has_sample": any(role.is_sample for role in page.items),
        "near_url": selection.url(near=1) if filterset.district_keys() and "near" not in request.GET else "",
        "clear_url": selection.only(),
        "words_url": selection.only(q=data["q"]) if data.get("q") else "",
        "previous_url": selection.url(page=page.number - 1) if page.has_previous else "",
        "next_url": selection.url(page=page.number + 1) if page.has_next else "",
    }
    return render(request, "partners/roles.html", context)


def _quick(selection: Selection, data: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """Words, address and whether it is chosen: what most people look for, one tap each; a second tap takes it off."""
    kinds = list(data.get("kind") or [])
    found = [
        (words, selection.url(kind=None if kinds == [kind] else kind), kinds == [kind])
        for kind, words in (
            (RoleKind.GAKUCHIKA, _("学チカ（ガクチカ）")), (RoleKind.VOLUNTEER, _("ボランティア")),
            (RoleKind.PRACTICUM, _("実習")), (RoleKind.PRO_BONO, _("プロボノ")),
        )
    ]  # fmt: skip
    is_short = data.get("minutes") == "30"
    found.append((_("30分から"), selection.url(minutes=None if is_short else "30"), is_short))
    for name, words in (("visit", _("まず見学")), ("credit", _("大学が認める"))):
        is_on = bool(data.get(name))
        found.append((words, selection.url(**{name: None if is_on else "1"}), is_on))
    return found


@require_safe
@public_page
def role_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What, when, where, who runs it and what the city checked, what comes next; six queries at most."""
    rows = Role.objects.public().select_related("organization", "place", "event", "project")
    return render(request, "partners/role.html", page_context(get_object_or_404(rows, pk=pk)))
