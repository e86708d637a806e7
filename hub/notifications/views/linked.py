"""Pages behind links that were mailed. To open one changes nothing: mail programs open links by themselves."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from hub.exceptions import DomainError
from hub.notifications import links
from hub.notifications.models import Recipient, Subscription
from hub.notifications.services import subscribing
from hub.notifications.views.managing import manage_page, row_of
from hub.reading import finish

ONE_CLICK = ("List-Unsubscribe", "One-Click")


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    subscription = _found(links.subscription_of("confirm", token))
    problem = ""
    if request.method == "POST":
        try:
            subscribing.confirm(subscription)
        except DomainError as error:
            problem = str(error)
        else:
            messages.success(request, _("これで、知らせが届きます。"))
            return HttpResponseRedirect(reverse("notices:manage", args=[links.manage_token(subscription.recipient)]))
    context = {"row": row_of(subscription), "problem": problem, "path": request.path}
    return _private(request, render(request, "notices/confirm.html", context))


@csrf_exempt  # a mail program's one click knows no token of a page (RFC 8058); who holds the link may stop
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    subscription = _found(links.subscription_of("stop", token))
    if request.method == "POST" and request.POST.get(ONE_CLICK[0]) == ONE_CLICK[1]:
        subscribing.stop(subscription)
        return HttpResponse(status=200, content_type="text/plain")
    return _stop_page(request, subscription)


@csrf_protect
def _stop_page(request: HttpRequest, subscription: Subscription) -> HttpResponse:
    if request.method == "POST":
        subscribing.stop(subscription)
        subscription.refresh_from_db()  # its recipient too
    context = {
        "row": row_of(subscription),
        "is_forgotten": subscription.recipient.forgotten_at is not None,
        "is_stopped": subscription.stopped_at is not None,
        "manage_url": reverse("notices:manage", args=[links.manage_token(subscription.recipient)]),
        "path": request.path,
    }
    return _private(request, render(request, "notices/stop.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """Of somebody without an account; who has one is led to the same page of the account."""
    recipient: Recipient = _found(links.recipient_of(token))
    if recipient.user_id is not None:
        return HttpResponseRedirect(reverse("notices:settings"))
    return _private(request, manage_page(request, recipient, back=request.path))


def _found(row: Any) -> Any:
    if row is None:
        raise Http404
    return row


def _private(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return finish(request, response)
