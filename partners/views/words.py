"""Where a registration stands, what happens next, and what was done to it, in sentences for its members."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.templatetags.reading import day, era_day
from partners.enums import Action, PartnershipState
from partners.models import Partnership, PartnershipTransition
from partners.services.joining import is_renewable

TAGS = {
    PartnershipState.APPROVED: "on",
    PartnershipState.SUBMITTED: "care",
    PartnershipState.RETURNED: "care",
    PartnershipState.SUSPENDED: "bad",
}


@dataclass(frozen=True)
class Standing:
    """``now`` and ``next``: sentences. ``reason``: of the city, or of who withdrew it."""

    now: list[str]
    next: list[str]
    reason: str = ""


def standing_of(partnership: Partnership, *, can_write: bool) -> Standing:
    """In two queries at most."""
    last = partnership.transitions.order_by("-pk").first()
    reason = last.reason if last else ""
    return _STANDINGS[PartnershipState(partnership.state)](partnership, last, reason, can_write)


def _draft(partnership: Partnership, last: Any, reason: str, can_write: bool) -> Standing:
    if not can_write:
        return Standing([_("まだ出していません。")], [_("団体の代表と編集する人が、続きを書けます。")])
    return Standing(
        [_("まだ出していません。書けたところまで、いつでも保存できます。ほかの機械からでも、続きを書けます。")],
        [_("「確認に出す」を押すと、市の共創コーディネーターが読みます。")],
    )


def _submitted(partnership: Partnership, last: Any, reason: str, can_write: bool) -> Standing:
    on = day(partnership.submitted_at) if partnership.submitted_at else ""
    following = [
        _("終わったら、メールでお知らせします。直してほしいところがあれば、何をどう直すかを添えてお返しします。")
    ]
    if not partnership.organization.is_verified:
        following.append(_("あわせて、どんな団体かも市が確かめます。担当の方に電話で聞くこともあります。"))
    return Standing(
        [_("%(day)sに確認に出しました。市の共創コーディネーターが確かめています。") % {"day": on}], following
    )


def _returned(partnership: Partnership, last: Any, reason: str, can_write: bool) -> Standing:
    return Standing(
        [_("市の共創コーディネーターが読んで、直してほしいところを添えて、お返ししました。")],
        [_("下の「直してほしいこと」のところを直して、もう一度「確認に出す」を押してください。")],
    )


def _approved(partnership: Partnership, last: Any, reason: str, can_write: bool) -> Standing:
    since = era_day(partnership.registered_on) if partnership.registered_on else ""
    now = [_("%(day)sに登録しました。登録番号は %(number)s です。") % {"day": since, "number": partnership.number}]
    following = []
    if not partnership.organization.is_verified:
        now.append(_("いまは団体の公開が止まっているので、この登録もだれにも見えません。"))
    if partnership.ends_on is None:
        following.append(_("期間の定めはありません。"))
    else:
        following.append(_("%(day)sまで続きます。") % {"day": era_day(partnership.ends_on)})
        following += _of_renewal(partnership, last)
    following.append(_("内容を直すと、すぐに公開のページに出ます。市があとから見ます。"))
    return Standing(now, following, reason if last and last.action == Action.REFUSE_RENEWAL else "")


def _of_renewal(partnership: Partnership, last: Any) -> list[str]:
    if partnership.renewal_asked_at is not None:
        return [_("更新の申し込みを、市の共創コーディネーターが見ています。終わったら、メールでお知らせします。")]
    if is_renewable(partnership):
        return [_("続けるときは、期限までに「更新を申し込む」を押してください。")]
    days = max(partnership.programme.remind_days, default=0)
    return [
        _("続けるときは、期限の%(days)s日前から更新を申し込めます。その日に、メールでお知らせします。") % {"days": days}
    ]


def _declined(partnership: Partnership, last: Any, reason: str, can_write: bool) -> Standing:
    return Standing(
        [_("今回は登録しませんでした。")], [_("内容を変えて、もう一度申し込めます。書いたものは写されます。")], reason
    )


def _suspended(partnership: Partnership, last: Any, reason: str, can_write: bool) -> Standing:
    return Standing(
        [_("市が登録を止めています。公開のページには出ていません。")],
        [_("わからないことは、市の担当に聞いてください。止める理由がなくなれば、市が解きます。")],
        reason,
    )


def _withdrawn(partnership: Partnership, last: Any, reason: str, can_write: bool) -> Standing:
    is_by_city = last is not None and last.action == Action.REVOKE
    now = _("市が登録を取り消しました。") if is_by_city else _("登録をやめました。")
    return Standing([now], [_("もう一度申し込めます。書いたものは写されます。")], reason)


def _lapsed(partnership: Partnership, last: Any, reason: str, can_write: bool) -> Standing:
    ends = era_day(partnership.ends_on) if partnership.ends_on else ""
    return Standing(
        [_("%(day)sで期限が過ぎました。") % {"day": ends}], [_("もう一度申し込めます。書いたものは写されます。")]
    )


_STANDINGS = {
    PartnershipState.DRAFT: _draft,
    PartnershipState.SUBMITTED: _submitted,
    PartnershipState.RETURNED: _returned,
    PartnershipState.APPROVED: _approved,
    PartnershipState.DECLINED: _declined,
    PartnershipState.SUSPENDED: _suspended,
    PartnershipState.WITHDRAWN: _withdrawn,
    PartnershipState.LAPSED: _lapsed,
}

_DONE = {
    Action.BEGIN: gettext_lazy("書きはじめました"),
    Action.SUBMIT: gettext_lazy("確認に出しました"),
    Action.TAKE_BACK: gettext_lazy("書きかけに戻しました"),
    Action.RETURN: gettext_lazy("直してほしいところを添えて戻しました"),
    Action.APPROVE: gettext_lazy("登録しました"),
    Action.DECLINE: gettext_lazy("登録しませんでした"),
    Action.SUSPEND: gettext_lazy("登録を止めました"),
    Action.RESTORE: gettext_lazy("停止を解きました"),
    Action.WITHDRAW: gettext_lazy("登録をやめました"),
    Action.REVOKE: gettext_lazy("登録を取り消しました"),
    Action.LAPSE: gettext_lazy("期限が過ぎました"),
    Action.ASK_RENEWAL: gettext_lazy("更新を申し込みました"),
    Action.RENEW: gettext_lazy("更新しました"),
    Action.REFUSE_RENEWAL: gettext_lazy("更新しないことにしました"),
}
OF_MEMBERS = {Action.BEGIN, Action.SUBMIT, Action.TAKE_BACK, Action.WITHDRAW, Action.ASK_RENEWAL}


def done(transition: PartnershipTransition) -> str:
    """What was done, in the past."""
    return str(_DONE[Action(transition.action)])


def who_for_members(transition: PartnershipTransition) -> str:
    """Members see each other's nicknames; of staff that it was the city."""
    if transition.action == Action.LAPSE:
        return ""
    if transition.action in OF_MEMBERS:
        return str(transition.by) if transition.by else _("メンバーだった人")
    return _("市の担当")
