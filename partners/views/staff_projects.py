"""``/staff/projects/``: projects by where they stand; one, with all that a coordinator can do; and a new one without a proposal."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from hub.exceptions import DomainError
from hub.paging import page_number, page_of
from hub.staff_access import staff_required
from partners.cocreation_enums import PartState, ProjectState
from partners.forms.projects import NewProjectForm
from partners.models import Project, ProjectPart
from partners.project_rules import can_look_after_projects
from partners.services.joining import UnfinishedError
from partners.services.projects import begin_project
from partners.views.project_desk import Desk, desk_page, edit_page, report_page
from partners.views.project_words import tag_of

_FORM_METHODS = ["GET", "HEAD", "POST"]
# Address, label, rows, order.
Shelf = tuple[str, Any, Callable[[], Any], tuple[str, ...]]


def _of_state(state: str) -> Callable[[], Any]:
    return lambda: Project.objects.filter(state=state)


SHELVES: tuple[Shelf, ...] = (
    ("going-on", _("準備しているもの、進めているもの"), Project.objects.going_on, ("moved_at", "pk")),
    *((str(state), state.label, _of_state(state), ("-pk",)) for state in ProjectState),
    ("all", _("すべて"), Project.objects.all, ("-pk",)),
)


def _check(request: HttpRequest) -> None:
    """Staff who do not look after projects see none of them here."""
    if not can_look_after_projects(request.user):
        raise PermissionDenied


def _number_of(state: PartState) -> Coalesce:
    """Counted for those of the page alone."""
    parts = ProjectPart.objects.filter(project=OuterRef("pk"), state=state).order_by().values("project")
    return Coalesce(Subquery(parts.annotate(n=Count("pk")).values("n")), 0)


@require_safe
@staff_required
def project_list(request: HttpRequest) -> HttpResponse:
    """``?show=``: one of ``SHELVES``; anything else is what goes on, the longest quiet first."""
    _check(request)
    shelf = next((one for one in SHELVES if one[0] == request.GET.get("show")), SHELVES[0])
    numbers = {"joined": _number_of(PartState.JOINED), "waiting": _number_of(PartState.INVITED)}
    page = page_of(
        shelf[2](), shelf[3], page_number(request.GET),
        prepare=lambda found: found.defer("search_text", "search_tokens", "text").annotate(**numbers),
    )  # fmt: skip
    address = f"{request.path}?show={shelf[0]}&"
    context = {
        "shelf": shelf[0],
        "title": shelf[1],
        "shelves": [(key, label) for key, label, _rows, _order in SHELVES],
        "page": page,
        "rows": [{"project": project, "tag": tag_of(project)} for project in page.items],
        "previous_url": f"{address}page={page.number - 1}" if page.has_previous else "",
        "next_url": f"{address}page={page.number + 1}" if page.has_next else "",
    }
    return render(request, "partners/staff_projects.html", context)


@require_http_methods(_FORM_METHODS)
@staff_required
def project_new(request: HttpRequest) -> HttpResponse:
    """Without a proposal: those named are invited, and the first who joins leads."""
    _check(request)
    form = NewProjectForm(request.POST if request.method == "POST" else None, project=None)
    if request.method == "POST" and form.is_valid():
        try:
            by: Any = request.user
            project = begin_project(by=by, values=form.values(), organizations=form.cleaned_data["organizations"])
        except UnfinishedError as error:
            form.tell(error.fields)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, __("立ち上げました。さそった団体には、メールで知らせます。まだ公開していません。")
            )
            return HttpResponseRedirect(reverse("partners:staff_project", args=[project.pk]))
    return render(request, "partners/staff_project_edit.html", {"form": form, "is_public": False})


@require_http_methods(_FORM_METHODS)
@staff_required
def project_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """In whatever state, with the buttons of those who take part and those of a coordinator."""
    _check(request)
    return desk_page(request, Desk("partners/staff_project.html"), get_object_or_404(Project, pk=pk), None)


@require_http_methods(_FORM_METHODS)
@staff_required
def project_edit(request: HttpRequest, pk: int) -> HttpResponse:
    _check(request)
    return edit_page(request, Desk(""), get_object_or_404(Project, pk=pk), "partners/staff_project_edit.html")


@require_http_methods(_FORM_METHODS)
@staff_required
def project_report(request: HttpRequest, pk: int) -> HttpResponse:
    _check(request)
    return report_page(request, Desk(""), get_object_or_404(Project, pk=pk), "partners/staff_project_report.html")
