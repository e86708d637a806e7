"""What is pressed at the door of a date, what became of it, and what those who came say of it afterwards."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DoorAct(models.TextChoices):
    """What was pressed. The last two are of people without a registration, who are numbers alone."""

    CAME = "came", _("来た")
    ABSENT = "absent", _("お休み")
    UNMARK = "unmark", _("取り消した")
    WALK_IN = "walk_in", _("当日参加を入れた")
    UNDO_WALK_IN = "undo_walk_in", _("当日参加を取り消した")


OF_REGISTRATION = (DoorAct.CAME, DoorAct.ABSENT, DoorAct.UNMARK)


class DoorResult(models.TextChoices):
    """What became of one entry. ``KNOWN``: it had arrived before, or says what stands there already."""

    ENTERED = "entered", _("記しました")
    KNOWN = "known", _("もう記してありました")
    OVERTAKEN = "overtaken", _("あとから押したものを残しました")
    REFUSED = "refused", _("記せませんでした")


class DoorReason(models.TextChoices):
    """Why an entry could not be entered, as the page says it. The script keeps the word of it, never a name."""

    OVERTAKEN = "overtaken", _("ほかの端末で、これよりあとに押されていたので、そちらを残しました。")
    EARLY = "early", _("まだ当日ではありません。受付は、開催日の0時からできます。")
    CALLED_OFF = "called_off", _("この日は中止になりました。")
    GONE = "gone", _("この日の申込に見つかりません。")
    NO_PLACE = "no_place", _("席が決まっていない申込なので、「お休み」にはできません。")
    TAKEN_BACK = "taken_back", _("この当日参加は、取り消されています。")
    UNREADABLE = "unreadable", _("読めない形でした。お手数ですが、もう一度押してください。")


class ThanksAnswer(models.TextChoices):
    """行ってみて、どうでしたか. Nothing else is asked."""

    GOOD = "good", _("よかった")
    FAIR = "fair", _("まあまあ")
    POOR = "poor", _("あまり合わなかった")
