"""Who belongs to a circle, for who writes for its organisation alone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from events.circle_enums import MemberState
from events.forms.circles import EnterForm, ReasonForm
from events.models import Circle, CircleMember
from events.registration_enums import RegisteredVia
from events.services import circles
from events.services.registrations import Applicant
from events.views.circles.desk import circle_or_404, url_of
from events.views.writing.desk import Desk, writer_page
from hub.exceptions import DomainError
from hub.paging import page_number, page_of

_S = MemberState


def _rows(one: Circle, user: Any) -> Any:
    return CircleMember.objects.desk_of(user).filter(circle=one).at_desk().select_related("user")


def _row(desk: Desk, one: Circle, member: CircleMember) -> dict[str, Any]:
    """``address``: also of an account, since its owner joined to be reached."""
    address = member.user.email if member.user is not None else member.email
    return {
        "member": member,
        "name": member.name or (member.user.display_name if member.user is not None else ""),
        "address": address,
        "is_waiting": member.state == _S.ASKED,
        "url": url_of(desk, one, "member", member.pk),
    }


@require_safe
@writer_page
def members(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Those who wait for an answer first."""
    one = circle_or_404(desk, request.user, pk)
    page = page_of(
        _rows(one, request.user),
        ("state", "pk"),
        page_number(request.GET),
        size=50,
        prepare=lambda rows: rows.select_related("user"),
    )
    context = {
        "desk": desk,
        "circle": one,
        "page": page,
        "rows": [_row(desk, one, member) for member in page.items],
        "previous_url": f"?page={page.number - 1}" if page.has_previous else "",
        "next_url": f"?page={page.number + 1}" if page.has_next else "",
    }
    return render(request, "events/circles/desk_members.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@writer_page
def enter(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Somebody who telephoned; saved, the form is ready for the next."""
    one = circle_or_404(desk, request.user, pk)
    form = EnterForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        who = Applicant(name=data["name"], email=data["email"], phone=data["phone"])
        try:
            receipt = circles.join_circle(
                one.pk, who, note=data["note"], sent_as=form.page, via=RegisteredVia(data["via"]), by=request.user,  # type: ignore[arg-type]
            )  # fmt: skip
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            said = _("書きました。続けて、次の人も書けます。") if receipt.is_new else _("その人は、もう入っています。")
            messages.success(request, said)
            return HttpResponseRedirect(url_of(desk, one, "enter"))
    context = {"desk": desk, "circle": one, "form": form, "back": url_of(desk, one, "members")}
    return render(request, "events/circles/desk_enter.html", context)


@dataclass(frozen=True)
class MemberAct:
    """What an organiser does with one membership."""

    name: str
    label: Any
    done: Any
    perform: Callable[[CircleMember, Any, str], Any]
    states: tuple[MemberState, ...]
    explain: tuple[Any, ...]
    is_main: bool = False
    asks_why: bool = False
    why_help: Any = ""


MEMBER_ACTS = (
    MemberAct(
        "approve", _("受ける"), _("受けました。ご本人にメールで知らせました（メールのない人には、電話してください）。"), is_main=True,
        perform=lambda one, by, _why: circles.approve_member(one, by=by), states=(_S.ASKED,),
        explain=(_("仲間になります。ご本人には、メールで知らせます。電話番号だけの人には、電話してください。"),),
    ),
    MemberAct(
        "decline", _("見送る"), _("見送りました。"), states=(_S.ASKED,), asks_why=True,
        perform=lambda one, by, why: circles.decline_member(one, by=by, reason=why),
        explain=(
            _("ご本人には「今回はご用意できませんでした」と、メールで知らせます。電話番号だけの人には、先に電話してください。"),
            _("名前と連絡先は、まもなく消えます。"),
        ),
        why_help=_("書かなくてもかまいません。書いたことは、ご本人に伝わります。"),
    ),
    MemberAct(
        "leave", _("やめたいと言われた"), _("やめたことにして、名前と連絡先を消しました。"), states=(_S.ASKED, _S.MEMBER),
        perform=lambda one, by, _why: circles.leave_circle(one, by=by),
        explain=(_("ご本人から、やめたいと言われたときに押します。名前と連絡先が、すぐに消えます。"), _("また来たいときは、いつでも入れます。")),
    ),
    MemberAct(
        "remove", _("外す"), _("外しました。"), states=(_S.MEMBER,), asks_why=True,
        perform=lambda one, by, why: circles.remove_member(one, by=by, reason=why),
        explain=(
            _("約束が守られないなど、どうしてものときに使います。ご本人には、理由といっしょにメールで知らせます。"),
            _("困ったことが続くときは、先に市の担当に相談してください。"),
            _("名前と連絡先は、まもなく消えます。だれでも入れるサークルでは、また申し込まれることがあります。「入り方」を「ひとりずつお返事」にすると、選べます。"),
        ),
        why_help=_("かならず書きます。ご本人に伝わります。"),
    ),
)  # fmt: skip


def _member_or_404(desk: Desk, one: Circle, user: Any, pk: int) -> CircleMember:
    found: CircleMember | None = _rows(one, user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_safe
@writer_page
def member(request: HttpRequest, desk: Desk, pk: int, member_pk: int) -> HttpResponse:
    one = circle_or_404(desk, request.user, pk)
    found = _member_or_404(desk, one, request.user, member_pk)
    acts = [act for act in MEMBER_ACTS if found.state in act.states]
    context = {
        "desk": desk,
        "circle": one,
        "row": _row(desk, one, found),
        "acts": [(act, url_of(desk, one, f"member_{act.name}", found.pk)) for act in acts],
    }
    return render(request, "events/circles/desk_member.html", context)


def act_on_member(act: MemberAct) -> Callable[..., HttpResponse]:
    """The page of an act on one member."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @writer_page
    def view(request: HttpRequest, desk: Desk, pk: int, member_pk: int) -> HttpResponse:
        one = circle_or_404(desk, request.user, pk)
        found = CircleMember.objects.desk_of(request.user).filter(circle=one, pk=member_pk).first()
        if found is None:
            raise Http404
        if not found.is_active:
            messages.info(request, _("もう済んでいます。"))
            return HttpResponseRedirect(url_of(desk, one, "members"))
        is_needed = act.name == "remove"
        data = request.POST if request.method == "POST" else None
        form = ReasonForm(data, is_needed=is_needed, help_text=act.why_help)
        if data is not None and form.is_valid():
            try:
                act.perform(found, request.user, form.cleaned_data["reason"])
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, act.done)
                return HttpResponseRedirect(url_of(desk, one, "members"))
        row = _row(desk, one, found)
        context = {
            "desk": desk, "circle": one, "form": form, "title": act.label, "lead": row["name"],
            "explanation": act.explain, "is_offered": found.state in act.states, "asks_why": act.asks_why,
            "back": row["url"],
        }  # fmt: skip
        return render(request, "events/circles/desk_act.html", context)

    return view
