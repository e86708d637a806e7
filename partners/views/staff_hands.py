"""A hand that was raised, as a coordinator decides on it; a partner to ask; and the list of the week."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hub.accounts.models import Organization
from hub.exceptions import DomainError, TransitionError
from hub.locking import saying_who_waits
from hub.staff_access import staff_required
from partners.enums import HAND_MOVES, OPEN_NEEDS, HandState, NeedAction
from partners.forms.need_desk import MOST_REASON, AskForm, SayForm
from partners.matching import fit_of
from partners.models import Hand, Need, Partnership
from partners.reasons import sentences_of
from partners.rules import can_decide_on_hand, can_decide_on_need
from partners.services.hands import ask_partner, choose_hand, refuse_hand
from partners.services.inquiries import key_of
from partners.services.weekly import list_of_week
from partners.views.hands import labels_of_hand
from partners.views.need_words import HAND_TAGS
from partners.views.staff_needs import check_reviews

_FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_FORM_METHODS)
@staff_required
def hand(request: HttpRequest, pk: int, hand: int) -> HttpResponse:
    """What was offered, what speaks for it, and the two buttons. ``act``: ``choose`` or ``refuse``."""
    check_reviews(request)
    rows = Hand.objects.select_related("need__organization", "need__place", "organization", "thread", "decided_by")
    own = get_object_or_404(rows, need=pk, pk=hand)
    form = SayForm(
        request.POST if request.method == "POST" else None, label=_("見送る理由"), most=MOST_REASON,
        help_text=_("見送るときだけ書きます。団体の方に伝わります。"),
    )  # fmt: skip
    late = ""
    if request.method == "POST" and form.is_valid():
        try:
            with saying_who_waits():
                said = _decide(own, request, form)
        except TransitionError as error:
            late = str(error)
        except DomainError as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, said)
            return HttpResponseRedirect(reverse("partners:staff_need", args=[pk]))
        own.refresh_from_db()
    fit = fit_of(own.need_id, own.organization_id)
    context = {
        "hand": own,
        "need": own.need,
        "form": form,
        "late": late,
        "tag": HAND_TAGS.get(HandState(own.state), ""),
        "offers": labels_of_hand(own),
        "first": own.thread.posts.order_by("pk").first(),
        "reasons": sentences_of([fit])[0] if fit else [],
        "may": {
            str(act) for act, (states, _to, of) in HAND_MOVES.items() if own.state in states and own.need.state in of
        },
        "may_decide": can_decide_on_hand(request.user, own),
    }
    return render(request, "partners/staff_hand.html", context)


def _decide(own: Hand, request: HttpRequest, form: SayForm) -> str:
    by: Any = request.user
    seen = request.POST.get("seen")
    if form.cleaned_data["act"] == NeedAction.CHOOSE:
        choose_hand(own, by=by, seen=seen)
        return _("いっしょに取り組むことにしました。団体と、知らせてくれた人に知らせます。")
    if form.cleaned_data["act"] != NeedAction.REFUSE:
        raise DomainError(_("下のボタンのどれかを押してください。"))
    refuse_hand(own, by=by, reason=form.cleaned_data["text"], seen=seen)
    return _("今回は見送ることにしました。理由を、団体に知らせます。")


@require_http_methods(_FORM_METHODS)
@staff_required
def ask(request: HttpRequest, pk: int, organization: int) -> HttpResponse:
    """A talk with a partner about an open need, with the reasons as its first words, which can be changed."""
    check_reviews(request)
    need = get_object_or_404(Need.objects.select_related("organization", "place"), pk=pk, state__in=OPEN_NEEDS)
    registered = Partnership.objects.public().values("organization")
    partner = get_object_or_404(Organization.objects.public().filter(pk__in=registered), pk=organization)
    fit = fit_of(need.pk, partner.pk)
    reasons = sentences_of([fit])[0] if fit else []
    initial = {"text": _first_words(need, reasons)}
    form = AskForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        try:
            with saying_who_waits():
                ask_partner(need, partner, by=request.user, text=text, key=key_of(form.page, text=text))  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("聞いてみました。返事が来たら「やりとり」に出ます。"))
            return HttpResponseRedirect(reverse("partners:staff_need", args=[pk]))
    may = can_decide_on_need(request.user, need)
    context = {"need": need, "partner": partner, "reasons": reasons, "form": form, "may_decide": may}
    return render(request, "partners/staff_ask.html", context)


def _first_words(need: Need, reasons: list[str]) -> str:
    lines = [
        _("「%(title)s」という地域課題があります。力を貸していただけないでしょうか。") % {"title": need.title},
        "",
        *(f"・{reason}" for reason in reasons),
    ]
    if reasons:
        lines.insert(2, _("次のようなことから、お聞きしています。"))
    return "\n".join([*lines, "", _("できそうなこと、できないことを、ひとことでも教えてください。")])


@require_safe
@staff_required
def week(request: HttpRequest) -> HttpResponse:
    """Needs that nobody answered, and partners whom nobody asked."""
    check_reviews(request)
    return render(request, "partners/staff_needs_week.html", {"week": list_of_week()})
