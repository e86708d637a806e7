"""``/me/notices/``: what came, the newest first."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.notifications import services
from hub.notifications.letters_of_notices import line_of, when_of
from hub.notifications.models import Delivery, Recipient, Subscription
from hub.notifications.services import subscribing
from hub.notifications.suggesting import suggested_to
from hub.notifications.views.managing import manage_page
from hub.paging import page_number, page_of

ORDER = ("-notice_id",)  # "-notice" would be the notices' own order, turned round


@require_safe
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """``?kept=1``: what was put away."""
    user: Any = request.user
    recipient = _recipient(request)
    rows = Delivery.objects.inbox_of(recipient)
    is_kept = request.GET.get("kept") == "1"
    shown = rows.filter(archived_at__isnull=not is_kept)
    page = page_of(shown, ORDER, page_number(request.GET), prepare=lambda rows: rows.select_related("notice"))
    has_subscriptions = Subscription.objects.active().filter(recipient=recipient.pk).exists()
    context = {
        "page": page,
        "rows": [(row, line_of(row.notice), when_of(row.notice)) for row in page.items],
        "total": page.total,
        "unread": Delivery.objects.unread_of(user).count(),
        "is_kept": is_kept,
        "has_subscriptions": has_subscriptions,
        "suggestions": [] if has_subscriptions or is_kept else suggested_to(request.user, timezone.now()),
        "previous_url": _page_url(is_kept, page.number - 1) if page.has_previous else "",
        "next_url": _page_url(is_kept, page.number + 1) if page.has_next else "",
    }
    return render(request, "notices/inbox.html", context)


@require_POST
@login_required
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Marks it as read, and leads to the page that it speaks of."""
    delivery = get_object_or_404(Delivery.objects.inbox_of(_recipient(request)).select_related("notice"), pk=pk)
    services.mark_read(delivery)
    return HttpResponseRedirect(delivery.notice.path)


@require_POST
@login_required
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts it away, or takes it out again."""
    delivery = get_object_or_404(Delivery.objects.inbox_of(_recipient(request)), pk=pk)
    services.put_away(delivery, is_away=request.POST.get("back") != "1")
    return HttpResponseRedirect(reverse("notices:inbox"))


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    services.mark_all_read(_recipient(request))
    return HttpResponseRedirect(reverse("notices:inbox"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    return manage_page(request, _recipient(request), back=reverse("notices:settings"))


def _recipient(request: HttpRequest) -> Recipient:
    """The row of the account; to look changes nothing, so one that has none yet is not made."""
    user: Any = request.user
    found = Recipient.objects.filter(user=user).first()
    if found is None and request.method not in {"GET", "HEAD"}:
        return subscribing.recipient_of_user(user)
    return found or Recipient(user=user)


def _page_url(is_kept: bool, number: int) -> str:
    kept = "kept=1&" if is_kept else ""
    return f"{reverse('notices:inbox')}?{kept}page={number}"
