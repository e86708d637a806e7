"""役割への申込: sent by a person, answered by the organisation, ended by either; both write to each other through the hub."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.exceptions import DomainError, TransitionError
from hub.locking import lock_row, saying_who_waits
from partners.application_rules import can_take_in, party_of
from partners.models import ApplicationMessage, Role, RoleApplication, RoleCourse
from partners.role_enums import (
    OPEN_APPLICATIONS,
    WAITING_APPLICATIONS,
    ApplicationAction,
    ApplicationState,
    Party,
    RoleState,
    Skill,
)
from partners.role_rules import is_full, is_past_due
from partners.services.application_records import (
    MESSAGE,
    NEW,
    lock_application,
    move_application,
    promised_day,
    tell_party,
    tell_writers,
    turn_over,
    write_history,
)

if TYPE_CHECKING:
    from hub.accounts.models import User

# By which page of the hub somebody comes; all else counts as the list.
WAYS = ("hub", "place", "event", "project", "university", "lending")
MOST_MESSAGES = 500
READ = {Party.PERSON: "read_by_person", Party.ORGANIZATION: "read_by_organization"}


class FullError(DomainError):
    """No place is left."""

    def __init__(self) -> None:
        super().__init__(_("募集する人数に達しています。活動を終えた人がいれば、また1人お願いできます。"))


@dataclass(frozen=True)
class Said:
    """What somebody says of themself who applies. ``is_old_enough``: at least as old as the role wants."""

    name: str
    text: str = ""
    wants_visit: bool = False
    skills: Collection[str] = ()
    is_minor: bool = False
    guardian_agrees: bool = False
    is_old_enough: bool = False
    course: int | None = None


@transaction.atomic
def apply(
    role: Role,
    *,
    by: "User",
    said: Said,
    came_by: str = "hub",
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> RoleApplication:
    """Sends an application; a second tap gives what the first one made. Of one person one open one for a role.

    The person is locked, then the role: of an account that ends at this moment no name is written any more.
    """
    now = now or timezone.now()
    with saying_who_waits():
        person, locked = lock_row(by), lock_row(role)
    return apply_locked(locked, by=person, said=said, came_by=came_by, key=key, now=now)


def apply_locked(
    locked: Role, *, by: "User", said: Said, came_by: str, key: uuid.UUID | None, now: datetime
) -> RoleApplication:
    """The same for a role that is locked already."""
    own = uuid.uuid5(key, f"{by.pk}:{locked.pk}") if key else None
    if own is not None and (sent := RoleApplication.objects.filter(idempotency_key=own).first()):
        return sent
    _check_open(locked, by, now)
    _check_said(locked, said)
    courses = RoleCourse.objects.confirmed().filter(role=locked, pk=said.course) if said.course else []
    application = RoleApplication.objects.create(
        idempotency_key=own, role=locked, user=by, name=said.name.strip(), wants_visit=said.wants_visit,
        skills=[skill for skill in Skill.values if skill in said.skills], is_minor=said.is_minor,
        guardian_agrees=said.is_minor and said.guardian_agrees, course=next(iter(courses), None),
        came_by=came_by if came_by in WAYS else "hub", applied_at=now, answer_by=promised_day(locked, now),
    )  # fmt: skip
    write_history(application, ApplicationAction.APPLY, by=by, now=now)
    if said.text.strip():
        _add(application, Party.PERSON, by=by, text=said.text, key=None, now=now)
    tell_writers(NEW, application, ids={"application": application.pk}, key=f"{NEW}:{application.pk}")
    return application


def why_not_taking(role: Role, today: date) -> str:
    """In words for who would apply; empty where one can (``partners.role_rules.is_taking``)."""
    if role.state != RoleState.PUBLISHED or not role.organization.is_verified:
        return _("この役割は、いまは募集していません。")
    if is_past_due(role, today):
        return _("募集の締切が過ぎました。いまは申し込めません。")
    return _("募集する人数に達しました。いまは申し込めません。") if is_full(role) else ""


def _check_open(locked: Role, by: "User", now: datetime) -> None:
    if not by.is_active:
        raise DomainError(_("申し込むには、ログインしてください。"))
    if locked.applications.filter(user=by, state__in=OPEN_APPLICATIONS).exists():
        raise DomainError(_("この役割には、もう申し込んでいます。「わたしの役割」から続きを見られます。"))
    if refusal := why_not_taking(locked, timezone.localdate(now)):
        raise DomainError(refusal)


def _check_said(role: Role, said: Said) -> None:
    if not said.name.strip():
        raise DomainError(_("団体の人が何とよべばよいか、書いてください。"))
    if role.youngest is not None and (not said.is_old_enough or (said.is_minor and role.youngest >= 18)):
        raise DomainError(_("この役割は、%(age)d歳からです。") % {"age": role.youngest})
    if said.is_minor and not said.guardian_agrees:
        raise DomainError(_("18歳未満の方は、保護者の同意をもらってから申し込んでください。"))


def invite_to_visit(
    application: RoleApplication, *, by: "User", text: str, seen: str | None = None, now: datetime | None = None
) -> None:
    """Sent → visiting. When and where stands in the message."""
    _need(text, _("いつ、どこへ来てもらうかを書いてください。"))
    _answer(application, ApplicationAction.INVITE, by=by, text=text, seen=seen, now=now)


def accept_application(
    application: RoleApplication, *, by: "User", text: str = "", seen: str | None = None, now: datetime | None = None
) -> None:
    """Takes one place of the role, whose row is locked: of two who give the last one away one is told that it is gone."""
    _answer(application, ApplicationAction.ACCEPT, by=by, text=text, seen=seen, now=now)


def decline_application(
    application: RoleApplication, *, by: "User", text: str, seen: str | None = None, now: datetime | None = None
) -> None:
    """The reason is a message that the person reads."""
    _need(text, _("見送る理由を、ひとことでも書いてください。申し込んだ方に伝わります。"))
    _answer(application, ApplicationAction.DECLINE, by=by, text=text, seen=seen, now=now)


def withdraw_application(application: RoleApplication, *, by: "User", now: datetime | None = None) -> None:
    """By the person, before it is decided on; no reason is asked for."""
    move_application(application, ApplicationAction.WITHDRAW, by=by, now=now)


def end_application(application: RoleApplication, *, by: "User", text: str = "", now: datetime | None = None) -> None:
    """By either side; the place is free again. Hours can still be written and confirmed for what was done."""
    _answer(application, ApplicationAction.END, by=by, text=text, seen=None, now=now)


def _need(text: str, missing: str) -> None:
    if not text.strip():
        raise DomainError(missing)


@transaction.atomic
def _answer(
    application: RoleApplication, action: ApplicationAction, *, by: "User", text: str, seen: str | None,
    now: datetime | None,
) -> None:  # fmt: skip
    """What is said with it stands among the messages; the mail of the act tells of both."""
    now = now or timezone.now()

    def check(locked: RoleApplication) -> None:
        if action in {ApplicationAction.INVITE, ApplicationAction.ACCEPT} and not can_take_in(locked):
            raise DomainError(_("この役割か団体の公開が止まっているので、いまはお願いできません。"))
        if action == ApplicationAction.ACCEPT and is_full(locked.role):
            raise FullError
        party = party_of(by, locked)
        if text.strip() and party is not None:
            _add(locked, party, by=by, text=text, key=None, now=now)

    move_application(application, action, by=by, seen=seen, check=check, now=now)


@transaction.atomic
def write_message(
    application: RoleApplication, *, by: "User", text: str, key: uuid.UUID | None = None, now: datetime | None = None
) -> ApplicationMessage:
    """To the other side, who is told by mail that there is something to read, once until it was read."""
    now, locked = now or timezone.now(), lock_application(application)
    party = party_of(by, locked)
    if party is None:
        raise DomainError(_("書けるのは、申し込んだ本人と、団体の代表と編集する人だけです。"))
    own = uuid.uuid5(key, f"{by.pk}:{locked.pk}") if key else None
    if own is not None and (sent := ApplicationMessage.objects.filter(idempotency_key=own).first()):
        return sent
    _need(text, _("何か書いてから送ってください。"))
    if locked.names_removed_at is not None or locked.user is None:
        raise DomainError(_("終わってから時間がたったので、もう書けません。"))
    if party == Party.ORGANIZATION and not locked.role.organization.is_verified:
        raise DomainError(_("団体の登録が止まっているので、いまは読むだけです。"))
    if locked.messages.count() >= MOST_MESSAGES:
        raise DomainError(_("やりとりが多くなったので、ここにはもう書けません。"))
    message = _add(locked, party, by=by, text=text, key=own, now=now)
    _turn(locked, party, now)
    _tell_once(locked, party, message)
    application.answer_by = locked.answer_by
    return message


def _add(
    application: RoleApplication, party: Party, *, by: "User", text: str, key: uuid.UUID | None, now: datetime
) -> ApplicationMessage:
    written: ApplicationMessage = ApplicationMessage.objects.create(
        application=application, party=party, author=by, text=text.strip(), idempotency_key=key, created_at=now
    )
    return written


def _turn(locked: RoleApplication, party: Party, now: datetime) -> None:
    """What the organisation writes is its answer; what the person writes before it is decided is to be answered anew."""
    if locked.state not in WAITING_APPLICATIONS:
        return
    if party == Party.PERSON and locked.answer_by is not None:
        return
    values = turn_over(promised_day(locked.role, now) if party == Party.PERSON else None)
    for name, value in values.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(values))


def _tell_once(application: RoleApplication, party: Party, message: ApplicationMessage) -> None:
    """As long as the other side has not read what was written before they know that there is something."""
    other = Party.ORGANIZATION if party == Party.PERSON else Party.PERSON
    read = getattr(application, READ[other])
    first = application.messages.filter(party=party, pk__gt=read).order_by("pk").values_list("pk", flat=True)[0]
    tell_party(MESSAGE, other, application, ids={"message": message.pk}, key=f"{MESSAGE}:{application.pk}:{first}")


def mark_read(application: RoleApplication, *, by: "User", up_to: int) -> None:
    """The side for which somebody reads has read all up to this message."""
    party = party_of(by, application)
    if party is None:
        raise DomainError(_("これができるのは、申し込んだ本人か、団体の代表と編集する人だけです。"))
    newest = application.messages.filter(pk__lte=up_to).order_by("-pk").values_list("pk", flat=True).first()
    if newest is not None:
        rows: Any = RoleApplication.objects.filter(pk=application.pk, **{f"{READ[party]}__lt": newest})
        rows.update(**{READ[party]: newest})


def seen_state(application: RoleApplication, state: str) -> str | None:
    """What a page sent as the state that it showed; nothing known is as if another was."""
    return state if state in ApplicationState.values else ""


__all__ = [
    "FullError", "Said", "TransitionError", "accept_application", "apply", "apply_locked", "decline_application",
    "end_application", "invite_to_visit", "mark_read", "seen_state", "why_not_taking",
    "withdraw_application", "write_message",
]  # fmt: skip
