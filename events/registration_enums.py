"""How somebody takes part: the states of a registration (申込), what moves it, and by which way it came."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RegistrationState(models.TextChoices):
    """Life of a registration. What it says of a place that one holds stands in ``HOLDING``."""

    UNCONFIRMED = "unconfirmed", _("メールでの確認を待っています")
    AWAITING = "awaiting", _("主催者の返事を待っています")
    CONFIRMED = "confirmed", _("参加が決まっています")
    WAITING = "waiting", _("空きを待っています")
    OFFERED = "offered", _("空きました。お返事を待っています")
    IN_LOT = "in_lot", _("抽選を待っています")
    NOT_DRAWN = "not_drawn", _("今回はご用意できませんでした")
    DECLINED = "declined", _("今回は見送りになりました")
    EXPIRED = "expired", _("期限が過ぎました")
    CANCELLED = "cancelled", _("取りやめました")
    ATTENDED = "attended", _("参加しました")
    ABSENT = "absent", _("お休みでした")


class RegistrationAction(models.TextChoices):
    """What is done to a registration; each leaves a row of history."""

    REGISTER = "register", _("申し込んだ")
    PLACE = "place", _("席が決まった")
    QUEUE = "queue", _("空きを待つ列に入った")
    ENTER_LOT = "enter_lot", _("抽選に入った")
    ASK = "ask", _("主催者に回した")
    APPROVE = "approve", _("主催者が受けた")
    DECLINE = "decline", _("主催者が見送った")
    OFFER = "offer", _("空いた席を渡した")
    ACCEPT = "accept", _("空いた席を受けた")
    ADMIT = "admit", _("担当が席を決めた")
    DRAW = "draw", _("抽選で席が決まった")
    MISS = "miss", _("抽選で席が決まらなかった")
    LAPSE = "lapse", _("期限が過ぎた")
    CANCEL = "cancel", _("取りやめた")
    ATTEND = "attend", _("来たと記した")
    BE_ABSENT = "be_absent", _("来なかったと記した")
    UNMARK = "unmark", _("出欠の印を消した")
    CHANGE = "change", _("内容を変えた")


_S, _A = RegistrationState, RegistrationAction
_OPEN = frozenset({_S.UNCONFIRMED, _S.AWAITING, _S.CONFIRMED, _S.WAITING, _S.OFFERED, _S.IN_LOT})
# action -> (states from which it is allowed, state that it leads to). REGISTER makes the row; CHANGE keeps its state.
REGISTRATION_MOVES: dict[RegistrationAction, tuple[frozenset[RegistrationState], RegistrationState]] = {
    _A.PLACE: (frozenset({_S.UNCONFIRMED}), _S.CONFIRMED),
    _A.QUEUE: (frozenset({_S.UNCONFIRMED, _S.IN_LOT}), _S.WAITING),
    _A.ENTER_LOT: (frozenset({_S.UNCONFIRMED}), _S.IN_LOT),
    _A.ASK: (frozenset({_S.UNCONFIRMED}), _S.AWAITING),
    _A.APPROVE: (frozenset({_S.AWAITING}), _S.CONFIRMED),
    _A.DECLINE: (frozenset({_S.AWAITING}), _S.DECLINED),
    _A.OFFER: (frozenset({_S.WAITING}), _S.OFFERED),
    _A.ACCEPT: (frozenset({_S.OFFERED}), _S.CONFIRMED),
    _A.ADMIT: (frozenset({_S.UNCONFIRMED, _S.WAITING, _S.OFFERED, _S.NOT_DRAWN}), _S.CONFIRMED),
    _A.DRAW: (frozenset({_S.IN_LOT}), _S.CONFIRMED),
    _A.MISS: (frozenset({_S.IN_LOT}), _S.NOT_DRAWN),
    _A.LAPSE: (frozenset({_S.UNCONFIRMED, _S.AWAITING, _S.WAITING, _S.OFFERED, _S.IN_LOT}), _S.EXPIRED),
    _A.CANCEL: (_OPEN, _S.CANCELLED),
    _A.ATTEND: (frozenset({_S.CONFIRMED, _S.ABSENT}), _S.ATTENDED),
    _A.BE_ABSENT: (frozenset({_S.CONFIRMED, _S.ATTENDED}), _S.ABSENT),
    _A.UNMARK: (frozenset({_S.ATTENDED, _S.ABSENT}), _S.CONFIRMED),
}
# The same person has one of these for a date at most.
ACTIVE = (*sorted(_OPEN), _S.ATTENDED, _S.ABSENT)
# Always hold as many places as people come; an unconfirmed one may (it was free when it was asked for). No other does.
HOLDING = (_S.CONFIRMED, _S.OFFERED, _S.ATTENDED, _S.ABSENT)
# Who has no answer yet whether they can come.
UNDECIDED = (_S.WAITING, _S.OFFERED, _S.AWAITING, _S.IN_LOT)
# Who comes, or came.
COMING = (_S.CONFIRMED, _S.ATTENDED, _S.ABSENT)


class RegistrationScope(models.TextChoices):
    DATE = "date", _("1回ごと")
    COURSE = "course", _("全部の回をまとめて")


class RegisteredVia(models.TextChoices):
    """By which way it came; all but the first are written by the organiser or by staff."""

    WEB = "web", _("このサイト")
    PHONE = "phone", _("電話")
    FAX = "fax", _("FAX")
    COUNTER = "counter", _("窓口")
    PAPER = "paper", _("紙の名簿")
    COPIED = "copied", _("ほかの日から写した")


class Wish(models.TextChoices):
    """What makes it easier to come."""

    JUST_WATCH = "just_watch", _("見学だけしたい")
    LEAVE_EARLY = "leave_early", _("途中で帰るかもしれない")
    NO_TALKING = "no_talking", _("話さずに過ごしたい")
    BE_MET = "be_met", _("入口で声をかけてほしい")
    WRITING = "writing", _("筆談してほしい")
    SIGNING = "signing", _("手話が要る")
    WHEELCHAIR = "wheelchair", _("車いすで行く")
    NEAR_EXIT = "near_exit", _("出口に近い席がいい")
    WITH_CHILDREN = "with_children", _("小さい子を連れていく")
    EASY_WORDS = "easy_words", _("やさしい日本語で話してほしい")


class AttendedVia(models.TextChoices):
    """How it was seen that somebody came."""

    QR = "qr", _("QRコード")
    CODE = "code", _("申込番号")
    TAP = "tap", _("名簿で押した")
    PAPER = "paper", _("あとで紙の名簿から")
    WALK_IN = "walk_in", _("当日参加")


class QuestionKind(models.TextChoices):
    TEXT = "text", _("ひとこと書いてもらう")
    YES_NO = "yes_no", _("はい・いいえ")
