"""予定 and できたこと of a project: written by those who take part, and by the coordinator, as long as it goes on."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.exceptions import DomainError
from hub.locking import lock_row
from partners.cocreation_enums import ProjectAction
from partners.models import Milestone, Project, ProjectResult
from partners.project_notes import DONE, NOT_YET, TAKEN_OUT
from partners.project_rules import own_part, removable_results
from partners.services.joining import UnfinishedError
from partners.services.project_records import (
    check_writes,
    copy_to,
    finish,
    is_public,
    lock_project,
    moved_by,
    write_history,
)

if TYPE_CHECKING:
    from hub.accounts.models import User

MOST_MILESTONES, MOST_RESULTS = 50, 500


def _begun(project: Project, by: "User", action: ProjectAction) -> tuple[Project, bool]:
    locked = lock_project(project)
    check_writes(locked, by, action)
    return locked, is_public(locked)


def _ended(
    project: Project, locked: Project, action: ProjectAction, *, by: "User", now: datetime, was_public: bool, what: str
) -> None:
    moved_by(locked, by, now)
    write_history(locked, action, by=by, now=now, reason=what)
    copy_to(project, locked)
    if was_public:
        finish(locked, was_public=was_public)


@transaction.atomic
def add_milestone(
    project: Project, *, by: "User", title: str, due_on: date | None = None, now: datetime | None = None
) -> Milestone:
    """What is to be done, and by when, if that is known. The same twice is one."""
    now, action = now or timezone.now(), ProjectAction.MILESTONE
    locked, was_public = _begun(project, by, action)
    if not title.strip():
        raise UnfinishedError({"title": _("何をするかを書いてください。")})
    same = locked.milestones.filter(title=title.strip(), due_on=due_on, done_on=None).first()
    if same is not None:
        return same
    if locked.milestones.count() >= MOST_MILESTONES:
        raise DomainError(_("予定は、%(most)d件までです。") % {"most": MOST_MILESTONES})
    made = Milestone.objects.create(project=locked, title=title.strip(), due_on=due_on)
    _ended(project, locked, action, by=by, now=now, was_public=was_public, what=made.title)
    return made


@transaction.atomic
def mark_milestone(milestone: Milestone, *, by: "User", is_done: bool, now: datetime | None = None) -> None:
    """Done today; or not yet, where it was said too early."""
    now, action = now or timezone.now(), ProjectAction.MILESTONE
    locked, was_public = _begun(milestone.project, by, action)
    own = lock_row(milestone)
    if (own.done_on is not None) == is_done:
        return
    own.done_on = milestone.done_on = timezone.localdate(now) if is_done else None
    own.save(update_fields=["done_on"])
    said = DONE if is_done else NOT_YET
    _ended(
        milestone.project, locked, action, by=by, now=now, was_public=was_public, what=said % {"what": own.title}
    )  # fmt: skip


@transaction.atomic
def remove_milestone(milestone: Milestone, *, by: "User", now: datetime | None = None) -> None:
    now, action = now or timezone.now(), ProjectAction.MILESTONE
    locked, was_public = _begun(milestone.project, by, action)
    own = lock_row(milestone)
    own.delete()
    said = TAKEN_OUT % {"what": own.title}
    _ended(milestone.project, locked, action, by=by, now=now, was_public=was_public, what=said)


@transaction.atomic
def add_result(project: Project, *, by: "User", values: Any, now: datetime | None = None) -> ProjectResult:
    """What was done on one day: people reached and minutes given, if somebody counted, and in words what came of it.

    The same twice is one.
    """
    now, action = now or timezone.now(), ProjectAction.RESULT
    locked, was_public = _begun(project, by, action)
    text, on = str(values["text"]).strip(), values["on"]
    missing = {} if text else {"text": _("できたことを、ひとことでも書いてください。")}
    if on is None:
        missing["on"] = _("日にちを書いてください。")
    elif on > timezone.localdate(now):
        missing["on"] = _("これからの日です。できた日を書いてください。")
    if missing:
        raise UnfinishedError(missing)
    counted = {"people": values.get("people"), "minutes": values.get("minutes")}
    same = locked.results.filter(on=on, text=text, **counted).first()
    if same is not None:
        return same
    if locked.results.count() >= MOST_RESULTS:
        raise DomainError(_("できたことは、%(most)d件までです。") % {"most": MOST_RESULTS})
    part = own_part(by, locked)
    made = ProjectResult.objects.create(
        project=locked, on=on, text=text, by=by, organization=part.organization if part else None, **counted
    )
    _ended(project, locked, action, by=by, now=now, was_public=was_public, what=text[:80])
    return made


@transaction.atomic
def remove_result(result: ProjectResult, *, by: "User", now: datetime | None = None) -> None:
    """By who may (``partners.project_rules.removable_results``)."""
    now, action = now or timezone.now(), ProjectAction.RESULT
    locked, was_public = _begun(result.project, by, action)
    own = lock_row(result)
    if not removable_results(by, locked).filter(pk=own.pk).exists():
        raise DomainError(_("消せるのは、書いた団体、とりまとめの団体、共創の担当の職員だけです。"))
    own.delete()
    said = TAKEN_OUT % {"what": own.text[:80]}
    _ended(result.project, locked, action, by=by, now=now, was_public=was_public, what=said)
