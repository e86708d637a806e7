"""``/me/organizations/<organization>/proposals/``: what an organisation proposes, for its members."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hub.accounts.models import Organization
from hub.accounts.querysets import WRITERS
from hub.accounts.rules import can_grow
from hub.accounts.views.access import organization_or_404
from hub.exceptions import DomainError, TransitionError
from hub.links import found_url
from hub.locking import saying_who_waits
from hub.paging import page_number, page_of
from hub.threads.enums import Side
from hub.threads.forms import PostForm
from hub.threads.services import mark_read, promised_day, write_post
from hub.threads.views.timeline import timeline_of
from partners.cocreation_enums import (
    ENDED_PROPOSALS,
    OF_PROPOSER,
    PROPOSAL_MOVES,
    WRITABLE_PROPOSALS,
    ProposalState,
)
from partners.enums import OPEN_NEEDS
from partners.forms.proposals import GiveUpForm, ProposalForm, SubmitForm, initial_of
from partners.models import Need, Proposal
from partners.services import proposals
from partners.services.joining import StaleError, UnfinishedError
from partners.views.proposal_words import body_of, history_of, standing_of, turn_of

_FORM_METHODS = ["GET", "HEAD", "POST"]


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def _asked_need(request: HttpRequest) -> Need | None:
    """``?need=``: an open one; of any other nothing is said."""
    number = _number(request.POST.get("need") or request.GET.get("need"))
    return Need.objects.open().filter(pk=number).first() if number else None


def _is_writer(ours: Any) -> bool:
    return ours.level in WRITERS and can_grow(ours)


@login_required
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """For which organisation; who writes for one alone is at its form at once. Who writes for none reads what to do."""
    need = _asked_need(request)
    query = f"?{urlencode({'need': need.pk})}" if need else ""
    writable = Organization.objects.writable_by(request.user)
    if need is not None:
        writable = writable.filter(is_sample=need.is_sample)
    found = [one for one in writable.order_by("name", "pk") if can_grow(one)]
    rows = [(one, reverse("partners:proposal_new", args=[one.pk]) + query) for one in found]
    if len(rows) == 1:
        return HttpResponseRedirect(rows[0][1])
    return render(request, "partners/propose.html", {"need": need, "rows": rows})


@login_required
@require_safe
def our_proposals(request: HttpRequest, organization: int) -> HttpResponse:
    """The newest first. Four queries, however many there are."""
    ours = organization_or_404(request, organization)
    page = page_of(
        Proposal.objects.filter(organization=ours), ("-pk",), page_number(request.GET),
        prepare=lambda rows: rows.select_related("thread", "need"),
    )  # fmt: skip
    address = reverse("partners:our_proposals", args=[ours.pk])
    context = {
        "organization": ours,
        "can_write": _is_writer(ours),
        "page": page,
        "rows": [{"one": one, "turn": turn_of(one)} for one in page.items],
        "previous_url": f"{address}?page={page.number - 1}" if page.has_previous else "",
        "next_url": f"{address}?page={page.number + 1}" if page.has_next else "",
    }
    return render(request, "partners/our_proposals.html", context)


@login_required
@require_http_methods(_FORM_METHODS)
def new(request: HttpRequest, organization: int) -> HttpResponse:
    """``?need=``: for an open need, with its themes and districts; ``?from=``: as a copy of another of one's own."""
    ours = organization_or_404(request, organization, writing=True)
    need = _asked_need(request)
    if request.method != "POST":
        return _new_page(request, ours, need, ProposalForm(initial=_first_values(request, ours, need)))
    form = ProposalForm(request.POST)
    if not form.is_valid():
        return _new_page(request, ours, need, form)
    try:
        with saying_who_waits():
            by: Any = request.user
            made = proposals.begin_proposal(ours, by=by, values=form.values(), need=need, key=form.page)
    except DomainError as error:
        form.add_error(None, str(error))
        return _new_page(request, ours, need, form)
    messages.success(request, _("保存しました。まだ市には出していません。"))
    return HttpResponseRedirect(reverse("partners:proposal", args=[ours.pk, made.pk]))


def _first_values(request: HttpRequest, ours: Organization, need: Need | None) -> dict[str, Any]:
    former = Proposal.objects.filter(organization=ours, pk=_number(request.GET.get("from")) or 0).first()
    if former is not None:
        return initial_of(former)
    if need is None:
        return {}
    sets = {name: [one.pk for one in getattr(need, name).all()] for name in ("themes", "audiences", "districts")}
    return sets | {"is_everywhere": need.is_everywhere, "for_whom": need.for_whom}


def _new_page(request: HttpRequest, ours: Any, need: Need | None, form: ProposalForm) -> HttpResponse:
    context = {"organization": ours, "need": need, "form": form, "may": can_grow(ours)}
    return render(request, "partners/proposal_new.html", context)


def _own_or_404(request: HttpRequest, organization: int, pk: int, *, writing: bool = False) -> tuple[Any, Proposal]:
    ours = organization_or_404(request, organization, writing=writing)
    rows = Proposal.objects.filter(organization=ours).select_related("organization", "thread", "need")
    return ours, get_object_or_404(rows, pk=pk)


@login_required
@require_http_methods(_FORM_METHODS)
def edit(request: HttpRequest, organization: int, pk: int) -> HttpResponse:
    """``?check=1``: what is still missing is said beside each field."""
    ours, own = _own_or_404(request, organization, pk, writing=True)
    if request.method != "POST":
        if own.state not in WRITABLE_PROPOSALS:
            return HttpResponseRedirect(reverse("partners:proposal", args=[ours.pk, pk]))
        form = ProposalForm(proposal=own)
        if request.GET.get("check") == "1":
            form = ProposalForm.as_kept(own)
            form.tell(proposals.missing_of(own))
        return _edit_page(request, ours, own, form)
    form = ProposalForm(request.POST, proposal=own)
    if form.is_valid() and _saved(request, own, form):
        messages.success(
            request,
            _("保存しました。")
            if own.state == ProposalState.TALKING
            else _("保存しました。まだ市には出していません。"),
        )
        return HttpResponseRedirect(reverse("partners:proposal", args=[ours.pk, pk]))
    return _edit_page(request, ours, own, form)


def _saved(request: HttpRequest, own: Proposal, form: ProposalForm) -> bool:
    by: Any = request.user
    try:
        with saying_who_waits():
            proposals.write_proposal(own, by=by, values=form.values(), seen_version=form.seen)
    except UnfinishedError as error:
        form.tell(error.fields)
    except StaleError as error:
        own.refresh_from_db()
        form.accept_newest(own)
        form.add_error(None, str(error))
    except DomainError as error:
        form.add_error(None, str(error))
    else:
        return True
    return False


def _edit_page(request: HttpRequest, ours: Any, own: Proposal, form: ProposalForm) -> HttpResponse:
    context = {"organization": ours, "proposal": own, "form": form, "saved_nothing": request.method == "POST"}
    return render(request, "partners/proposal_edit.html", context)


@login_required
@require_http_methods(_FORM_METHODS)
def proposal(request: HttpRequest, organization: int, pk: int) -> HttpResponse:
    """Its text, its talk, and what its members can do. ``act``: ``write``, ``read``, or one of ``_ACTS``."""
    is_reading = request.POST.get("act") == "read"
    ours, own = _own_or_404(request, organization, pk, writing=request.method == "POST" and not is_reading)
    if request.method != "POST":
        return _page(request, ours, own)
    act, by, forms, said = request.POST.get("act", ""), request.user, _forms(request), ""
    if is_reading:
        if own.thread is not None and (shown := _number(request.POST.get("up_to"))):
            mark_read(own.thread, by=by, up_to=shown)  # type: ignore[arg-type]
        said = _("読んだことにしました。")
    elif act in _ACTS:
        which, perform = _ACTS[act]
        said = _done(own, by, forms.get(which), perform)
    if said:
        messages.success(request, said)
        return HttpResponseRedirect(reverse("partners:proposal", args=[ours.pk, pk]))
    own.refresh_from_db()
    return _page(request, ours, own, forms, error="" if act in _ACTS else _("下のボタンのどれかを押してください。"))


def _forms(request: HttpRequest) -> dict[str, Any]:
    """The one whose button was pressed holds what was typed."""
    wanted = {"submit": SubmitForm, "write": PostForm}
    act = request.POST.get("act", "")
    if act in wanted:
        return {act: wanted[act](request.POST, request.FILES)}
    return {"withdraw": GiveUpForm(request.POST)} if act == "withdraw" else {}


def _done(own: Proposal, by: Any, form: Any, perform: Callable[..., str]) -> str:
    """What is said afterwards, or nothing: then the form says why not, beside what was typed."""
    if form is not None and not form.is_valid():
        return ""
    try:
        with saying_who_waits():
            return perform(own, by, form)
    except TransitionError as error:
        # A second tap, or a colleague was first: the page shows how it stands now.
        own.late_words = str(error)  # type: ignore[attr-defined]
    except DomainError as error:
        own.late_words = "" if form is not None else str(error)  # type: ignore[attr-defined]
        if form is not None:
            form.add_error(None, str(error))
            if isinstance(form, PostForm):
                form.say_files_again()
    return ""


def _submit(own: Proposal, by: Any, form: SubmitForm) -> str:
    data = form.cleaned_data
    proposals.submit_proposal(own, by=by, text=data["text"], files=data["files"], seen_version=form.seen_version)
    return _("市に出しました。団体の代表と編集する人に、受け取りのメールを送ります。")


def _write(own: Proposal, by: Any, form: PostForm) -> str:
    if own.thread is None:
        raise DomainError(_("やりとりは、市に出してから始まります。"))
    data = form.cleaned_data
    write_post(own.thread, by=by, text=data["text"], files=data["files"], key=form.key, seen=data["seen"])
    return _("送りました。")


def _take_back(own: Proposal, by: Any, _form: None) -> str:
    proposals.take_back_proposal(own, by=by)
    return _("書きかけに戻しました。直したら、もう一度出してください。")


def _withdraw(own: Proposal, by: Any, form: GiveUpForm) -> str:
    proposals.withdraw_proposal(own, by=by, reason=form.cleaned_data["reason"])
    return _("取り下げました。")


# act -> the form that it reads, and what it does
_ACTS: dict[str, tuple[str, Callable[..., str]]] = {
    "submit": ("submit", _submit),
    "write": ("write", _write),
    "take_back": ("", _take_back),
    "withdraw": ("withdraw", _withdraw),
}


def _page(
    request: HttpRequest, ours: Any, own: Proposal, forms: dict[str, Any] | None = None, *, error: str = ""
) -> HttpResponse:
    forms, thread, is_writer = forms or {}, own.thread, _is_writer(ours)
    may = {str(act) for act, (states, _to) in PROPOSAL_MOVES.items() if act in OF_PROPOSER and own.state in states}
    missing = proposals.missing_of(own) if own.state == ProposalState.DRAFT else {}
    labels = ProposalForm.base_fields
    context = body_of(own) | {
        "organization": ours,
        "turn": turn_of(own),
        "standing": standing_of(own),
        "error": error or getattr(own, "late_words", ""),
        "can_write": is_writer,
        "may": may if is_writer else set(),
        "may_edit": is_writer and own.state in WRITABLE_PROPOSALS,
        "missing": [(name, labels[name].label, text) for name, text in missing.items()],
        "submit": forms.get("submit") or SubmitForm(initial={"seen_version": own.version}),
        "form": forms.get("write") or PostForm(),
        "give_up": forms.get("withdraw") or GiveUpForm(),
        "wrong": next((form for form in forms.values() if form.errors), None),
        "thread": thread,
        "timeline": timeline_of(thread, request.user, Side.MEMBERS, is_whole=request.GET.get("all") == "1")
        if thread
        else None,
        "promised": promised_day(),
        "days": settings.HUB_PROPOSAL_ANSWER_DAYS,
        "read_by": promised_day(days=settings.HUB_PROPOSAL_ANSWER_DAYS),
        "history": history_of(own, is_staff=False),
        "project_url": _project_url(ours, own),
        "is_ended": own.state in ENDED_PROPOSALS,
        "need_is_open": own.need is not None and own.need.state in OPEN_NEEDS,
    }
    return render(request, "partners/proposal.html", context)


def _project_url(ours: Any, own: Proposal) -> str:
    """Of what became of it, where its page is there."""
    if own.state != ProposalState.ACCEPTED:
        return ""
    number = getattr(getattr(own, "project", None), "pk", None)
    return found_url("partners:project_desk", ours.pk, number) if number else ""
