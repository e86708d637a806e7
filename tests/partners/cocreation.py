"""Proposals, projects and roles in any state, as the services leave them."""

from typing import Any

from django.utils import timezone

from hub.accounts.models import Organization
from hub.threads.models import Thread
from partners.cocreation_enums import (
    ENDED_PROPOSALS,
    OPEN_PROPOSALS,
    PUBLIC_PROJECTS,
    PartState,
    ProjectState,
    ProposalState,
)
from partners.models import Project, ProjectPart, Proposal, Role, RoleApplication
from partners.role_enums import PUBLIC_ROLES, WAITING_APPLICATIONS, ApplicationState, RoleState
from tests.hub.accounts.factories import OrganizationFactory, UserFactory

_P, _J, _R, _A = ProposalState, ProjectState, RoleState, ApplicationState


def proposal(state: str = _P.SUBMITTED, *, organization: Organization | None = None, **fields: Any) -> Proposal:
    """Whole, of a verified organisation, with its talk once it was handed in."""
    ours, now = organization or OrganizationFactory(verified=True), timezone.now()
    values: dict[str, Any] = {
        "title": "ひみつの提案：移動図書室", "aim": "ひみつのねらい", "text": "ひみつの本文", "offers": ["place"],
        "is_everywhere": True,
    }  # fmt: skip
    if state not in {_P.DRAFT, _P.WITHDRAWN} or state in OPEN_PROPOSALS:
        values["thread"] = Thread.objects.create(organization=ours, subject="提案", last_post_at=now)
        values["submitted_at"] = now
    if state in ENDED_PROPOSALS:
        values |= {"decided_at": now, "reason": "ひみつの理由"}
    made: Proposal = Proposal.objects.create(organization=ours, state=state, **values | fields)
    return made


def project(state: str = _J.RUNNING, *, lead: Organization | None = None, **fields: Any) -> Project:
    """With one organisation that leads it."""
    now = timezone.now()
    values: dict[str, Any] = {
        "title": "商店街の居場所づくり", "summary": "空き店舗を、だれでも来られる居間にします。",
        "text": "週に2回、開けています。", "is_everywhere": True, "moved_at": now,
    }  # fmt: skip
    if state != _J.PREPARING:
        values["published_at"] = now
    if state in {_J.ENDED, _J.STOPPED}:
        values["ended_at"] = now
    if state == _J.STOPPED:
        values["stop_reason"] = "場所がなくなりました。"
    if state == _J.HIDDEN:
        values["hidden_from"] = PUBLIC_PROJECTS[0]
    made: Project = Project.objects.create(state=state, **values | fields)
    part(made, lead, PartState.JOINED, is_lead=True)
    return made


def part(of: Project, organization: Organization | None = None, state: str = PartState.JOINED, **fields: Any) -> ProjectPart:  # fmt: skip
    now = timezone.now()
    values: dict[str, Any] = {"invited_at": now, "text": "場所を出す"}
    if state != PartState.INVITED:
        values |= {"answered_at": now}
    if state in {PartState.JOINED, PartState.LEFT}:
        values["joined_at"] = now
    if state == PartState.LEFT:
        values["left_at"] = now
    values["is_counted"] = state == PartState.JOINED and of.state in PUBLIC_PROJECTS and of.published_at is not None
    ours = organization or OrganizationFactory(verified=True)
    made: ProjectPart = ProjectPart.objects.create(project=of, organization=ours, state=state, **values | fields)
    return made


def role(state: str = _R.PUBLISHED, *, organization: Organization | None = None, **fields: Any) -> Role:
    """For which everybody can apply."""
    now = timezone.now()
    values: dict[str, Any] = {
        "title": "お茶を出す人", "text": "来た人にお茶を出して、話を聞きます。", "when": "毎週水曜の午後",
        "skills": ["listening"], "is_everywhere": True,
    }  # fmt: skip
    if state in PUBLIC_ROLES or state == _R.HIDDEN:
        values["published_at"] = now
    if state in {_R.CLOSED, _R.HIDDEN}:
        values["closed_at"] = now
    ours = organization or OrganizationFactory(verified=True)
    made: Role = Role.objects.create(organization=ours, state=state, **values | fields)
    return made


def application(state: str = _A.SENT, *, to: Role | None = None, **fields: Any) -> RoleApplication:
    """Of a person of its own."""
    now = timezone.now()
    values: dict[str, Any] = {"name": "ひみつの申込者", "applied_at": now}
    if state in WAITING_APPLICATIONS:
        values["answer_by"] = timezone.localdate()
    else:
        values["decided_at"] = now
    if state in {_A.DECLINED, _A.WITHDRAWN, _A.ENDED}:
        values["ended_at"] = now
    if "user" not in fields:
        values["user"] = UserFactory()
    made: RoleApplication = RoleApplication.objects.create(role=to or role(), state=state, **values | fields)
    if state == _A.ACCEPTED:
        Role.objects.filter(pk=made.role_id).update(filled=made.role.applications.filter(state=_A.ACCEPTED).count())
    return made
