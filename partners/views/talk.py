"""``/partners/talk/``: まず話を聞く, for everybody, without an account; and what happens next."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hub.link_tokens import fits, token_of
from hub.page_cache import keep_for_going_back
from hub.reading import finish
from hub.sent_once import number_sent, remember_sent
from partners.forms.talk import TalkForm
from partners.models import Inquiry
from partners.services.inquiries import file_inquiry, filed, filed_as, key_of, promised_day
from partners.throttle import Held, take_form_turn

_PURPOSE = "partners.thanks"


@require_http_methods(["GET", "HEAD", "POST"])
def talk(request: HttpRequest) -> HttpResponse:
    """What was sent before is thanked for again, whatever the throttle says."""
    if request.method != "POST":
        return _page(request, TalkForm())
    form = TalkForm(request.POST)
    if form.is_from_a_machine:
        return HttpResponseRedirect(reverse("partners:home"))
    if not form.is_valid():
        return _page(request, form)
    key, client = key_of(form.page, **form.written), request.META.get("REMOTE_ADDR", "")
    inquiry = filed(key) or filed_as(number_sent("inquiry", client, form.written))
    if inquiry is None:
        held = take_form_turn("inquiry", client, form.contacts, settings.HUB_PARTNERS_INQUIRY_LIMITS)
        if held:
            return _page(request, form, held=held)
        written: Any = form.written
        inquiry = file_inquiry(**written, key=key)
        remember_sent("inquiry", client, form.written, inquiry.pk)
    return HttpResponseRedirect(reverse("partners:thanks", args=[inquiry.pk, token_of(_PURPOSE, str(inquiry.pk))]))


@require_safe
def thanks(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """For whoever sent it: its number and the promised day, nothing of what was written. It can be printed and kept."""
    if not fits(token, _PURPOSE, str(pk)):
        raise Http404
    inquiry = get_object_or_404(Inquiry, pk=pk)
    return finish(request, render(request, "partners/thanks.html", {"inquiry": inquiry}))


def _page(request: HttpRequest, form: TalkForm, *, held: Held | None = None) -> HttpResponse:
    context = {"form": form, "promised": promised_day(), "held": held, "phone": settings.HUB_PARTNERS_PHONE}
    context["days"] = settings.HUB_PARTNERS_INQUIRY_DAYS
    response = render(request, "partners/talk.html", context, status=429 if held else 200)
    if held:
        response.headers["Retry-After"] = str(held.seconds)
    return keep_for_going_back(request, finish(request, response))
