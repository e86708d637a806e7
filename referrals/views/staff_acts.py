"""Which service does which act of the case's page, and what is said afterwards: never a word that somebody typed."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Model
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.exceptions import DomainError
from referrals.codes import key_of
from referrals.enums import Ground, Look, Outcome, Refusal, TransferState, Urgency
from referrals.forms.base import ActForm
from referrals.models import Referral, Transfer
from referrals.services import cases, messages, transfers
from referrals.services.records import record_refused

# The form is valid. ``seen``: the state that the page showed. Gives the token of a link, where one is made.
Act = Callable[[Referral, Any, ActForm, str | None], str | None]


def asked_transfer(one: Referral) -> Transfer | None:
    """The one that waits for an answer."""
    rows = Transfer.objects.select_related("to_office", "from_office", "asked_by")
    return rows.filter(referral=one, state=TransferState.ASKED).first()


def _asked(one: Referral) -> Transfer:
    found = asked_transfer(one)
    if found is None:
        raise DomainError(_("この引き継ぎは、もう終わっています。"))
    return found


def _row(rows: Any, one: Referral, by: Any, form: ActForm) -> Any:
    """One of several things of the case; that somebody asked for what it has not is on record."""
    found = rows.select_related("referral").filter(pk=form.cleaned_data["row"]).first()
    if found is None:
        record_refused(by=by, case=one.pk, what=str(form.action.label if form.action else form.act))
        raise Http404
    return found


def _take(one: Referral, by: Any, _form: ActForm, seen: str | None) -> None:
    cases.take_referral(one, by=by, seen=seen)


def _contact(one: Referral, by: Any, _form: ActForm, seen: str | None) -> None:
    cases.note_contact(one, by=by, seen=seen)


def _support(one: Referral, by: Any, _form: ActForm, seen: str | None) -> None:
    cases.begin_support(one, by=by, seen=seen)


def _close(one: Referral, by: Any, form: ActForm, seen: str | None) -> None:
    data = form.cleaned_data
    cases.close_referral(one, by=by, outcome=Outcome(data["outcome"]), reason=data["reason"], seen=seen)


def _triage(one: Referral, by: Any, form: ActForm, seen: str | None) -> None:
    data = form.cleaned_data
    cases.triage_referral(one, by=by, urgency=Urgency(data["urgency"]), office=data.get("office"), seen=seen)


def _assign(one: Referral, by: Any, form: ActForm, seen: str | None) -> None:
    data = form.cleaned_data
    cases.assign_referral(one, by=by, to=data["to"], reason=data.get("reason", ""), seen=seen)


def _key(one: Referral, form: ActForm) -> uuid.UUID:
    """The same words of the same page are one; others from there are another."""
    words = [str(value.pk if isinstance(value, Model) else value) for value in form.cleaned_data.values()]
    return key_of(str(form.key), form.act, str(one.pk), *words)


def _answer(one: Referral, by: Any, form: ActForm, _seen: str | None) -> None:
    seen = str(form.data.get("last", ""))
    known = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 19 else None
    messages.answer_writer(one, by=by, text=form.cleaned_data["text"], key=_key(one, form), seen=known)


def _read(one: Referral, by: Any, _form: ActForm, _seen: str | None) -> None:
    messages.put_words_away(one, by=by)


def _note(one: Referral, by: Any, form: ActForm, _seen: str | None) -> None:
    cases.write_note(one, by=by, text=form.cleaned_data["text"], key=_key(one, form))


def _task(one: Referral, by: Any, form: ActForm, _seen: str | None) -> None:
    data = form.cleaned_data
    cases.add_task(one, by=by, text=data["text"], due_on=data["due_on"], for_whom=data["for_whom"], key=_key(one, form))


def _done(one: Referral, by: Any, form: ActForm, _seen: str | None) -> None:
    cases.finish_task(_row(one.tasks, one, by, form), by=by)


def _consent(one: Referral, by: Any, form: ActForm, _seen: str | None) -> None:
    data = form.cleaned_data
    cases.record_consent(
        one, by=by, given_on=data["given_on"], basis=data["basis"], scope=data["scope"], key=_key(one, form)
    )


def _withdraw(one: Referral, by: Any, form: ActForm, _seen: str | None) -> None:
    cases.withdraw_consent(_row(one.consents, one, by, form), by=by, on=form.cleaned_data["on"])


def _hand_office(one: Referral, by: Any, form: ActForm, _seen: str | None) -> None:
    data = form.cleaned_data
    transfers.hand_on_to_office(one, by=by, office=data["office"], ground=Ground(data["ground"]), reason=data["reason"])


def _hand_agency(one: Referral, by: Any, form: ActForm, _seen: str | None) -> str:
    data = form.cleaned_data
    _transfer, token = transfers.hand_on_to_agency(
        one, by=by, agency=data["agency"], ground=Ground(data["ground"]), reason=data["reason"],
        summary=data["summary"], key=_key(one, form),
    )  # fmt: skip
    return token


def _take_back(one: Referral, by: Any, _form: ActForm, _seen: str | None) -> None:
    transfers.take_back_transfer(_asked(one), by=by)


def _stop_link(one: Referral, by: Any, form: ActForm, _seen: str | None) -> None:
    transfers.stop_link(_row(one.transfers, one, by, form), by=by)


def _duplicate(one: Referral, by: Any, form: ActForm, seen: str | None) -> None:
    number = form.cleaned_data["number"]
    other = Referral.objects.visible_to(by, timezone.localdate()).filter(pk=number).first()
    if other is None:
        record_refused(by=by, case=number, what=str(Look.CASE.label))
        raise DomainError(_("まとめる先の相談が見つかりません。番号を確かめてください。"))
    cases.mark_duplicate(one, by=by, of=other, seen=seen)


def _reopen(one: Referral, by: Any, form: ActForm, seen: str | None) -> None:
    cases.reopen_referral(one, by=by, reason=form.cleaned_data["reason"], seen=seen)


def _accept(one: Referral, by: Any, _form: ActForm, _seen: str | None) -> None:
    transfers.accept_transfer(_asked(one), by=by)


def _decline(one: Referral, by: Any, form: ActForm, _seen: str | None) -> None:
    data = form.cleaned_data
    transfers.decline_transfer(_asked(one), by=by, refusal=Refusal(data["refusal"]), reason=data["reason"])


# What a form sends → where it stands in the case once that was done.
_KEPT_IN = {
    "outcome": "outcome",
    "urgency": "urgency",
    "office": "office",
    "to": "assigned_to",
    "number": "duplicate_of_id",
}


def is_as_sent(one: Referral, form: ActForm) -> bool:
    """Whether the case is already what this form would make of it."""
    data = {name: value for name, value in form.cleaned_data.items() if value}
    return all(getattr(one, kept) == data[name] for name, kept in _KEPT_IN.items() if name in data)


# What is not to be done twice in a row, unlike notes, of which each page may hold another.
ONCE = frozenset({"hand_office", "hand_agency", "close", "reopen", "decline"})
ACTS: Mapping[str, tuple[Act, Any]] = {
    "take": (_take, _("引き受けました。")),
    "contact": (_contact, _("連絡がついたことにしました。")),
    "support": (_support, _("支援を始めたことにしました。")),
    "close": (_close, _("終わったことにしました。また始められます。")),
    "triage": (_triage, _("振り分けました。")),
    "assign": (_assign, _("担当を決めました。")),
    "answer": (_answer, _("返事を書きました。書いた人は、受付番号で読めます。")),
    "read": (_read, _("読んだことにしました。")),
    "note": (_note, _("記録しました。")),
    "task": (_task, _("書きとめました。%(year)s年%(month)s月%(day)s日(%(weekday)s)に知らせます。")),
    "done": (_done, _("したことにしました。")),
    "consent": (_consent, _("同意を記録しました。")),
    "withdraw": (_withdraw, _("同意の取り消しを記録しました。")),
    "hand_office": (_hand_office, _("引き継ぎを頼みました。受けてもらうまでは、ここの相談です。")),
    "hand_agency": (_hand_agency, _("引き継ぎを頼みました。")),
    "take_back": (_take_back, _("引き継ぎを取り下げました。")),
    "stop_link": (_stop_link, _("リンクを止めました。もう、だれも読めません。")),
    "duplicate": (_duplicate, _("まとめました。続きは、まとめた先に書いてください。")),
    "reopen": (_reopen, _("もう一度始めました。担当は空いています。")),
    "accept": (_accept, _("受けました。この相談は、あなたの事務所のものになりました。")),
    "decline": (_decline, _("断りました。頼んだ側に知らせます。")),
}
