"""What an organisation has: its events or its places, each with its state and what one can do next."""

from typing import Any

from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.enums import OccurrenceState
from events.models import Occurrence
from events.views.writing.desk import KINDS, Desk, member_page
from events.views.writing.words import next_step, organization_note, state_words, tag_of
from hub.paging import page_number, page_of


@require_safe
@member_page
def things(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The newest first, twenty on a page."""
    kind = KINDS["place" if request.GET.get("kind") == "place" else "event"]
    other = KINDS["event" if kind.name == "place" else "place"]
    page = page_of(desk.things(kind, request.user), ("-pk",), page_number(request.GET), prepare=_prepared)
    address = f"{desk.things_url}?kind={kind.name}&page="
    counts = {kind.name: page.total, other.name: desk.things(other, request.user).count()}
    context = {
        "desk": desk,
        "kind": kind,
        "page": page,
        "rows": [_row(desk, kind, thing) for thing in page.items],
        "tabs": [(one, f"{desk.things_url}?kind={one.name}", counts[one.name]) for one in KINDS.values()],
        "previous_url": f"{address}{page.number - 1}" if page.has_previous else "",
        "next_url": f"{address}{page.number + 1}" if page.has_next else "",
        "organization_note": organization_note(desk.organization),
        "can_write": desk.can_write,
    }
    return render(request, "events/writing/things.html", context)


def _prepared(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Without what lists for readers are made from; an event with its next date."""
    rows = rows.defer("search_text", "search_tokens", "facets")
    if rows.model is not KINDS["event"].model:
        return rows
    coming = Occurrence.objects.filter(event=OuterRef("pk"), ends_at__gte=timezone.now())
    first = coming.exclude(state=OccurrenceState.CANCELLED).order_by().values("event").annotate(at=Min("starts_at"))
    return rows.annotate(next_at=Subquery(first.values("at")))


def _row(desk: Desk, kind: Any, thing: Any) -> dict[str, Any]:
    next_at = getattr(thing, "next_at", None)
    return {
        "thing": thing,
        "url": desk.url(kind, thing),
        "state": state_words(thing, desk.organization),
        "tag": tag_of(thing),
        "next_at": next_at,
        "no_date": _("これからの日はありません") if kind.name == "event" and not next_at else "",
        "step": next_step(thing, desk.organization) if desk.can_write else "",
    }
