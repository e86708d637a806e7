"""How an event takes registrations: for who writes for its organiser, and for staff."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.forms.registration_terms import TermsForm
from events.models import Event
from events.registration_rules import can_manage
from events.services.registrations.terms import people_waiting, save_terms
from events.views.registrations.shared import private
from hub.exceptions import DomainError


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What was typed stays where something is wrong, and where closing would leave people waiting: it is asked once more."""
    event = Event.objects.select_related("organizer", "registration_terms").filter(pk=pk).first()
    if event is None or not can_manage(request.user, event):
        raise Http404
    terms = getattr(event, "registration_terms", None)
    form = TermsForm(request.POST if request.method == "POST" else None, event=event, terms=terms)
    waiting = people_waiting(event, now=timezone.now()) if terms is not None and terms.is_open else 0
    is_right = form.is_bound and form.is_valid()
    asks_sure = is_right and bool(waiting) and not form.cleaned_data["is_open"] and "sure" not in request.POST
    if is_right and not asks_sure:
        try:
            save_terms(event, by=request.user, **form.written())  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("申込の受け方を決めました。"))
            return HttpResponseRedirect(request.path)
    dates = event.occurrences.order_by("starts_at", "pk")[:3]
    context = {
        "event": event, "terms": terms, "form": form, "path": request.path, "dates": dates, "waiting": waiting,
        "asks_sure": asks_sure,
    }  # fmt: skip
    return private(request, render(request, "events/registrations/terms.html", context))
