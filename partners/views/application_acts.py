"""What either side does on the page of an application: one service call for each button."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from partners.forms.applications import HoursForm, WordsForm
from partners.role_enums import APPLICATION_MOVES, WAITING_APPLICATIONS, WORKED, ApplicationAction, Party
from partners.services import applications
from partners.services.hours import write_hours
from partners.services.inquiries import key_of
from partners.views.application_words import Sight

_A = ApplicationAction
OF_PARTY = {
    Party.PERSON: (_A.WITHDRAW, _A.END),
    Party.ORGANIZATION: (_A.INVITE, _A.ACCEPT, _A.DECLINE, _A.END),
}
_SAID = {
    _A.INVITE: gettext_lazy("見学にさそいました。相手にメールで知らせます。"),
    _A.ACCEPT: gettext_lazy("お願いすることにしました。相手にメールで知らせます。"),
    _A.DECLINE: gettext_lazy("今回は見送りました。書いたことを、相手が読めます。"),
    _A.WITHDRAW: gettext_lazy("申し込みをとりやめました。団体にメールで知らせます。"),
    _A.END: gettext_lazy("活動を終えました。おつかれさまでした。"),
}


@dataclass
class Forms:
    """The boxes of the page; of what was sent with what was typed and what is wrong."""

    message: WordsForm
    answer: WordsForm
    hours: HoursForm
    error: str = ""
    # Which of them was sent: its errors are told at the top.
    sent: forms.Form | None = field(default=None)


def forms_of(sight: Sight) -> Forms:
    """Empty ones."""
    return Forms(
        message=WordsForm(auto_id="write_%s", label=_("続きを書く")),
        answer=_answer_form(sight),
        hours=HoursForm(auto_id="hours_%s"),
    )


def _answer_form(sight: Sight, data: Any = None) -> WordsForm:
    label = _("相手に伝えること")
    return WordsForm(data, auto_id="answer_%s", label=label)


def has_one_box(sight: Sight) -> bool:
    """Whether what is written is the answer itself: as long as the organisation has to give one, in one box for all buttons."""
    return sight.party == Party.ORGANIZATION and sight.application.state in WAITING_APPLICATIONS


def open_acts(sight: Sight) -> list[str]:
    """What may be done from where it stands."""
    state = sight.application.state
    return [str(action) for action in OF_PARTY[sight.party] if state in APPLICATION_MOVES[action][0]]


def answered(request: HttpRequest, sight: Sight) -> HttpResponse | Forms:
    """A redirect where it was done; else the forms as they were sent, with what is wrong."""
    act, found = request.POST.get("act", ""), forms_of(sight)
    try:
        with saying_who_waits():
            said = _do(request, sight, act, found)
    except DomainError as refused:
        sight.application.refresh_from_db()
        found.error = str(refused)
        return found
    if said is None:
        return found
    if said:
        messages.success(request, said)
    return HttpResponseRedirect(sight.url)


def _do(request: HttpRequest, sight: Sight, act: str, found: Forms) -> str | None:
    """What was done, in words; None where something is to be filled in."""
    if act == "message":
        return _write(request, sight, found)
    if act == "hours":
        return _hours(request, sight, found)
    if act == "read":
        shown = request.POST.get("up_to", "")
        up_to = int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 18 else 0
        applications.mark_read(sight.application, by=_by(request), up_to=up_to)
        return ""
    if act in {str(action) for action in OF_PARTY[sight.party]}:
        return _answer(request, sight, ApplicationAction(act), found)
    raise DomainError(_("下のボタンのどれかを押してください。"))


def _by(request: HttpRequest) -> Any:
    return request.user


def _write(request: HttpRequest, sight: Sight, found: Forms) -> str | None:
    is_answer = has_one_box(sight)
    label = _("相手に伝えること") if is_answer else _("続きを書く")
    form = WordsForm(request.POST, auto_id="answer_%s" if is_answer else "write_%s", label=label, is_needed=True)
    found.message = found.sent = form
    if is_answer:
        found.answer = form
    if not form.is_valid():
        return None
    text = form.cleaned_data["text"]
    applications.write_message(sight.application, by=_by(request), text=text, key=key_of(form.page, text=text))
    return _("送りました。")


def _hours(request: HttpRequest, sight: Sight, found: Forms) -> str | None:
    form = HoursForm(request.POST, auto_id="hours_%s")
    found.hours = found.sent = form
    if not form.is_valid() or sight.application.state not in WORKED:
        return None
    data = form.cleaned_data
    key = key_of(form.page, on=str(data["on"]), minutes=str(form.total), text=data["text"])
    write_hours(sight.application, by=_by(request), on=data["on"], minutes=form.total, text=data["text"], key=key)
    return _("記録しました。相手が確かめると、証明書に載ります。")


def _answer(request: HttpRequest, sight: Sight, action: ApplicationAction, found: Forms) -> str | None:
    form = _answer_form(sight, request.POST)
    found.answer = found.sent = form
    if not form.is_valid():
        return None
    text, one, by = form.cleaned_data["text"], sight.application, _by(request)
    seen = request.POST.get("seen")
    seen_state = None if seen is None else applications.seen_state(one, seen)
    acts: dict[ApplicationAction, Callable[[], None]] = {
        _A.INVITE: lambda: applications.invite_to_visit(one, by=by, text=text, seen=seen_state),
        _A.ACCEPT: lambda: applications.accept_application(one, by=by, text=text, seen=seen_state),
        _A.DECLINE: lambda: applications.decline_application(one, by=by, text=text, seen=seen_state),
        _A.WITHDRAW: lambda: applications.withdraw_application(one, by=by),
        _A.END: lambda: applications.end_application(one, by=by, text=text),
    }
    acts[action]()
    return str(_SAID[action])
