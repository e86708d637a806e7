"""What becomes of a project: set up, written by those who do it, begun for everybody to see, ended with a report."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.exceptions import DomainError, TransitionError
from partners.cocreation_enums import PartState, ProjectAction, ProjectState
from partners.models import Project, ProjectPart, ProjectReport
from partners.project_notes import REPORT
from partners.project_rules import can_look_after_projects
from partners.services.joining import StaleError, UnfinishedError
from partners.services.project_parts import invite_locked
from partners.services.project_records import (
    check_coordinates,
    check_leads,
    check_writes,
    copy_to,
    finish,
    is_public,
    lock_project,
    move_project,
    moved_by,
    write_history,
)

if TYPE_CHECKING:
    from hub.accounts.models import Organization, User

WRITTEN = ("title", "summary", "text", "for_whom", "is_everywhere", "starts_on", "ends_on")
WRITTEN_SETS = ("needs", "places", "events", "themes", "audiences", "districts")
REPORTED = ("did", "worked", "failed", "stayed", "advice")
# Without which a project does not end: what went wrong helps the next most.
NEEDED = ("did", "worked", "failed", "stayed")


@transaction.atomic
def begin_project(
    *, by: "User", values: Mapping[str, Any], organizations: "Collection[Organization]" = (), is_sample: bool = False,
    now: datetime | None = None,
) -> Project:  # fmt: skip
    """A coordinator sets one up. Those named are invited; the first who joins leads. Nobody else sees anything yet."""
    now = now or timezone.now()
    if not can_look_after_projects(by):
        raise DomainError(_("共創の担当の職員だけができます。"))
    project = _made(values, by=by, now=now, is_sample=is_sample)
    write_history(project, ProjectAction.BEGIN, by=by, now=now)
    for organization in sorted(organizations, key=lambda one: one.pk):
        invite_locked(project, organization, by=by, text="", now=now)
    return project


@transaction.atomic
def begin_for(
    organization: "Organization", *, by: "User", values: Mapping[str, Any], text: str = "", offers: Collection[str] = (),
    proposal: Any = None, now: datetime | None = None,
) -> Project:  # fmt: skip
    """What was proposed and accepted is prepared: its proposer takes part and leads. Within the transaction of that act."""
    now = now or timezone.now()
    project = _made(values, by=by, now=now, is_sample=organization.is_sample, proposal=proposal)
    ProjectPart.objects.create(
        project=project, organization=organization, state=PartState.JOINED, is_lead=True, text=text[:300],
        offers=list(offers), invited_at=now, answered_at=now, joined_at=now,
    )  # fmt: skip
    write_history(project, ProjectAction.BEGIN, by=by, now=now, organization=organization)
    return project


def _made(values: Mapping[str, Any], *, by: "User", now: datetime, **also: Any) -> Project:
    written = {name: values[name] for name in WRITTEN if name in values}
    if not str(written.get("title", "")).strip():
        raise UnfinishedError({"title": _("名前を書いてください。")})
    project = Project.objects.create(**written, moved_at=now, created_by=by, **also)
    for name in WRITTEN_SETS:
        getattr(project, name).set(values.get(name, ()))
    return project


@transaction.atomic
def write_project(
    project: Project, *, by: "User", values: Mapping[str, Any], seen_version: int, now: datetime | None = None
) -> None:
    """What those who take part, or the coordinator, write of it. What runs changes at once and must stay whole.

    ``values``: by the names in ``WRITTEN`` and ``WRITTEN_SETS``; others are left aside.
    """
    now, locked = now or timezone.now(), lock_project(project)
    check_writes(locked, by, ProjectAction.EDIT)
    written = {name: values[name] for name in WRITTEN if name in values}
    chosen = {name: sorted(one.pk for one in values[name]) for name in WRITTEN_SETS if name in values}
    # Whoever taps twice, or saves what the other one saved, overwrites nothing.
    if not _differs(locked, written, chosen):
        return
    _check_newest(locked.version, seen_version)
    was_public = is_public(locked)
    for name, value in written.items():
        setattr(locked, name, value)
    if locked.state == ProjectState.RUNNING:
        districts = chosen.get("districts")
        check_whole(locked, has_districts=locked.districts.exists() if districts is None else bool(districts))
    elif not locked.title.strip():
        raise UnfinishedError({"title": _("名前を書いてください。")})
    for name, numbers in chosen.items():
        getattr(locked, name).set(numbers)
    locked.save(update_fields=[*written, "updated_at"])
    moved_by(locked, by, now, version=True)
    moved = write_history(locked, ProjectAction.EDIT, by=by, now=now)
    copy_to(project, locked)
    for name in written:
        setattr(project, name, getattr(locked, name))
    finish(locked, was_public=was_public, moved=moved)


def _differs(locked: Project, written: Mapping[str, Any], chosen: Mapping[str, list[int]]) -> bool:
    if any(getattr(locked, name) != value for name, value in written.items()):
        return True
    return any(
        sorted(getattr(locked, name).values_list("pk", flat=True)) != numbers for name, numbers in chosen.items()
    )


def _check_newest(version: int, seen: int) -> None:
    if version != seen:
        raise StaleError(
            _("あなたが開いたあとに、ほかの人が保存しました。もう一度ボタンを押すと、下に見えている内容になります。")
        )


def check_whole(project: Project, *, has_districts: bool | None = None) -> None:
    """Before everybody sees it. Raises ``UnfinishedError`` with all that is missing at once."""
    wanted = {
        "title": _("名前を書いてください。"),
        "summary": _("どんな取り組みかを、ひとことで書いてください。"),
        "text": _("どんな取り組みかを書いてください。"),
    }
    missing = {name: text for name, text in wanted.items() if not getattr(project, name).strip()}
    has_districts = project.districts.exists() if has_districts is None else has_districts
    if not project.is_everywhere and not has_districts:
        missing["districts"] = _("地区を選ぶか、「市内のどこでも」に印をつけてください。")
    if missing:
        raise UnfinishedError(missing)


def _check_is_led(project: Project) -> None:
    """Only a verified organisation publishes."""
    if not ProjectPart.objects.shown().filter(project=project, is_lead=True).exists():
        raise DomainError(_("とりまとめの団体が、まだいません。市が確認した団体が加わると、始められます。"))


def start_project(
    project: Project, *, by: "User", seen_version: int | None = None, now: datetime | None = None
) -> None:
    """Preparing → running: whole, led by a verified organisation. Everybody sees it from now on, and those who asked are told."""
    now = now or timezone.now()

    def check(locked: Project) -> None:
        check_leads(locked, by)
        if locked.state == ProjectState.PREPARING:
            _check_is_led(locked)
            check_whole(locked)
            if seen_version is not None and locked.version != seen_version:
                raise StaleError(
                    _("見ているあいだに、内容が変わりました。前の画面に戻って、新しい内容を確かめてください。")
                )

    move_project(
        project, ProjectAction.START, by=by, check=check, now=now,
        change=lambda locked: {"published_at": locked.published_at or now},
    )  # fmt: skip


def end_project(project: Project, *, by: "User", now: datetime | None = None) -> None:
    """Running → ended: its report is whole, and everybody reads it from now on."""
    now = now or timezone.now()

    def check(locked: Project) -> None:
        check_leads(locked, by)
        if locked.state == ProjectState.RUNNING:
            check_reported(locked)

    move_project(project, ProjectAction.END, by=by, check=check, now=now, change=lambda _locked: {"ended_at": now})


def missing_of_report(project: Project) -> dict[str, str]:
    """What of the report is still to be written, by field."""
    report = ProjectReport.objects.filter(project=project).first()
    wanted = {
        "did": _("何をしたかを書いてください。"),
        "worked": _("うまくいったことを書いてください。"),
        "failed": _("うまくいかなかったことを書いてください。なければ「とくになし」と書きます。"),
        "stayed": _("地域に残ったものを書いてください。なければ「とくになし」と書きます。"),
    }
    return {name: text for name, text in wanted.items() if report is None or not getattr(report, name).strip()}


def check_reported(project: Project) -> None:
    if missing := missing_of_report(project):
        raise UnfinishedError(missing)


def stop_project(project: Project, *, by: "User", reason: str, now: datetime | None = None) -> None:
    """Preparing or running → stopped, with a reason that everybody reads if the project was shown."""
    now, said = now or timezone.now(), reason.strip()
    if not said:
        raise DomainError(_("やめる理由を書いてください。公開していたときは、ページに載ります。"))
    move_project(
        project, ProjectAction.STOP, by=by, reason=said, now=now, check=lambda locked: check_leads(locked, by),
        change=lambda _locked: {"ended_at": now, "stop_reason": said[:1_000]},
    )  # fmt: skip


def resume_project(project: Project, *, by: "User", reason: str = "", now: datetime | None = None) -> None:
    """Ended or stopped → running, by a coordinator. What was never shown is prepared again."""

    def change(locked: Project) -> dict[str, Any]:
        values: dict[str, Any] = {"ended_at": None, "stop_reason": ""}
        return values if locked.published_at else values | {"state": ProjectState.PREPARING}

    move_project(
        project, ProjectAction.RESUME, by=by, reason=reason.strip(), now=now, change=change,
        check=lambda locked: check_coordinates(locked, by),
    )  # fmt: skip


def hide_project(project: Project, *, by: "User", reason: str = "", now: datetime | None = None) -> None:
    """Out of everybody's sight at once, by a coordinator; those who take part are told."""

    def check(locked: Project) -> None:
        check_coordinates(locked, by)
        if locked.state == ProjectState.STOPPED and locked.published_at is None:
            raise TransitionError(str(ProjectAction.HIDE.label), str(ProjectState.STOPPED.label))

    move_project(
        project, ProjectAction.HIDE, by=by, reason=reason.strip(), now=now, check=check,
        change=lambda locked: {"hidden_from": locked.state},
    )  # fmt: skip


def show_project(project: Project, *, by: "User", reason: str = "", now: datetime | None = None) -> None:
    """Hidden → what it was before, by a coordinator."""
    move_project(
        project, ProjectAction.SHOW, by=by, reason=reason.strip(), now=now,
        check=lambda locked: check_coordinates(locked, by),
        change=lambda locked: {"state": locked.hidden_from, "hidden_from": ""},
    )  # fmt: skip


@transaction.atomic
def write_report(
    project: Project, *, by: "User", values: Mapping[str, str], seen_version: int, now: datetime | None = None
) -> ProjectReport:
    """Of what goes on; unfinished is kept. It is shown when the project ends. ``seen_version``: 0 where there was none."""
    now, locked = now or timezone.now(), lock_project(project)
    check_writes(locked, by, ProjectAction.EDIT)
    report: ProjectReport = ProjectReport.objects.filter(project=locked).first() or ProjectReport(
        project=locked, version=0
    )
    written = {name: values[name] for name in REPORTED if name in values}
    if report.version and all(getattr(report, name) == text for name, text in written.items()):
        return report
    _check_newest(report.version, seen_version)
    for name, text in written.items():
        setattr(report, name, text)
    report.version += 1
    report.save()
    moved_by(locked, by, now)
    write_history(locked, ProjectAction.EDIT, by=by, now=now, reason=REPORT)
    copy_to(project, locked)
    return report
