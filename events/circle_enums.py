"""サークル: the moves of a circle, and the states of those who belong to it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.enums import TRANSITIONS, Action, State

# A circle lives as an event does, but that it is neither scheduled nor merged: action -> (from, to).
CIRCLE_MOVES: dict[Action, tuple[frozenset[State], State]] = {
    action: TRANSITIONS[action]
    for action in (
        Action.SUBMIT,
        Action.RETURN,
        Action.WITHDRAW,
        Action.PUBLISH,
        Action.CLOSE,
        Action.REOPEN,
        Action.HIDE,
        Action.UNHIDE,
    )
}


class Joining(models.TextChoices):
    """How one becomes a member."""

    AT_ONCE = "at_once", _("だれでも、すぐに入れます")
    ASKED = "asked", _("主催者が、ひとりずつお返事します")
    CLOSED = "closed", _("いまは、新しい人を迎えていません")


class MemberState(models.TextChoices):
    """Life of a membership in a circle."""

    UNCONFIRMED = "unconfirmed", _("メールでの確認を待っています")
    ASKED = "asked", _("主催者の返事を待っています")
    MEMBER = "member", _("仲間です")
    DECLINED = "declined", _("今回は見送りになりました")
    LEFT = "left", _("やめました")
    REMOVED = "removed", _("主催者が外しました")


class MemberAction(models.TextChoices):
    """What is done to a membership; each leaves a row of history. The first makes it."""

    JOIN = "join", _("申し込んだ")
    ENTER = "enter", _("入った")
    ASK = "ask", _("主催者に回した")
    APPROVE = "approve", _("主催者が受けた")
    DECLINE = "decline", _("主催者が見送った")
    LEAVE = "leave", _("やめた")
    REMOVE = "remove", _("主催者が外した")
    LAPSE = "lapse", _("期限が過ぎたか、サークルが終わった")


_S, _A = MemberState, MemberAction
_OPEN = frozenset({_S.UNCONFIRMED, _S.ASKED, _S.MEMBER})
# action -> (states from which it is allowed, state that it leads to). JOIN makes the row.
MEMBER_MOVES: dict[MemberAction, tuple[frozenset[MemberState], MemberState]] = {
    _A.ENTER: (frozenset({_S.UNCONFIRMED}), _S.MEMBER),
    _A.ASK: (frozenset({_S.UNCONFIRMED}), _S.ASKED),
    _A.APPROVE: (frozenset({_S.ASKED}), _S.MEMBER),
    _A.DECLINE: (frozenset({_S.ASKED}), _S.DECLINED),
    _A.LEAVE: (_OPEN, _S.LEFT),
    _A.REMOVE: (frozenset({_S.MEMBER}), _S.REMOVED),
    _A.LAPSE: (_OPEN, _S.LEFT),
}
# The same person is one of these in a circle once at most.
ACTIVE = tuple(sorted(_OPEN))
# Told by mail why; what tells who they are goes some days later.
TOLD = (_S.DECLINED, _S.REMOVED)
