"""Words of a case, which staff alone read, and which act is possible in which state."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Urgency(models.TextChoices):
    """急ぎ具合, as a coordinator judges it."""

    URGENT = "urgent", _("急ぎ")
    SOON = "soon", _("早めに")
    NORMAL = "normal", _("ふつう")


class State(models.TextChoices):
    """Where the case stands. Closed ones can be reopened."""

    RECEIVED = "received", _("受け付けた")
    TRIAGED = "triaged", _("振り分けた")
    ASSIGNED = "assigned", _("担当が決まった")
    IN_CONTACT = "in_contact", _("連絡がついた")
    IN_SUPPORT = "in_support", _("支援している")
    CLOSED = "closed", _("終わった")


OPEN = frozenset(State) - {State.CLOSED}


class Action(models.TextChoices):
    """What is done to a case. One row of its history is one of these."""

    RECEIVE = "receive", _("受け付けた")
    LOOK = "look", _("はじめて見た")
    TRIAGE = "triage", _("振り分けた")
    TAKE = "take", _("引き受けた")
    ASSIGN = "assign", _("担当を決めた")
    CONTACT = "contact", _("連絡がついた")
    SUPPORT = "support", _("支援を始めた")
    CLOSE = "close", _("終わった")
    REOPEN = "reopen", _("もう一度始めた")
    HAND_ON = "hand_on", _("引き継ぎを頼んだ")
    ACCEPT = "accept", _("引き継ぎを受けた")
    DECLINE = "decline", _("引き継ぎを断った")
    TAKE_BACK = "take_back", _("引き継ぎを取り下げた")
    STOP_LINK = "stop_link", _("リンクを止めた")
    EXPIRE = "expire", _("引き継ぎの期限が切れた")
    CONSENT = "consent", _("同意を書いた")
    ANSWER = "answer", _("返事を書いた")
    READ = "read", _("続きを読んだ")
    WRITE = "write", _("書いた人から続きが届いた")
    NOTE = "note", _("記録を書いた")
    DUPLICATE = "duplicate", _("同じ相談とまとめた")
    FORGET = "forget", _("消した")


_IN_WORK = (State.RECEIVED, State.TRIAGED, State.ASSIGNED, State.IN_CONTACT, State.IN_SUPPORT)
# Act → states in which it is possible, and the state that follows (None: it stays). What is not named moves no state.
MOVES: dict[Action, tuple[frozenset[State], State | None]] = {
    Action.TRIAGE: (frozenset(_IN_WORK), None),
    # Of what is assigned only who was named for it, and once (``rules.can_take``).
    Action.TAKE: (frozenset({State.RECEIVED, State.TRIAGED, State.ASSIGNED}), State.ASSIGNED),
    Action.ASSIGN: (frozenset(_IN_WORK), None),
    Action.CONTACT: (frozenset({State.ASSIGNED}), State.IN_CONTACT),
    Action.SUPPORT: (frozenset({State.IN_CONTACT}), State.IN_SUPPORT),
    Action.CLOSE: (frozenset(_IN_WORK), State.CLOSED),
    Action.DUPLICATE: (frozenset(_IN_WORK), State.CLOSED),
    Action.REOPEN: (frozenset({State.CLOSED}), State.TRIAGED),
    Action.HAND_ON: (frozenset(_IN_WORK), None),
    # Where an office takes it, the case is as good as just sent there; what an agency takes stays where it is.
    Action.ACCEPT: (frozenset(_IN_WORK), None),
    Action.DECLINE: (frozenset(_IN_WORK), None),
    Action.TAKE_BACK: (frozenset(_IN_WORK), None),
    # What an agency has accepted it reads again by its link, of a case that has ended too.
    Action.STOP_LINK: (frozenset(State), None),
    Action.CONSENT: (frozenset(_IN_WORK), None),
    Action.NOTE: (frozenset(State), None),
    Action.ANSWER: (frozenset(State), None),
    Action.READ: (frozenset(State), None),
}


class Outcome(models.TextChoices):
    """終わり方."""

    SUPPORTED = "supported", _("支援につながった")
    PARTICIPATES = "participates", _("場や催しにつながった")
    HANDED_OVER = "handed_over", _("ほかの機関に引き継いだ")
    INFORMED = "informed", _("聞いて、情報を伝えた")
    NOT_WANTED = "not_wanted", _("本人が望まなかった")
    NOT_REACHED = "not_reached", _("連絡がつかなかった")
    NO_NEED = "no_need", _("心配ないとわかった")
    DUPLICATE = "duplicate", _("同じ相談があった")
    SPAM = "spam", _("いたずら・宣伝")


class Side(models.TextChoices):
    """Who wrote a message."""

    WRITER = "writer", _("書いた人")
    OFFICE = "office", _("はちまるサポート")


class Look(models.TextChoices):
    """What somebody saw or did, or tried to, as the record says."""

    LIST = "list", _("一覧")
    CASE = "case", _("相談の画面")
    PERSONAL = "personal", _("個人の部分")
    SEARCH = "search", _("検索")
    PRINT = "print", _("受付票の印刷")
    EXPORT = "export", _("書き出し")
    FILE = "file", _("ファイル")
    CHANGE = "change", _("変更")
    REFUSED = "refused", _("見られなかった")
    FOLLOW = "follow", _("受付番号で読んだ")


class TransferState(models.TextChoices):
    ASKED = "asked", _("返事を待っている")
    ACCEPTED = "accepted", _("受けた")
    DECLINED = "declined", _("断られた")
    TAKEN_BACK = "taken_back", _("取り下げた")
    EXPIRED = "expired", _("期限が切れた")
