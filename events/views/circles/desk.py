"""``/me/organizations/<id>/circles/``: what an organisation writes of its circles, and what becomes of them."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from events.circle_enums import MemberState
from events.circle_rules import missing_of
from events.enums import State
from events.forms.circles import CircleForm, ReasonForm
from events.models import Circle
from events.services import circles
from events.services.circles.writing import StaleError
from events.services.readiness import NotReadyError
from events.views.circles.listing import page_context
from events.views.circles.words import history_of, sent_back, standing, tag_of
from events.views.writing.desk import Desk, member_page, writer_page
from events.views.writing.words import organization_note
from hub.exceptions import DomainError

_FORM = ["GET", "HEAD", "POST"]


def circle_or_404(desk: Desk, user: Any, pk: int) -> Circle:
    """One of this organisation; what belongs to others is as missing as what is not there."""
    rows = Circle.objects.of_organization(desk.organization).readable_by_member(user).for_page()
    circle: Circle | None = rows.filter(pk=pk).first()
    if circle is None:
        raise Http404
    return circle


def url_of(desk: Desk, circle: Circle, name: str = "circle", *args: int) -> str:
    return reverse(f"circle_desk:{name}", args=[desk.organization.pk, circle.pk, *args])


@require_safe
@member_page
def circle_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All of them, the newest first; two queries."""
    rows = Circle.objects.of_organization(desk.organization).readable_by_member(request.user)
    shown = rows.select_related("organization").with_next(timezone.now()).order_by("-pk")[:100]
    context = {
        "desk": desk,
        "rows": [{"circle": one, "tag": tag_of(one), "url": url_of(desk, one)} for one in shown],
        "organization_note": organization_note(desk.organization),
    }
    return render(request, "events/circles/desk_list.html", context)


@require_safe
@member_page
def circle(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """How it stands and what one can do. How many wait is told to who may answer them."""
    one = circle_or_404(desk, request.user, pk)
    is_changed = desk.can_write and one.state != State.HIDDEN
    missing = missing_of(one, list(one.audiences.all())) if is_changed and one.state == State.DRAFT else {}
    acts = [(act, url_of(desk, one, act.name)) for act in ACTS if is_changed and act.is_offered(one)]
    context = {
        "desk": desk,
        "circle": one,
        "tag": tag_of(one),
        "standing": standing(one),
        "sent_back": sent_back(one),
        "organization_note": organization_note(desk.organization),
        "missing": missing.items(),
        "may_change": is_changed,
        "main_acts": [pair for pair in acts if pair[0].is_main],
        "other_acts": [pair for pair in acts if not pair[0].is_main],
        "waiting": one.members.filter(state=MemberState.ASKED).count() if desk.can_write else 0,
        "events": one.events.order_by("-last_ends_at", "-pk")[:10],
        "history": history_of(one),
    }
    return render(request, "events/circles/desk_circle.html", context)


@require_safe
@member_page
def preview(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """The public page as it is or would be."""
    one = circle_or_404(desk, request.user, pk)
    context = page_context(one, is_preview=True) | {"thing_url": url_of(desk, one), "is_out": one.is_public}
    return render(request, "events/circles/desk_preview.html", context)


@require_http_methods(_FORM)
@writer_page
def new(request: HttpRequest, desk: Desk) -> HttpResponse:
    return _write(request, desk, None)


@require_http_methods(_FORM)
@writer_page
def edit(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    return _write(request, desk, circle_or_404(desk, request.user, pk))


def _write(request: HttpRequest, desk: Desk, one: Circle | None) -> HttpResponse:
    """``act``: ``submit`` hands a draft in when it is saved."""
    data = request.POST if request.method == "POST" else None
    instance = one or Circle(organization=desk.organization, is_sample=desk.organization.is_sample)
    form = CircleForm(data, instance=instance, organization=desk.organization)
    if data is not None and form.is_valid():
        saved = _saved(request, desk, one, form)
        if saved is not None:
            return HttpResponseRedirect(url_of(desk, saved))
    is_draft = one is None or one.state == State.DRAFT
    context = {
        "desk": desk,
        "circle": one,
        "form": form,
        "parts": form.parts(),
        "page": request.POST.get("page") or _new_page(),
        "problems": _problems(form),
        "title": __("「%(name)s」を直す") % {"name": Circle.objects.get(pk=one.pk).name}
        if one
        else __("サークルを書く"),
        "back": url_of(desk, one) if one else reverse("circle_desk:list", args=[desk.organization.pk]),
        "is_draft": is_draft,
        "is_out": one is not None and one.state in {State.PUBLISHED, State.CLOSED},
        "organization_note": organization_note(desk.organization),
        "sent_back": sent_back(one) if one else None,
    }
    return render(request, "events/circles/desk_form.html", context)


def _saved(request: HttpRequest, desk: Desk, one: Circle | None, form: CircleForm) -> Circle | None:
    """What was saved, also where it could not be handed in: then the draft is there. None: the form says what to mend."""
    by: Any = request.user
    saved: Circle | None = None
    try:
        if one is None:
            saved = circles.begin_circle(desk.organization, by=by, values=form.values(), sent_as=_page_of(request))
        else:
            seen = form.cleaned_data.get("seen_version")
            saved = circles.write_circle(one, by=by, values=form.values(), seen_version=seen)
        if request.POST.get("act") == "submit" and saved.state == State.DRAFT:
            circles.submit_circle(saved, by=by)
            messages.success(request, __("確認に出しました。公開されたら、メールでお知らせします。"))
        else:
            messages.success(
                request, __("保存しました。もう公開されています。") if saved.is_public else __("保存しました。")
            )
    except NotReadyError as error:
        if saved is not None:
            messages.success(request, __("下書きとして保存しました。確認に出すには、足りないところを書いてください。"))
            return saved
        for name, text in error.missing.items():
            form.tell(name, text)
        return None
    except StaleError as error:
        form.add_error(None, str(error))
        return None
    except DomainError as error:
        form.add_error(None, str(error))
        return None
    return saved


def _new_page() -> str:
    return str(uuid.uuid4())


def _page_of(request: HttpRequest) -> uuid.UUID | None:
    """The mark of the opened form, so that a double tap begins one circle."""
    try:
        return uuid.UUID(request.POST.get("page", ""))
    except ValueError:
        return None


def _problems(form: CircleForm) -> list[tuple[str, str]]:
    """Where on the page, and what."""
    return [
        (form[name].id_for_label or f"id_{name}" if name in form.fields else "form", str(text))
        for name, errors in form.errors.items()
        for text in errors
    ]


@dataclass(frozen=True)
class Act:
    """An act on a circle with a page of its own that says what will happen."""

    name: str
    label: Any
    done: Any
    perform: Callable[[Circle, Any, str], Any]
    is_offered: Callable[[Circle], bool]
    explain: tuple[Any, ...]
    is_main: bool = False
    asks_why: bool = False


def _is(state: State) -> Callable[[Circle], bool]:
    return lambda circle: circle.state == state


ACTS = (
    Act(
        "submit", _("確認に出す"), _("確認に出しました。公開されたら、メールでお知らせします。"), is_main=True,
        perform=lambda one, by, _why: circles.submit_circle(one, by=by), is_offered=_is(State.DRAFT),
        explain=(_("市の担当が読んで、確かめます。公開されたとき、直してほしいときは、メールでお知らせします。"),),
    ),
    Act(
        "withdraw", _("確認をやめて、下書きに戻す"), _("下書きに戻しました。"), is_offered=_is(State.IN_REVIEW),
        perform=lambda one, by, _why: circles.withdraw_circle(one, by=by),
        explain=(_("市の担当は、これを確認しなくなります。"), _("書いたものは残ります。あとで、もう一度出せます。")),
    ),
    Act(
        "close", _("終わりにする"), _("終わりにしました。仲間にはメールで知らせました。"), asks_why=True,
        perform=lambda one, by, why: circles.close_circle(one, by=by, reason=why), is_offered=_is(State.PUBLISHED),
        explain=(
            _("一覧に出なくなります。ページは残り、「終わりました」と出ます。"),
            _("仲間には、終わったことをメールで知らせます。電話番号だけの人には、先に電話してください。"),
            _("仲間の名前と連絡先は、30日で消えます。そのあいだは、もう一度公開できます。"),
        ),
    ),
    Act(
        "reopen", _("もう一度公開する"), _("もう一度公開しました。"), is_main=True, is_offered=_is(State.CLOSED),
        perform=lambda one, by, _why: circles.reopen_circle(one, by=by),
        explain=(_("すぐに公開されます。市があとから確かめます。"),),
    ),
    Act(
        "delete", _("下書きを消す"), _("下書きを消しました。"),
        perform=lambda one, by, _why: circles.delete_circle(one, by=by),
        is_offered=lambda one: one.state == State.DRAFT and not one.published_at,
        explain=(_("書いたものが消えて、元に戻せません。"),),
    ),
)  # fmt: skip


def act_on_circle(act: Act) -> Callable[..., HttpResponse]:
    """The page of an act. What the service refuses is said, with nothing lost."""

    @require_http_methods(_FORM)
    @writer_page
    def view(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
        one = circle_or_404(desk, request.user, pk)
        form = ReasonForm(
            request.POST if request.method == "POST" else None,
            help_text=_("書かなくてもかまいません。公開されません。"),
        )
        if request.method == "POST" and form.is_valid():
            try:
                act.perform(one, request.user, form.cleaned_data["reason"] if act.asks_why else "")
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, act.done)
                is_gone = act.name == "delete"
                back = reverse("circle_desk:list", args=[desk.organization.pk]) if is_gone else url_of(desk, one)
                return HttpResponseRedirect(back)
        context = {
            "desk": desk, "circle": one, "form": form, "title": act.label, "lead": one.name, "explanation": act.explain,
            "is_offered": act.is_offered(one), "asks_why": act.asks_why, "back": url_of(desk, one),
        }  # fmt: skip
        return render(request, "events/circles/desk_act.html", context)

    return view
