"""``/staff/partners/``: registrations by what is to be done with them; and one, with what a coordinator can do."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from hub.exceptions import DomainError, TransitionError
from hub.locking import saying_who_waits
from hub.paging import page_number, page_of
from hub.staff_access import staff_required
from hub.templatetags.reading import era_day
from partners.enums import Action, PartnershipState
from partners.forms.reviewing import SEEN, TICK, ReviewForm
from partners.lines import names_of, rows_of
from partners.models import Partnership
from partners.rules import can_decide_on, can_review_partners
from partners.services import reviewing
from partners.services.certificates import code_of
from partners.services.written import changed_since_seen
from partners.views.words import TAGS, done

# Address, label, rows, order.
Shelf = tuple[str, Any, Callable[[], Any], tuple[str, ...]]
_WAITING: tuple[Shelf, ...] = (
    ("waiting", _("確認を待つもの"), Partnership.objects.waiting, ("submitted_at", "pk")),
    ("renewals", _("更新の申し込み"), Partnership.objects.renewals, ("ends_on", "pk")),
    ("changed", _("あとから変わったもの"), Partnership.objects.changed_since_seen, ("updated_at", "pk")),
)
_STATES = [state for state in PartnershipState if state not in {PartnershipState.DRAFT, PartnershipState.SUBMITTED}]


def _of_state(state: str) -> Callable[[], Any]:
    return lambda: Partnership.objects.handed_in().filter(state=state)


SHELVES: tuple[Shelf, ...] = (
    *_WAITING,
    *((str(state), state.label, _of_state(state), ("-updated_at", "-pk")) for state in _STATES),
    ("all", _("すべて"), Partnership.objects.handed_in, ("-updated_at", "-pk")),
)


def _check(request: HttpRequest) -> None:
    if not can_review_partners(request.user):
        raise PermissionDenied


@require_safe
@staff_required
def partner_list(request: HttpRequest) -> HttpResponse:
    """``?show=``: one of ``SHELVES``; anything else is what waits."""
    _check(request)
    shelf = next((one for one in SHELVES if one[0] == request.GET.get("show")), SHELVES[0])
    page = page_of(
        shelf[2](), shelf[3], page_number(request.GET),
        prepare=lambda found: found.select_related("organization", "programme"),
    )  # fmt: skip
    address = f"{reverse('partners:staff_list')}?show={shelf[0]}&"
    context = {
        "shelf": shelf[0],
        "title": shelf[1],
        "shelves": [(key, label) for key, label, _rows, _order in SHELVES],
        "page": page,
        "rows": [{"one": one, "tag": TAGS.get(one.state, "")} for one in page.items],
        "previous_url": f"{address}page={page.number - 1}" if page.has_previous else "",
        "next_url": f"{address}page={page.number + 1}" if page.has_next else "",
    }
    return render(request, "partners/staff_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def partner_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """All that was written, what changed since the last look, and one form with the buttons of its state."""
    _check(request)
    one = Partnership.objects.handed_in().select_related("organization", "programme", "terms").filter(pk=pk).first()
    if one is None:
        return _gone(request, pk)
    if request.method != "POST":
        return _page(request, one, _form(one, None))
    form, is_late = _form(one, request), False
    if form.is_valid():
        try:
            with saying_who_waits():
                said = _ACTS[form.cleaned_data["act"]](one, request.user, form)
        except TransitionError:
            is_late = True
        except reviewing.MeanwhileError as error:
            form.tell(error.remarks)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, said)
            return HttpResponseRedirect(reverse("partners:staff_detail", args=[pk]))
    elif "act" in form.errors and request.POST.get("act") in _ACTS:
        is_late = True  # a button of the state in which it was when the page was made
    one.refresh_from_db()
    if is_late:  # what was typed for another button is shown, and stands in no box of these
        return _page(request, one, _form(one, None), late=form)
    return _page(request, one, form)


def _gone(request: HttpRequest, pk: int) -> HttpResponse:
    """Its members took it back while somebody reviewed it: what was typed is shown once more, of the draft nothing."""
    was_here = Partnership.objects.filter(pk=pk, transitions__action=Action.TAKE_BACK).exists()
    if request.method != "POST" or not was_here:
        raise Http404
    return render(request, "partners/staff_gone.html", {"typed": _typed(request.POST)}, status=409)


def _form(one: Partnership, request: HttpRequest | None) -> ReviewForm:
    ticked = list(one.checks.values_list("key", flat=True))
    kept = {remark.field: remark.text for remark in one.remarks.all() if not remark.is_sent}
    initial: dict[str, Any] = {"seen_version": one.version, "checks": ticked}
    initial |= {f"{box}_{name}": text for box in ("remark", "shown") for name, text in kept.items()}
    return ReviewForm(request.POST if request else None, partnership=one, names=names_of(one), initial=initial)


def _tick(one: Partnership, by: Any, form: ReviewForm) -> str:
    ticked, shown = form.cleaned_data["checks"], form.shown()
    reviewing.keep_review(one, by=by, keys=ticked, remarks=form.remarks(), shown=shown)
    return __("印と、書いたことを保存しました。団体には、まだ伝えていません。")


def _approve(one: Partnership, by: Any, form: ReviewForm) -> str:
    """What is ticked in the same form counts, and stays where something else is missing."""
    reviewing.tick_checks(one, by=by, keys=form.cleaned_data["checks"])
    reviewing.approve_partnership(one, by=by, seen_version=form.cleaned_data["seen_version"])
    until = __("期限は%(day)sです。") % {"day": era_day(one.ends_on)} if one.ends_on else __("期間の定めはありません。")
    return __("登録しました。番号は %(number)s、%(until)s") % {"number": one.number, "until": until}


def _return(one: Partnership, by: Any, form: ReviewForm) -> str:
    """What is ticked in the same form is there again at the next review."""
    ticked, shown, seen = form.cleaned_data["checks"], form.shown(), form.cleaned_data["seen_version"]
    reviewing.return_partnership(one, by=by, remarks=form.remarks(), keys=ticked, shown=shown, seen_version=seen)
    return __("直してほしいことを添えて、戻しました。団体にメールで知らせます。")


def _decline(one: Partnership, by: Any, form: ReviewForm) -> str:
    seen, reason = form.cleaned_data["seen_version"], form.cleaned_data["reason"]
    reviewing.decline_partnership(one, by=by, reason=reason, seen_version=seen)
    return __("登録しないことにしました。理由を、団体にメールで知らせます。")


def _seen(one: Partnership, by: Any, form: ReviewForm) -> str:
    reviewing.mark_seen(one, by=by, seen_version=form.cleaned_data["seen_version"])
    return __("見たことにしました。")


def _with_reason(act: Callable[..., None], said: Any) -> Callable[[Partnership, Any, ReviewForm], str]:
    def perform(one: Partnership, by: Any, form: ReviewForm) -> str:
        act(one, by=by, reason=form.cleaned_data["reason"])
        return str(said)

    return perform


def _renew(one: Partnership, by: Any, form: ReviewForm) -> str:
    reviewing.renew_partnership(one, by=by)
    return __("更新しました。新しい期限は%(day)sです。") % {"day": era_day(one.ends_on) if one.ends_on else ""}


_ACTS: dict[str, Callable[[Partnership, Any, ReviewForm], str]] = {
    TICK: _tick,
    SEEN: _seen,
    "approve": _approve,
    "return": _return,
    "decline": _decline,
    "suspend": _with_reason(reviewing.suspend_partnership, _("登録を止めました。公開のページから、すぐに消えました。")),
    "restore": _with_reason(reviewing.restore_partnership, _("停止を解きました。")),
    "revoke": _with_reason(reviewing.revoke_partnership, _("登録を取り消しました。")),
    "renew": _renew,
    "no_renewal": _with_reason(reviewing.refuse_renewal, _("更新しないことにしました。期限までは続きます。")),
}


def _page(request: HttpRequest, one: Partnership, form: ReviewForm, *, late: ReviewForm | None = None) -> HttpResponse:
    history = list(one.transitions.select_related("by").order_by("-pk"))
    asked, today = _asked_before(one), timezone.localdate()
    end = reviewing.end_of_term(one.programme, today)
    sent = one.submitted_at
    checks = [(check, bool(sent and check.created_at < sent)) for check in one.checks.select_related("by")]
    context = {
        "one": one,
        "organization": one.organization,
        "tag": TAGS.get(PartnershipState(one.state), ""),
        "rows": _rows(one, form, asked),
        "form": form,
        "whole": form["remark_"],
        "whole_shown": form["shown_"],
        "whole_asked": asked.get("", ""),
        "is_submitted": one.state == PartnershipState.SUBMITTED,
        "is_approved": one.state == PartnershipState.APPROVED,
        "is_suspended": one.state == PartnershipState.SUSPENDED,
        "is_late": late is not None,
        "last": history[0] if history else None,
        "last_done": done(history[0]) if history else "",
        "typed": _typed(late.data) if late else [],
        "may_decide": can_decide_on(request.user, one),
        "has_changed": one.is_in_force and one.version > one.seen_version,
        "end": end,
        "checks": checks,
        "checklist": one.programme.checklist,
        "ticked": form["checks"].value() or [],
        "code": code_of(one) if one.number else "",
        "history": [(line, done(line)) for line in history],
    }
    return render(request, "partners/staff_detail.html", context)


def _typed(sent: Mapping[str, Any]) -> list[str]:
    names = ["reason", *(name for name in sent if name.startswith("remark_"))]
    return [text for name in names if (text := str(sent.get(name, "")).strip())]


def _rows(one: Partnership, form: ReviewForm, asked: dict[str, str]) -> list[dict[str, Any]]:
    changed = changed_since_seen(one)
    return [
        {
            "row": row,
            "is_changed": row.name in changed,
            "before": _before(one, row.name) if row.name in changed else "",
            "asked": asked.get(row.name, ""),
            "remark": form[f"remark_{row.name}"],
            "shown": form[f"shown_{row.name}"],
        }
        for row in rows_of(one)
    ]


def _asked_before(one: Partnership) -> dict[str, str]:
    """By the last return, of what is to be looked at again."""
    if one.state != PartnershipState.SUBMITTED:
        return {}
    return {remark.field: remark.text for remark in one.remarks.all() if remark.is_sent}


def _before(one: Partnership, name: str) -> str:
    """Of what is kept as words."""
    value = one.seen_values.get(name)
    return value if isinstance(value, str) else ""
