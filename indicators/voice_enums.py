"""The words of calls for opinions, and what may follow upon what (こども基本法11条)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """Whose words the page speaks in. Everybody may write on each call."""

    EVERYONE = "everyone", _("だれでも")
    CHILDREN = "children", _("こども")


class AgeGroup(models.TextChoices):
    """As coarse as it can be and still tell children from adults. Empty: not said."""

    ELEMENTARY = "elementary", _("小学生")
    JUNIOR_HIGH = "junior_high", _("中学生")
    HIGH = "high", _("高校生の年ごろ")
    ADULT = "adult", _("18歳以上")


class CallState(models.TextChoices):
    """Life of a call."""

    DRAFT = "draft", _("書きかけ")
    OPEN = "open", _("意見を受けつけています")
    CLOSED = "closed", _("市が返事を書いています")
    ANSWERED = "answered", _("市の返事が出そろいました")


class CallAction(models.TextChoices):
    """What a planner does with a call; each leaves a row of history."""

    WRITE = "write", _("呼びかけを書いた")
    EDIT = "edit", _("内容を直す")
    OPEN = "open", _("公開して、意見を受けつける")
    TAKE_BACK = "take_back", _("公開をやめて、書きかけに戻す")
    CLOSE = "close", _("受けつけを終える")
    EXTEND = "extend", _("受けつけを延ばす")
    DELAY = "delay", _("返事の日を変える")
    ANSWER = "answer", _("返事が出そろったことにする")
    RESUME = "resume", _("返事を書くところに戻す")


class OpinionState(models.TextChoices):
    """Life of an opinion. Nobody but planners sees one that is not published."""

    RECEIVED = "received", _("確かめるのを待っています")
    PUBLISHED = "published", _("公開しています")
    MERGED = "merged", _("似た意見にまとめました")
    WITHHELD = "withheld", _("公開しません")


class OpinionAction(models.TextChoices):
    """What a planner does with an opinion; each leaves a row of history, without any word of the opinion."""

    PUBLISH = "publish", _("公開する")
    REWORD = "reword", _("公開している文を直す")
    MERGE = "merge", _("似た意見にまとめる")
    WITHHOLD = "withhold", _("公開しない")
    RECONSIDER = "reconsider", _("もう一度確かめる")
    EXPIRE = "expire", _("だれも確かめないまま、残す期間が過ぎた")


class Withheld(models.TextChoices):
    """Why an opinion is not published."""

    PERSONAL = "personal", _("だれのことかわかることが書いてある")
    ATTACK = "attack", _("だれかを傷つけることが書いてある")
    ELSEWHERE = "elsewhere", _("この呼びかけのことではない")
    ASKED = "asked", _("公開しないでほしいと書いてある")
    DANGER = "danger", _("本人や、まわりの人があぶないかもしれない（相談につないだ）")
    UNREADABLE = "unreadable", _("意味が読みとれない")
    EXPIRED = "expired", _("確かめないまま、残す期間が過ぎた")


class Verdict(models.TextChoices):
    """どう反映したか. ``LATER`` is no answer yet: it names the day by which there will be one."""

    TAKEN = "taken", _("取り入れた")
    PARTLY = "partly", _("一部取り入れた")
    NOT = "not", _("取り入れなかった")
    LATER = "later", _("まだ決まっていない")


# Which everybody sees.
PUBLIC_CALLS = (CallState.OPEN, CallState.CLOSED, CallState.ANSWERED)
# Of which a city that promised a day still owes something.
OWING_CALLS = (CallState.OPEN, CallState.CLOSED)

_C = CallState
# action -> state from which it is allowed -> state that it leads to
CALL_MOVES: dict[CallAction, dict[CallState, CallState]] = {
    CallAction.EDIT: {_C.DRAFT: _C.DRAFT},
    CallAction.OPEN: {_C.DRAFT: _C.OPEN},
    CallAction.TAKE_BACK: {_C.OPEN: _C.DRAFT},
    CallAction.CLOSE: {_C.OPEN: _C.CLOSED},
    CallAction.EXTEND: {_C.OPEN: _C.OPEN, _C.CLOSED: _C.OPEN},
    CallAction.DELAY: {_C.OPEN: _C.OPEN, _C.CLOSED: _C.CLOSED},
    CallAction.ANSWER: {_C.CLOSED: _C.ANSWERED},
    CallAction.RESUME: {_C.ANSWERED: _C.CLOSED},
}
_O = OpinionState
OPINION_MOVES: dict[OpinionAction, dict[OpinionState, OpinionState]] = {
    OpinionAction.PUBLISH: {_O.RECEIVED: _O.PUBLISHED},
    OpinionAction.REWORD: {_O.PUBLISHED: _O.PUBLISHED},
    OpinionAction.MERGE: {_O.RECEIVED: _O.MERGED},
    OpinionAction.WITHHOLD: {_O.RECEIVED: _O.WITHHELD, _O.PUBLISHED: _O.WITHHELD},
    OpinionAction.RECONSIDER: {_O.MERGED: _O.RECEIVED, _O.WITHHELD: _O.RECEIVED},
}
# In a call whose answers are complete nothing is added that would want one.
WHEN_ANSWERED = frozenset({OpinionAction.REWORD, OpinionAction.WITHHOLD})
