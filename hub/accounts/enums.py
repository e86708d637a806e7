"""Choices of accounts and organisations, and the table of allowed moves of a verification."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganizationKind(models.TextChoices):
    CITY = "city", _("行政")
    COMPANY = "company", _("企業")
    UNIVERSITY = "university", _("大学等")
    NPO = "npo", _("NPO・市民活動団体")
    CARE = "care", _("医療・福祉")
    COMMUNITY = "community", _("地域団体")


class Verification(models.TextChoices):
    """What the city knows of an organisation. Only a verified one publishes and has a page."""

    UNVERIFIED = "unverified", _("確認前")
    VERIFIED = "verified", _("確認済み")
    REFUSED = "refused", _("確認できず")
    SUSPENDED = "suspended", _("公開停止")


class OrganizationAction(models.TextChoices):
    """What somebody does to an organisation; each leaves a row of history."""

    CREATE = "create", _("登録する")
    VERIFY = "verify", _("確認済みにする")
    REFUSE = "refuse", _("確認できないと返す")
    RESUBMIT = "resubmit", _("もう一度確認に出す")
    SUSPEND = "suspend", _("公開を止める")
    RESTORE = "restore", _("公開の停止を解く")
    JOIN = "join", _("メンバーが加わる")
    LEVEL = "level", _("メンバーのできることを変える")
    LEAVE = "leave", _("メンバーが抜ける・外れる")
    EDIT = "edit", _("名前・種類・法人番号を直す")
    CONFIRM = "confirm", _("確かめなおした")


# action -> (where it is allowed, where it leads)
VERIFICATIONS: dict[OrganizationAction, tuple[frozenset[Verification], Verification]] = {
    OrganizationAction.VERIFY: (frozenset({Verification.UNVERIFIED, Verification.REFUSED}), Verification.VERIFIED),
    OrganizationAction.REFUSE: (frozenset({Verification.UNVERIFIED}), Verification.REFUSED),
    OrganizationAction.RESUBMIT: (frozenset({Verification.REFUSED}), Verification.UNVERIFIED),
    OrganizationAction.SUSPEND: (frozenset({Verification.VERIFIED}), Verification.SUSPENDED),
    OrganizationAction.RESTORE: (frozenset({Verification.SUSPENDED}), Verification.VERIFIED),
    OrganizationAction.CONFIRM: (frozenset({Verification.VERIFIED}), Verification.VERIFIED),
}


class Level(models.TextChoices):
    """What a member may do: a viewer reads, an editor writes, an owner also looks after members and the organisation."""

    OWNER = "owner", _("代表（メンバーも管理する）")
    EDITOR = "editor", _("編集する人")
    VIEWER = "viewer", _("見るだけの人")


class Right(models.TextChoices):
    """What no administrator gives alone: one asks, another confirms."""

    ADMINISTRATOR = "administrator", _("管理者")
    CONSULTATION_COORDINATOR = "consultation", _("相談コーディネーター")
    SECOND_FACTOR_RESET = "factor_reset", _("2段階認証のやり直し")


class RightsRequestState(models.TextChoices):
    WAITING = "waiting", _("確認待ち")
    GRANTED = "granted", _("認めた")
    REFUSED = "refused", _("認めなかった")
