"""``/weekly/…/``: an operator says with one tap whether a place opens this week. The link of the mail is the key."""

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from events.enums import WeeklyAnswerKind
from events.models import Place, WeeklyAnswer
from events.services import weekly as service
from hub.accounts.models import User


@require_http_methods(["GET", "HEAD", "POST"])
def weekly(request: HttpRequest, place: int, week: str, user: int, token: str) -> HttpResponse:
    """Shows the week and two buttons. Opening the page changes nothing, as programs that look at mails open links too."""
    week_on = _week_or_404(week)
    if not service.is_token_for(token, place, week_on, user):
        raise Http404
    who = User.objects.filter(pk=user, is_active=True).first()
    found = Place.objects.answerable_by(who).filter(pk=place).select_related("operator").first() if who else None
    if who is None or found is None or service.week_of(timezone.now()) != week_on:
        return _gone(request)
    if request.method == "POST" and request.POST.get("answer") in WeeklyAnswerKind.values:
        try:
            service.answer_week(found, week_on=week_on, answer=WeeklyAnswerKind(request.POST["answer"]), by=who)
        except service.WeekOverError:
            return _gone(request)
        return HttpResponseRedirect(request.path)
    last = WeeklyAnswer.objects.filter(place=found, week_on=week_on).first()
    named = request.GET.get("answer", "")
    context = {
        "place": found,
        "days": service.days_of_week(found, week_on),
        "first": week_on,
        "last_day": week_on + timedelta(days=6),
        "answers": list(reversed(WeeklyAnswerKind) if named == WeeklyAnswerKind.CLOSED else WeeklyAnswerKind),
        # Who has answered is not led to press the other one.
        "is_settled": last is not None and not named,
        "last": last,
    }
    return render(request, "events/weekly.html", context)


def _week_or_404(text: str) -> date:
    """The day as the link writes it, and in no other way."""
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    if found.isoformat() != text:
        raise Http404
    return found


def _gone(request: HttpRequest) -> HttpResponse:
    """For who holds a link that the hub did make: it says nothing of the place any more."""
    return render(request, "events/weekly_gone.html", status=410)
