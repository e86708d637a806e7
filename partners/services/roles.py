"""What an organisation does with its roles: write, publish, close, open again; and what the city takes out of sight."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import State
from hub.accounts.people import writers_of
from hub.accounts.services.records import lock_organization
from hub.exceptions import DomainError
from hub.notifications.services import queue_mail
from partners.cocreation_enums import ProjectState
from partners.models import Role, RoleTransition
from partners.role_enums import PUBLIC_ROLES, RoleAction, RoleState
from partners.role_rules import can_hide_role, can_write_role, can_write_roles_for
from partners.services.joining import StaleError, UnfinishedError
from partners.services.role_notices import announce_edited
from partners.services.role_records import (
    copy_role,
    lock_role,
    make_roles_findable,
    move_locked,
    record_role,
    write_role_history,
)

if TYPE_CHECKING:
    from hub.accounts.models import Organization, User

WRITTEN = (
    *("kind", "title", "text", "for_first", "place", "event", "project", "where", "is_online", "is_everywhere"),
    *("skills", "when", "minutes", "starts_on", "ends_on", "apply_until", "can_visit_first", "costs", "insurance"),
    *("youngest", "is_with_minors", "safeguards", "answer_days", "places"),
)
WRITTEN_SETS = ("themes", "districts")
HIDDEN = "roles.hidden"
# Of a role that is posted again these belong to the last time.
_NOT_COPIED = frozenset({"starts_on", "ends_on", "apply_until", "event"})


@transaction.atomic
def begin_role(
    organization: "Organization", *, by: "User", values: Mapping[str, Any], key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> Role:  # fmt: skip
    """A draft, once for each ``key``. ``values``: by the names in ``WRITTEN`` and ``WRITTEN_SETS``; others are left aside."""
    if not can_write_roles_for(by, organization):
        raise DomainError(_("役割を書けるのは、団体の代表と編集する人だけです。"))
    _check_own(organization, values)
    key = key or uuid.uuid4()
    role = Role(
        idempotency_key=key, organization=organization, created_by=by, is_sample=organization.is_sample,
        **{name: values[name] for name in WRITTEN if name in values},
    )  # fmt: skip
    Role.objects.bulk_create([role], ignore_conflicts=True)
    # Whose else the key were, it opens nothing of theirs.
    found: Role | None = Role.objects.filter(idempotency_key=key, organization=organization).first()
    if found is None:
        raise DomainError(_("このページは、もう使えません。開きなおしてください。"))
    if not found.transitions.exists():
        for name in WRITTEN_SETS:
            getattr(found, name).set(values.get(name, ()))
        write_role_history(found, RoleAction.BEGIN, by=by, now=now or timezone.now())
    return found


def copy_role_as_draft(role: Role, *, by: "User", key: uuid.UUID | None = None, now: datetime | None = None) -> Role:
    """A new draft with the words of this one, without its days, applications and what universities said."""
    values = {name: getattr(role, name) for name in WRITTEN if name not in _NOT_COPIED}
    sets = {name: list(getattr(role, name).all()) for name in WRITTEN_SETS}
    return begin_role(role.organization, by=by, values=values | sets, key=key, now=now)


@transaction.atomic
def write_role(
    role: Role, *, by: "User", values: Mapping[str, Any], seen_version: int, now: datetime | None = None
) -> None:
    """What its organisation writes of it. What is public changes at once and must stay whole.

    ``values``: by the names in ``WRITTEN`` and ``WRITTEN_SETS``; others are left aside.
    """
    now, locked = now or timezone.now(), lock_role(role)
    _check_writes(locked, by)
    _check_own(locked.organization, values)
    written = {name: values[name] for name in WRITTEN if name in values}
    chosen = {name: sorted(one.pk for one in values[name]) for name in WRITTEN_SETS if name in values}
    # Whoever taps twice, or saves what the other one saved, overwrites nothing.
    if not _differs(locked, written, chosen):
        return
    if locked.version != seen_version:
        raise StaleError(
            _("あなたが開いたあとに、ほかの人が保存しました。もう一度ボタンを押すと、下に見えている内容になります。")
        )
    for name, value in written.items():
        setattr(locked, name, value)
    for name, numbers in chosen.items():
        getattr(locked, name).set(numbers)
    is_public = locked.state in PUBLIC_ROLES
    if is_public:
        check_whole(locked, today=timezone.localdate(now), is_open=locked.state == RoleState.PUBLISHED)
    locked.version += 1
    locked.save(update_fields=[*written, "version", "updated_at"])
    write_role_history(locked, RoleAction.EDIT, by=by, now=now)
    copy_role(role, locked)
    if is_public:
        make_roles_findable([locked])
        announce_edited(locked)
        record_role(locked, locked.state)


def _check_writes(locked: Role, by: "User") -> None:
    if not can_write_role(by, locked):
        raise DomainError(_("役割を書けるのは、団体の代表と編集する人だけです。"))


def _check_own(organization: "Organization", values: Mapping[str, Any]) -> None:
    """A role stands at the organisation's own place or event, or at a project in which it takes part, and nowhere else."""
    for said in _of_others(organization, values).values():
        raise DomainError(said)


def _of_others(organization: "Organization", values: Mapping[str, Any]) -> dict[str, str]:
    """What of these is not the organisation's own, by field."""
    found = {}
    for name, whose in {"place": "operator_id", "event": "organizer_id"}.items():
        thing = values.get(name)
        if thing is not None and getattr(thing, whose) != organization.pk:
            found[name] = _("自分の団体の場や催しを選んでください。")
    project = values.get("project")
    if project is not None and not project.parts.filter(organization=organization, state="joined").exists():
        found["project"] = _("自分の団体が加わっている共創プロジェクトを選んでください。")
    return found


def _check_stands(role: Role, now: datetime) -> None:
    """Before everybody sees it: what it stands under is still the organisation's own, seen by everybody, and goes on.

    Raises ``UnfinishedError`` with all of it at once, beside the fields in which it was chosen.
    """
    values = {name: getattr(role, name) for name in ("place", "event", "project")}
    found: dict[str, str] = {}
    if role.place is not None and role.place.state != State.PUBLISHED:
        found["place"] = _(
            "選んだ場は、いまは公開されていないか、閉じています。選びなおすか、空けて、保存してください。"
        )
    if role.event is not None and (role.event.state != State.PUBLISHED or role.event.last_ends_at < now):
        found["event"] = _(
            "選んだ催しは、いまは公開されていないか、終わっています。選びなおすか、空けて、保存してください。"
        )
    if role.project is not None and role.project.state != ProjectState.RUNNING:
        found["project"] = _(
            "選んだ共創プロジェクトは、いまは公開されていないか、終わっています。選びなおすか、空けて、保存してください。"
        )
    found |= _of_others(role.organization, values)
    if found:
        raise UnfinishedError(found)


def _differs(locked: Role, written: Mapping[str, Any], chosen: Mapping[str, list[int]]) -> bool:
    if any(getattr(locked, name) != value for name, value in written.items()):
        return True
    return any(
        sorted(getattr(locked, name).values_list("pk", flat=True)) != numbers for name, numbers in chosen.items()
    )


def check_whole(role: Role, *, today: date, is_open: bool) -> None:
    """Raises ``UnfinishedError`` with all that is missing at once. ``is_open``: its days may not be over."""
    asked = {
        "title": _("何をするかを、ひとことで書いてください。"),
        "text": _("どんなことをするかを書いてください。"),
        "when": _("いつするか（曜日や時間）を書いてください。決まっていなければ「相談して決めます」でもかまいません。"),
        "skills": _(
            "活かせることを、1つ以上選んでください。とくになければ「とくにいらない・手があればよい」を選びます。"
        ),
    }
    missing = {name: said for name, said in asked.items() if not _said(getattr(role, name))}
    if not (role.is_everywhere or role.is_online or role.districts.exists()):
        missing["districts"] = _("地区を選ぶか、「市内のどこでも」か「家からでもできる」に印をつけてください。")
    if not (role.is_online or role.is_everywhere or role.where.strip() or role.place_id):
        missing["where"] = _("どこでするかを書くか、場を選んでください。")
    if role.is_with_minors and not role.safeguards.strip():
        missing["safeguards"] = _("18歳未満の人と関わる役割です。子どもを守るためにしていることを書いてください。")
    if role.starts_on and role.ends_on and role.ends_on < role.starts_on:
        missing["ends_on"] = _("「いつまで」が「いつから」より前です。")
    missing |= _past_days(role, today) if is_open else {}
    if missing:
        raise UnfinishedError(missing)


def _said(value: str | list[str]) -> bool:
    return bool(value.strip() if isinstance(value, str) else value)


def _past_days(role: Role, today: date) -> dict[str, str]:
    said = _("もう過ぎた日です。これからの日にするか、空けてください。")
    return {name: said for name in ("ends_on", "apply_until") if (day := getattr(role, name)) and day < today}


@transaction.atomic
def _move(role: Role, action: RoleAction, *, by: "User | None", **how: Any) -> RoleTransition:
    """By who writes for the organisation, which is locked first and must be one that the city has checked."""
    organization = lock_organization(role.organization)
    locked = lock_role(role)
    locked.organization = organization
    if by is not None:
        _check_writes(locked, by)
    moved = move_locked(locked, action, by=by, **how)
    copy_role(role, locked)
    record_role(locked, moved.from_state)
    return moved


def publish_role(role: Role, *, by: "User", seen_version: int, now: datetime | None = None) -> None:
    """Draft → published: whole, of an organisation that the city has checked, under what is still its own and goes on.

    Who asked for such a thing is told.
    """
    now = now or timezone.now()

    def check(locked: Role) -> None:
        _check_may_publish(locked)
        check_whole(locked, today=timezone.localdate(now), is_open=True)
        _check_stands(locked, now)
        if locked.version != seen_version:
            raise StaleError(
                _("見ているあいだに、内容が変わりました。前の画面に戻って、新しい内容を確かめてください。")
            )

    _move(
        role, RoleAction.PUBLISH, by=by, check=check, now=now,
        values=lambda locked: {"published_at": locked.published_at or now},
    )  # fmt: skip


def _check_may_publish(locked: Role) -> None:
    if not locked.organization.is_verified:
        raise DomainError(_("市が団体を確かめると、公開できます。書いたものは残っています。"))


def close_role(role: Role, *, by: "User", now: datetime | None = None) -> None:
    """Published → closed: its page stays, and says that nobody can apply any more."""
    _move(role, RoleAction.CLOSE, by=by, now=now)


def reopen_role(role: Role, *, by: "User", now: datetime | None = None) -> None:
    """Closed → published, where it is whole, its days are still to come, and what it stands under goes on."""
    now = now or timezone.now()

    def check(locked: Role) -> None:
        _check_may_publish(locked)
        check_whole(locked, today=timezone.localdate(now), is_open=True)
        _check_stands(locked, now)

    _move(
        role, RoleAction.REOPEN, by=by, check=check, now=now,
        values=lambda locked: {"published_at": locked.published_at or now},
    )  # fmt: skip


@transaction.atomic
def _decide(role: Role, action: RoleAction, *, by: "User", reason: str, now: datetime | None) -> RoleTransition:
    """By a coordinator who does not belong to the organisation."""
    locked = lock_role(role)
    if not can_hide_role(by, locked):
        raise DomainError(_("共創の担当の職員だけができます。自分の団体のものは、ほかの職員に頼んでください。"))
    moved = move_locked(locked, action, by=by, reason=reason.strip(), now=now)
    copy_role(role, locked)
    if action == RoleAction.HIDE:
        for user in writers_of(locked.organization):
            queue_mail(HIDDEN, to=user, ids={"transition": moved.pk}, key=f"{HIDDEN}:{moved.pk}:{user.pk}")
    record_role(locked, moved.from_state)
    return moved


def hide_role(role: Role, *, by: "User", reason: str = "", now: datetime | None = None) -> None:
    """Out of everybody's sight at once. ``reason`` is read by its organisation."""
    _decide(role, RoleAction.HIDE, by=by, reason=reason, now=now)


def show_role(role: Role, *, by: "User", reason: str = "", now: datetime | None = None) -> None:
    """Hidden → closed: its organisation opens it again itself."""
    _decide(role, RoleAction.SHOW, by=by, reason=reason, now=now)
