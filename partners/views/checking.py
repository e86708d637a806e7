"""``/partners/check/``: whether a 登録証 is true. For everybody; what is asked is not kept."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hub.reading import finish
from partners.forms.checking import CheckForm
from partners.services.certificates import Verdict, verify_certificate
from partners.throttle import take_turn


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Typed in: ``?number=…&code=…``. Nothing is changed by asking, so it is a GET like the address in the QR code."""
    is_asked = "number" in request.GET or "code" in request.GET
    form = CheckForm(request.GET if is_asked else None)
    if is_asked and form.is_valid():
        return _verdict(request, form.cleaned_data["number"], form.cleaned_data["code"])
    return finish(request, render(request, "partners/check.html", {"form": form, "verdict": None, "minutes": 0}))


@require_safe
def check_code(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """From the QR code on the paper."""
    return _verdict(request, number, code)


def _verdict(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Whether it is in force, was, or was never given. Counted before it is looked at: over the limit nothing is told."""
    wait = take_turn(request.META.get("REMOTE_ADDR", ""))
    verdict: Verdict | None = None if wait else verify_certificate(number, code)
    form = CheckForm(initial={"number": number[:60], "code": code[:60]})
    context = {"form": form, "verdict": verdict, "minutes": -(-wait // 60)}
    response = render(request, "partners/check.html", context, status=429 if wait else 200)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return finish(request, response)
