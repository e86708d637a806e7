"""What an organiser's desk does besides deciding: who has to be telephoned and why, and to whom a message goes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.registration_enums import ACTIVE, COMING, UNDECIDED, RegistrationState


class CallAbout(models.TextChoices):
    """What somebody without a mail address is told by telephone."""

    PLACED = "placed", _("参加が決まったこと")
    QUEUED = "queued", _("空きを待つ列に入ったこと")
    IN_LOT = "in_lot", _("抽選に入ったこと")
    ASKED = "asked", _("主催者の返事を待っていること")
    OFFERED = "offered", _("席が空いたこと。来るかどうかを聞きます")
    LAPSED = "lapsed", _("空いた席の返事の期限が過ぎたこと")
    NO_PLACE = "no_place", _("席をご用意できなかったこと")
    DECLINED = "declined", _("今回は見送りになったこと")
    NOT_DRAWN = "not_drawn", _("抽選で、今回はご用意できなかったこと")
    CALLED_OFF = "called_off", _("申込を主催者が取りやめたこと")
    CHANGED = "changed", _("開催日の変更や中止")
    MESSAGE = "message", _("主催者からのお知らせ")


class CallOutcome(models.TextChoices):
    TOLD = "told", _("伝えた")
    NEEDLESS = "needless", _("伝えなくてよくなった")


class MessageAudience(models.TextChoices):
    COMING = "coming", _("来る人")
    WAITING = "waiting", _("待っている人")
    BOTH = "both", _("来る人と、待っている人")


_S, _C = RegistrationState, CallAbout
# What is said holds as long as the registration stands so; then nobody needs to be called for it any more.
CALL_HOLDS: dict[CallAbout, tuple[str, ...]] = {
    _C.PLACED: COMING,
    _C.QUEUED: (_S.WAITING,),
    _C.IN_LOT: (_S.IN_LOT,),
    _C.ASKED: (_S.AWAITING,),
    _C.OFFERED: (_S.OFFERED,),
    _C.LAPSED: (_S.EXPIRED,),
    _C.NO_PLACE: (_S.EXPIRED,),
    _C.DECLINED: (_S.DECLINED,),
    _C.NOT_DRAWN: (_S.NOT_DRAWN,),
    _C.CALLED_OFF: (_S.CANCELLED,),
    _C.CHANGED: ACTIVE,
    _C.MESSAGE: ACTIVE,
}
AUDIENCES: dict[MessageAudience, tuple[str, ...]] = {
    MessageAudience.COMING: COMING,
    MessageAudience.WAITING: UNDECIDED,
    MessageAudience.BOTH: (*COMING, *UNDECIDED),
}
