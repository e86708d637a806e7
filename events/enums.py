"""Choices and the tables of allowed transitions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Life of a place and of an event."""

    DRAFT = "draft", _("下書き")
    IN_REVIEW = "in_review", _("確認中")
    PUBLISHED = "published", _("公開中")
    CLOSED = "closed", _("終了")
    HIDDEN = "hidden", _("公開停止")


class ThingKind(models.TextChoices):
    """What records that are not tied to a row by a key speak of."""

    PLACE = "place", _("場")
    EVENT = "event", _("催し")


class Action(models.TextChoices):
    """What somebody does to a place or an event. The first nine move its state; each leaves a row of history."""

    SUBMIT = "submit", _("確認に出す")
    RETURN = "return", _("下書きに戻す")
    WITHDRAW = "withdraw", _("確認をやめて、下書きに戻す")
    PUBLISH = "publish", _("公開する")
    CLOSE = "close", _("終了する")
    REOPEN = "reopen", _("もう一度公開する")
    HIDE = "hide", _("公開を止める")
    UNHIDE = "unhide", _("公開の停止を解く")
    MERGE = "merge", _("重なっていたので、まとめた")
    SCHEDULE = "schedule", _("公開を予約する")
    ASSURE = "assure", _("内容を確かめた")
    CANCEL_DATE = "date_off", _("開催日を中止にする")
    RESTORE_DATE = "date_on", _("開催日の中止を取り消す")
    MOVE_DATE = "date_moved", _("開催日の日時を変える")
    REMOVE_DATE = "date_gone", _("開催日をはずす")
    CLOSE_WEEK = "week_off", _("今週は休むと答えた")
    CHANGE_PLACE = "new_place", _("場がまとめられて、会場が移った")
    SET_CAPACITY = "capacity", _("定員を変えた")
    SET_TERMS = "terms", _("申込の受け方を決めた")


# action -> (states from which it is allowed, state that it leads to)
TRANSITIONS: dict[Action, tuple[frozenset[State], State]] = {
    Action.SUBMIT: (frozenset({State.DRAFT}), State.IN_REVIEW),
    Action.RETURN: (frozenset({State.IN_REVIEW, State.PUBLISHED}), State.DRAFT),
    Action.WITHDRAW: (frozenset({State.IN_REVIEW}), State.DRAFT),
    Action.PUBLISH: (frozenset({State.DRAFT, State.IN_REVIEW}), State.PUBLISHED),
    Action.CLOSE: (frozenset({State.PUBLISHED}), State.CLOSED),
    Action.REOPEN: (frozenset({State.CLOSED}), State.PUBLISHED),
    Action.HIDE: (frozenset({State.IN_REVIEW, State.PUBLISHED, State.CLOSED}), State.HIDDEN),
    Action.UNHIDE: (frozenset({State.HIDDEN}), State.DRAFT),
    Action.MERGE: (frozenset({State.PUBLISHED, State.CLOSED}), State.CLOSED),
}


class EnteredVia(models.TextChoices):
    """How a thing reached the staff who entered it."""

    PHONE = "phone", _("電話")
    FAX = "fax", _("FAX")
    PAPER = "paper", _("紙・窓口")
    MAIL = "mail", _("メール")


class WeeklyAnswerKind(models.TextChoices):
    """What an operator answers to 「今週はどうしますか」."""

    OPEN = "open", _("今週も開きます")
    CLOSED = "closed", _("今週は休みます")


class PlaceKind(models.TextChoices):
    CIVIC_CENTER = "civic_center", _("市民センターなど")
    SALON = "salon", _("サロン・通いの場")
    CAFETERIA = "cafeteria", _("子ども食堂・地域食堂")
    CAFE = "cafe", _("コミュニティカフェ")
    LIBRARY = "library", _("図書館・学習の場")
    PLAYROOM = "playroom", _("子育てひろば")
    BASE = "base", _("つながりの拠点")
    HALL = "hall", _("会場・ホール")
    OUTDOORS = "outdoors", _("公園・屋外")
    OTHER = "other", _("そのほか")


class AttendanceMode(models.TextChoices):
    ONSITE = "onsite", _("会場で")
    ONLINE = "online", _("オンラインで")
    HYBRID = "hybrid", _("会場でもオンラインでも")


class Participation(models.TextChoices):
    """How one takes part. ``ELSEWHERE``: the organiser takes applications by URL, telephone or post card. ``UNKNOWN``: nobody said."""

    FREE = "free", _("申込不要")
    FIRST_COME = "first_come", _("先着")
    LOT = "lot", _("抽選")
    APPROVAL = "approval", _("主催者が確かめて決める")
    ELSEWHERE = "elsewhere", _("主催者に申し込む")
    UNKNOWN = "unknown", _("主催者に聞いてください")


class Allotment(models.TextChoices):
    """By what rule places are given when the organiser takes the applications."""

    UNKNOWN = "", _("わからない")
    FIRST_COME = "first_come", _("先着")
    LOT = "lot", _("抽選")


class OccurrenceState(models.TextChoices):
    SCHEDULED = "scheduled", _("予定どおり")
    CANCELLED = "cancelled", _("中止")
    MOVED = "moved", _("日時変更")


class OccurrenceOrigin(models.TextChoices):
    MANUAL = "manual", _("手で入れた日")
    RULE = "rule", _("くり返しから")
    IMPORT = "import", _("取り込みから")


class Weekday(models.IntegerChoices):
    """As Python counts: Monday is 0."""

    MONDAY = 0, _("月曜日")
    TUESDAY = 1, _("火曜日")
    WEDNESDAY = 2, _("水曜日")
    THURSDAY = 3, _("木曜日")
    FRIDAY = 4, _("金曜日")
    SATURDAY = 5, _("土曜日")
    SUNDAY = 6, _("日曜日")


class Band(models.TextChoices):
    """Time of day at which something begins."""

    MORNING = "morning", _("午前")
    AFTERNOON = "afternoon", _("午後")
    EVENING = "evening", _("夜（17時から）")


class Feature(models.TextChoices):
    """Accessibility after the government's GIF core data model; each is yes, no or unknown."""

    WHEELCHAIR_ACCESS = "wheelchair_access", _("車いすで入れる")
    WHEELCHAIR_RENTAL = "wheelchair_rental", _("車いすの貸し出し")
    CANE_RENTAL = "cane_rental", _("つえの貸し出し")
    MULTIPURPOSE_TOILET = "multipurpose_toilet", _("車いすで使えるトイレ")
    RAMP_OR_LIFT = "ramp_or_lift", _("スロープ・エレベーター")
    TACTILE_PAVING = "tactile_paving", _("点字ブロック")
    BRAILLE = "braille", _("点字・音声の案内")
    GUIDE_DOG = "guide_dog", _("補助犬と入れる")
    SUBTITLES = "subtitles", _("字幕")
    HEARING_LOOP = "hearing_loop", _("磁気ループ")
    WRITING_SUPPORT = "writing_support", _("筆談できる")
    PRIORITY_PARKING = "priority_parking", _("障害のある方の駐車場")
    OSTOMATE_TOILET = "ostomate_toilet", _("オストメイト対応トイレ")
    CHILD_TOILET = "child_toilet", _("子ども用トイレ")
    NURSERY = "nursery", _("授乳室")
    DIAPER_CHANGING = "diaper_changing", _("おむつ替えの台")
    EATING_DRINKING = "eating_drinking", _("飲食できる")
    STROLLER_RENTAL = "stroller_rental", _("ベビーカーの貸し出し")
    STROLLER_ACCESS = "stroller_access", _("ベビーカーで入れる")


class ImportState(models.TextChoices):
    """Life of an import."""

    WAITING = "waiting", _("順番待ち")
    RUNNING = "running", _("取り込み中")
    DONE = "done", _("終わりました")
    FAILED = "failed", _("止まりました")


class Outcome(models.TextChoices):
    """What became of a row. Each data row of a file ends as exactly one of these."""

    CREATED = "created", _("新しく作成")
    UPDATED = "updated", _("更新")
    UNCHANGED = "unchanged", _("変わりなし")
    REJECTED = "rejected", _("取り込めず")
