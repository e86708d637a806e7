"""``/staff/needs/``: needs by what is to be done with them; and one, with all that a coordinator can do."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from hub.exceptions import DomainError, TransitionError
from hub.locking import saying_who_waits
from hub.paging import page_number, page_of
from hub.staff_access import staff_required
from hub.threads.models import Thread
from partners.enums import (
    ABOUT,
    ENDED_NEEDS,
    HAND_MOVES,
    NEED_MOVES,
    OPEN_NEEDS,
    UNWRITABLE_NEEDS,
    HandState,
    NeedAction,
    NeedState,
)
from partners.forms.need_desk import NeedForm, SayForm
from partners.matching import partners_for
from partners.models import Need, NeedTransition
from partners.reasons import suggested_partners
from partners.rules import can_decide_on_need, can_review_needs
from partners.services import needs
from partners.services.joining import StaleError, UnfinishedError
from partners.views.need_words import HAND_TAGS, TAGS, is_public, page_context

_FORM_METHODS = ["GET", "HEAD", "POST"]
MOST_SUGGESTED = 10
# Address, label, rows, order.
Shelf = tuple[str, Any, Callable[[], Any], tuple[str, ...]]

_DONE = {
    NeedAction.RAISE: _("知らせました"),
    NeedAction.EDIT: _("書きなおしました"),
    NeedAction.PUBLISH: _("公開しました"),
    NeedAction.DECLINE: _("載せませんでした"),
    NeedAction.TALK: _("話し合いを始めました"),
    NeedAction.REOPEN: _("もう一度、手を挙げる人を募りました"),
    NeedAction.MEET: _("かなったことにしました"),
    NeedAction.CLOSE: _("終えました"),
    NeedAction.WITHDRAW: _("公開をやめて、確認に戻しました"),
    NeedAction.ASK: _("団体に聞いてみました"),
    NeedAction.HAND: _("手を挙げました"),
    NeedAction.HAND_DOWN: _("手を下ろしました"),
    NeedAction.CHOOSE: _("いっしょに取り組むことにしました"),
    NeedAction.REFUSE: _("今回は見送りました"),
}


def done(transition: NeedTransition) -> str:
    """What was done, in the past."""
    return str(_DONE[NeedAction(transition.action)])


def _of_state(state: str) -> Callable[[], Any]:
    return lambda: Need.objects.filter(state=state)


SHELVES: tuple[Shelf, ...] = (
    ("waiting", _("確認を待つもの"), Need.objects.waiting, ("created_at", "pk")),
    ("unanswered", _("手が挙がっていないもの"), Need.objects.unanswered, ("published_at", "pk")),
    ("overdue", _("めやすの日が過ぎたもの"), lambda: Need.objects.overdue(timezone.localdate()), ("due_on", "pk")),
    *((str(state), state.label, _of_state(state), ("-published_at", "-pk")) for state in OPEN_NEEDS),
    *((str(state), state.label, _of_state(state), ("-ended_at", "-pk")) for state in ENDED_NEEDS),
    ("all", _("すべて"), Need.objects.all, ("-pk",)),
)


def check_reviews(request: HttpRequest) -> None:
    """Staff who do not look after needs see none of them."""
    if not can_review_needs(request.user):
        raise PermissionDenied


@require_safe
@staff_required
def need_list(request: HttpRequest) -> HttpResponse:
    """``?show=``: one of ``SHELVES``; anything else is what waits."""
    check_reviews(request)
    shelf = next((one for one in SHELVES if one[0] == request.GET.get("show")), SHELVES[0])
    page = page_of(
        shelf[2](), shelf[3], page_number(request.GET),
        prepare=lambda found: found.select_related("organization", "place").prefetch_related("hands"),
    )  # fmt: skip
    address = f"{reverse('partners:staff_needs')}?show={shelf[0]}&"
    context = {
        "shelf": shelf[0],
        "title": shelf[1],
        "shelves": [(key, label) for key, label, _rows, _order in SHELVES],
        "page": page,
        "rows": [_row(need) for need in page.items],
        "previous_url": f"{address}page={page.number - 1}" if page.has_previous else "",
        "next_url": f"{address}page={page.number + 1}" if page.has_next else "",
    }
    return render(request, "partners/staff_needs.html", context)


def _row(need: Need) -> dict[str, Any]:
    hands = [hand for hand in need.hands.all() if hand.state in HAND_TAGS]
    return {"need": need, "tag": TAGS.get(NeedState(need.state), ""), "hands": len(hands)}


@require_http_methods(_FORM_METHODS)
@staff_required
def need_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """As it was raised, the form, the preview, the hands, partners who may fit, and what was done.

    ``act``: ``save`` or ``publish`` of the form, ``draft`` to look at the raised words in it; another of ``NEED_MOVES``
    of the few words beside its buttons.
    """
    check_reviews(request)
    need = get_object_or_404(Need.objects.select_related("organization", "place", "created_by"), pk=pk)
    if request.method != "POST":
        return _page(request, need, NeedForm(need=need), _say(need, None))
    if request.POST.get("act") in _OF_FORM:
        return _written(request, need)
    say = _say(need, request)
    said, late, typed = _moved(need, request, say)
    if said:
        return _done_with(request, need, said)
    need.refresh_from_db()
    return _page(request, need, NeedForm(need=need), _say(need, None) if late else say, late=late, typed=typed)


_OF_FORM = {"draft": _("下書きとして入れる"), "save": NeedAction.EDIT.label, "publish": NeedAction.PUBLISH.label}


def _written(request: HttpRequest, need: Need) -> HttpResponse:
    """By the buttons of the form. Where it is not there any more, since somebody ended the need, its words are."""
    act, form = request.POST["act"], NeedForm(request.POST, need=need)
    said, late = _saved(need, request, form) if act != "draft" else ("", "")
    if said:
        return _done_with(request, need, said)
    need.refresh_from_db()
    if need.state in UNWRITABLE_NEEDS:
        late = late or str(TransitionError(str(_OF_FORM[act]), need.get_state_display()))
        return _page(request, need, NeedForm(need=need), _say(need, None), late=late, typed=form.typed_words())
    is_draft = act == "draft"
    shown = form.with_raised_words() if is_draft else form
    return _page(request, need, shown, _say(need, None), late=late, is_draft=is_draft)


def _done_with(request: HttpRequest, need: Need, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(reverse("partners:staff_need", args=[need.pk]))


# What the words beside the buttons become, by the state in which they are written.
_ASKED: dict[NeedState, tuple[Any, Any]] = {
    NeedState.RAISED: (_("載せない理由"), _("「載せない」のときだけ書きます。知らせてくれた人に伝わります。")),
    **dict.fromkeys(
        OPEN_NEEDS,
        (
            _("どうなったか、または終える理由"),
            _("「かなった」のときは公開のページに載るので、だれのことかわかる言葉は書きません。ほかのときは、職員だけが読みます。"),
        ),
    ),
    **dict.fromkeys(ENDED_NEEDS, (_("理由"), _("書かなくてもかまいません。職員だけが読みます。"))),
}  # fmt: skip


def _say(need: Need, request: HttpRequest | None) -> SayForm:
    label, help_text = _ASKED[NeedState(need.state)]
    return SayForm(request.POST if request else None, label=label, help_text=help_text)


def _saved(need: Need, request: HttpRequest, form: NeedForm) -> tuple[str, str]:
    """What is said afterwards, or nothing; and what was typed where somebody else was first."""
    if not form.is_valid():
        return "", ""
    by: Any = request.user
    is_ticked = form.cleaned_data["points_to_nobody"]
    try:
        with saying_who_waits():
            needs.write_need(need, by=by, values=form.values(), seen_version=form.seen, points_to_nobody=is_ticked)
            form.is_kept = True
            if request.POST["act"] == "save":
                return (
                    __("保存して、公開中のページを変えました。")
                    if is_public(need)
                    else __("保存しました。まだ公開していません。")
                ), ""
            needs.publish_need(need, by=by, points_to_nobody=is_ticked, seen_version=need.version)
            return __("公開しました。知らせてくれた人と、合いそうな団体に知らせます。"), ""
    except UnfinishedError as error:
        form.tell(error.fields)
        if form.is_kept:
            form.accept_newest(need.version)
    except TransitionError as error:
        return "", str(error)
    except StaleError as error:
        need.refresh_from_db()
        form.add_error(None, str(error))
        form.accept_newest(need.version)
    except DomainError as error:
        form.add_error(None, str(error))
    return "", ""


_ACTS: dict[str, tuple[Callable[..., Any], Any]] = {
    NeedAction.DECLINE: (lambda need, by, text: needs.decline_need(need, by=by, reason=text), _("載せないことにしました。連絡先があれば、理由をメールで知らせます。")),
    NeedAction.WITHDRAW: (lambda need, by, text: needs.withdraw_need(need, by=by, reason=text), _("公開をやめて、確認に戻しました。一覧からも、すぐに消えました。")),
    NeedAction.TALK: (lambda need, by, text: needs.talk_about_need(need, by=by), _("話し合っているものにしました。")),
    NeedAction.REOPEN: (lambda need, by, text: needs.reopen_need(need, by=by, reason=text), _("もう一度、手を挙げる人を募ります。")),
    NeedAction.MEET: (lambda need, by, text: needs.meet_need(need, by=by, outcome=text), _("かなったことにしました。知らせてくれた人に、メールで知らせます。")),
    NeedAction.CLOSE: (lambda need, by, text: needs.close_need(need, by=by, reason=text), _("終えました。")),
}  # fmt: skip


def _moved(need: Need, request: HttpRequest, say: SayForm) -> tuple[str, str, str]:
    """What is said afterwards; or where somebody else was first, why it was not done, and what was typed."""
    if not say.is_valid():
        return "", "", ""
    act, text = say.cleaned_data["act"], say.cleaned_data["text"]
    if act not in _ACTS:
        say.add_error(None, __("下のボタンのどれかを押してください。"))
        return "", "", ""
    perform, said = _ACTS[act]
    try:
        with saying_who_waits():
            perform(need, request.user, text)
    except TransitionError as error:
        return "", str(error), text
    except DomainError as error:
        say.add_error("text", str(error))
        return "", "", ""
    return str(said), "", ""


def _page(
    request: HttpRequest, need: Need, form: NeedForm, say: SayForm, *,
    late: str = "", typed: str = "", is_draft: bool = False,
) -> HttpResponse:  # fmt: skip
    is_open = need.state in OPEN_NEEDS
    hands = need.hands.select_related("organization", "thread").order_by("pk")
    asked = Thread.objects.filter(about_kind=ABOUT, about_id=need.pk, hand=None).select_related("organization")
    history = need.transitions.select_related("by").order_by("-pk")
    may = {str(action) for action, (sources, _to) in NEED_MOVES.items() if need.state in sources}
    was_asked = {thread.organization_id for thread in asked}
    suggestions = suggested_partners(partners_for(need.pk, most=MOST_SUGGESTED)) if is_open else {}
    context = page_context(need) | {
        "tag": TAGS.get(NeedState(need.state), ""),
        "form": form,
        "say": say,
        "late": late,
        "typed": typed,
        "is_draft": is_draft,
        "raised": [
            (getattr(Need._meta.get_field(name), "verbose_name", ""), words) for name, words in form.raised().items()
        ],
        "may": may,
        "may_decide": can_decide_on_need(request.user, need),
        "may_write": need.state not in UNWRITABLE_NEEDS,
        "is_public": is_public(need),
        "can_choose": any(hand.state in HAND_MOVES[NeedAction.CHOOSE][0] for hand in hands),
        "has_chosen": any(hand.state == HandState.CHOSEN for hand in hands),
        "hands": [{"hand": hand, "tag": HAND_TAGS.get(hand.state, "")} for hand in hands],  # type: ignore[call-overload]
        "asked": asked,
        "suggestions": [(one, one.thing.pk in was_asked) for one in suggestions.values()],
        "history": [(line, done(line)) for line in history],
    }
    return render(request, "partners/staff_need.html", context)
