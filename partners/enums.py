"""Choices and the table of allowed transitions of partnerships."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Offer(models.TextChoices):
    """What a partner can bring, and what a need asks for."""

    PLACE = "place", _("場所")
    PEOPLE = "people", _("人")
    GOODS = "goods", _("物")
    MONEY = "money", _("資金")
    KNOWLEDGE = "knowledge", _("専門知識")
    OUTREACH = "outreach", _("情報発信")


class Field(models.TextChoices):
    """活動分野 of the city's scheme for older people (はちおうじ人生100年サポート企業登録制度)."""

    EXERCISE = "exercise", _("運動")
    NUTRITION = "nutrition", _("栄養")
    PARTICIPATION = "participation", _("社会参加")
    LIVING = "living", _("生活支援")


class PartnershipState(models.TextChoices):
    """Life of an organisation's registration in a programme."""

    DRAFT = "draft", _("書きかけ")
    SUBMITTED = "submitted", _("確認を待っています")
    RETURNED = "returned", _("直しを待っています")
    APPROVED = "approved", _("登録中")
    DECLINED = "declined", _("登録しませんでした")
    SUSPENDED = "suspended", _("停止中")
    WITHDRAWN = "withdrawn", _("登録をやめました")
    LAPSED = "lapsed", _("期限が過ぎました")


# From these nothing leads on: who wants to come back begins anew.
ENDED = (PartnershipState.DECLINED, PartnershipState.WITHDRAWN, PartnershipState.LAPSED)
# What its members may still write.
WRITABLE = (PartnershipState.DRAFT, PartnershipState.RETURNED)
# A registration that is, or was, in force: it has a number.
NUMBERED = (
    *(PartnershipState.APPROVED, PartnershipState.SUSPENDED, PartnershipState.WITHDRAWN, PartnershipState.LAPSED),
)


class Action(models.TextChoices):
    """What is done to a partnership; each leaves a row of history."""

    BEGIN = "begin", _("書きはじめた")
    SUBMIT = "submit", _("確認に出す")
    TAKE_BACK = "take_back", _("確認をやめて、書きかけに戻す")
    RETURN = "return", _("直してもらう")
    APPROVE = "approve", _("登録する")
    DECLINE = "decline", _("登録しない")
    SUSPEND = "suspend", _("停止する")
    RESTORE = "restore", _("停止を解く")
    WITHDRAW = "withdraw", _("登録をやめる")
    REVOKE = "revoke", _("登録を取り消す")
    LAPSE = "lapse", _("期限が過ぎた")
    ASK_RENEWAL = "ask_renewal", _("更新を申し込む")
    RENEW = "renew", _("更新する")
    REFUSE_RENEWAL = "no_renewal", _("更新しない")


_S = PartnershipState
# action -> (states from which it is allowed, state that it leads to)
TRANSITIONS: dict[Action, tuple[frozenset[PartnershipState], PartnershipState]] = {
    Action.SUBMIT: (frozenset({_S.DRAFT, _S.RETURNED}), _S.SUBMITTED),
    Action.TAKE_BACK: (frozenset({_S.SUBMITTED}), _S.DRAFT),
    Action.RETURN: (frozenset({_S.SUBMITTED}), _S.RETURNED),
    Action.APPROVE: (frozenset({_S.SUBMITTED}), _S.APPROVED),
    Action.DECLINE: (frozenset({_S.SUBMITTED}), _S.DECLINED),
    Action.SUSPEND: (frozenset({_S.APPROVED}), _S.SUSPENDED),
    Action.RESTORE: (frozenset({_S.SUSPENDED}), _S.APPROVED),
    Action.WITHDRAW: (frozenset({_S.DRAFT, _S.SUBMITTED, _S.RETURNED, _S.APPROVED, _S.SUSPENDED}), _S.WITHDRAWN),
    Action.REVOKE: (frozenset({_S.APPROVED, _S.SUSPENDED}), _S.WITHDRAWN),
    Action.LAPSE: (frozenset({_S.APPROVED, _S.SUSPENDED}), _S.LAPSED),
    Action.ASK_RENEWAL: (frozenset({_S.APPROVED}), _S.APPROVED),
    Action.RENEW: (frozenset({_S.APPROVED}), _S.APPROVED),
    Action.REFUSE_RENEWAL: (frozenset({_S.APPROVED}), _S.APPROVED),
}


class InquiryState(models.TextChoices):
    """Life of a first question."""

    OPEN = "open", _("返事を待っています")
    ANSWERED = "answered", _("お返事しました")
    CLOSED = "closed", _("お返事せずに終えました")


class InquiryAction(models.TextChoices):
    """What a coordinator does with it; each leaves a row of history."""

    TRY = "try", _("連絡したが、つながらなかった")
    ANSWER = "answer", _("お返事した")
    CLOSE = "close", _("お返事せずに終える")
    REOPEN = "reopen", _("もう一度、返事を待つものにする")


_I = InquiryState
# action -> (states from which it is allowed, state that it leads to)
INQUIRY_MOVES: dict[InquiryAction, tuple[frozenset[InquiryState], InquiryState]] = {
    InquiryAction.TRY: (frozenset({_I.OPEN}), _I.OPEN),
    InquiryAction.ANSWER: (frozenset({_I.OPEN}), _I.ANSWERED),
    InquiryAction.CLOSE: (frozenset({_I.OPEN}), _I.CLOSED),
    InquiryAction.REOPEN: (frozenset({_I.ANSWERED, _I.CLOSED}), _I.OPEN),
}


class NeedSource(models.TextChoices):
    """Who raised a need."""

    CITY = "city", _("市・社会福祉協議会")
    PLACE = "place", _("場の運営者")
    PROFESSIONAL = "professional", _("医療・福祉などの専門職")
    RESIDENT = "resident", _("市民")


class NeedState(models.TextChoices):
    """Life of a need (地域課題)."""

    RAISED = "raised", _("確認を待っています")
    PUBLISHED = "published", _("手を挙げる人を募っています")
    TALKING = "talking", _("話し合っています")
    MET = "met", _("かないました")
    CLOSED = "closed", _("終わりました")
    DECLINED = "declined", _("載せませんでした")


# What everybody sees. What was met stays, with what came of it.
PUBLIC_NEEDS = (NeedState.PUBLISHED, NeedState.TALKING, NeedState.MET)
ENDED_NEEDS = (NeedState.MET, NeedState.CLOSED, NeedState.DECLINED)
# To these a partner may raise a hand.
OPEN_NEEDS = (NeedState.PUBLISHED, NeedState.TALKING)
# Nobody sees these, and one can be opened again as it is: what is written in it is read before that.
UNWRITABLE_NEEDS = (NeedState.CLOSED, NeedState.DECLINED)


class NeedAction(models.TextChoices):
    """What is done to a need; each leaves a row of history."""

    RAISE = "raise", _("知らせた")
    EDIT = "edit", _("書きなおした")
    PUBLISH = "publish", _("公開する")
    DECLINE = "decline", _("載せない")
    TALK = "talk", _("話し合いを始める")
    REOPEN = "reopen", _("もう一度、手を挙げる人を募る")
    MEET = "meet", _("かなった")
    CLOSE = "close", _("終える")
    WITHDRAW = "withdraw", _("公開をやめて、確認に戻す")
    ASK = "ask", _("団体に聞いてみる")
    HAND = "hand", _("手を挙げる")
    HAND_DOWN = "hand_down", _("手を下ろす")
    CHOOSE = "choose", _("いっしょに取り組むことにする")
    REFUSE = "refuse", _("今回は見送る")


_N = NeedState
# action -> (states from which it is allowed, state that it leads to)
NEED_MOVES: dict[NeedAction, tuple[frozenset[NeedState], NeedState]] = {
    NeedAction.PUBLISH: (frozenset({_N.RAISED}), _N.PUBLISHED),
    NeedAction.DECLINE: (frozenset({_N.RAISED}), _N.DECLINED),
    NeedAction.TALK: (frozenset({_N.PUBLISHED}), _N.TALKING),
    NeedAction.REOPEN: (frozenset({_N.TALKING, _N.MET, _N.CLOSED}), _N.PUBLISHED),
    NeedAction.MEET: (frozenset({_N.PUBLISHED, _N.TALKING}), _N.MET),
    NeedAction.CLOSE: (frozenset({_N.PUBLISHED, _N.TALKING}), _N.CLOSED),
    NeedAction.WITHDRAW: (frozenset({_N.PUBLISHED, _N.TALKING, _N.MET, _N.CLOSED, _N.DECLINED}), _N.RAISED),
}


# What talks, notices and reports call a need.
ABOUT = "need"


class HandState(models.TextChoices):
    """Life of a raised hand."""

    RAISED = "raised", _("手を挙げています")
    CHOSEN = "chosen", _("いっしょに取り組むことになりました")
    DECLINED = "declined", _("今回は見送りました")
    WITHDRAWN = "withdrawn", _("手を下ろしました")


# In these an organisation can't raise a second hand to the same need.
HOLDING_HANDS = (HandState.RAISED, HandState.CHOSEN)
_H = HandState
# action -> (states of the hand from which it is allowed, state that it leads to, states of its need in which it may be)
HAND_MOVES: dict[NeedAction, tuple[frozenset[HandState], HandState, tuple[NeedState, ...]]] = {
    NeedAction.HAND_DOWN: (frozenset({_H.RAISED, _H.CHOSEN}), _H.WITHDRAWN, (_N.RAISED, *OPEN_NEEDS)),
    NeedAction.CHOOSE: (frozenset({_H.RAISED, _H.DECLINED}), _H.CHOSEN, OPEN_NEEDS),
    NeedAction.REFUSE: (frozenset({_H.RAISED, _H.CHOSEN}), _H.DECLINED, OPEN_NEEDS),
}
