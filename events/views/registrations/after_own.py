"""After a date, for who was there: the proof of having come, and the one question. For everybody: whether a proof is true."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events.door_enums import ThanksAnswer
from events.forms.registrations_after import ProofForm, ThanksForm
from events.models import Event, Registration, Thanks
from events.next_steps import next_step
from events.services.registrations.letters import is_own_token
from events.services.registrations.proofs import attendance_of, came_on, in_groups
from events.services.registrations.thanks import AnsweredError, may_answer, take_thanks
from hub import turns
from hub.reading import finish


@require_safe
@never_cache
def proof(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Of the person, by their own link: to be printed. After the names were removed there is nobody to show it to."""
    registration = Registration.objects.select_related("occurrence__event").filter(pk=pk, names_removed_at=None).first()
    if registration is None or not is_own_token(registration, token):
        raise Http404
    rows = [(one, in_groups(one.proof)) for one in came_on(registration)]
    context = {
        "registration": registration,
        "event": registration.occurrence.event,
        "rows": rows,
        "check_url": reverse("registrations:proof_check"),
        "names_days": settings.HUB_REGISTRATION_NAMES_DAYS,
        "next": next_step(rows[-1][0].occurrence) if rows else None,
    }
    return render(request, "events/registrations/proof.html", context)


@require_safe
def proof_check(request: HttpRequest) -> HttpResponse:
    """``?code=``: the event, the date, and that somebody came. Counted before it is looked at; nothing of it is kept."""
    is_asked = "code" in request.GET
    form = ProofForm(request.GET if is_asked else None)
    context: dict[str, Any] = {"form": form, "minutes": 0, "is_checked": False, "found": None, "is_public": False}
    wait = 0
    if is_asked and form.is_valid():
        wait = turns.take_turn("proof", request.META.get("REMOTE_ADDR", ""), settings.HUB_REGISTRATION_CODE_LIMITS)
        context |= {"minutes": -(-wait // 60), "is_checked": not wait}
        if not wait and (found := attendance_of(form.cleaned_data["code"])) is not None:
            is_public = Event.objects.public().filter(pk=found.occurrence.event_id).exists()
            context |= {"found": found.occurrence, "is_public": is_public}
    response = render(request, "events/registrations/proof_check.html", context, status=429 if wait else 200)
    response.headers["Cache-Control"] = "private, no-store"
    if wait:
        response.headers["Retry-After"] = str(wait)
    return finish(request, response)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def thanks(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """The question, by the link of the mail. Who answered is known to nobody, so a link that was used says just that it
    can't be used. Opened by a program that looks at links it changes nothing."""
    rows = Thanks.objects.select_related("occurrence__event").filter(occurrence__event__in=Event.objects.public())
    one: Thanks = get_object_or_404(rows, pk=pk)
    form = ThanksForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            take_thanks(one, token, ThanksAnswer(form.cleaned_data["answer"]))
        except AnsweredError:
            return _thanks_page(request, one, form, is_open=False)
        return HttpResponseRedirect(reverse("registrations:thanked", args=[one.pk]))
    return _thanks_page(request, one, form, is_open=may_answer(one, token))


def _thanks_page(request: HttpRequest, one: Thanks, form: ThanksForm, *, is_open: bool) -> HttpResponse:
    date = one.occurrence
    context = {
        "date": date, "event": date.event, "thanks": one, "form": form, "is_open": is_open,
        "next": None if is_open else next_step(date),
    }  # fmt: skip
    return render(request, "events/registrations/thanks.html", context)


@require_safe
def thanked(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for everybody: that it was received, and where one could go next."""
    rows = Thanks.objects.select_related("occurrence__event").filter(occurrence__event__in=Event.objects.public())
    one: Thanks = get_object_or_404(rows, pk=pk)
    context = {"date": one.occurrence, "event": one.occurrence.event, "next": next_step(one.occurrence)}
    return finish(request, render(request, "events/registrations/thanked.html", context))
