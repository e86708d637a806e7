"""A proposal as pages show it."""

from typing import Any

from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from hub.threads.enums import Side
from partners.cocreation_enums import ProposalAction, ProposalState
from partners.enums import PUBLIC_NEEDS, Offer
from partners.models import Proposal, ProposalTransition
from partners.promises import is_late, promise_of

TAGS = {
    ProposalState.SUBMITTED: "care",
    ProposalState.TALKING: "on",
    ProposalState.ACCEPTED: "on",
}
_DONE = {
    ProposalAction.BEGIN: _("書きはじめました"),
    ProposalAction.EDIT: _("書きなおしました"),
    ProposalAction.SUBMIT: _("市に出しました"),
    ProposalAction.TAKE_BACK: _("書きかけに戻しました"),
    ProposalAction.TALK: _("話し合いを始めました"),
    ProposalAction.ACCEPT: _("いっしょに取り組むことにしました"),
    ProposalAction.DECLINE: _("今回は見送りました"),
    ProposalAction.WITHDRAW: _("取り下げました"),
    ProposalAction.REOPEN: _("もう一度話し合うことにしました"),
}
# What the city did; to members that is the city, not a person.
_OF_CITY = frozenset({ProposalAction.TALK, ProposalAction.ACCEPT, ProposalAction.DECLINE, ProposalAction.REOPEN})


def body_of(proposal: Proposal) -> dict[str, Any]:
    """What its text shows, to members and coordinators alike."""
    need = proposal.need
    return {
        "proposal": proposal,
        "offers": [str(Offer(key).label) for key in proposal.offers],
        "themes": list(proposal.themes.all()),
        "audiences": list(proposal.audiences.all()),
        "districts": [] if proposal.is_everywhere else [one.short_name for one in proposal.districts.all()],
        "need": need if need is not None and need.state in PUBLIC_NEEDS else None,
        "has_hidden_need": need is not None and need.state not in PUBLIC_NEEDS,
    }


def turn_of(proposal: Proposal) -> dict[str, Any]:
    """Whose turn it is, by when, and how that looks."""
    is_city = promise_of(proposal) is not None
    waits_for = proposal.thread.waits_for if proposal.thread is not None else ""
    is_theirs = proposal.state == ProposalState.TALKING and waits_for == Side.MEMBERS
    return {
        "is_city": is_city,
        "is_members": is_theirs,
        "promised": promise_of(proposal),
        "is_late": is_late(proposal),
        "tag": TAGS.get(ProposalState(proposal.state), ""),
    }


def standing_of(proposal: Proposal) -> str:
    """For its members: where it stands and what comes next."""
    if proposal.state == ProposalState.TALKING and turn_of(proposal)["is_members"]:
        return __(
            "市の担当から、下の「やりとり」に書きこみがあります。読んで、お返事を書いてください。提案を直すこともできます。"
        )
    return {
        ProposalState.DRAFT: __("書きかけです。団体のメンバーだけが見られます。"),
        ProposalState.SUBMITTED: __("市の共創コーディネーターが読んでいます。"),
        ProposalState.TALKING: __("市の共創コーディネーターと話し合っています。提案を直すこともできます。"),
        ProposalState.ACCEPTED: __("市といっしょに取り組むことになりました。"),
        ProposalState.DECLINED: __("今回は見送ることになりました。聞きたいことは、下の「やりとり」に書けます。"),
        ProposalState.WITHDRAWN: __("取り下げました。"),
    }[ProposalState(proposal.state)]


def history_of(proposal: Proposal, *, is_staff: bool) -> list[dict[str, Any]]:
    """Every act, the latest first. Many savings in a row of one person are one line; staff see nothing of drafts."""
    rows = list(proposal.transitions.select_related("by").order_by("pk"))
    if is_staff:
        handed_in = next((place for place, row in enumerate(rows) if row.action == ProposalAction.SUBMIT), len(rows))
        rows = rows[handed_in:]
    lines: list[dict[str, Any]] = []
    for row in rows:
        line = _line(row, is_staff)
        is_more = row.action == ProposalAction.EDIT and lines and lines[-1]["key"] == line["key"]
        if is_more:
            lines[-1]["at"] = row.created_at
        else:
            lines.append(line)
    return lines[::-1]


def _line(row: ProposalTransition, is_staff: bool) -> dict[str, Any]:
    is_city = row.action in _OF_CITY
    who = __("市の担当") if is_city and not is_staff else str(row.by or __("登録を消した人"))
    return {
        "key": (row.action, row.by_id),
        "at": row.created_at,
        "who": who,
        "what": str(_DONE[ProposalAction(row.action)]),
        "reason": row.reason,
    }
