"""The one place where the states of calls and opinions change, each change with its row of history."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from hub.exceptions import DomainError, TransitionError
from hub.locking import lock_row
from indicators.models import Opinion, OpinionCall, VoiceTransition
from indicators.voice_enums import (
    CALL_MOVES,
    OPINION_MOVES,
    WHEN_ANSWERED,
    CallAction,
    CallState,
    OpinionAction,
    OpinionState,
)
from indicators.voice_rules import can_hear

if TYPE_CHECKING:
    from hub.accounts.models import User


def check_hears(by: "User") -> None:
    """Raises ``DomainError`` for all but planners."""
    if not can_hear(by):
        raise DomainError(_("意見の呼びかけを扱えるのは、計画担当だけです。"))


def lock_call(call: OpinionCall, action: CallAction) -> OpinionCall:
    """The call as it is now. Raises ``TransitionError`` where it is not in a state for this."""
    locked = lock_row(call)
    if locked.state not in CALL_MOVES[action]:
        raise TransitionError(str(action.label), str(CallState(locked.state).label))
    return locked


def move_call(call: OpinionCall, action: CallAction, *, by: "User | None", now: datetime, note: str = "") -> None:
    """Of a locked call. Saves it with what else was set on it."""
    before = CallState(call.state)
    call.state = CALL_MOVES[action][before]
    call.save()
    record(call, action, before, call.state, by=by, now=now, note=note)


def lock_opinion(opinion: Opinion, action: OpinionAction) -> tuple[OpinionCall, Opinion]:
    """Its call, then the opinion. Raises ``TransitionError`` where one of them is not in a state for this."""
    call = lock_row(opinion.call)
    locked = lock_row(opinion)
    if locked.state not in OPINION_MOVES[action]:
        raise TransitionError(str(action.label), str(OpinionState(locked.state).label))
    if call.state == CallState.ANSWERED and action not in WHEN_ANSWERED:
        raise TransitionError(str(action.label), str(CallState(call.state).label))
    locked.call = call
    return call, locked


def move_opinion(opinion: Opinion, action: OpinionAction, *, by: "User", now: datetime) -> None:
    """Of a locked opinion. Saves it with what else was set on it. No word of it goes into the history."""
    before = OpinionState(opinion.state)
    opinion.state = OPINION_MOVES[action][before]
    opinion.save()
    record(opinion.call, action, before, opinion.state, by=by, now=now, opinion=opinion)


def record(
    call: OpinionCall,
    action: CallAction | OpinionAction,
    before: str,
    after: str,
    *,
    by: "User | None",
    now: datetime,
    note: str = "",
    opinion: Opinion | None = None,
) -> None:
    """A row of history."""
    VoiceTransition.objects.create(
        call=call, opinion=opinion, action=action, from_state=before, to_state=after, note=note, by=by, at=now
    )
