"""Calls for opinions: written, opened, closed, and answered to the last opinion."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.exceptions import DomainError
from indicators.models import OpinionCall
from indicators.services.voice_records import check_hears, lock_call, move_call, record
from indicators.voice_enums import CallAction, CallState

if TYPE_CHECKING:
    from hub.accounts.models import User

# What a planner writes, besides the policies.
WRITTEN = (
    *("title", "asked", "settled", "changeable", "child_title", "child_text", "audience", "plan"),
    *("opens_on", "closes_on", "answer_by"),
)


@transaction.atomic
def write_call(
    *, by: "User", code: str, values: Mapping[str, Any], is_sample: bool = False, now: datetime | None = None
) -> OpinionCall:
    """A draft, which nobody but planners sees. ``values``: by the names in ``WRITTEN``, and ``policies``."""
    check_hears(by)
    call = OpinionCall(code=code, is_sample=is_sample)
    _write(call, values)
    record(call, CallAction.WRITE, "", call.state, by=by, now=now or timezone.now())
    return call


@transaction.atomic
def edit_call(call: OpinionCall, *, by: "User", values: Mapping[str, Any], now: datetime | None = None) -> None:
    """Of a draft alone: what people wrote on is not written anew below them."""
    check_hears(by)
    locked = lock_call(call, CallAction.EDIT)
    _write(locked, values)
    move_call(locked, CallAction.EDIT, by=by, now=now or timezone.now())


def _write(call: OpinionCall, values: Mapping[str, Any]) -> None:
    for name in WRITTEN:
        setattr(call, name, values[name])
    _check_days(call.opens_on, call.closes_on, call.answer_by)
    policies = list(values["policies"])
    if any(one.plan_id != call.plan.pk for one in policies):
        raise DomainError(_("施策は、選んだ計画のものから選んでください。"))
    call.save()
    call.policies.set(policies)


def _check_days(opens_on: date, closes_on: date, answer_by: date) -> None:
    if closes_on < opens_on:
        raise DomainError(_("受けつけの最後の日が、最初の日より前です。"))
    if answer_by <= closes_on:
        raise DomainError(_("返事を出す日は、受けつけの最後の日よりあとにしてください。"))


@transaction.atomic
def open_call(call: OpinionCall, *, by: "User", now: datetime | None = None) -> None:
    """Everybody sees it from now on; opinions are taken from its first day to its last."""
    check_hears(by)
    now = now or timezone.now()
    locked = lock_call(call, CallAction.OPEN)
    if locked.closes_on < timezone.localdate(now):
        raise DomainError(_("受けつけの最後の日が、もう過ぎています。日を直してから公開してください。"))
    if not locked.plan.is_public:
        raise DomainError(_("この計画は公開されていません。"))
    move_call(locked, CallAction.OPEN, by=by, now=now)


@transaction.atomic
def take_back_call(call: OpinionCall, *, by: "User", now: datetime | None = None) -> None:
    """What was opened by mistake, as long as nobody has written."""
    check_hears(by)
    locked = lock_call(call, CallAction.TAKE_BACK)
    if locked.opinions.exists():
        raise DomainError(_("もう意見が届いているので、書きかけには戻せません。「受けつけを終える」を使ってください。"))
    move_call(locked, CallAction.TAKE_BACK, by=by, now=now or timezone.now())


@transaction.atomic
def close_call(call: OpinionCall, *, by: "User", now: datetime | None = None) -> None:
    """Before its last day."""
    check_hears(by)
    now = now or timezone.now()
    locked = lock_call(call, CallAction.CLOSE)
    locked.closed_on = timezone.localdate(now)
    move_call(locked, CallAction.CLOSE, by=by, now=now)


def close_due_calls(*, now: datetime | None = None) -> int:
    """Those whose last day is over; how many. Idempotent."""
    now = now or timezone.now()
    return sum(_close_due(call, now) for call in OpinionCall.objects.to_close(timezone.localdate(now)))


@transaction.atomic
def _close_due(call: OpinionCall, now: datetime) -> bool:
    locked = OpinionCall.objects.select_for_update(of=("self",), no_key=True).get(pk=call.pk)
    if locked.state != CallState.OPEN or locked.closes_on >= timezone.localdate(now):
        return False  # somebody closed or extended it meanwhile
    locked.closed_on = locked.closes_on
    move_call(locked, CallAction.CLOSE, by=None, now=now)
    return True


@transaction.atomic
def extend_call(
    call: OpinionCall, *, by: "User", closes_on: date, answer_by: date, note: str, now: datetime | None = None
) -> None:
    """Takes opinions for longer, or once more. Everybody reads why."""
    check_hears(by)
    now = now or timezone.now()
    locked = lock_call(call, CallAction.EXTEND)
    today = timezone.localdate(now)
    if closes_on < today or (locked.is_open and closes_on <= locked.closes_on):
        raise DomainError(_("いまの最後の日よりあとの、これからの日を書いてください。"))
    if locked.opinions.exclude(erased_on=None).exists():
        raise DomainError(_("終わってから長くたち、書かれた文はもう消してあります。新しい呼びかけを書いてください。"))
    _check_days(locked.opens_on, closes_on, answer_by)
    locked.closes_on, locked.answer_by, locked.closed_on = closes_on, answer_by, None
    move_call(locked, CallAction.EXTEND, by=by, now=now, note=_reason(note))


@transaction.atomic
def delay_reply(call: OpinionCall, *, by: "User", answer_by: date, note: str, now: datetime | None = None) -> None:
    """Another day is promised. Everybody reads why."""
    check_hears(by)
    now = now or timezone.now()
    locked = lock_call(call, CallAction.DELAY)
    if answer_by < timezone.localdate(now):
        raise DomainError(_("これからの日を書いてください。"))
    _check_days(locked.opens_on, locked.closes_on, answer_by)
    locked.answer_by = answer_by
    move_call(locked, CallAction.DELAY, by=by, now=now, note=_reason(note))


@transaction.atomic
def finish_call(call: OpinionCall, *, by: "User", now: datetime | None = None) -> None:
    """返事が出そろった. Raises ``DomainError`` while an opinion waits, or a published one has no answer."""
    check_hears(by)
    now = now or timezone.now()
    locked = lock_call(call, CallAction.ANSWER)
    waiting = locked.opinions.waiting().count()
    if waiting:
        raise DomainError(_("まだ確かめていない意見が%(n)s件あります。") % {"n": waiting})
    numbers = [one.number for one in locked.opinions.unanswered().order_by("number")]
    if numbers:
        raise DomainError(
            _("まだ返事が決まっていない意見があります：%(which)s") % {"which": "、".join(f"意見{n}" for n in numbers)}
        )
    locked.answered_on = timezone.localdate(now)
    move_call(locked, CallAction.ANSWER, by=by, now=now)


@transaction.atomic
def resume_call(call: OpinionCall, *, by: "User", note: str, now: datetime | None = None) -> None:
    """Back to where replies are written, for a reason that everybody reads."""
    check_hears(by)
    locked = lock_call(call, CallAction.RESUME)
    locked.answered_on = None
    move_call(locked, CallAction.RESUME, by=by, now=now or timezone.now(), note=_reason(note))


def _reason(note: str) -> str:
    said = note.strip()
    if not said:
        raise DomainError(_("理由を書いてください。だれでも読めます。"))
    return said
