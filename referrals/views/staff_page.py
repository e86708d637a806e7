"""What the page of a case shows: without the personal part as long as that was not opened."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from referrals.enums import MOVES, OPEN, Action, Reply, Side
from referrals.forms.acts import FORMS
from referrals.forms.base import ActForm
from referrals.models import CaseAct, Draft, Referral, Transfer
from referrals.rules import (
    can_answer_transfer,
    can_take,
    can_work_on,
    is_consent_only_said,
    needs_reason_to_read,
)
from referrals.services.messages import last_answer
from referrals.services.opening import Opened, OpenedDraft
from referrals.views.clocks import clocks_of
from referrals.views.staff_acts import asked_transfer

_MAIN = ("take", "contact", "close")
_OTHERS = (
    *("answer", "read", "note", "task", "triage", "assign", "support", "consent", "hand_office", "hand_agency"),
    *("duplicate", "reopen"),
)
_HANDING = frozenset({"hand_office", "hand_agency"})
# The personal part, as it is read; and what a professional adds.
WORDS = (
    ("text", _("書かれたこと")),
    ("about_name", _("本人の名前")),
    ("about_address", _("本人の住所")),
    ("about_phone", _("本人の電話番号")),
    ("meeting", _("会えるところ")),
    ("household", _("世帯のようす")),
    ("agencies", _("かかわっている機関")),
    ("writer_name", _("書いた人の名前")),
    ("writer_phone", _("書いた人の電話番号")),
    ("writer_email", _("書いた人のメールアドレス")),
)
PHONES = frozenset({"about_phone", "writer_phone"})


@dataclass(frozen=True)
class Late:
    """Why an act was not done, what was done instead and by whom, and what was typed for it."""

    text: str
    last: CaseAct | None = None
    typed: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True)
class Line:
    """A row of the case with what it says, where that was opened."""

    row: Any
    text: str = ""
    form: ActForm | None = None


def page_of_case(
    one: Referral, user: Any, *, bound: Sequence[ActForm] = (), opened: Opened | None = None, late: Late | None = None
) -> dict[str, Any]:
    """The context. ``bound``: the form that was sent and not done."""
    transfer, may_work = asked_transfer(one), can_work_on(user, one)
    is_asked = bool(transfer and transfer.to_office and can_answer_transfer(user, transfer.to_office))
    forms = _Forms(one, user, {form.act: form for form in bound}, opened.drafts if opened else {})
    first = _main(one, user) if may_work else []
    main = [forms[name] for name in first]
    others = (
        [forms[name] for name in _OTHERS if name not in first and _is_offered(name, one, transfer)] if may_work else []
    )
    answering = [forms["accept"], forms["decline"]] if is_asked else []
    return {
        "one": one,
        "signs": list(one.signs.all()),
        "clocks": clocks_of(one, timezone.now()),
        "is_open": one.state in OPEN,
        "is_consent_only_said": may_work and is_consent_only_said(one),
        "taken_outside": _taken_outside(one) if may_work else "",
        "may_work": may_work,
        "is_asked": is_asked,
        "transfer": transfer,
        "request_reason": _reason_of(transfer, one, opened),
        "needs_reason": needs_reason_to_read(user, one),
        "open_form": forms["open"],
        "main": main,
        "others": others,
        "answering": answering,
        "drafts": _drafts(one, user, opened, [*main, *others, *answering]),
        "draft_days": settings.HUB_REFERRALS_DRAFT_DAYS,
        "last_answer": last_answer(one),
        "take_back": forms["take_back"] if may_work and transfer else None,
        "wrong": next((form for form in bound if form.errors), None),
        "late": late,
        "opened": opened,
        "words": words_of(opened),
        "files": _files(one, opened),
    } | _things(one, forms, opened, may_work=may_work)


class _Forms:
    """Each act's form: as it was sent, or with what was about to be written there, or new."""

    def __init__(self, one: Referral, user: Any, bound: dict[str, ActForm], drafts: Mapping[str, OpenedDraft]) -> None:
        self.one, self.user, self.bound, self.drafts = one, user, bound, drafts

    def __getitem__(self, name: str) -> ActForm:
        return self.bound.get(name) or FORMS[name](referral=self.one, user=self.user, draft=self.drafts.get(name))

    def of_row(self, name: str, row: int) -> ActForm:
        """One of several of a kind."""
        sent = self.bound.get(name)
        if sent is not None and sent.initial.get("row") == row:
            return sent
        return FORMS[name](referral=self.one, user=self.user, row=row)


@dataclass(frozen=True)
class DraftLine:
    """That something was about to be written, and in which act; what, where that is opened and the act can't be done now."""

    title: Any
    saved_at: datetime
    act: str
    page: uuid.UUID
    texts: Sequence[str] = ()
    is_offered: bool = False


def _drafts(one: Referral, user: Any, opened: Opened | None, forms: Sequence[ActForm]) -> list[DraftLine]:
    if opened is None:
        rows = Draft.objects.of(user, timezone.now()).filter(referral=one).defer("words")
        return [DraftLine(FORMS[row.act].title, row.saved_at, row.act, row.page) for row in rows]
    offered = {form.act for form in forms}
    return [
        DraftLine(
            FORMS[act].title, draft.saved_at, act, draft.page, is_offered=act in offered,
            texts=[text for text in draft.words.values() if text.strip()] if act not in offered else (),
        )
        for act, draft in opened.drafts.items()
    ]  # fmt: skip


def _is_possible(name: str, one: Referral) -> bool:
    action = FORMS[name].action
    return action is not None and one.state in MOVES[action][0]


def _main(one: Referral, user: Any) -> list[str]:
    """What comes next. What somebody else has can't be taken, so that who has it can be changed there instead."""
    names = [name for name in _MAIN if _is_possible(name, one)]
    if "take" in names and not can_take(user, one):
        names[:1] = [] if one.assigned_to_id == user.pk else ["assign"]
    return names


def _is_offered(name: str, one: Referral, transfer: Transfer | None) -> bool:
    if name in _HANDING and transfer is not None:
        return False
    if (name == "answer" and one.reply == Reply.NONE) or (name == "read" and not one.has_unread_words):
        return False
    return _is_possible(name, one)


def words_of(opened: Opened | None) -> list[dict[str, Any]]:
    """What stands in the personal part, in its order; nothing where that was not opened."""
    if opened is None:
        return []
    return [
        {"label": label, "text": text, "is_phone": name in PHONES}
        for name, label in WORDS
        if (text := opened.words.get(name, ""))
    ]


def _files(one: Referral, opened: Opened | None) -> list[Line]:
    """For who sees the case at all: that there are some; what they are called where it was opened."""
    names = opened.files if opened else {}
    return [Line(row, names.get(row.pk, "")) for row in one.files.defer("content", "name")]


def _reason_of(transfer: Transfer | None, one: Referral, opened: Opened | None) -> str:
    """Why one is asked, where it was opened: it stands in the act as well."""
    if transfer is None or opened is None:
        return ""
    act = one.acts.filter(action=Action.HAND_ON).order_by("-pk").first()
    return opened.reasons.get(act.pk, "") if act else ""


def _links(one: Referral, forms: _Forms) -> list[Line]:
    """What agencies outside have accepted and still read again."""
    rows = one.transfers.readable_again(timezone.now())
    return [Line(row, form=forms.of_row("stop_link", row.pk)) for row in rows]


def _taken_outside(one: Referral) -> str:
    """Which agency outside has it, where nothing but closing it here is left; else nothing."""
    if one.state not in OPEN:
        return ""
    names = Transfer.objects.accepted_outside(one).order_by("-answered_at").values_list("to_agency", flat=True)
    return str(names.first() or "")


def _things(one: Referral, forms: _Forms, opened: Opened | None, *, may_work: bool) -> dict[str, Any]:
    """Timeline, thread, notes, tasks and consents: for who works on it; the words where they were opened."""
    if not may_work:
        return {"links": [], "timeline": [], "thread": [], "notes": [], "tasks": [], "consents": []}

    def lines(rows: Any, texts: str, act: str = "") -> list[Line]:
        said = getattr(opened, texts) if opened else {}
        return [Line(row, said.get(row.pk, ""), forms.of_row(act, row.pk) if act else None) for row in rows]

    return {
        "links": _links(one, forms),
        "timeline": lines(one.acts.select_related("by").order_by("-at", "-pk"), "reasons"),
        "thread": lines(one.messages.select_related("by"), "messages"),
        "notes": lines(one.notes.select_related("by"), "notes"),
        "tasks": lines(one.tasks.select_related("for_whom"), "tasks", "done"),
        "consents": lines(one.consents.select_related("by"), "scopes", "withdraw"),
        "office_side": Side.OFFICE,
    }
