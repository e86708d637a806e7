"""``/staff/roles/``: all roles by state, and one, which a coordinator can take out of everybody's sight."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from hub.paging import page_number, page_of
from hub.staff_access import staff_required
from hub.threads.enums import Side
from hub.threads.rules import side_for
from partners.forms.need_desk import SayForm
from partners.models import Role
from partners.role_enums import ROLE_MOVES, RoleAction, RoleState
from partners.role_reads import TAGS, is_public, page_context
from partners.role_rules import can_hide_role, can_review_roles
from partners.services import roles
from partners.views.role_history import history_of

SHELVES = [
    *((state.value, state.label) for state in (RoleState.PUBLISHED, RoleState.CLOSED, RoleState.HIDDEN)),
    ("late", gettext_lazy("お返事がおくれているもの")),
    ("all", gettext_lazy("すべて")),
]


def _check_reviews(request: HttpRequest) -> None:
    if not can_review_roles(request.user):
        raise PermissionDenied


@require_safe
@staff_required
def role_list(request: HttpRequest) -> HttpResponse:
    """``?show=``: one of ``SHELVES``; anything else is what is published. ``?q=``: words."""
    _check_reviews(request)
    shelf = next((key for key, _label in SHELVES if key == request.GET.get("show")), SHELVES[0][0])
    # Drafts are their organisation's own.
    rows, today = Role.objects.exclude(state=RoleState.DRAFT), timezone.localdate()
    if shelf == "late":
        rows = rows.answering_late(today)
    elif shelf != "all":
        rows = rows.filter(state=shelf)
    words = request.GET.get("q", "")[:100]

    def prepared(found: Any) -> Any:
        found = found.defer("search_text", "search_tokens").select_related("organization")
        return found.latest_first(today) if shelf == "late" else found

    page = page_of(rows.matching(words), ("-published_at", "-pk"), page_number(request.GET), prepare=prepared)
    address = f"{reverse('roles:staff_roles')}?show={shelf}&"
    context = {
        "shelf": shelf,
        "title": dict(SHELVES)[shelf],
        "shelves": SHELVES,
        "words": words,
        "page": page,
        "rows": [{"role": role, "tag": TAGS.get(RoleState(role.state), "")} for role in page.items],
        "previous_url": f"{address}page={page.number - 1}" if page.has_previous else "",
        "next_url": f"{address}page={page.number + 1}" if page.has_next else "",
    }
    return render(request, "partners/staff_roles.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def role_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """As everybody sees it, what was done, and the button that takes it out of sight or gives it back."""
    _check_reviews(request)
    rows = Role.objects.exclude(state=RoleState.DRAFT).select_related("organization", "place", "event", "project")
    role = get_object_or_404(rows, pk=pk)
    say = SayForm(
        request.POST if request.method == "POST" else None,
        label=_("理由"), help_text=_("団体の人が読みます。知らせてくれた人がわかることは書かないでください。"), most=500,
    )  # fmt: skip
    if request.method == "POST" and say.is_valid():
        said = _done(request, role, say)
        if said:
            messages.success(request, said)
            return HttpResponseRedirect(reverse("roles:staff_role", args=[role.pk]))
        role = get_object_or_404(rows, pk=pk)
    today = timezone.localdate()
    context = page_context(role) | {
        "say": say,
        "tag": TAGS.get(RoleState(role.state), ""),
        "may": {str(action) for action, (sources, _to) in ROLE_MOVES.items() if role.state in sources},
        "may_decide": can_hide_role(request.user, role),
        "is_public": is_public(role, role.organization),
        "may_talk": side_for(request.user, role.organization) == Side.STAFF,
        "late": Role.objects.answering_late(today).latest_first(today).filter(pk=role.pk).first(),
        "history": history_of(role, is_staff=True),
    }
    return render(request, "partners/staff_role.html", context)


def _done(request: HttpRequest, role: Role, say: SayForm) -> str:
    act, by = say.cleaned_data["act"], request.user
    how: dict[str, Any] = {"by": by, "reason": say.cleaned_data["text"]}
    try:
        with saying_who_waits():
            if act == RoleAction.HIDE:
                roles.hide_role(role, **how)
                return _("公開を止めました。一覧からも、すぐに消えました。団体に知らせます。")
            if act == RoleAction.SHOW:
                roles.show_role(role, **how)
                return _("公開の停止を解きました。募集は、団体がもう一度始めます。")
    except DomainError as error:
        say.add_error("text", str(error))
        return ""
    say.add_error(None, _("下のボタンのどれかを押してください。"))
    return ""
