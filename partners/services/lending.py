"""プロボノ: a person says what they would lend; a partner asks through the hub and learns neither name nor contact.

Who asks locks the offer, who agrees the role, and each then the question: where the person agrees an application follows.
"""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.accounts.models import Organization
from hub.accounts.people import writers_of
from hub.accounts.rules import can_edit_organization, can_see_organization
from hub.exceptions import DomainError, TransitionError
from hub.locking import lock_row, saying_who_waits
from hub.notifications.services import queue_mail
from hub.personal_words import personal_words_in
from partners.application_rules import can_ask_for_skills
from partners.models import Role, RoleApplication, SkillOffer, SkillRequest
from partners.role_enums import LENDING_MOVES, LendingAction, LendingState, RoleState, Skill
from partners.services.applications import Said, apply_locked

if TYPE_CHECKING:
    from hub.accounts.models import User

# ``partners.application_mails`` writes them.
ASKED, TOLD = "lending.asked", "lending.told"
# No answer came in time: to the person, and to who asked.
OVER, UNANSWERED = "lending.over", "lending.unanswered"
MOST_HOURS = 200


@transaction.atomic
def offer_skills(
    *, by: "User", skills: Collection[str], text: str = "", hours_a_month: int | None = None,
    is_online_only: bool = False,
) -> SkillOffer:  # fmt: skip
    """One for each person; written anew it is open again. Shown to partners, so nothing in it tells who it is."""
    chosen = [skill for skill in Skill.values if skill in skills]
    if not chosen:
        raise DomainError(_("貸せることを、ひとつは選んでください。"))
    if found := personal_words_in(text):
        raise DomainError(
            _("「どんなことができるか」に、%(kinds)sが入っているようです。団体とは、このサイトの中でやりとりできます。消してください。")
            % {"kinds": "・".join(found)}
        )  # fmt: skip
    if hours_a_month is not None and not 1 <= hours_a_month <= MOST_HOURS:
        raise DomainError(_("月の時間は、1から%(most)dまでで書いてください。") % {"most": MOST_HOURS})
    values: dict[str, Any] = {
        "skills": chosen, "text": text.strip(), "hours_a_month": hours_a_month, "is_online_only": is_online_only,
        "is_open": True,
    }  # fmt: skip
    offer, is_new = SkillOffer.objects.get_or_create(user=by, defaults=values)
    if not is_new:
        offer = lock_row(offer)
        for name, value in values.items():
            setattr(offer, name, value)
        offer.version += 1
        offer.save()
    return offer


@transaction.atomic
def take_back_offer(offer: SkillOffer, *, by: "User", now: datetime | None = None) -> None:
    """Nobody sees it any more, and what was asked and not answered ends; who asked is told, without a reason."""
    now = now or timezone.now()
    with saying_who_waits():
        locked = lock_row(offer)
    if locked.user_id != by.pk:
        raise DomainError(_("これができるのは、本人だけです。"))
    locked.is_open = offer.is_open = False
    locked.version += 1
    locked.save(update_fields=["is_open", "version", "updated_at"])
    for one in locked.requests.filter(state=LendingState.ASKED).order_by("pk"):
        _write(lock_row(one), LendingAction.REFUSE, now)


@transaction.atomic
def ask_for_skill(
    offer: SkillOffer,
    organization: Organization,
    *,
    by: "User",
    role: Role,
    text: str,
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> SkillRequest:
    """With one of the organisation's roles. Few at a time reach one person, and who was refused does not ask again soon."""
    now = now or timezone.now()
    with saying_who_waits():
        locked = lock_row(offer)
    if not can_ask_for_skills(by, organization):
        raise DomainError(_("たのめるのは、共創パートナーなどに登録中の団体の、代表と編集する人だけです。"))
    own = uuid.uuid5(key, f"{by.pk}:{organization.pk}:{locked.pk}") if key else None
    if own is not None and (sent := SkillRequest.objects.filter(idempotency_key=own).first()):
        return sent
    if role.organization_id != organization.pk or role.state != RoleState.PUBLISHED:
        raise DomainError(_("募集している役割から、ひとつ選んでください。"))
    if not text.strip():
        raise DomainError(_("たのみたいことを書いてください。"))
    _check_bothers_nobody(locked, organization, now)
    asked: SkillRequest = SkillRequest.objects.create(
        offer=locked, organization=organization, role=role, text=text.strip(), asked_by=by, asked_at=now,
        idempotency_key=own,
    )  # fmt: skip
    queue_mail(ASKED, to=locked.user, ids={"request": asked.pk}, key=f"{ASKED}:{asked.pk}")
    return asked


def _check_bothers_nobody(offer: SkillOffer, organization: Organization, now: datetime) -> None:
    if not offer.is_open or not offer.user.is_active or can_see_organization(offer.user, organization):
        raise DomainError(_("この方には、いまはたのめません。"))
    if offer.requests.filter(organization=organization, state=LendingState.ASKED).exists():
        raise DomainError(_("この方には、もうたのんでいます。返事を待ってください。"))
    since = now - timedelta(days=settings.HUB_LENDING_PAUSE_DAYS)
    over = offer.requests.filter(organization=organization, decided_at__gt=since)
    if over.exclude(state=LendingState.AGREED).exists():
        raise DomainError(_("前に返事をもらってから日が浅いので、この方には、しばらくたのめません。"))
    if offer.requests.filter(state=LendingState.ASKED).count() >= settings.HUB_LENDING_MOST_OPEN:
        raise DomainError(_("この方には、いくつかの団体がたのんでいて、返事を待っています。しばらくしてから、またたのんでください。"))  # fmt: skip


@transaction.atomic
def agree_to_talk(request: SkillRequest, *, by: "User", said: Said, now: datetime | None = None) -> RoleApplication:
    """An application for the role begins with the name that the person gives, and both write to each other there."""
    now = now or timezone.now()
    with saying_who_waits():
        by = lock_row(by)
        role = lock_row(request.role)
        locked = lock_row(request)
    if locked.offer.user_id != by.pk:
        raise DomainError(_("これができるのは、たのまれた本人だけです。"))
    if locked.application is not None:
        return locked.application
    _check_move(locked, LendingAction.AGREE)
    application = apply_locked(role, by=by, said=said, came_by="lending", key=None, now=now)
    locked.application = application
    _write(locked, LendingAction.AGREE, now)
    request.state = locked.state
    return application


def refuse_request(request: SkillRequest, *, by: "User", now: datetime | None = None) -> None:
    """No reason is asked for; the organisation is told kindly."""
    _move(request, LendingAction.REFUSE, by=by, now=now)


def end_request(request: SkillRequest, *, by: "User", now: datetime | None = None) -> None:
    """The organisation takes back what was not answered yet."""
    _move(request, LendingAction.END, by=by, now=now)


@transaction.atomic
def expire_request(request: SkillRequest, *, before: datetime, now: datetime) -> bool:
    """Called by the beat; whether it was due still. Each side is told once: who asked, and that nobody waits any more."""
    with saying_who_waits():
        locked = lock_row(request)
    if locked.state != LendingState.ASKED or locked.asked_at >= before:
        return False
    _write(locked, LendingAction.END, now)
    if locked.offer.user.is_active:
        queue_mail(OVER, to=locked.offer.user, ids={"request": locked.pk}, key=f"{OVER}:{locked.pk}")
    _tell_writers(UNANSWERED, locked)
    return True


@transaction.atomic
def _move(request: SkillRequest, action: LendingAction, *, by: "User", now: datetime | None) -> None:
    now = now or timezone.now()
    with saying_who_waits():
        locked = lock_row(request)
    is_persons = action == LendingAction.REFUSE
    may = locked.offer.user_id == by.pk if is_persons else can_edit_organization(by, locked.organization)
    if not may:
        raise DomainError(
            _("これができるのは、たのまれた本人だけです。")
            if is_persons
            else _("これができるのは、団体の代表と編集する人だけです。")
        )
    _check_move(locked, action)
    if action == LendingAction.END and locked.state != LendingState.ASKED:
        raise TransitionError(str(action.label), str(LendingState(locked.state).label))
    _write(locked, action, now)
    request.state = locked.state


def _check_move(locked: SkillRequest, action: LendingAction) -> None:
    if locked.state not in LENDING_MOVES[action][0]:
        raise TransitionError(str(action.label), str(LendingState(locked.state).label))


def _write(locked: SkillRequest, action: LendingAction, now: datetime) -> None:
    """The only code that changes its state; who asked is told of what the person said."""
    _check_move(locked, action)
    locked.state, locked.decided_at = LENDING_MOVES[action][1], now
    locked.save(update_fields=["state", "decided_at", "application"])
    if action == LendingAction.REFUSE:
        _tell_writers(TOLD, locked)


def _tell_writers(kind: str, locked: SkillRequest) -> None:
    for user in writers_of(locked.organization):
        queue_mail(kind, to=user, ids={"request": locked.pk}, key=f"{kind}:{locked.pk}:{user.pk}")
