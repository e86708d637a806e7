"""For members of universities: which roles count for their courses and schemes."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hub.accounts.enums import OrganizationKind
from hub.accounts.models import Organization
from hub.accounts.querysets import WRITERS
from hub.accounts.views.access import organization_or_404
from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from hub.paging import page_number, page_of
from hub.reading import finish
from partners.forms.roles import CourseForm
from partners.models import Role, RoleCourse
from partners.role_enums import COURSE_MOVES, RoleAction, RoleState
from partners.role_reads import is_public, page_context
from partners.services import courses
from partners.services.joining import UnfinishedError

_FORM_METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_safe
def course_list(request: HttpRequest, organization: int) -> HttpResponse:
    """What waits for an answer, then all that was said."""
    ours = organization_or_404(request, organization)
    rows = RoleCourse.objects.of_university(ours)
    page = page_of(
        rows, ("-pk",), page_number(request.GET), prepare=lambda found: found.select_related("role__organization")
    )
    address = reverse("roles:courses", args=[ours.pk])
    context = {
        "organization": ours,
        "is_university": ours.kind == OrganizationKind.UNIVERSITY,
        "can_write": ours.level in WRITERS,
        "waiting": RoleCourse.objects.waiting().filter(university=ours).select_related("role__organization")[:50],
        "page": page,
        "previous_url": f"{address}?page={page.number - 1}" if page.has_previous else "",
        "next_url": f"{address}?page={page.number + 1}" if page.has_next else "",
    }
    return finish(request, render(request, "partners/courses.html", context))


@login_required
@require_http_methods(_FORM_METHODS)
def course_detail(request: HttpRequest, organization: int, pk: int) -> HttpResponse:
    """The role as it stands, what was asked, and the answer. ``act``: ``confirm``, ``refuse`` or ``end``."""
    is_writing = request.method == "POST"
    ours = organization_or_404(request, organization, writing=is_writing)
    rows = RoleCourse.objects.filter(university=ours).select_related(
        "university", "role__organization", "role__place", "role__event", "role__project"
    )
    course = get_object_or_404(rows, pk=pk)
    universities = [(str(ours.pk), ours.name)]
    form = CourseForm(
        request.POST if is_writing and request.POST.get("act") == "confirm" else None,
        universities=universities, initial={"name": course.name or course.asked, "credit": course.credit},
    )  # fmt: skip
    error = ""
    if is_writing:
        said, error = _answered(request, course, form)
        if said:
            messages.success(request, said)
            return HttpResponseRedirect(reverse("roles:course", args=[ours.pk, course.pk]))
        course = get_object_or_404(rows, pk=pk)
    role: Role = course.role
    may = {str(action) for action, (sources, _to) in COURSE_MOVES.items() if course.state in sources}
    context = page_context(role) | {
        "ours": ours,
        "course": course,
        "form": form,
        "error": error,
        "may": set() if role.state == RoleState.HIDDEN else may,
        "can_write": ours.level in WRITERS,
        "is_public": is_public(role, role.organization),
        "is_hidden": role.state == RoleState.HIDDEN,
    }
    return finish(request, render(request, "partners/course.html", context))


def _answered(request: HttpRequest, course: RoleCourse, form: CourseForm) -> tuple[str, str]:
    """What is said afterwards; or what was wrong."""
    act, by = request.POST.get("act"), request.user
    try:
        with saying_who_waits():
            if act == RoleAction.CONFIRM_COURSE:
                if not form.is_valid():
                    return "", ""
                data = form.cleaned_data
                courses.confirm_course(course, by=by, name=data["name"], credit=data["credit"])  # type: ignore[arg-type]
                return _("確かめました。役割のページに出ています。"), ""
            if act == RoleAction.REFUSE_COURSE:
                courses.refuse_course(course, by=by)  # type: ignore[arg-type]
                return _("対象ではないと答えました。"), ""
            if act == "end":
                courses.end_course(course, by=by)  # type: ignore[arg-type]
                return _("終えました。役割のページから消えました。"), ""
    except DomainError as error:
        return "", str(error)
    return "", _("下のボタンのどれかを押してください。")


@login_required
@require_http_methods(_FORM_METHODS)
def course_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A member of a university says by itself that a public role counts. Who is of none reads whom to ask."""
    rows = Role.objects.public().select_related("organization", "place", "event", "project")
    role = get_object_or_404(rows, pk=pk)
    own = Organization.objects.writable_by(request.user).public()
    own = own.filter(kind=OrganizationKind.UNIVERSITY, is_sample=role.is_sample).order_by("name", "pk")
    universities = [(str(number), name) for number, name in own.values_list("pk", "name")]
    is_writing = request.method == "POST" and bool(universities)
    form = CourseForm(request.POST if is_writing else None, universities=universities)
    if is_writing and form.is_valid():
        university = get_object_or_404(own, pk=int(form.cleaned_data["university"]))
        try:
            with saying_who_waits():
                course = courses.add_course(
                    role, university, by=request.user,  # type: ignore[arg-type]
                    name=form.cleaned_data["name"], credit=form.cleaned_data["credit"],
                )  # fmt: skip
        except UnfinishedError as error:
            for name, text in error.fields.items():
                form.add_error(name, text)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("確かめました。役割のページに出ています。"))
            return HttpResponseRedirect(reverse("roles:course", args=[university.pk, course.pk]))
    context: dict[str, Any] = page_context(role) | {"form": form, "universities": universities}
    return finish(request, render(request, "partners/course_add.html", context))
