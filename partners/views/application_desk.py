"""For those who write for an organisation: who applied for its roles, what waits, and one with all that can be done."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from hub.accounts.views.access import organization_or_404
from hub.paging import page_number, page_of
from partners.application_rules import can_take_in
from partners.models import RoleApplication
from partners.role_enums import WAITING_APPLICATIONS, ApplicationState, Party
from partners.role_rules import is_full
from partners.views.application_acts import Forms, answered, forms_of, has_one_box, open_acts
from partners.views.application_words import TAGS, Sight, is_late, name_of, page_context

_FORM_METHODS = ["GET", "HEAD", "POST"]
_A = ApplicationState
SHELVES = (
    ("waiting", _("返事をするもの"), WAITING_APPLICATIONS, ("answer_by", "pk")),
    ("active", _("活動している人"), (_A.ACCEPTED,), ("-pk",)),
    ("over", _("終わったもの"), (_A.DECLINED, _A.WITHDRAWN, _A.ENDED), ("-pk",)),
)


@login_required
@require_safe
def desk(request: HttpRequest, organization: int) -> HttpResponse:
    """``show``: a shelf. Those who only look at the organisation see nobody who applied."""
    ours = organization_or_404(request, organization, writing=True)
    by: Any = request.user
    shown = request.GET.get("show", "")
    key, _label, states, order = next((one for one in SHELVES if one[0] == shown), SHELVES[0])
    rows = RoleApplication.objects.filter(role__organization=ours).exclude(user=by)
    page = page_of(
        rows.filter(state__in=states),
        order,
        page_number(request.GET),
        prepare=lambda found: found.select_related("role"),
    )
    base = reverse("applications:desk", args=[ours.pk])
    context = {
        "organization": ours,
        "shelves": [(one, label, f"{base}?show={one}", one == key) for one, label, _states, _order in SHELVES],
        "shown": key,
        "page": page,
        "rows": [
            {
                "one": one, "name": name_of(one), "tag": TAGS.get(ApplicationState(one.state), ""),
                "is_late": is_late(one),
            }
            for one in page.items
        ],
        "previous_url": f"{base}?show={key}&page={page.number - 1}" if page.has_previous else "",
        "next_url": f"{base}?show={key}&page={page.number + 1}" if page.has_next else "",
    }  # fmt: skip
    return render(request, "partners/application_desk_list.html", context)


def desk_or_404(request: HttpRequest, organization: int, pk: int) -> Sight:
    """Of one's own application one sees one's own page alone."""
    ours = organization_or_404(request, organization, writing=True)
    by: Any = request.user
    rows = RoleApplication.objects.filter(role__organization=ours).exclude(user=by)
    one = rows.select_related("role__organization", "role__place", "course__university", "user").filter(pk=pk).first()
    if one is None:
        raise Http404
    return Sight(one, Party.ORGANIZATION, ours)


@login_required
@require_http_methods(_FORM_METHODS)
def desk_one(request: HttpRequest, organization: int, pk: int) -> HttpResponse:
    """``act``: message, read, hours, invite, accept, decline, end."""
    sight = desk_or_404(request, organization, pk)
    found: Forms | HttpResponse = answered(request, sight) if request.method == "POST" else forms_of(sight)
    if isinstance(found, HttpResponse):
        return found
    role = sight.application.role
    context = page_context(sight) | {
        "organization": sight.organization,
        "forms": found,
        "form": found.sent,
        "acts": open_acts(sight),
        "has_one_box": has_one_box(sight),
        "is_full": is_full(role),
        "can_take_in": can_take_in(sight.application),
    }
    return render(request, "partners/application_desk.html", context)
