"""Chooses language and furigana. Nothing is stored here; the choice goes into the reader's own cookie."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from hub.reading import chosen, remember


@require_safe
def choose_reading(request: HttpRequest) -> HttpResponse:
    """``?lang=en``, ``?furigana=1`` or ``0``, ``?next=/events/``; back to a page of this site alone."""
    language, furigana = chosen(request, request.GET.dict())
    target = request.GET.get("next", "/")
    if not target.startswith("/") or not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = "/"
    response = HttpResponseRedirect(target)
    remember(response, language, furigana)
    response.headers["Cache-Control"] = "private, no-store"
    return response
