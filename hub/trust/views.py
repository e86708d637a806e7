"""``/report/<kind>/<id>/``: 困ったことを知らせる, for everybody, without an account."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hub.page_cache import public_page
from hub.reading import finish
from hub.trust.forms import ReportForm
from hub.trust.services import file_report, is_filed, key_of
from hub.trust.subjects import Subject, subject_of
from hub.trust.throttle import take_turn


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """What is not public can't be reported, and answers like what is not there."""
    subject = subject_of(kind)
    if subject is None:
        raise Http404
    thing = get_object_or_404(subject.public(), pk=pk)
    if request.method != "POST":
        return _page(request, subject, thing, ReportForm())
    form = ReportForm(request.POST)
    if form.is_from_a_machine:
        return _thanked(kind, pk)
    if not form.is_valid():
        return _page(request, subject, thing, form)
    written = {name: form.cleaned_data[name] for name in ("reason", "text", "reply_to")}
    key = key_of(form.page, kind=kind, object_id=thing.pk, **written)
    if not is_filed(key):
        wait = take_turn(request.META.get("REMOTE_ADDR", ""))
        if wait:
            return _page(request, subject, thing, form, wait=wait)
        file_report(kind=kind, object_id=thing.pk, key=key, **written)
    return _thanked(kind, pk)


@require_safe
@public_page
def thanks(request: HttpRequest, kind: str = "", pk: int = 0) -> HttpResponse:
    """The same for everybody: it says nothing of what was reported, and leads back where one came from, if that is still there."""
    subject = subject_of(kind) if kind else None
    thing = subject.public().filter(pk=pk).first() if subject else None
    return render(request, "trust/thanks.html", {"thing": thing})


def _thanked(kind: str, pk: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("trust:thanks_for", args=[kind, pk]))


def _page(request: HttpRequest, subject: Subject, thing: Any, form: ReportForm, *, wait: int = 0) -> HttpResponse:
    context = {
        "subject": subject,
        "thing": thing,
        "form": form,
        "reason": form["reason"].value() or "",
        "minutes": -(-wait // 60),
    }
    response = render(request, "trust/report.html", context, status=429 if wait else 200)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return finish(request, response)
