"""``/partners/talk/``: まず話を聞く, for everybody, without an account; and what happens next."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hub import turns
from hub.link_tokens import fits, token_of
from hub.reading import finish
from partners.forms.talk import TalkForm
from partners.models import Inquiry
from partners.services.inquiries import file_inquiry, filed, key_of, promised_day

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
    key = key_of(form.page, **form.written)
    inquiry = filed(key)
    if inquiry is None:
        wait = turns.take_turn("inquiry", request.META.get("REMOTE_ADDR", ""), settings.HUB_PARTNERS_INQUIRY_LIMITS)
        if wait:
            return _page(request, form, wait=wait)
        inquiry = file_inquiry(**form.written, key=key)
    return HttpResponseRedirect(reverse("partners:thanks", args=[inquiry.pk, token_of(_PURPOSE, str(inquiry.pk))]))


@require_safe
def thanks(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """For whoever sent it: its number and the promised day, nothing of what was written. It can be printed and kept."""
    if not fits(token, _PURPOSE, str(pk)):
        raise Http404
    inquiry = get_object_or_404(Inquiry, pk=pk)
    return finish(request, render(request, "partners/thanks.html", {"inquiry": inquiry}))


def _page(request: HttpRequest, form: TalkForm, *, wait: int = 0) -> HttpResponse:
    context = {"form": form, "promised": promised_day(), "minutes": -(-wait // 60)}
    context["days"] = settings.HUB_PARTNERS_INQUIRY_DAYS
    response = render(request, "partners/talk.html", context, status=429 if wait else 200)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return finish(request, response)
