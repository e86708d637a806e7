"""What a coordinator does with a proposal: talked about, accepted as a project, declined, talked about once more."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from hub.exceptions import DomainError
from hub.threads.models import Thread
from hub.threads.services import reopen_thread, settle_answered, write_post
from partners.cocreation_enums import ProposalAction
from partners.models import Project, Proposal
from partners.services.projects import begin_for
from partners.services.proposal_records import (
    asked,
    check_acts,
    check_from,
    check_newest,
    copy_to,
    lock_proposal,
    moment,
    move_locked,
)
from partners.services.proposal_written import seen_now

if TYPE_CHECKING:
    from hub.accounts.models import User
    from hub.threads.checking import CheckedFile

_SAME = ("title", "text", "for_whom", "is_everywhere")
_SAME_SETS = ("themes", "audiences", "districts")


@transaction.atomic
def talk_about_proposal(
    proposal: Proposal,
    *,
    by: "User",
    text: str,
    files: "Sequence[CheckedFile]" = (),
    key: uuid.UUID | None = None,
    seen: int | None = None,
    seen_version: int | None = None,
    now: datetime | None = None,
) -> None:
    """Submitted → talking, with a first word of the city in its talk: it is the organisation's turn, which may write anew.

    ``seen_version``: the text that was read; None: as it is now. What was written anew since is shown to who reads it next.
    """
    now, locked = moment(now), lock_proposal(proposal)
    check_acts(locked, ProposalAction.TALK, by)
    move_locked(locked, ProposalAction.TALK, by=by, now=now, change=lambda _locked: _read(locked, seen_version))
    _write(_thread(locked), by=by, text=text, files=files, key=key, seen=seen, now=now)
    copy_to(proposal, locked)


@transaction.atomic
def accept_proposal(
    proposal: Proposal,
    *,
    by: "User",
    reason: str,
    seen_version: int,
    seen: int | None = None,
    now: datetime | None = None,
) -> Project:
    """Submitted or talking → accepted, with words for who proposed it. Becomes a project in preparation, which they lead.

    ``seen``: the last post of the talk that stood beside the decision; what came later is still to be answered.
    """
    now, locked = moment(now), lock_proposal(proposal)
    check_acts(locked, ProposalAction.ACCEPT, by)
    check_from(locked, ProposalAction.ACCEPT)
    said = asked(reason, _("団体に伝える言葉を書いてください。何をよいと思ったか、これから何をするか。"))
    check_newest(locked, seen_version)
    if not locked.organization.is_verified:
        raise DomainError(_("この団体は、いま市の確認が済んでいません。先に団体を確かめてください。"))
    move_locked(locked, ProposalAction.ACCEPT, by=by, now=now, reason=said)
    project = _make_project(locked, by=by, now=now)
    settle_answered(_thread(locked), by=by, is_over=True, seen=seen, now=now)
    copy_to(proposal, locked)
    return project


@transaction.atomic
def decline_proposal(
    proposal: Proposal,
    *,
    by: "User",
    reason: str,
    seen_version: int,
    seen: int | None = None,
    now: datetime | None = None,
) -> None:
    """Submitted or talking → declined, with a reason that the organisation reads. Can be talked about once more."""
    now, locked = moment(now), lock_proposal(proposal)
    check_acts(locked, ProposalAction.DECLINE, by)
    check_from(locked, ProposalAction.DECLINE)
    said = asked(reason, _("見送る理由を書いてください。団体の方に伝わります。"))
    check_newest(locked, seen_version)
    move_locked(locked, ProposalAction.DECLINE, by=by, now=now, reason=said, change=seen_now)
    settle_answered(_thread(locked), by=by, is_over=True, seen=seen, now=now)
    copy_to(proposal, locked)


@transaction.atomic
def reopen_proposal(proposal: Proposal, *, by: "User", text: str, now: datetime | None = None) -> None:
    """Declined → talking, with words in its talk that say why. What was decided stays in the history."""
    now, locked = moment(now), lock_proposal(proposal)
    check_acts(locked, ProposalAction.REOPEN, by)
    check_from(locked, ProposalAction.REOPEN)
    said = asked(text, _("もう一度話し合うわけを書いてください。やりとりに載り、団体の方に伝わります。"))
    move_locked(locked, ProposalAction.REOPEN, by=by, now=now, change=lambda _locked: {"late_told_at": None})
    _write(_thread(locked), by=by, text=said, now=now)
    copy_to(proposal, locked)


@transaction.atomic
def answer_proposal(
    proposal: Proposal,
    *,
    by: "User",
    text: str,
    files: "Sequence[CheckedFile]" = (),
    key: uuid.UUID | None = None,
    seen: int | None = None,
    seen_version: int | None = None,
    now: datetime | None = None,
) -> None:
    """One more word of the city in its talk, whatever became of it. Its state stays. ``seen_version``: as above."""
    now, locked = moment(now), lock_proposal(proposal)
    check_acts(locked, ProposalAction.TALK, by)
    if values := _read(locked, seen_version):
        Proposal.objects.filter(pk=locked.pk).update(**values)
    _write(_thread(locked), by=by, text=text, files=files, key=key, seen=seen, now=now)


def _read(locked: Proposal, seen_version: int | None) -> dict[str, Any]:
    """Of a text that is another by now nothing is said to have been read."""
    return seen_now(locked) if seen_version in {None, locked.version} else {}


def _thread(locked: Proposal) -> Thread:
    """Which is there once it was handed in."""
    if locked.thread is None:
        raise DomainError(_("まだ市に出されていません。"))
    return locked.thread


def _write(
    thread: Thread,
    *,
    by: "User",
    text: str,
    files: "Sequence[CheckedFile]" = (),
    key: uuid.UUID | None = None,
    seen: int | None = None,
    now: datetime,
) -> None:
    """Also where somebody ended the talk."""
    thread.refresh_from_db(fields=["closed_at"])
    if thread.closed_at is not None:
        reopen_thread(thread, by=by, now=now)
    write_post(thread, by=by, text=text, files=files, key=key, seen=seen, now=now)


def _make_project(proposal: Proposal, *, by: "User", now: datetime) -> Project:
    """In preparation: seen by who takes part and coordinators. Its words are the proposal's, to be written for everybody."""
    values: dict[str, Any] = {name: getattr(proposal, name) for name in _SAME} | {"summary": _first_words(proposal.aim)}
    values |= {name: list(getattr(proposal, name).all()) for name in _SAME_SETS}
    values["needs"] = [proposal.need] if proposal.need is not None else []
    return begin_for(proposal.organization, by=by, values=values, offers=proposal.offers, proposal=proposal, now=now)


def _first_words(text: str) -> str:
    """As much as the line below a project's name takes."""
    most = int(Project._meta.get_field("summary").max_length or 0)
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
