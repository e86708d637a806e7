"""The life of a circle: handed in by its organisation, let go out by staff, ended, opened again, hidden."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from events.circle_rules import may_decide, may_look_at_circles
from events.enums import Action, State
from events.models import Circle
from events.services.circles.records import locked_circle, move_locked, record_circle, write_move
from events.services.circles.writing import check_may_change, check_whole
from hub.exceptions import DomainError, TransitionError

if TYPE_CHECKING:
    from hub.accounts.models import User


def submit_circle(circle: Circle, *, by: "User") -> None:
    """Draft → in review, whole. An organisation that is not verified yet may hand in; nothing is published before it is."""
    with locked_circle(circle.pk) as locked:
        check_may_change(locked, by=by)
        check_whole(locked)
        move_locked(locked, Action.SUBMIT, by=by)


def withdraw_circle(circle: Circle, *, by: "User") -> None:
    """In review → draft, by who handed it in."""
    with locked_circle(circle.pk) as locked:
        check_may_change(locked, by=by)
        move_locked(locked, Action.WITHDRAW, by=by)


def close_circle(circle: Circle, *, by: "User", reason: str = "") -> None:
    """Published → closed. Its members are told; what is known of them goes 30 days later."""
    with locked_circle(circle.pk) as locked:
        check_may_change(locked, by=by)
        move_locked(locked, Action.CLOSE, by=by, reason=reason)


def reopen_circle(circle: Circle, *, by: "User", now: datetime | None = None) -> None:
    """Closed → published again, at once; to be looked at afterwards."""
    with locked_circle(circle.pk) as locked:
        check_may_change(locked, by=by)
        check_whole(locked)
        since = locked.recheck_since or now or timezone.now()
        move_locked(locked, Action.REOPEN, by=by, now=now, recheck_since=since)


def publish_circle(
    circle: Circle, *, by: "User | None", seen_version: int | None = None, now: datetime | None = None
) -> None:
    """In review → published, by staff who read it (``seen_version``: what was read). None: what the seed makes."""
    with locked_circle(circle.pk) as locked:
        if by is not None:
            _check_decides(locked, by)
        if by is not None and locked.state != State.IN_REVIEW:
            raise TransitionError(str(Action.PUBLISH.label), str(State(locked.state).label))
        _check_same(locked, seen_version)
        if not locked.organization.is_verified:
            raise DomainError(
                _("団体「%(name)s」の確認がまだなので、公開できません。先に団体を確かめてください。")
                % {"name": locked.organization.name}
            )
        check_whole(locked)
        move_locked(locked, Action.PUBLISH, by=by, now=now, recheck_since=None)


def send_back_circle(circle: Circle, *, by: "User", reason: str) -> None:
    """In review or published → draft, with a reason that its organisation reads."""
    asked = _asked(reason, _("下書きに戻す理由を書いてください。団体に伝わります。"))
    with locked_circle(circle.pk) as locked:
        _check_decides(locked, by)
        move_locked(locked, Action.RETURN, by=by, reason=asked, recheck_since=None)


def hide_circle(circle: Circle, *, by: "User", reason: str) -> None:
    """At once out of everybody's sight. A reason is asked for."""
    asked = _asked(reason, _("公開を止める理由を書いてください。"))
    with locked_circle(circle.pk) as locked:
        if not may_look_at_circles(by):
            raise DomainError(_("公開を止めることは、担当の職員だけができます。"))
        move_locked(locked, Action.HIDE, by=by, reason=asked, recheck_since=None)


def unhide_circle(circle: Circle, *, by: "User", reason: str) -> None:
    """Hidden → draft, so that somebody looks at it again before it is published."""
    asked = _asked(reason, _("公開の停止を解く理由を書いてください。"))
    with locked_circle(circle.pk) as locked:
        _check_decides(locked, by)
        move_locked(locked, Action.UNHIDE, by=by, reason=asked)


def look_at_circle(circle: Circle, *, by: "User", seen_version: int) -> None:
    """What its organisation changed by itself was read and is right."""
    with locked_circle(circle.pk) as locked:
        _check_decides(locked, by)
        if locked.recheck_since is None:
            raise DomainError(_("ほかの人が、もう確かめました。"))
        _check_same(locked, seen_version)
        locked.recheck_since = None
        locked.save(update_fields=["recheck_since", "updated_at"])
        write_move(locked, Action.ASSURE, by=by)
        record_circle(locked, locked.state)


def _check_decides(circle: Circle, by: "User") -> None:
    if not may_decide(by, circle):
        raise DomainError(_("確認できる職員だけができます。自分が入っている団体のものは、ほかの職員に頼んでください。"))


def _check_same(circle: Circle, seen_version: int | None) -> None:
    if seen_version is not None and circle.version != seen_version:
        raise DomainError(_("見ているあいだに、内容が変わりました。新しい内容を確かめてから、もう一度押してください。"))


def _asked(text: str, wanted: str) -> str:
    if not text.strip():
        raise DomainError(wanted)
    return text.strip()
