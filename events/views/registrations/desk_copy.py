"""次の回へ写す: chosen people of this date are registered for another one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.forms.registrations_desk_acts import CopyForm
from events.models import Occurrence, Registration
from events.registration_board import coming_dates
from events.services.registrations import Copied, copy_registrations
from events.services.registrations.copying import COPIABLE
from events.views.registrations.access import at_desk
from events.views.registrations.desk_shared import on_desk, person_of, questions_of, url_of

# Each is registered by itself, under the lock of the other date.
MOST = 200


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def copy(request: HttpRequest, date: Occurrence) -> HttpResponse:
    """``?all=1``: all are ticked. What came of each is said on the page that follows."""
    dates = coming_dates(date, now=timezone.now())
    rows = Registration.objects.of_date(date).filter(state__in=COPIABLE, names_removed_at=None)
    people = list(rows.select_related("user", "entered_by").order_by("name", "pk")[:MOST])
    ticked = [row.pk for row in people] if request.GET.get("all") == "1" else []
    form = CopyForm(
        request.POST if request.method == "POST" else None, dates=dates, people=[row.pk for row in people],
        initial={"people": ticked},
    )  # fmt: skip
    questions = questions_of(date)
    context: dict[str, Any] = on_desk(date) | {
        "form": form, "dates": dates, "people": [person_of(row, questions) for row in people],
        "is_cut": rows.count() > MOST, "all_url": f"{url_of(date, 'copy')}?all=1",
    }  # fmt: skip
    if request.method == "POST" and dates and form.is_valid():
        target = next(one for one in dates if one.pk == form.cleaned_data["target"])
        chosen = [row for row in people if row.pk in set(form.cleaned_data["people"])]
        made = copy_registrations(chosen, target, by=request.user, sent_as=form.page)  # type: ignore[arg-type]
        context |= {"target": target, "target_url": url_of(target), "results": [_told(one, questions) for one in made]}
        return render(request, "events/desk/copied.html", context)
    return render(request, "events/desk/copy.html", context)


def _told(one: Copied, questions: dict[str, str]) -> dict[str, Any]:
    """What became of one, in a word."""
    if one.made is None:
        word, tone = (_("席がありません"), "care") if one.is_full else (_("写せませんでした"), "bad")
    elif not one.is_new:
        word, tone = _("もう申し込んでいます"), ""
    else:
        made = person_of(one.made, questions)
        word, tone = made.state, made.tone
    return {"of": one.of, "made": one.made, "word": word, "tone": tone, "why": one.refused}
