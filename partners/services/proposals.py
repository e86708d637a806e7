"""What an organisation does with its proposal: begun, written with colleagues, handed in, taken back, given up."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from hub.accounts.models import Organization
from hub.exceptions import DomainError
from hub.locking import lock_row, saying_who_waits
from hub.threads.models import Thread
from hub.threads.services import go_on_with, let_rest, open_thread
from partners.cocreation_enums import (
    OPEN_PROPOSALS,
    PROPOSAL,
    WRITABLE_PROPOSALS,
    ProposalAction,
    ProposalState,
)
from partners.enums import OPEN_NEEDS
from partners.models import Need, Proposal
from partners.proposal_rules import can_propose_for
from partners.services.joining import StaleError, UnfinishedError
from partners.services.proposal_records import (
    check_acts,
    check_from,
    check_newest,
    copy_to,
    lock_proposal,
    moment,
    move_locked,
    write_proposal_history,
)
from partners.services.proposal_written import WRITTEN, WRITTEN_SETS, differing

if TYPE_CHECKING:
    from hub.accounts.models import User
    from hub.threads.checking import CheckedFile


@transaction.atomic
def begin_proposal(
    organization: Organization,
    *,
    by: "User",
    values: Mapping[str, Any],
    need: Need | None = None,
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> Proposal:
    """A draft, for an open need or of one's own accord; once for each ``key``. Nobody but its members sees it.

    ``values``: by the names in ``WRITTEN`` and ``WRITTEN_SETS``; others are left aside.
    """
    now = moment(now)
    with saying_who_waits():
        locked = lock_row(organization)
    if not can_propose_for(by, locked):
        raise DomainError(_("提案を書けるのは、団体の代表と編集する人だけです。登録が止まっている団体は、書けません。"))
    own = uuid.uuid5(key, f"{by.pk}:{locked.pk}") if key else None
    if own is not None and (there := Proposal.objects.filter(idempotency_key=own).first()):
        return there
    _check_begun(locked, need)
    written = {name: values[name] for name in WRITTEN if name in values}
    if not str(written.get("title", "")).strip():
        raise UnfinishedError({"title": _("何をする提案かを、ひとことで書いてください。")})
    begun: Proposal = Proposal.objects.create(
        organization=locked, need=need, created_by=by, idempotency_key=own, is_sample=locked.is_sample, **written
    )
    for name in WRITTEN_SETS:
        getattr(begun, name).set(values.get(name, ()))
    write_proposal_history(begun, ProposalAction.BEGIN, by=by, now=now, before="")
    return begun


def _check_begun(organization: Organization, need: Need | None) -> None:
    if need is not None and need.state not in OPEN_NEEDS:
        raise DomainError(_("この地域課題は、いまは募集していません。課題を選ばずに、自由に提案することはできます。"))
    if need is not None and need.is_sample != organization.is_sample:
        raise DomainError(_("見本の地域課題と団体は、見本どうしでしか、つなげません。"))
    states = (ProposalState.DRAFT, *OPEN_PROPOSALS)
    if organization.proposals.filter(state__in=states).count() >= settings.HUB_PROPOSAL_MOST_OPEN:
        raise DomainError(
            _("同時に持てる提案は%(most)d件までです。使わない提案を取り下げてから、書いてください。")
            % {"most": settings.HUB_PROPOSAL_MOST_OPEN}
        )


@transaction.atomic
def write_proposal(
    proposal: Proposal,
    *,
    by: "User",
    values: Mapping[str, Any],
    seen_version: int,
    now: datetime | None = None,
) -> None:
    """What a member wrote, finished or not; what is talked about must stay whole (``UnfinishedError``).

    ``values``: as of ``begin_proposal``. ``StaleError`` where a colleague saved something else meanwhile.
    """
    now, locked = moment(now), lock_proposal(proposal)
    check_acts(locked, ProposalAction.EDIT, by)
    if locked.state not in WRITABLE_PROPOSALS:
        raise DomainError(_unwritable(locked))
    written = {name: values[name] for name in WRITTEN if name in values}
    chosen = {name: sorted(one.pk for one in values[name]) for name in WRITTEN_SETS if name in values}
    # Whoever taps twice, or saves what a colleague saved, overwrites nothing.
    if not differing(locked, written | chosen):
        copy_to(proposal, locked)
        return
    if locked.version != seen_version:
        raise StaleError(_changed_by(locked))
    for name, value in written.items():
        setattr(locked, name, value)
    for name, numbers in chosen.items():
        getattr(locked, name).set(numbers)
    if missing := missing_of(locked, only_title=locked.state == ProposalState.DRAFT):
        raise UnfinishedError(missing)
    locked.version += 1
    locked.save(update_fields=[*written, "version", "updated_at"])
    write_proposal_history(locked, ProposalAction.EDIT, by=by, now=now)
    copy_to(proposal, locked)
    for name in written:
        setattr(proposal, name, getattr(locked, name))


def _unwritable(locked: Proposal) -> str:
    if locked.state == ProposalState.SUBMITTED:
        return _("いま、市が読んでいます。直すときは、先に「書きかけに戻す」を押してください。")
    return _("いまは書けません（%(state)s）。") % {"state": locked.get_state_display()}


def _changed_by(locked: Proposal) -> str:
    last = locked.transitions.filter(action=ProposalAction.EDIT).select_related("by").last()
    who = str(last.by) if last and last.by else _("ほかの人")
    return _(
        "あなたが開いたあとに、%(who)sさんが保存しました。あなたの書いたものとちがうところは、その欄の下に出ています。もう一度「保存する」を押すと、あなたが書いた内容になります。"
    ) % {"who": who}


def missing_of(proposal: Proposal, *, only_title: bool = False) -> dict[str, str]:
    """All that is to be written before it can be handed in, by the name of the field."""
    missing = {}
    if not proposal.title.strip():
        missing["title"] = _("何をする提案かを、ひとことで書いてください。")
    if only_title:
        return missing
    if not proposal.aim.strip():
        missing["aim"] = _("何を、どう変えたいかを書いてください。ひとことでかまいません。")
    if not proposal.text.strip():
        missing["text"] = _("何をするかを書いてください。決まっているところまででかまいません。")
    if not proposal.offers:
        missing["offers"] = _("自分たちが出せるものを、1つ以上選んでください。")
    if not proposal.is_everywhere and not proposal.districts.exists():
        missing["districts"] = _("地区を選ぶか、「市内のどこでも」に印をつけてください。")
    return missing


@transaction.atomic
def submit_proposal(
    proposal: Proposal,
    *,
    by: "User",
    seen_version: int,
    text: str = "",
    files: "Sequence[CheckedFile]" = (),
    now: datetime | None = None,
) -> None:
    """Draft → submitted: whole, of an organisation that the city has checked. Its talk begins with ``text``, or goes on."""
    now, locked = moment(now), lock_proposal(proposal)
    check_acts(locked, ProposalAction.SUBMIT, by)
    check_from(locked, ProposalAction.SUBMIT)
    if not locked.organization.is_verified:
        raise DomainError(
            _("市に出せるのは、市が確認した団体です。いまは保存しておいて、確認が終わってから出してください。")
        )
    if missing := missing_of(locked):
        raise UnfinishedError(missing)
    check_newest(locked, seen_version)
    days = settings.HUB_PROPOSAL_ANSWER_DAYS
    said = text.strip() or _("「%(title)s」を提案します。内容は、提案のページで読めます。") % {"title": locked.title}
    if locked.thread is None:
        subject = locked.title[: Thread._meta.get_field("subject").max_length]
        thread = open_thread(
            locked.organization, by=by, subject=subject, text=said, files=files, about=(PROPOSAL, locked.pk), days=days,
            tells=False, now=now,
        )  # fmt: skip
    else:
        thread = locked.thread
        go_on_with(thread, by=by, text=said, files=files, days=days, now=now)
    move_locked(
        locked, ProposalAction.SUBMIT, by=by, now=now,
        change=lambda _locked: {"submitted_at": now, "thread": thread, "late_told_at": None},
    )  # fmt: skip
    copy_to(proposal, locked)


@transaction.atomic
def take_back_proposal(proposal: Proposal, *, by: "User", now: datetime | None = None) -> None:
    """Submitted → draft, by a change of mind: coordinators see it no more until it is handed in again."""
    now, locked = moment(now), lock_proposal(proposal)
    check_acts(locked, ProposalAction.TAKE_BACK, by)
    move_locked(
        locked, ProposalAction.TAKE_BACK, by=by, now=now,
        change=lambda _locked: {"submitted_at": None, "late_told_at": None},
    )  # fmt: skip
    if locked.thread is not None:
        let_rest(locked.thread, now=now)
    copy_to(proposal, locked)


@transaction.atomic
def withdraw_proposal(proposal: Proposal, *, by: "User", reason: str = "", now: datetime | None = None) -> None:
    """The organisation gives it up, for good; a copy of it can be begun. What members asked in the talk is still answered."""
    now, locked = moment(now), lock_proposal(proposal)
    check_acts(locked, ProposalAction.WITHDRAW, by)
    move_locked(locked, ProposalAction.WITHDRAW, by=by, now=now, reason=reason.strip())
    if locked.thread is not None:
        let_rest(locked.thread, now=now)
    copy_to(proposal, locked)
