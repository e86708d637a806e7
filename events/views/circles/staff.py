"""``/staff/circles/``: what waits to be read, and one circle with what staff decide. No member is seen here."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from events.circle_enums import CIRCLE_MOVES
from events.circle_rules import may_decide, may_look_at_circles, missing_of
from events.enums import Action, State
from events.forms.circles import ReasonForm
from events.models import Circle
from events.services import circles
from events.services.readiness import NotReadyError
from events.views.circles.listing import page_context
from events.views.circles.words import done_words, tag_of
from hub.exceptions import DomainError
from hub.paging import page_number, page_of
from hub.staff_access import staff_required

# Address, label, rows, order.
SHELVES: tuple[tuple[str, Any, Callable[[], Any], tuple[str, ...]], ...] = (
    ("review", _("公開の確認を待つもの"), Circle.objects.waiting_for_review, ("updated_at", "pk")),
    ("recheck", _("あとから確認するもの"), Circle.objects.to_recheck, ("recheck_since", "pk")),
    ("published", State.PUBLISHED.label, lambda: Circle.objects.filter(state=State.PUBLISHED), ("-published_at", "-pk")),
    ("hidden", State.HIDDEN.label, lambda: Circle.objects.filter(state=State.HIDDEN), ("-updated_at", "-pk")),
    ("all", _("すべて"), Circle.objects.all, ("-pk",)),
)  # fmt: skip


def _check(request: HttpRequest) -> None:
    if not may_look_at_circles(request.user):
        raise PermissionDenied


@require_safe
@staff_required
def circle_list(request: HttpRequest) -> HttpResponse:
    """``?show=``: one of ``SHELVES``; anything else is what waits."""
    _check(request)
    shelf = next((one for one in SHELVES if one[0] == request.GET.get("show")), SHELVES[0])
    page = page_of(
        shelf[2](), shelf[3], page_number(request.GET), prepare=lambda rows: rows.select_related("organization")
    )
    address = f"{reverse('circles:staff_list')}?show={shelf[0]}&"
    context = {
        "shelf": shelf[0],
        "title": shelf[1],
        "shelves": [(key, label) for key, label, _rows, _order in SHELVES],
        "page": page,
        "rows": [(one, tag_of(one)) for one in page.items],
        "previous_url": f"{address}page={page.number - 1}" if page.has_previous else "",
        "next_url": f"{address}page={page.number + 1}" if page.has_next else "",
    }
    return render(request, "events/circles/staff_list.html", context)


_ACTS: dict[str, tuple[Callable[[Circle, Any, str, int], Any], Any]] = {
    Action.PUBLISH: (lambda one, by, _why, seen: circles.publish_circle(one, by=by, seen_version=seen), _("公開しました。団体にメールで知らせます。")),
    Action.RETURN: (lambda one, by, why, _seen: circles.send_back_circle(one, by=by, reason=why), _("下書きに戻しました。理由を、団体にメールで知らせます。")),
    Action.HIDE: (lambda one, by, why, _seen: circles.hide_circle(one, by=by, reason=why), _("公開を止めました。一覧からも、すぐに消えました。")),
    Action.UNHIDE: (lambda one, by, why, _seen: circles.unhide_circle(one, by=by, reason=why), _("停止を解いて、下書きに戻しました。")),
    Action.ASSURE: (lambda one, by, _why, seen: circles.look_at_circle(one, by=by, seen_version=seen), _("確かめた印をつけました。")),
}  # fmt: skip


def _offered(one: Circle) -> list[tuple[str, Any]]:
    """The buttons, by the state in which it is now."""
    labels = {
        Action.PUBLISH: _("読んで確かめたので、公開する"), Action.RETURN: _("理由を書いて、下書きに戻す"), Action.HIDE: _("理由を書いて、公開を止める"),
        Action.UNHIDE: _("理由を書いて、停止を解く"), Action.ASSURE: _("変わったところを見た。これでよい"),
    }  # fmt: skip
    found = [
        (action.value, label)
        for action, label in labels.items()
        if action in CIRCLE_MOVES and one.state in CIRCLE_MOVES[action][0]
    ]
    # Drafts are their organisation's own affair.
    found = [] if one.state == State.DRAFT else found
    return ([(Action.ASSURE.value, labels[Action.ASSURE])] if one.recheck_since else []) + found


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def circle(request: HttpRequest, pk: int) -> HttpResponse:
    """As readers see it, what was done with it, and the buttons."""
    _check(request)
    one = get_object_or_404(Circle.objects.for_page(), pk=pk)
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        help_text=_("下書きに戻すときの理由は、団体に伝わります。公開を止めるときの理由は、職員だけが読みます。"),
    )
    if request.method == "POST" and form.is_valid():
        said = _done(request, one, form)
        if said:
            messages.success(request, said)
            return HttpResponseRedirect(reverse("circles:staff", args=[one.pk]))
        one = get_object_or_404(Circle.objects.for_page(), pk=pk)
    context = page_context(one, is_preview=True) | {
        "tag": tag_of(one),
        "form": form,
        "offered": _offered(one),
        "may_decide": may_decide(request.user, one),
        "missing": missing_of(one, list(one.audiences.all())).values(),
        "history": [(row, done_words(row.action)) for row in one.moves.select_related("by").order_by("-pk")[:50]],
    }
    return render(request, "events/circles/staff_circle.html", context)


def _done(request: HttpRequest, one: Circle, form: ReasonForm) -> str:
    """What is said afterwards; nothing where the form says why it was not done."""
    act, seen = request.POST.get("act", ""), request.POST.get("seen", "")
    if act not in _ACTS or not (seen.isascii() and seen.isdigit() and len(seen) < 10):
        form.add_error(None, __("下のボタンのどれかを押してください。"))
        return ""
    perform, said = _ACTS[act]
    try:
        perform(one, request.user, form.cleaned_data["reason"], int(seen))
    except NotReadyError as error:
        for text in error.missing.values():
            form.add_error(None, text)
        return ""
    except DomainError as error:
        form.add_error(None, str(error))
        return ""
    return str(said)
