"""What is done to a project on its own page: by those who take part, and by a coordinator, with the same buttons.

``act`` of a POST names it; ``one`` the number of the part, the plan or the result that it is about.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import Organization
from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from partners.cocreation_enums import PROJECT_MOVES, WRITABLE_PROJECTS, PartState, ProjectAction, ProjectState
from partners.forms.need_desk import SayForm
from partners.forms.projects import InviteForm, MilestoneForm, PartForm, ProjectForm, ReportForm, ResultForm
from partners.models import Milestone, Project, ProjectPart, ProjectReport, ProjectResult
from partners.project_notes import in_own_language
from partners.project_rules import (
    can_answer_for,
    can_coordinate,
    can_lead_project,
    can_write_project,
    removable_results,
)
from partners.services import project_contents as contents
from partners.services import project_parts as parts
from partners.services import projects
from partners.services.joining import StaleError, UnfinishedError
from partners.services.project_records import is_public
from partners.views.project_words import done, page_context, part_of

MOST_HISTORY = 100


@dataclass(frozen=True)
class Desk:
    """Whose page it is. ``organization``: through which a member came; None for staff."""

    template: str
    organization: Organization | None = None

    def url(self, name: str, project: Project) -> str:
        if self.organization is None:
            names = {"desk": "staff_project", "edit": "staff_project_edit", "report": "staff_project_report"}
            return reverse(f"partners:{names[name]}", args=[project.pk])
        names = {"desk": "project_desk", "edit": "project_edit", "report": "project_report"}
        return reverse(f"partners:{names[name]}", args=[self.organization.pk, project.pk])


def _part(project: Project, number: str) -> ProjectPart:
    rows = ProjectPart.objects.filter(project=project).select_related("organization", "project")
    return _found(rows, number)


def _found(rows: Any, number: str) -> Any:
    """Of this project; what somebody else took away meanwhile is said so."""
    found = rows.filter(pk=number).first() if number.isascii() and number.isdigit() and len(number) < 18 else None
    if found is None:
        raise DomainError(__("ほかの人が消したので、もうありません。"))
    return found


def _milestone(project: Project, number: str) -> Milestone:
    found: Milestone = _found(Milestone.objects.filter(project=project).select_related("project"), number)
    return found


def _result(project: Project, number: str) -> ProjectResult:
    found: ProjectResult = _found(ProjectResult.objects.filter(project=project).select_related("project"), number)
    return found


@dataclass(frozen=True)
class Sent:
    """What stands in a POST: the number that it is about, and what was written in the form of the act."""

    project: Project
    by: Any
    one: str
    data: dict[str, Any]

    @property
    def text(self) -> str:
        return str(self.data.get("text", ""))


def _start(sent: Sent) -> None:
    projects.start_project(sent.project, by=sent.by)


def _mark(sent: Sent, *, is_done: bool) -> None:
    contents.mark_milestone(_milestone(sent.project, sent.one), by=sent.by, is_done=is_done)


def _invite(sent: Sent) -> None:
    parts.invite(sent.project, sent.data["name"], by=sent.by, text=sent.text)


# act -> the form whose words go with it (none: a button alone), what is done, what is said afterwards.
Act = tuple[str, Callable[[Sent], Any], Any]
ACTS: dict[str, Act] = {
    "start": ("", _start, _("公開して、始めました。加わっている団体にも知らせます。")),
    "end": ("", lambda s: projects.end_project(s.project, by=s.by), _("終えて、報告を公開しました。ありがとうございました。")),
    "stop": ("say", lambda s: projects.stop_project(s.project, by=s.by, reason=s.text), _("途中でやめました。")),
    "resume": ("say", lambda s: projects.resume_project(s.project, by=s.by, reason=s.text), _("もう一度、進めることにしました。")),
    "hide": ("say", lambda s: projects.hide_project(s.project, by=s.by, reason=s.text), _("公開を止めました。一覧からも、すぐに消えました。")),
    "show": ("say", lambda s: projects.show_project(s.project, by=s.by, reason=s.text), _("公開の停止を解きました。")),
    "refuse": ("say", lambda s: parts.refuse(_part(s.project, s.one), by=s.by, reason=s.text), _("今回は加わらないと伝えました。")),
    "leave": ("say", lambda s: parts.leave(_part(s.project, s.one), by=s.by, reason=s.text), _("抜けました。ありがとうございました。")),
    "remove": ("say", lambda s: parts.remove(_part(s.project, s.one), by=s.by, reason=s.text), _("外しました。団体の方に知らせます。")),
    "lead": ("", lambda s: parts.hand_over_lead(_part(s.project, s.one), by=s.by), _("とりまとめを代わりました。")),
    "join": ("part", lambda s: parts.join(_part(s.project, s.one), by=s.by, text=s.text, offers=s.data["offers"]), _("加わりました。よろしくお願いします。")),
    "part": ("part", lambda s: parts.write_part(_part(s.project, s.one), by=s.by, text=s.text, offers=s.data["offers"]), _("することを保存しました。")),
    "invite": ("invite", _invite, _("さそいました。団体の方に、メールで知らせます。")),
    "plan": ("plan", lambda s: contents.add_milestone(s.project, by=s.by, **s.data), _("予定を書きました。")),
    "plan_done": ("", lambda s: _mark(s, is_done=True), _("できたことにしました。")),
    "plan_undone": ("", lambda s: _mark(s, is_done=False), _("まだだったことにしました。")),
    "plan_remove": ("", lambda s: contents.remove_milestone(_milestone(s.project, s.one), by=s.by), _("予定を消しました。")),
    "result": ("result", lambda s: contents.add_result(s.project, by=s.by, values=s.data), _("できたことを書きました。")),
    "result_remove": ("", lambda s: contents.remove_result(_result(s.project, s.one), by=s.by), _("消しました。")),
}  # fmt: skip


def _forms(project: Project, own: ProjectPart | None, bound: str = "", data: Any = None) -> dict[str, Any]:
    """All of the page; the one called ``bound`` with what was sent."""

    def sent(name: str) -> Any:
        return data if name == bound else None

    return {
        "say": SayForm(sent("say"), label=_("理由、または伝えたいこと")),
        "part": PartForm(sent("part"), initial={"text": own.text, "offers": own.offers} if own else None),
        "invite": InviteForm(sent("invite"), is_sample=project.is_sample),
        "plan": MilestoneForm(sent("plan")),
        "result": ResultForm(sent("result")),
    }


def desk_page(request: HttpRequest, desk: Desk, project: Project, own: ProjectPart | None) -> HttpResponse:
    """The page, and each of ``ACTS``."""
    if request.method != "POST":
        return _page(request, desk, project, own, _forms(project, own))
    act = request.POST.get("act", "")
    name, perform, said = ACTS.get(act, ("", None, ""))
    forms = _forms(project, own, name, request.POST)
    problem, missing = "", {}
    if perform is None:
        problem = __("下のボタンのどれかを押してください。")
    elif not name or forms[name].is_valid():
        data = forms[name].cleaned_data if name else {}
        one = request.POST.get("one", "") or (str(own.pk) if own else "")
        try:
            with saying_who_waits():
                perform(Sent(project, request.user, one, data))
        except UnfinishedError as error:
            missing = error.fields
        except DomainError as error:
            problem = str(error)
        else:
            messages.success(request, str(said))
            is_left = act in {"leave", "refuse"} and desk.organization is not None
            return HttpResponseRedirect(
                reverse("partners:our_projects", args=[desk.organization.pk])  # type: ignore[union-attr]
                if is_left
                else desk.url("desk", project)
            )
    project.refresh_from_db()
    return _page(request, desk, project, own, forms, act=act, problem=problem, missing=missing)


_OF_COORDINATOR = {str(action) for action in (ProjectAction.RESUME, ProjectAction.HIDE, ProjectAction.SHOW)}


def _has_other(
    own: ProjectPart | None, may: set[str], *, leads: bool, coordinates: bool, may_answer: bool
) -> bool:  # fmt: skip
    """Whether a button stands below the last box; without any there is no box."""
    may_leave = may_answer and own is not None and own.state == PartState.JOINED and not own.is_lead
    return may_leave or (leads and ProjectAction.STOP in may) or (coordinates and bool(may & _OF_COORDINATOR))


def _page(
    request: HttpRequest, desk: Desk, project: Project, own: ProjectPart | None, forms: dict[str, Any], *,
    act: str = "", problem: str = "", missing: dict[str, str] | None = None,
) -> HttpResponse:  # fmt: skip
    user: Any = request.user
    leads, writes = can_lead_project(user, project), can_write_project(user, project)
    coordinates, is_open = can_coordinate(user, project), project.state in WRITABLE_PROJECTS
    may = {str(action) for action, (sources, _to) in PROJECT_MOVES.items() if project.state in sources}
    may_answer = own is not None and is_open and can_answer_for(user, own.organization)
    if project.published_at is None:
        may.discard(ProjectAction.HIDE)
    held = ProjectPart.objects.holding().filter(project=project)
    context = page_context(project) | {
        "desk": desk,
        "organization": desk.organization,
        "edit_url": desk.url("edit", project),
        "report_url": desk.url("report", project),
        "forms": forms,
        "act": act,
        "problem": problem,
        "missing": missing or {},
        "missing_report": projects.missing_of_report(project) if project.state == ProjectState.RUNNING else {},
        "has_report": ProjectReport.objects.filter(project=project).exists(),
        "may": may,
        "leads": leads,
        "writes": writes and is_open,
        "coordinates": coordinates,
        "is_open": is_open,
        "is_public": is_public(project),
        "own": own,
        "is_invited": own is not None and own.state == PartState.INVITED,
        "may_answer": may_answer,
        "removable": set(removable_results(user, project).values_list("pk", flat=True)),
        "has_other": _has_other(own, may, leads=leads, coordinates=coordinates, may_answer=may_answer),
        "held": [part_of(part) for part in held],
        "history": [
            (line, done(line), in_own_language(line.action, line.reason)) for line in project.transitions.select_related("organization").order_by("-pk")[:MOST_HISTORY]
        ],
    }  # fmt: skip
    return render(request, desk.template, context)


def edit_page(request: HttpRequest, desk: Desk, project: Project, template: str) -> HttpResponse:
    """The words of a project; of two who save at once the second is told, and keeps what they typed."""
    form = ProjectForm(request.POST if request.method == "POST" else None, project=project)
    if request.method == "POST" and form.is_valid() and _saved(request, project, form):
        messages.success(
            request,
            __("保存して、公開のページを変えました。")
            if is_public(project)
            else __("保存しました。まだ公開していません。"),
        )
        return HttpResponseRedirect(desk.url("desk", project))
    context = {
        "project": project, "form": form, "organization": desk.organization, "back_url": desk.url("desk", project),
        "is_public": is_public(project),
    }  # fmt: skip
    return render(request, template, context)


def _saved(request: HttpRequest, project: Project, form: ProjectForm) -> bool:
    by: Any = request.user
    try:
        with saying_who_waits():
            projects.write_project(project, by=by, values=form.values(), seen_version=form.seen)
    except UnfinishedError as error:
        form.tell(error.fields)
    except StaleError as error:
        project.refresh_from_db()
        form.add_error(None, str(error))
        form.accept_newest(project.version)
    except DomainError as error:
        form.add_error(None, str(error))
    return not form.errors


def report_page(request: HttpRequest, desk: Desk, project: Project, template: str) -> HttpResponse:
    """The closing report; unfinished is kept."""
    report = ProjectReport.objects.filter(project=project).first()
    form = ReportForm(request.POST if request.method == "POST" else None, report=report)
    if request.method == "POST" and form.is_valid() and _reported(request, project, form):
        messages.success(request, __("報告を保存しました。プロジェクトを終えると、公開のページに載ります。"))
        return HttpResponseRedirect(desk.url("desk", project))
    context = {
        "project": project, "form": form, "organization": desk.organization, "back_url": desk.url("desk", project),
    }  # fmt: skip
    return render(request, template, context)


def _reported(request: HttpRequest, project: Project, form: ReportForm) -> bool:
    by: Any = request.user
    try:
        with saying_who_waits():
            projects.write_report(project, by=by, values=form.values(), seen_version=form.seen)
    except StaleError as error:
        form.add_error(None, str(error))
        newest = ProjectReport.objects.filter(project=project).values_list("version", flat=True).first()
        form.accept_newest(newest or 0)
    except DomainError as error:
        form.add_error(None, str(error))
    return not form.errors
