"""For people who would do a role: the form, what became of it, and one's own list."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from hub.paging import page_number, page_of
from partners.forms.applications import ApplyForm
from partners.models import ActivityCertificate, Role, RoleApplication
from partners.role_enums import OPEN_APPLICATIONS, ApplicationState, Party
from partners.services.application_records import promised_day
from partners.services.applications import WAYS, apply, why_not_taking
from partners.services.inquiries import key_of
from partners.views.application_acts import Forms, answered, forms_of, open_acts
from partners.views.application_words import TAGS, Sight, is_late, is_public, page_context

_FORM_METHODS = ["GET", "HEAD", "POST"]
MOST_CERTIFICATES = 50


@login_required
@require_http_methods(_FORM_METHODS)
def apply_form(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever can't apply reads why; what was typed while it was closed is shown once more."""
    role = get_object_or_404(Role.objects.public().select_related("organization", "place"), pk=pk)
    by: Any = request.user
    open_one = RoleApplication.objects.own(by).filter(role=role, state__in=OPEN_APPLICATIONS).first()
    if open_one is not None and request.method != "POST":
        return HttpResponseRedirect(reverse("applications:own", args=[open_one.pk]))
    came_by = request.POST.get("by") or request.GET.get("by") or "hub"
    form = ApplyForm(
        request.POST if request.method == "POST" else None,
        role=role, initial={"by": came_by if came_by in WAYS else "hub"},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            with saying_who_waits():
                sent = apply(role, by=by, said=form.said, came_by=came_by, key=_key(form))
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("申し込みました。団体からのお返事を待ってください。"))
            return HttpResponseRedirect(reverse("applications:own", args=[sent.pk]))
    context = {
        "role": role, "form": form, "promised": promised_day(role), "open_one": open_one,
        "refusal": why_not_taking(role, timezone.localdate()),
    }  # fmt: skip
    return render(request, "partners/application_new.html", context)


def _key(form: ApplyForm) -> Any:
    said = form.said
    return key_of(form.page, name=said.name, text=said.text, rest=f"{said.wants_visit}{said.is_minor}{said.course}")


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """わたしの役割: what one has applied for, the newest first, and the certificates."""
    by: Any = request.user
    page = page_of(
        RoleApplication.objects.own(by), ("-pk",), page_number(request.GET),
        prepare=lambda rows: rows.select_related("role__organization"),
    )  # fmt: skip
    certificates = ActivityCertificate.objects.own(by).filter(revoked_at=None)
    context = {
        "page": page,
        "rows": [
            {
                "one": one,
                "tag": TAGS.get(ApplicationState(one.state), ""),
                "is_public": is_public(one),
                "is_late": is_late(one),
            }
            for one in page.items
        ],
        "certificates": certificates[:MOST_CERTIFICATES],
        "previous_url": f"?page={page.number - 1}" if page.has_previous else "",
        "next_url": f"?page={page.number + 1}" if page.has_next else "",
    }
    return render(request, "partners/applications_mine.html", context)


def own_or_404(request: HttpRequest, pk: int) -> Sight:
    """Another's is missing."""
    by: Any = request.user
    rows = RoleApplication.objects.own(by).select_related("role__organization", "role__place", "course__university")
    one = rows.filter(pk=pk).first()
    if one is None:
        raise Http404
    return Sight(one, Party.PERSON)


@login_required
@require_http_methods(_FORM_METHODS)
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """``act``: message, read, hours, withdraw, end."""
    sight = own_or_404(request, pk)
    found: Forms | HttpResponse = answered(request, sight) if request.method == "POST" else forms_of(sight)
    if isinstance(found, HttpResponse):
        return found
    context = page_context(sight) | {"forms": found, "form": found.sent, "acts": open_acts(sight)}
    return render(request, "partners/application.html", context)
