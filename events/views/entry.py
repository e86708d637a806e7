"""``/staff/entry/``: what came by telephone, FAX, paper or mail becomes an event in less than a minute."""

import hashlib
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from events.enums import EnteredVia
from events.forms.entry import FIRST_ROWS, MOST_ROWS, EntryForm
from events.models import Event
from events.services.entry import enter_event, same_entry, similar_events
from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from hub.staff_access import staff_required

# What the next one often has in common with the one before: a leaflet holds several.
_KEPT = ("place", "venue_name", "address", "organizer", "organizer_name")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def entry(request: HttpRequest) -> HttpResponse:
    """One page: the form, after saving with a way to what was entered and the same form for the next."""
    if not request.user.has_perm("events.add_event"):
        raise PermissionDenied
    if request.method != "POST":
        done = _done(request)
        return _page(request, EntryForm(initial=_kept(done) if done else {}), done=done)
    rows = _rows(request.POST.get("rows", ""))
    if "more" in request.POST:
        typed = {name: request.POST[name] for name in request.POST}
        return _page(request, EntryForm(initial=typed, rows=min(MOST_ROWS, rows + FIRST_ROWS)))
    is_public = "publish" in request.POST
    form = EntryForm(request.POST, rows=rows, is_public=is_public)
    if not form.is_valid():
        return _page(request, form)
    return _enter(request, form, is_public)


def _enter(request: HttpRequest, form: EntryForm, is_public: bool) -> HttpResponse:
    """Warns once where there seems to be the same already; then saves."""
    event, by, via = form.event(), request.user, EnteredVia(form.cleaned_data["via"])
    event.entered_via = via
    similar: list[Event] = []
    seen = _seal(form)
    if form.cleaned_data["warned"] != seen and not same_entry(event, form.dates, by=by):  # type: ignore[arg-type]
        similar = similar_events(event.title, {timezone.localdate(one.starts_at) for one in form.dates})
    if similar:
        return _page(request, form, similar=similar, seal=seen)
    try:
        with saying_who_waits():
            entered = enter_event(event, form.dates, by=by, via=via, is_public=is_public)  # type: ignore[arg-type]
    except DomainError as error:
        form.add_error(None, str(error))
    else:
        return HttpResponseRedirect(f"{reverse('events:entry')}?done={entered.pk}")
    return _page(request, form)


def _seal(form: EntryForm) -> str:
    """Of which words and days one was warned: with others one is warned anew."""
    days = sorted(timezone.localdate(one.starts_at).isoformat() for one in form.dates)
    return hashlib.sha256("\n".join([form.cleaned_data["title"], *days]).encode()).hexdigest()[:16]


def _page(
    request: HttpRequest, form: EntryForm, *, done: Event | None = None, similar: Any = (), seal: str = ""
) -> HttpResponse:
    context = {"form": form, "done": done, "similar": similar, "seal": seal, "most_rows": MOST_ROWS}
    return render(request, "events/entry.html", context)


def _rows(text: str) -> int:
    return (
        min(MOST_ROWS, max(FIRST_ROWS, int(text)))
        if text.isascii() and text.isdigit() and len(text) < 3
        else FIRST_ROWS
    )


def _done(request: HttpRequest) -> Event | None:
    key = request.GET.get("done", "")
    if not (key.isascii() and key.isdigit() and len(key) < 18):
        return None
    found: Event | None = Event.objects.visible_to(request.user).exclude(entered_via="").filter(pk=key).first()
    return found


def _kept(event: Event) -> dict[str, Any]:
    return {"via": event.entered_via, **{name: getattr(event, name) for name in _KEPT}}
