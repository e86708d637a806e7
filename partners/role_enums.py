"""役割: what one can do for others; applications, hours, certificates, and skills that people would lend."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoleKind(models.TextChoices):
    VOLUNTEER = "volunteer", _("ボランティア")
    PRACTICUM = "practicum", _("実習（体験）")
    GAKUCHIKA = "gakuchika", _("学チカ（学生の活動）")
    PRO_BONO = "pro_bono", _("プロボノ（仕事の技を活かす）")


class Skill(models.TextChoices):
    """What a role needs, and what people would lend."""

    LISTENING = "listening", _("話し相手・聞き手")
    CHILDREN = "children", _("子どもの相手・学習支援")
    COOKING = "cooking", _("料理・食")
    SMARTPHONE = "smartphone", _("スマホ・パソコンを教える")
    IT = "it", _("IT・プログラミング")
    DESIGN = "design", _("デザイン・チラシ")
    PHOTO = "photo", _("写真・動画")
    WRITING = "writing", _("文章・広報・SNS")
    LANGUAGES = "languages", _("外国語・通訳")
    SIGNING = "signing", _("手話・要約筆記")
    CRAFT = "craft", _("ものづくり・修理")
    GARDENING = "gardening", _("園芸・農")
    MUSIC = "music", _("音楽・芸能")
    SPORTS = "sports", _("運動・スポーツ")
    DRIVING = "driving", _("運転・運ぶ")
    CARE = "care", _("介護・看護・健康")
    LAW = "law", _("法律・会計・事務")
    PLANNING = "planning", _("企画・進行")
    HANDS = "hands", _("とくにいらない・手があればよい")


class RoleState(models.TextChoices):
    DRAFT = "draft", _("書きかけ")
    PUBLISHED = "published", _("募集しています")
    CLOSED = "closed", _("募集を終えました")
    HIDDEN = "hidden", _("公開を止めています")


class RoleAction(models.TextChoices):
    """What is done to a role; each leaves a row of history."""

    BEGIN = "begin", _("書きはじめた")
    EDIT = "edit", _("書きなおした")
    PUBLISH = "publish", _("公開する")
    CLOSE = "close", _("募集を終える")
    REOPEN = "reopen", _("もう一度募集する")
    HIDE = "hide", _("公開を止める")
    SHOW = "show", _("公開の停止を解く")
    ASK_COURSE = "ask_course", _("大学に確かめてもらう")
    CONFIRM_COURSE = "confirm", _("授業・制度の活動として確かめた")
    REFUSE_COURSE = "refuse", _("授業・制度の活動ではないと答えた")
    END_COURSE = "end_course", _("授業・制度の活動であることを終えた")


_R = RoleState
# Its page is there for everybody; only what is published is in the lists.
PUBLIC_ROLES = (_R.PUBLISHED, _R.CLOSED)
# action -> (states from which it is allowed, state that it leads to). What was hidden comes back closed.
ROLE_MOVES: dict[RoleAction, tuple[frozenset[RoleState], RoleState]] = {
    RoleAction.PUBLISH: (frozenset({_R.DRAFT}), _R.PUBLISHED),
    RoleAction.CLOSE: (frozenset({_R.PUBLISHED}), _R.CLOSED),
    RoleAction.REOPEN: (frozenset({_R.CLOSED}), _R.PUBLISHED),
    RoleAction.HIDE: (frozenset(PUBLIC_ROLES), _R.HIDDEN),
    RoleAction.SHOW: (frozenset({_R.HIDDEN}), _R.CLOSED),
}


class CourseState(models.TextChoices):
    """Whether a university says that the role counts for a course or scheme of its own."""

    ASKED = "asked", _("大学が確かめています")
    CONFIRMED = "confirmed", _("大学が確かめました")
    REFUSED = "refused", _("大学が、ちがうと答えました")
    ENDED = "ended", _("いまは対象ではありません")


_C = CourseState
# Of such a question, or confirmation, there is one at a time for a role and a university.
OPEN_COURSES = (_C.ASKED, _C.CONFIRMED)
# action -> (states from which it is allowed, state that it leads to)
COURSE_MOVES: dict[RoleAction, tuple[frozenset[CourseState], CourseState]] = {
    RoleAction.CONFIRM_COURSE: (frozenset({_C.ASKED}), _C.CONFIRMED),
    RoleAction.REFUSE_COURSE: (frozenset({_C.ASKED}), _C.REFUSED),
    RoleAction.END_COURSE: (frozenset({_C.ASKED, _C.CONFIRMED}), _C.ENDED),
}


class ApplicationState(models.TextChoices):
    """Life of an application for a role."""

    SENT = "sent", _("返事を待っています")
    VISITING = "visiting", _("まず見学します")
    ACCEPTED = "accepted", _("活動しています")
    DECLINED = "declined", _("今回は見送りになりました")
    WITHDRAWN = "withdrawn", _("とりやめました")
    ENDED = "ended", _("活動を終えました")


class ApplicationAction(models.TextChoices):
    """What is done to an application; each leaves a row of history."""

    APPLY = "apply", _("申し込む")
    INVITE = "invite", _("見学にさそう")
    ACCEPT = "accept", _("お願いする")
    DECLINE = "decline", _("見送る")
    WITHDRAW = "withdraw", _("とりやめる")
    END = "end", _("活動を終える")


_A = ApplicationState
OPEN_APPLICATIONS = (_A.SENT, _A.VISITING, _A.ACCEPTED)
WAITING_APPLICATIONS = (_A.SENT, _A.VISITING)
# Of these hours may be written and confirmed.
WORKED = (_A.ACCEPTED, _A.ENDED)
OF_APPLICANT = frozenset({ApplicationAction.APPLY, ApplicationAction.WITHDRAW})
# Either side may say that it is over.
OF_BOTH = frozenset({ApplicationAction.END})
# action -> (states from which it is allowed, state that it leads to)
APPLICATION_MOVES: dict[ApplicationAction, tuple[frozenset[ApplicationState], ApplicationState]] = {
    ApplicationAction.INVITE: (frozenset({_A.SENT}), _A.VISITING),
    ApplicationAction.ACCEPT: (frozenset({_A.SENT, _A.VISITING}), _A.ACCEPTED),
    ApplicationAction.DECLINE: (frozenset({_A.SENT, _A.VISITING}), _A.DECLINED),
    ApplicationAction.WITHDRAW: (frozenset({_A.SENT, _A.VISITING}), _A.WITHDRAWN),
    ApplicationAction.END: (frozenset({_A.ACCEPTED}), _A.ENDED),
}


class LendingState(models.TextChoices):
    """Life of a question to somebody who would lend a skill."""

    ASKED = "asked", _("返事を待っています")
    AGREED = "agreed", _("話しています")
    REFUSED = "refused", _("ことわりました")
    ENDED = "ended", _("終わりました")


class LendingAction(models.TextChoices):
    """What is done to such a question; each leaves a row of history."""

    ASK = "ask", _("たのんでみる")
    AGREE = "agree", _("話を聞いてみる")
    REFUSE = "refuse", _("ことわる")
    END = "end", _("終える")


_L = LendingState
OPEN_LENDINGS = (_L.ASKED, _L.AGREED)
# action -> (states from which it is allowed, state that it leads to)
LENDING_MOVES: dict[LendingAction, tuple[frozenset[LendingState], LendingState]] = {
    LendingAction.AGREE: (frozenset({_L.ASKED}), _L.AGREED),
    LendingAction.REFUSE: (frozenset({_L.ASKED}), _L.REFUSED),
    LendingAction.END: (frozenset({_L.ASKED, _L.AGREED}), _L.ENDED),
}


class Party(models.TextChoices):
    """The two sides of an application, of hours and of a question."""

    PERSON = "person", _("本人")
    ORGANIZATION = "organization", _("団体")


# What notices and reports call a role.
ROLE = "role"
