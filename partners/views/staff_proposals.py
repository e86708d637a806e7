"""``/staff/proposals/<n>/``: a proposal as a coordinator reads it, talks about it and decides."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hub.exceptions import DomainError, TransitionError
from hub.links import found_url
from hub.locking import saying_who_waits
from hub.staff_access import staff_required
from hub.threads.beside import standing_of
from hub.threads.enums import Side
from hub.threads.forms import PostForm
from hub.threads.views.timeline import timeline_of
from partners.cocreation_enums import OF_PROPOSER, PROPOSAL_MOVES, ProposalAction, ProposalState
from partners.forms.proposals import CityPostForm, DecideForm
from partners.models import Proposal
from partners.proposal_rules import can_decide_on_proposal, can_review_proposals
from partners.services import proposal_decisions as decisions
from partners.services.joining import StaleError
from partners.services.proposal_written import changed_since_seen
from partners.views.proposal_words import body_of, history_of, turn_of

_FORM_METHODS = ["GET", "HEAD", "POST"]


def check_reviews(request: HttpRequest) -> None:
    if not can_review_proposals(request.user):
        raise PermissionDenied


def _talk(own: Proposal, by: Any, form: CityPostForm) -> str:
    """The first word begins the talk; later ones are written in it, whatever became of the proposal."""
    data = form.cleaned_data
    said: dict[str, Any] = {"text": data["text"], "files": data["files"], "key": form.key, "seen": data["seen"]}
    said["seen_version"] = form.seen_version
    if form.data.get("act") == ProposalAction.TALK:
        decisions.talk_about_proposal(own, by=by, **said)
    else:
        decisions.answer_proposal(own, by=by, **said)
    return _("送りました。団体の代表と編集する人に、メールでお知らせします。")


def _decide(own: Proposal, by: Any, form: DecideForm) -> str:
    data = form.cleaned_data
    act, text = data["act"], data["text"]
    read: dict[str, Any] = {"seen_version": data["seen_version"], "seen": data["seen"]}
    if act == ProposalAction.ACCEPT:
        decisions.accept_proposal(own, by=by, reason=text, **read)
        return _(
            "いっしょに取り組むことにしました。団体に知らせます。共創プロジェクトを、準備中のものとして作りました。"
        )
    if act == ProposalAction.DECLINE:
        decisions.decline_proposal(own, by=by, reason=text, **read)
        return _("今回は見送ることにしました。理由を、団体に知らせます。")
    decisions.reopen_proposal(own, by=by, text=text)
    return _("もう一度話し合うことにしました。書いた言葉は、やりとりに載りました。")


_DECISIONS = {ProposalAction.ACCEPT, ProposalAction.DECLINE, ProposalAction.REOPEN}


@require_http_methods(_FORM_METHODS)
@staff_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """``act``: ``talk`` or ``write`` of the talk's form; ``accept``, ``decline``, ``reopen`` of the other."""
    check_reviews(request)
    rows = Proposal.objects.for_staff(request.user).select_related("organization", "thread", "need", "decided_by")
    own = get_object_or_404(rows, pk=pk)
    act = request.POST.get("act", "")
    post, decide, late = CityPostForm(), _decide_form(own), ""
    if act in {"talk", "write"}:
        post = CityPostForm(request.POST, request.FILES)
        said, late = _done(own, request.user, post, _talk)
    elif request.method == "POST":
        decide = _decide_form(own, request)
        if act in _DECISIONS:
            said, late = _done(own, request.user, decide, _decide)
        else:
            said, late = "", _("下のボタンのどれかを押してください。")
    else:
        said = ""
    if said:
        messages.success(request, said)
        return HttpResponseRedirect(reverse("partners:staff_proposal", args=[pk]))
    if request.method == "POST":
        own = rows.get(pk=pk)
    return _page(request, own, post, decide, late=late)


def _done(own: Proposal, by: Any, form: Any, perform: Callable[..., str]) -> tuple[str, str]:
    """What is said afterwards; or that somebody else was first. What else is wrong the form says beside its box."""
    if not form.is_valid():
        return "", ""
    try:
        with saying_who_waits():
            return perform(own, by, form), ""
    except TransitionError as error:
        return "", str(error)
    except StaleError as error:
        # Whoever presses again has read the page as it is now.
        newest = form.data.copy()
        newest["seen_version"] = str(Proposal.objects.get(pk=own.pk).version)
        form.data = newest
        return "", str(error)
    except DomainError as error:
        form.add_error("text", str(error))
        if isinstance(form, PostForm):
            form.say_files_again()
    return "", ""


def _decide_form(own: Proposal, request: HttpRequest | None = None) -> DecideForm:
    words = {
        ProposalState.DECLINED: _("もう一度話し合うわけ。やりとりに載り、団体の方に伝わります。"),
    }
    said = words.get(
        ProposalState(own.state),
        _("決めた理由を、相手を思いやる言葉で書きます。メールと提案のページに、そのまま載ります。1,000文字まで。"),
    )
    return DecideForm(request.POST if request else None, initial={"seen_version": own.version}, help_text=said)


def _page(request: HttpRequest, own: Proposal, post: PostForm, decide: DecideForm, *, late: str = "") -> HttpResponse:
    may = {str(act) for act, (states, _to) in PROPOSAL_MOVES.items() if act not in OF_PROPOSER and own.state in states}
    number = getattr(getattr(own, "project", None), "pk", None)
    context = body_of(own) | {
        "organization": own.organization,
        "standing": standing_of(own.organization),
        "turn": turn_of(own),
        "may": may,
        "may_decide": can_decide_on_proposal(request.user, own),
        "form": post,
        "decide": decide,
        "late": late,
        "thread": own.thread,
        "timeline": timeline_of(own.thread, request.user, Side.STAFF, is_whole=request.GET.get("all") == "1")
        if own.thread
        else None,
        "history": history_of(own, is_staff=True),
        "changed": changed_since_seen(own),
        "project": getattr(own, "project", None),
        "project_url": found_url("partners:staff_project", number) if number else "",
        "open_of_them": Proposal.objects.handed_in()
        .open()
        .filter(organization=own.organization)
        .exclude(pk=own.pk)[:5],
    }
    return render(request, "partners/staff_proposal.html", context)
