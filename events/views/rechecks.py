"""``/staff/rechecks/``: what members changed on public things, for a coordinator to look at."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from events.models import Recheck
from events.rechecks import Changed, changed_things
from events.rules import organization_of
from events.services.rechecks import recheck_done as finish
from hub.exceptions import DomainError
from hub.paging import page_number, page_of
from hub.staff_access import staff_required

ORDER = ("created_at", "pk")


@require_safe
@staff_required
@permission_required("events.change_event", raise_exception=True)
def rechecks(request: HttpRequest) -> HttpResponse:
    """The open ones, the oldest first."""
    page = page_of(Recheck.objects.filter(done_at=None), ORDER, page_number(request.GET))
    address = reverse("events:rechecks") + "?page="
    context = {
        "page": page,
        "rows": [_row(changed) for changed in changed_things(page.items)],
        "previous_url": f"{address}{page.number - 1}" if page.has_previous else "",
        "next_url": f"{address}{page.number + 1}" if page.has_next else "",
    }
    return render(request, "events/rechecks.html", context)


def _row(changed: Changed) -> dict[str, Any]:
    thing = changed.thing
    organization = organization_of(thing) if thing else None
    return {
        "recheck": changed.recheck,
        "words": changed.words,
        "name": str(thing) if thing else _("（消されたもの）"),
        "organization": organization.name if organization else "",
        "public_url": thing.get_absolute_url() if thing and thing.is_public else "",
        "admin_url": reverse(f"admin:events_{thing._meta.model_name}_change", args=[thing.pk]) if thing else "",
        "seen": changed.recheck.updated_at.isoformat(),
    }


@require_POST
@staff_required
@permission_required("events.change_event", raise_exception=True)
def recheck_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody looked at it; what was changed since the page was opened was not looked at."""
    recheck = get_object_or_404(Recheck, pk=pk)
    try:
        finish(recheck, by=request.user, seen_at=_moment(request.POST.get("seen", "")))  # type: ignore[arg-type]
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("確かめたと記録しました。"))
    return HttpResponseRedirect(reverse("events:rechecks"))


def _moment(text: str) -> datetime:
    """What the page said; nothing was seen where that can't be read."""
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise DomainError(_("もう一度ページを開いて、押してください。"))
    return found
