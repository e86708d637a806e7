"""全員に知らせる: written, looked at with how many it reaches, sent once."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from events.forms.registrations_desk import MessageForm
from events.models import DateMessage, Occurrence
from events.registration_board import home_of, later_counts
from events.registration_desk_enums import MessageAudience
from events.services.registrations import Reached, reached, readers_of, send_message, send_to_later
from events.views.registrations.access import at_desk
from events.views.registrations.desk_shared import on_desk, url_of
from hub.exceptions import DomainError
from hub.locking import saying_who_waits

_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def message(request: HttpRequest, date: Occurrence) -> HttpResponse:
    """First what will go to whom; only the second press sends. ``later``: a message also to who came afterwards."""
    home = home_of(date)
    if "later" in request.POST:
        return _send_later(request, date, home)
    reach = {one: reached(readers_of(home, one)) for one in MessageAudience}
    form = MessageForm(
        request.POST if request.method == "POST" else None, audiences=_audiences(reach),
        initial={"audience": MessageAudience.COMING},
    )  # fmt: skip
    preview: Reached | None = None
    if request.method == "POST" and form.is_valid():
        audience = MessageAudience(form.cleaned_data["audience"])
        preview = reach[audience] if request.POST.get("act") in {"look", "send"} else None
        if not reach[audience].total:
            form.add_error("audience", _("いまは、知らせる相手がいません。"))
            preview = None
        elif request.POST.get("act") == "send" and (answer := _send(request, date, home, form, audience)):
            return answer
    sent = list(DateMessage.objects.of_date(home)[:_SHOWN])
    later = later_counts(home, sent)
    context = on_desk(date) | {
        "form": form, "preview": preview, "text": form.cleaned_data.get("text", "") if preview else "",
        "sent": [(one, later[one.pk]) for one in sent],
    }  # fmt: skip
    return render(request, "events/desk/message.html", context)


def _send(
    request: HttpRequest, date: Occurrence, home: Occurrence, form: MessageForm, audience: MessageAudience
) -> HttpResponse | None:
    """None where it could not be sent, which the form says."""
    by: Any = request.user
    try:
        with saying_who_waits():
            send_message(home, text=form.cleaned_data["text"], audience=audience, by=by, sent_as=form.page)
    except DomainError as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, _("送りました。メールのない方は、「電話する人」に出ています。"))
    return HttpResponseRedirect(url_of(date, "message"))


def _send_later(request: HttpRequest, date: Occurrence, home: Occurrence) -> HttpResponse:
    number = request.POST["later"]
    is_number = number.isascii() and number.isdigit() and len(number) < 18
    found = DateMessage.objects.of_date(home).filter(pk=number).first() if is_number else None
    if found is not None:
        count = send_to_later(found)
        messages.success(
            request,
            ngettext(
                "あとから申し込んだ%(count)s件にも送りました。", "あとから申し込んだ%(count)s件にも送りました。", count
            )
            % {"count": count},
        )
    return HttpResponseRedirect(url_of(date, "message"))


def _audiences(reach: dict[MessageAudience, Reached]) -> list[tuple[str, str]]:
    words = _("%(who)s（%(count)s件）")
    return [(one.value, words % {"who": one.label, "count": found.total}) for one, found in reach.items()]
