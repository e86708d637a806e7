"""Who takes part in a project: invited by who leads it or by a coordinator; each organisation answers for itself.

The organisation that the act concerns is locked before the project, as everywhere.
"""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.exceptions import DomainError, TransitionError
from hub.locking import lock_row
from partners.cocreation_enums import HOLDING_PARTS, PART_MOVES, PartState, ProjectAction
from partners.enums import Offer
from partners.models import Project, ProjectPart, ProjectTransition
from partners.project_notes import PART
from partners.project_rules import can_answer_for
from partners.services.project_records import (
    check_is_going_on,
    check_leads,
    copy_to,
    finish,
    is_public,
    is_published,
    joined_organizations,
    lock_project,
    moved_by,
    tell,
    write_history,
)

if TYPE_CHECKING:
    from hub.accounts.models import Organization, User

MOST_PARTS = 30


@transaction.atomic
def invite(
    project: Project, organization: "Organization", *, by: "User", text: str = "", now: datetime | None = None
) -> ProjectPart:
    """By who leads it or a coordinator: ``text`` is what it is hoped to do. It is named nowhere before it has joined."""
    now, locked = now or timezone.now(), lock_project(project, organization)
    check_leads(locked, by)
    check_is_going_on(locked, ProjectAction.INVITE)
    part = invite_locked(locked, organization, by=by, text=text, now=now)
    moved_by(locked, by, now)
    copy_to(project, locked)
    return part


def invite_locked(
    locked: Project, organization: "Organization", *, by: "User", text: str, now: datetime
) -> ProjectPart:
    """The same of a project that is locked, or that nobody else knows yet."""
    organization.refresh_from_db(fields=["verification", "is_sample"])
    if not organization.is_verified:
        raise DomainError(_("さそえるのは、市が確認した団体です。"))
    if organization.is_sample != locked.is_sample:
        raise DomainError(_("見本のプロジェクトと団体は、見本どうしでしか、つなげません。"))
    held = ProjectPart.objects.filter(project=locked, state__in=HOLDING_PARTS)
    if held.filter(organization=organization).exists():
        raise DomainError(_("この団体は、もう加わっているか、返事を待っているところです。"))
    if held.count() >= MOST_PARTS:
        raise DomainError(_("ひとつのプロジェクトに入れるのは、%(most)d団体までです。") % {"most": MOST_PARTS})
    part = ProjectPart.objects.create(
        project=locked, organization=organization, state=PartState.INVITED, text=text.strip()[:300], invited_at=now
    )
    moved = write_history(locked, ProjectAction.INVITE, by=by, now=now, organization=organization)
    tell(locked, moved, [organization.pk])
    return part


def join(
    part: ProjectPart, *, by: "User", text: str = "", offers: Collection[str] = (), now: datetime | None = None
) -> None:
    """Invited → joined, by its own people; ``text``: what it will do. Where nobody leads yet it leads."""
    _answer(part, ProjectAction.JOIN, by=by, now=now, text=text.strip(), offers=offers)


def refuse(part: ProjectPart, *, by: "User", reason: str = "", now: datetime | None = None) -> None:
    """Invited → not joined, by its own people. Nobody has to say why."""
    _answer(part, ProjectAction.REFUSE, by=by, now=now, reason=reason.strip())


def leave(part: ProjectPart, *, by: "User", reason: str = "", now: datetime | None = None) -> None:
    """Joined → left, by its own people. Who leads hands the lead over first."""
    _answer(part, ProjectAction.LEAVE, by=by, now=now, reason=reason.strip())


@transaction.atomic
def _answer(
    part: ProjectPart, action: ProjectAction, *, by: "User", now: datetime | None, reason: str = "", text: str = "",
    offers: Collection[str] = (),
) -> None:  # fmt: skip
    now, locked = now or timezone.now(), lock_project(part.project, part.organization)
    if not can_answer_for(by, part.organization):
        raise DomainError(_("これができるのは、団体の代表と編集する人だけです。"))
    own, was_public = _locked_part(part, locked, action), is_public(locked)
    if action == ProjectAction.JOIN:
        _join(own, locked, text=text, offers=offers)
    elif action == ProjectAction.LEAVE:
        _check_does_not_lead(own)
    _turn(own, action, now)
    locked.moved_at, locked.asked_at = now, None
    locked.save(update_fields=["moved_at", "asked_at", "updated_at"])
    moved = write_history(locked, action, by=by, now=now, reason=reason, organization=own.organization)
    tell(locked, moved, set(joined_organizations(locked)) - {own.organization_id})
    _copy(part, own, locked)
    if was_public:
        finish(locked, was_public=was_public)


def _locked_part(part: ProjectPart, locked: Project, action: ProjectAction) -> ProjectPart:
    """As it is now; raises where the act does not lead on from there. Its project is locked."""
    check_is_going_on(locked, action)
    own = lock_row(part)
    own.project = locked
    sources, _target = PART_MOVES[action]
    if own.state not in sources:
        raise TransitionError(str(action.label), str(PartState(own.state).label))
    return own


def _join(own: ProjectPart, locked: Project, *, text: str, offers: Collection[str]) -> None:
    if not own.organization.is_verified:
        raise DomainError(_("加われるのは、市が確認した団体です。"))
    own.text = text[:300] or own.text
    if not own.text:
        raise DomainError(_("何をするかを、ひとことで書いてください。"))
    own.offers = [offer for offer in Offer.values if offer in offers]
    own.is_lead = not ProjectPart.objects.filter(project=locked, is_lead=True).exists()


def _check_does_not_lead(own: ProjectPart) -> None:
    if own.is_lead:
        raise DomainError(
            _(
                "とりまとめの団体は、先に、とりまとめをほかの団体に代わってもらいます。ほかにいなければ、プロジェクトをやめます。"
            )
        )


def _turn(own: ProjectPart, action: ProjectAction, now: datetime) -> None:
    own.state = PART_MOVES[action][1]
    if action in {ProjectAction.JOIN, ProjectAction.REFUSE}:
        own.answered_at = now
    if action == ProjectAction.JOIN:
        own.joined_at = now
    if own.state == PartState.LEFT:
        own.left_at = now
    own.is_counted = own.state == PartState.JOINED and is_published(own.project)
    own.save()


def _copy(part: ProjectPart, own: ProjectPart, locked: Project) -> None:
    for name in ("state", "is_lead", "text", "offers", "answered_at", "joined_at", "left_at"):
        setattr(part, name, getattr(own, name))
    copy_to(part.project, locked)


@transaction.atomic
def remove(part: ProjectPart, *, by: "User", reason: str = "", now: datetime | None = None) -> None:
    """An invitation is taken back; or one that takes part is taken out, with a reason that it reads. Never who leads."""
    now, locked = now or timezone.now(), lock_project(part.project, part.organization)
    check_leads(locked, by)
    own, was_public, said = _locked_part(part, locked, ProjectAction.REMOVE), is_public(locked), reason.strip()
    _check_does_not_lead(own)
    if own.state == PartState.JOINED and not said:
        raise DomainError(_("外す理由を書いてください。団体の方に伝わります。"))
    _turn(own, ProjectAction.REMOVE, now)
    moved_by(locked, by, now)
    moved = write_history(locked, ProjectAction.REMOVE, by=by, now=now, reason=said, organization=own.organization)
    tell(locked, moved, [own.organization_id])
    _copy(part, own, locked)
    if was_public:
        finish(locked, was_public=was_public)


@transaction.atomic
def hand_over_lead(part: ProjectPart, *, by: "User", now: datetime | None = None) -> ProjectTransition:
    """Another of those who take part leads from now on, verified as all who publish."""
    now, locked = now or timezone.now(), lock_project(part.project, part.organization)
    check_leads(locked, by)
    check_is_going_on(locked, ProjectAction.LEAD)
    own, was_public = lock_row(part), is_public(locked)
    if own.state != PartState.JOINED or own.is_lead or not own.organization.is_verified:
        raise DomainError(_("とりまとめを代われるのは、いま加わっている、市が確認した団体です。"))
    ProjectPart.objects.filter(project=locked, is_lead=True).update(is_lead=False)
    own.is_lead = True
    own.save(update_fields=["is_lead"])
    moved_by(locked, by, now)
    moved = write_history(locked, ProjectAction.LEAD, by=by, now=now, organization=own.organization)
    tell(locked, moved, joined_organizations(locked))
    _copy(part, own, locked)
    if was_public:
        finish(locked, was_public=was_public)
    return moved


@transaction.atomic
def write_part(
    part: ProjectPart, *, by: "User", text: str, offers: Collection[str], now: datetime | None = None
) -> None:
    """What one that takes part does there, in its own words; by its own people."""
    now, locked = now or timezone.now(), lock_project(part.project, part.organization)
    if not can_answer_for(by, part.organization):
        raise DomainError(_("これができるのは、団体の代表と編集する人だけです。"))
    check_is_going_on(locked, ProjectAction.EDIT)
    own, was_public = lock_row(part), is_public(locked)
    if own.state != PartState.JOINED:
        raise TransitionError(str(ProjectAction.EDIT.label), str(PartState(own.state).label))
    if not text.strip():
        raise DomainError(_("何をするかを、ひとことで書いてください。"))
    own.text, own.offers = text.strip()[:300], [offer for offer in Offer.values if offer in offers]
    own.save(update_fields=["text", "offers"])
    moved_by(locked, by, now)
    write_history(locked, ProjectAction.EDIT, by=by, now=now, organization=own.organization, reason=PART)
    _copy(part, own, locked)
    if was_public:
        finish(locked, was_public=was_public)
