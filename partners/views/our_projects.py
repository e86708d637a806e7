"""共創プロジェクト of an organisation, for its members."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from hub.accounts.querysets import WRITERS
from hub.accounts.views.access import organization_or_404
from partners.cocreation_enums import HOLDING_PARTS, PartState
from partners.models import Project, ProjectPart
from partners.views.project_desk import Desk, desk_page, edit_page, report_page
from partners.views.project_words import PART_TAGS, tag_of

_FORM_METHODS = ["GET", "HEAD", "POST"]
MOST = 100


@login_required
@require_safe
def our_projects(request: HttpRequest, organization: int) -> HttpResponse:
    """Invitations first, then in what it takes part; three queries."""
    ours = organization_or_404(request, organization)
    rows = ProjectPart.objects.filter(organization=ours, state__in=HOLDING_PARTS).select_related("project")
    found = list(rows.order_by("-pk")[:MOST])
    context = {
        "organization": ours,
        "can_write": ours.level in WRITERS,
        "invited": [part for part in found if part.state == PartState.INVITED],
        "joined": [
            {"part": part, "project": part.project, "tag": tag_of(part.project), "part_tag": PART_TAGS[PartState.JOINED]}
            for part in found
            if part.state == PartState.JOINED
        ],
    }  # fmt: skip
    return render(request, "partners/our_projects.html", context)


def _ours(request: HttpRequest, organization: int, pk: int, *, writing: bool) -> tuple[Any, Project, ProjectPart]:
    """Of an organisation that the reader belongs to, which takes part or is asked to; else it is missing."""
    ours = organization_or_404(request, organization, writing=writing)
    own = ProjectPart.objects.holding().filter(project=pk, organization=ours).first()
    if own is None:
        raise Http404
    return ours, get_object_or_404(Project, pk=pk), own


@login_required
@require_http_methods(_FORM_METHODS)
def project_desk(request: HttpRequest, organization: int, pk: int) -> HttpResponse:
    """Every member reads it; owners and editors press its buttons."""
    ours, project, own = _ours(request, organization, pk, writing=request.method == "POST")
    return desk_page(request, Desk("partners/project_desk.html", ours), project, own)


def _joined(request: HttpRequest, organization: int, pk: int) -> tuple[Desk, Project]:
    """Who is only asked yet writes nothing."""
    ours, project, own = _ours(request, organization, pk, writing=True)
    if own.state != PartState.JOINED:
        raise PermissionDenied
    return Desk("", ours), project


@login_required
@require_http_methods(_FORM_METHODS)
def project_edit(request: HttpRequest, organization: int, pk: int) -> HttpResponse:
    desk, project = _joined(request, organization, pk)
    return edit_page(request, desk, project, "partners/project_edit.html")


@login_required
@require_http_methods(_FORM_METHODS)
def project_report(request: HttpRequest, organization: int, pk: int) -> HttpResponse:
    desk, project = _joined(request, organization, pk)
    return report_page(request, desk, project, "partners/project_report.html")
