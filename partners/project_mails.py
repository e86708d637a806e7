"""Mails of projects: to those who take part or are asked to, and never to who did it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import Case, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.accounts.querysets import WRITERS
from hub.notifications.letters import Letter, in_lines, mail_kind
from hub.notifications.models import Mailing
from partners.cocreation_enums import HOLDING_PARTS, PartState, ProjectAction, ProjectState
from partners.models import Project, ProjectPart, ProjectTransition
from partners.services import project_clock, project_records


def _one_line(text: object) -> str:
    return " ".join(str(text).split())


def _part_of(user: Any, project: Project) -> ProjectPart | None:
    """Of an organisation for which the reader writes, as it stands now; who no longer writes gets no letter."""
    if user is None or not user.is_active:
        return None
    mine = user.memberships.filter(level__in=WRITERS)
    parts = ProjectPart.objects.filter(project=project, organization__memberships__in=mine)
    is_out = Case(When(state__in=HOLDING_PARTS, then=0), default=1)
    found: ProjectPart | None = parts.select_related("organization").order_by("-is_lead", is_out, "pk").first()
    return found


def _links(part: ProjectPart) -> list[tuple[str, str]]:
    path = reverse("partners:project_desk", args=[part.organization_id, part.project_id])
    return [(_("プロジェクトのページを開く"), f"{settings.SITE_URL}{path}")]


def _names(project: Project, moved: ProjectTransition) -> dict[str, str]:
    return {"title": _one_line(project.title), "name": _one_line(moved.organization or _("市の担当"))}


def _reason(moved: ProjectTransition) -> list[str]:
    return list(in_lines(_("理由：%(reason)s") % {"reason": moved.reason})) if moved.reason else []


def _invited(said: dict[str, str], moved: ProjectTransition, project: Project) -> tuple[str, list[str]]:
    return _("「%(title)s」に、おさそいが届いています") % said, [
        _("「%(name)s」に、共創プロジェクト「%(title)s」へのおさそいが届いています。") % said,
        _("どんな取り組みかを読んで、加わるか、ことわるかを選んでください。ことわるのに、理由はいりません。"),
    ]


def _joined(said: dict[str, str], moved: ProjectTransition, project: Project) -> tuple[str, list[str]]:
    return _("「%(name)s」が「%(title)s」に加わりました") % said, [
        _("「%(name)s」が、共創プロジェクト「%(title)s」に加わりました。") % said
    ]


def _refused(said: dict[str, str], moved: ProjectTransition, project: Project) -> tuple[str, list[str]]:
    return _("「%(title)s」へのおさそいの返事") % said, [
        _("「%(name)s」は、共創プロジェクト「%(title)s」に、今回は加わりません。") % said,
        *_reason(moved),
    ]


def _left(said: dict[str, str], moved: ProjectTransition, project: Project) -> tuple[str, list[str]]:
    return _("「%(name)s」が「%(title)s」から抜けました") % said, [
        _("「%(name)s」が、共創プロジェクト「%(title)s」から抜けました。") % said,
        *_reason(moved),
    ]


def _removed(said: dict[str, str], moved: ProjectTransition, project: Project) -> tuple[str, list[str]]:
    return _("「%(title)s」から外れました") % said, [
        _("「%(name)s」は、共創プロジェクト「%(title)s」から外れました。") % said,
        *_reason(moved),
    ]


def _leads(said: dict[str, str], moved: ProjectTransition, project: Project) -> tuple[str, list[str]]:
    return _("「%(title)s」のとりまとめが代わりました") % said, [
        _("共創プロジェクト「%(title)s」のとりまとめは、これから「%(name)s」です。") % said
    ]


def _started(said: dict[str, str], moved: ProjectTransition, project: Project) -> tuple[str, list[str]]:
    return _("「%(title)s」が始まりました") % said, [
        _("共創プロジェクト「%(title)s」を公開しました。") % said,
        _("できたことがあったら、いつ、何をしたかを書いてください。公開のページに載ります。"),
    ]


def _ended(said: dict[str, str], moved: ProjectTransition, project: Project) -> tuple[str, list[str]]:
    return _("「%(title)s」が終わりました") % said, [
        _("共創プロジェクト「%(title)s」が終わり、おわりの報告を公開しました。") % said,
        _("いっしょに取り組んでくださって、ありがとうございました。"),
    ]


def _stopped(said: dict[str, str], moved: ProjectTransition, project: Project) -> tuple[str, list[str]]:
    return _("「%(title)s」を途中でやめることになりました") % said, [
        _("共創プロジェクト「%(title)s」を、途中でやめることになりました。") % said,
        *_reason(moved),
    ]


def _resumed(said: dict[str, str], moved: ProjectTransition, project: Project) -> tuple[str, list[str]]:
    return _("「%(title)s」をもう一度進めます") % said, [
        _("共創プロジェクト「%(title)s」を、もう一度進めることになりました。") % said,
        *_reason(moved),
    ]


def _hidden(said: dict[str, str], moved: ProjectTransition, project: Project) -> tuple[str, list[str]]:
    return _("「%(title)s」の公開を止めました") % said, [
        _("市の担当が、共創プロジェクト「%(title)s」の公開を止めました。") % said,
        *_reason(moved),
        _("くわしくは、市の共創の担当に聞いてください。"),
    ]


def _shown(said: dict[str, str], moved: ProjectTransition, project: Project) -> tuple[str, list[str]]:
    return _("「%(title)s」をまた公開しました") % said, [
        _("共創プロジェクト「%(title)s」の公開の停止を解きました。") % said
    ]


def _not_asked_any_more(moved: ProjectTransition) -> Letter:
    """To one whose answer to an invitation nobody waits for: its own page of the project is gone, that for everybody may be there."""
    said = _names(moved.project, moved)
    is_ended = moved.action == ProjectAction.END
    subject, paragraphs = (
        (
            _("「%(title)s」が終わりました") % said,
            [_("おさそいしていた共創プロジェクト「%(title)s」が終わりました。") % said],
        )
        if is_ended
        else (
            _("「%(title)s」を途中でやめることになりました") % said,
            [
                _("おさそいしていた共創プロジェクト「%(title)s」を、途中でやめることになりました。") % said,
                *_reason(moved),
            ],
        )
    )
    links = []
    if project_records.is_public(moved.project):
        links = [(_("プロジェクトのページを開く"), f"{settings.SITE_URL}{moved.project.get_absolute_url()}")]
    return Letter(subject=subject, paragraphs=[*paragraphs, _("おさそいへのお返事は、もういりません。")], links=links)


_LETTERS: dict[str, Callable[[dict[str, str], ProjectTransition, Project], tuple[str, list[str]]]] = {
    ProjectAction.INVITE: _invited,
    ProjectAction.JOIN: _joined,
    ProjectAction.REFUSE: _refused,
    ProjectAction.LEAVE: _left,
    ProjectAction.REMOVE: _removed,
    ProjectAction.LEAD: _leads,
    ProjectAction.START: _started,
    ProjectAction.END: _ended,
    ProjectAction.STOP: _stopped,
    ProjectAction.RESUME: _resumed,
    ProjectAction.HIDE: _hidden,
    ProjectAction.SHOW: _shown,
}


@mail_kind(project_records.MAIL, gettext_lazy("共創プロジェクトのこと（加わっている団体へ）"))
def told(mailing: Mailing) -> Letter | None:
    """Not to who no longer writes for one of those concerned, nor where something else became of it meanwhile."""
    rows = ProjectTransition.objects.select_related("project", "organization")
    moved = rows.filter(pk=mailing.ids.get("transition")).first()
    if moved is None or (part := _part_of(mailing.user, moved.project)) is None:
        return None
    if not _is_still_so(moved, part):
        return _not_asked_any_more(moved) if _was_asked_until(moved, part) else None
    subject, paragraphs = _LETTERS[moved.action](_names(moved.project, moved), moved, moved.project)
    links = [] if moved.action == ProjectAction.REMOVE else _links(part)
    return Letter(subject=subject, paragraphs=paragraphs, links=links)


def _is_still_so(moved: ProjectTransition, part: ProjectPart) -> bool:
    if moved.action == ProjectAction.REMOVE:
        return True
    holds = ProjectPart.objects.filter(project=moved.project, state__in=HOLDING_PARTS)
    if moved.action == ProjectAction.INVITE:
        return holds.filter(organization=moved.organization, state=PartState.INVITED).exists()
    is_held = holds.filter(organization=part.organization_id).exists()
    return is_held and moved.to_state in {moved.from_state, moved.project.state}


def _was_asked_until(moved: ProjectTransition, part: ProjectPart) -> bool:
    """Whether its organisation had not answered the invitation when this ended the project."""
    is_over = moved.action in {ProjectAction.END, ProjectAction.STOP} and moved.to_state == moved.project.state
    asked = ProjectPart.objects.filter(
        project=moved.project, state=PartState.REFUSED, answered_at=moved.created_at, organization=part.organization_id
    )
    return is_over and asked.exists()


@mail_kind(project_clock.ASKED, gettext_lazy("共創プロジェクトはいかがですか（加わっている団体へ）"))
def asked(mailing: Mailing) -> Letter | None:
    """Not where somebody has written since, or it has ended."""
    project = Project.objects.filter(pk=mailing.ids.get("project"), state=ProjectState.RUNNING).first()
    if project is None or int(project.moved_at.timestamp()) != mailing.ids.get("since"):
        return None
    part = _part_of(mailing.user, project)
    if part is None or part.state != PartState.JOINED:
        return None
    said = {"title": _one_line(project.title)}
    return Letter(
        subject=_("「%(title)s」は、いかがですか") % said,
        paragraphs=[
            _("共創プロジェクト「%(title)s」に、しばらく何も書かれていません。") % said,
            _("できたことや予定があれば、ひとことでも書いてください。"),
            _(
                "終わったときは報告を書いて終え、続けられないときは、途中でやめることもできます。困っていることがあれば、市の担当に話してください。"
            ),
        ],
        links=_links(part),
    )
