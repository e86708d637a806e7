"""``/n/7/email/``: from a mail to the page, counting that somebody came. It sets no cookie and knows nobody."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from hub.notifications import services
from hub.notifications.enums import Channel
from hub.notifications.models import Notice

_AHEAD = ("HTTP_PURPOSE", "HTTP_SEC_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")
_WORDS = ("prefetch", "preview", "prerender")


@require_safe
def page(request: HttpRequest, pk: int, channel: str) -> HttpResponse:
    """Only of what has a link that counts; of another way than there is the page is opened and nothing counted."""
    notice = get_object_or_404(Notice.objects.for_staff(), pk=pk)
    if channel in Channel.values and request.method == "GET" and not _is_ahead(request):
        services.count_opening(notice, channel, client=request.META.get("REMOTE_ADDR", ""))
    response = HttpResponseRedirect(notice.path)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _is_ahead(request: HttpRequest) -> bool:
    """Whether a program looks before anybody has clicked."""
    said = " ".join(request.META.get(name, "") for name in _AHEAD).lower()
    return any(word in said for word in _WORDS)
