"""An organisation's roles, for its members: what it posted, the form, and what universities said."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hub.accounts.querysets import WRITERS
from hub.accounts.views.access import organization_or_404
from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from hub.paging import page_number, page_of
from hub.reading import finish
from hub.sent_once import SentOnceForm
from partners.forms.roles import AskCourseForm, RoleForm
from partners.models import Role
from partners.role_enums import ROLE_MOVES, RoleAction, RoleState
from partners.role_reads import TAGS, is_public, left_of, minutes_said, page_context
from partners.services import courses, roles
from partners.services.inquiries import key_of
from partners.services.joining import StaleError, UnfinishedError
from partners.views.role_history import history_of

_FORM_METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_safe
def role_list(request: HttpRequest, organization: int) -> HttpResponse:
    """All in every state, the newest first; three queries more than the page itself."""
    ours = organization_or_404(request, organization)
    page = page_of(Role.objects.of_organization(ours), ("-pk",), page_number(request.GET), prepare=lambda rows: rows)
    address = reverse("roles:ours", args=[ours.pk])
    context = {
        "organization": ours,
        "can_write": ours.level in WRITERS,
        "page": page,
        "rows": [
            {"role": role, "tag": TAGS.get(RoleState(role.state), ""), "minutes": minutes_said(role.minutes), "left": left_of(role)}
            for role in page.items
        ],
        "previous_url": f"{address}?page={page.number - 1}" if page.has_previous else "",
        "next_url": f"{address}?page={page.number + 1}" if page.has_next else "",
    }  # fmt: skip
    return finish(request, render(request, "partners/our_roles.html", context))


def _own_url(role: Role) -> str:
    return reverse("roles:own", args=[role.organization_id, role.pk])


@login_required
@require_http_methods(_FORM_METHODS)
def role_new(request: HttpRequest, organization: int) -> HttpResponse:
    """The empty form. What is sent is kept as a draft, also where something is missing before it can be published."""
    ours = organization_or_404(request, organization, writing=True)
    form = RoleForm(request.POST if request.method == "POST" else None, organization=ours)
    if request.method == "POST" and form.is_valid():
        by: Any = request.user
        try:
            with saying_who_waits():
                role = roles.begin_role(
                    ours, by=by, values=form.values(), key=key_of(form.page, title=form.cleaned_data["title"])
                )
                if request.POST.get("act") == "publish":
                    roles.publish_role(role, by=by, seen_version=role.version)
                    messages.success(request, _("公開しました。合う人に知らせます。"))
                else:
                    messages.success(request, _("書きかけとして保存しました。まだ、だれにも見えません。"))
            return HttpResponseRedirect(_own_url(role))
        except UnfinishedError as error:
            # It is kept as it is; its own page says what is missing.
            messages.warning(request, _("書きかけとして保存しました。公開するには、直すところがあります。"))
            return _own_page(request, ours, role, _bound(request, ours, role, error))
        except DomainError as error:
            form.add_error(None, str(error))
    context = {
        "organization": ours,
        "form": form,
        "is_new": True,
        "role": None,
        "may": {"publish"},
        "path": request.path,
    }
    return finish(request, render(request, "partners/role_write.html", context))


def _bound(request: HttpRequest, ours: Any, role: Role, error: UnfinishedError) -> RoleForm:
    form = RoleForm(request.POST, organization=ours, role=role)
    form.accept_newest(role.version)
    form.is_valid()
    form.tell(error.fields)
    return form


@login_required
@require_http_methods(_FORM_METHODS)
def role_own(request: HttpRequest, organization: int, pk: int) -> HttpResponse:
    """The form, the buttons, what universities said, what was done. ``act``: see ``_ACTS`` and ``_written``."""
    is_writing = request.method == "POST"
    ours = organization_or_404(request, organization, writing=is_writing)
    rows = Role.objects.of_organization(ours).select_related("organization", "place", "event", "project")
    role = get_object_or_404(rows, pk=pk)
    if not is_writing:
        return _own_page(request, ours, role, RoleForm(organization=ours, role=role))
    act = request.POST.get("act", "")
    if act in {"save", "publish"}:
        return _written(request, ours, role, act)
    if act == "ask":
        return _asked(request, ours, role)
    form = RoleForm(organization=ours, role=role)
    try:
        with saying_who_waits():
            said, target = _acted(request, role, act)
    except UnfinishedError as error:
        role.refresh_from_db()
        form = RoleForm({**_as_sent(role), "seen_version": role.version}, organization=ours, role=role)
        form.is_valid()
        form.tell(error.fields)
        return _own_page(request, ours, role, form)
    except DomainError as error:
        role.refresh_from_db()
        return _own_page(request, ours, role, form, error=str(error))
    messages.success(request, said)
    return HttpResponseRedirect(_own_url(target))


def _as_sent(role: Role) -> dict[str, Any]:
    """The role as its form would send it."""
    form = RoleForm(organization=role.organization, role=role)
    return {name: value for name, value in form.initial.items() if value not in (None, False)}


def _acted(request: HttpRequest, role: Role, act: str) -> tuple[str, Role]:
    by: Any = request.user
    if act == RoleAction.CLOSE:
        roles.close_role(role, by=by)
        return _("募集を終えました。ページは残ります。"), role
    if act == RoleAction.REOPEN:
        roles.reopen_role(role, by=by)
        return _("もう一度、募集しています。"), role
    if act == "copy":
        copied = roles.copy_role_as_draft(role, by=by, key=key_of(SentOnceForm(request.POST).page, copy=str(role.pk)))
        return _("写しを、書きかけとして作りました。日にちを書いて、公開してください。"), copied
    if act.startswith("end-") and act[4:].isascii() and act[4:].isdigit():
        course = get_object_or_404(
            role.courses.select_related("role__organization", "university"), pk=int(act[4:][:15])
        )
        courses.end_course(course, by=by)
        return _("取り下げました。"), role
    raise DomainError(_("下のボタンのどれかを押してください。"))


def _written(request: HttpRequest, ours: Any, role: Role, act: str) -> HttpResponse:
    form = RoleForm(request.POST, organization=ours, role=role)
    by: Any = request.user
    if form.is_valid():
        try:
            with saying_who_waits():
                roles.write_role(role, by=by, values=form.values(), seen_version=form.seen)
                said = _("保存しました。") if act == "save" else _("公開しました。合う人に知らせます。")
                if act == "publish":
                    roles.publish_role(role, by=by, seen_version=role.version)
            messages.success(request, said)
            return HttpResponseRedirect(_own_url(role))
        except UnfinishedError as error:
            role.refresh_from_db()
            form.accept_newest(role.version)
            form.tell(error.fields)
        except StaleError as error:
            role.refresh_from_db()
            form.accept_newest(role.version)
            form.add_error(None, str(error))
        except DomainError as error:
            role.refresh_from_db()
            form.accept_newest(role.version)
            form.add_error(None, str(error))
    return _own_page(request, ours, role, form)


def _asked(request: HttpRequest, ours: Any, role: Role) -> HttpResponse:
    ask = AskCourseForm(request.POST, role=role)
    if ask.is_valid():
        by: Any = request.user
        try:
            with saying_who_waits():
                courses.ask_course(role, ask.cleaned_data["university"], by=by, text=ask.cleaned_data["asked"])
        except DomainError as error:
            ask.add_error(None, str(error))
        else:
            messages.success(request, _("大学に聞きました。答えが来たら、メールで知らせます。"))
            return HttpResponseRedirect(_own_url(role))
    return _own_page(request, ours, role, RoleForm(organization=ours, role=role), ask=ask)


def _own_page(
    request: HttpRequest, ours: Any, role: Role, form: RoleForm, *, ask: AskCourseForm | None = None, error: str = ""
) -> HttpResponse:
    last_hidden = role.transitions.filter(action=RoleAction.HIDE).order_by("-pk").first()
    is_hidden = role.state == RoleState.HIDDEN
    context = page_context(role) | {
        "organization": ours,
        "form": form,
        "ask": ask or AskCourseForm(role=role),
        "error": error,
        "tag": TAGS.get(RoleState(role.state), ""),
        "may": {str(action) for action, (sources, _to) in ROLE_MOVES.items() if role.state in sources},
        "can_write": ours.level in WRITERS,
        "is_new": False,
        "is_public": is_public(role, ours),
        "is_hidden": is_hidden,
        "is_past": role in Role.objects.past_due(timezone.localdate()).filter(pk=role.pk),
        "hidden_reason": last_hidden.reason if last_hidden and is_hidden else "",
        "asked": role.courses.select_related("university").order_by("-pk"),
        "history": history_of(role, is_staff=False),
        "path": _own_url(role),
    }
    return finish(request, render(request, "partners/role_write.html", context))
