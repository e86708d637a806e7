"""Words of the referrals that the writer or an agency outside reads; of a case those of ``case_enums`` besides."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from referrals.case_enums import MOVES, OPEN, Action, Look, Outcome, Side, State, TransferState, Urgency

__all__ = [
    "MOVES",
    "OPEN",
    "Action",
    "Consent",
    "Ground",
    "Look",
    "Outcome",
    "Refusal",
    "Reply",
    "Side",
    "State",
    "Told",
    "TransferState",
    "Urgency",
    "Writer",
]


class Writer(models.TextChoices):
    """書いた人: who writes, as the writer says."""

    SELF = "self", _("本人")
    FAMILY = "family", _("家族・親族")
    NEIGHBOUR = "neighbour", _("近所の人・知り合い")
    PLACE = "place", _("場の運営者・ボランティア")
    COMPANY = "company", _("店・会社・配達など")
    PROFESSIONAL = "professional", _("医療・福祉などの専門職")
    OTHER = "other", _("そのほか")


class Reply(models.TextChoices):
    """返事のしかた: how the writer may be answered."""

    NONE = "none", _("返事はいらない")
    CODE = "code", _("受付番号で、このサイトで読む")
    PHONE = "phone", _("電話で")
    EMAIL = "email", _("メールで、返事があることだけ知らせてほしい")


class Consent(models.TextChoices):
    """同意: whether the person knows of it and agrees."""

    GIVEN = "given", _("本人に話して、同意がある")
    REFUSED = "refused", _("本人に話したが、同意がない")
    UNKNOWN = "unknown", _("まだ話していない・わからない")


class Ground(models.TextChoices):
    """引き継ぐ根拠: on what ground a case may be passed on (個人情報保護法69条; 社会福祉法106条の6)."""

    CONSENT = "consent", _("本人の同意")
    CONFERENCE = "conference", _("支援会議（社会福祉法106条の6）")
    PROTECTION = "protection", _("いのち・からだを守るため")


class Refusal(models.TextChoices):
    """断りの理由: who does not go on, and why."""

    NOT_OURS = "not_ours", _("うちの役割ではない")
    NO_ROOM = "no_room", _("いまは手が足りない")
    NOT_ENOUGH = "not_enough", _("書いてあることだけでは判断できない")
    PERSON = "person", _("本人が望まない")
    OTHER = "other", _("そのほか")


class Told(models.TextChoices):
    """What the writer reads by code: never more than one of these."""

    RECEIVED = "received", _("受け付けました")
    ASSIGNED = "assigned", _("担当が決まりました")
    ANSWERED = "answered", _("お返事があります")
    CLOSED = "closed", _("終わりました")
