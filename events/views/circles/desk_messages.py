"""What the organiser tells all members, and whom to tell by telephone."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events.circle_enums import MemberState
from events.forms.circles import MessageForm
from events.models import CircleCall
from events.services.circles import send_message, tick_call
from events.views.circles.desk import circle_or_404, url_of
from events.views.writing.desk import Desk, writer_page
from hub.exceptions import DomainError

MOST = 50


@require_http_methods(["GET", "HEAD", "POST"])
@writer_page
def message_list(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """The form, and what was sent before. A double tap sends one."""
    one = circle_or_404(desk, request.user, pk)
    form = MessageForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("subject", "text")}
        try:
            message = send_message(one, by=request.user, sent_as=form.page, **said)  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("送りました。メールのない人には、下の表を見て電話してください。"))
            return HttpResponseRedirect(url_of(desk, one, "message", message.pk))
    sent = one.messages.with_calls_left().order_by("-pk")[:MOST]
    context = {
        "desk": desk,
        "circle": one,
        "form": form,
        "rows": [(message, url_of(desk, one, "message", message.pk)) for message in sent],
        "is_open": one.is_open,
    }
    return render(request, "events/circles/desk_messages.html", context)


@require_safe
@writer_page
def message(request: HttpRequest, desk: Desk, pk: int, message_pk: int) -> HttpResponse:
    """What was said, and the list of calls: who has a number alone and is still a member."""
    one = circle_or_404(desk, request.user, pk)
    sent = get_object_or_404(one.messages, pk=message_pk)
    calls = sent.calls.filter(member__state=MemberState.MEMBER).select_related("member").order_by("pk")
    rows = [(call, url_of(desk, one, "call", sent.pk, call.pk)) for call in calls]
    context = {
        "desk": desk,
        "circle": one,
        "message": sent,
        "calls": rows,
        "left": sum(not call.done_at for call, _url in rows),
    }
    return render(request, "events/circles/desk_message.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@writer_page
def call(request: HttpRequest, desk: Desk, pk: int, message_pk: int, call_pk: int) -> HttpResponse:
    """``done``: 1, or 0 to take the tick away. Opened again, or after signing in anew, it leads to the message."""
    one = circle_or_404(desk, request.user, pk)
    rows = CircleCall.objects.filter(message__circle=one, message=message_pk).select_related("message")
    found: CircleCall | None = rows.filter(pk=call_pk).first()
    if found is None:
        raise Http404
    if request.method != "POST":
        return HttpResponseRedirect(url_of(desk, one, "message", message_pk))
    try:
        tick_call(found, by=request.user, is_done=request.POST.get("done") == "1")  # type: ignore[arg-type]
    except DomainError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(url_of(desk, one, "message", message_pk))
