"""One person's registration at the desk, and what is done with it: each act says what will happen, calls one service."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from events.forms.registrations_desk import DeskChangeForm
from events.forms.registrations_desk_acts import BY_PERSON, ActForm, AdmitForm, CancelForm, NoteForm
from events.models import Occurrence, Registration, RegistrationCall
from events.registration_enums import REGISTRATION_MOVES, RegistrationAction, RegistrationState
from events.services import registrations
from events.views.registrations.access import of_registration
from events.views.registrations.desk_shared import on_desk, person_of, questions_of, url_of
from hub.exceptions import DomainError
from hub.locking import saying_who_waits

_A, _S = RegistrationAction, RegistrationState
# What the hub does by itself when its time has come.
_BY_ITSELF = (_A.OFFER, _A.LAPSE, _A.DRAW, _A.MISS, _A.PLACE, _A.QUEUE, _A.ENTER_LOT, _A.ASK)


@dataclass(frozen=True)
class Act:
    """``action``: whose sources say when it is offered."""

    name: str
    action: RegistrationAction
    label: Any
    done: Any
    explain: Any
    perform: Callable[[Registration, Any, dict[str, Any]], Any]
    form: type[forms.Form] = ActForm
    is_grave: bool = False

    def is_offered(self, row: Registration) -> bool:
        return row.names_removed_at is None and row.state in REGISTRATION_MOVES[self.action][0]


def _cancel(row: Registration, by: Any, values: dict[str, Any]) -> Any:
    return registrations.cancel(row, by=by, note=values["note"], is_own=values["who"] == BY_PERSON)


ACTS = (
    Act(
        "approve", _A.APPROVE, gettext_lazy("受ける"), gettext_lazy("受けました。"),
        gettext_lazy("参加が決まり、本人に伝わります。"),
        lambda row, by, _values: registrations.approve(row, by=by),
    ),
    Act(
        "decline", _A.DECLINE, gettext_lazy("見送る"), gettext_lazy("見送りにしました。"),
        gettext_lazy("「今回は見送りになりました」と、理由をつけずに本人に伝わります。"),
        lambda row, by, values: registrations.decline(row, by=by, note=values["note"]), NoteForm, is_grave=True,
    ),
    Act(
        "accept", _A.ACCEPT, gettext_lazy("来る、と返事があった"), gettext_lazy("参加が決まりました。"),
        gettext_lazy("ご案内していた席が、この方に決まります。"),
        lambda row, by, _values: registrations.accept_offer(row, by=by),
    ),
    Act(
        "admit", _A.ADMIT, gettext_lazy("順番によらずに席を決める"), gettext_lazy("席を決めました。"),
        gettext_lazy("待つ順番や抽選によらずに、参加が決まります。理由を記録に残します。"),
        lambda row, by, values: registrations.admit(row, by=by, reason=values["reason"], more_room=values["more_room"]),
        AdmitForm,
    ),
    Act(
        "cancel", _A.CANCEL, gettext_lazy("取りやめにする"), gettext_lazy("取りやめました。空いた席は、次の方にご案内します。"),
        gettext_lazy("席が空き、待っている方がいれば、順番にご案内します。もう一度来たくなったときは、新しく申し込みます。"),
        _cancel, CancelForm, is_grave=True,
    ),
)  # fmt: skip


@require_safe
@of_registration
def person(request: HttpRequest, date: Occurrence, row: Registration) -> HttpResponse:
    """All that the desk knows of one registration."""
    now = timezone.now()
    moves = row.moves.select_related("by").order_by("pk")
    context = on_desk(date) | {
        "person": person_of(row, questions_of(date)),
        "acts": [{"act": act, "url": url_of(date, f"person_{act.name}", row.pk)} for act in ACTS if act.is_offered(row)],
        "change_url": url_of(date, "person_change", row.pk) if _is_changeable(row) else "",
        "history": [(move, _who(move, row)) for move in moves],
        "calls": list(RegistrationCall.objects.open(now).filter(registration=row.pk).by_urgency()),
    }  # fmt: skip
    return render(request, "events/desk/person.html", context)


def _is_changeable(row: Registration) -> bool:
    return row.is_active and row.names_removed_at is None


def _who(move: Any, row: Registration) -> str:
    """By whom; of an act without one: the person by a link, or the hub."""
    if move.by_id and move.by_id != row.user_id:
        return str(move.by)
    return _("自動") if move.action in _BY_ITSELF and not move.by_id else _("本人")


def act_on(act: Act) -> Callable[..., HttpResponse]:
    """The page of one act. A list may press its button at once: then what is to be filled in is left empty."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @of_registration
    def view(request: HttpRequest, date: Occurrence, row: Registration) -> HttpResponse:
        form = act.form(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                with saying_who_waits():
                    act.perform(row, request.user, form.cleaned_data)
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, act.done)
                return HttpResponseRedirect(_back(request, date, row))
        context = on_desk(date) | {
            "person": person_of(row, questions_of(date)), "act": act, "form": form, "is_offered": act.is_offered(row),
            "back": request.POST.get("back", ""),
        }  # fmt: skip
        return render(request, "events/desk/act.html", context)

    return view


def _back(request: HttpRequest, date: Occurrence, row: Registration) -> str:
    """Where one was: in the list of those who wait for an answer, in the list of calls, or at the person."""
    back = request.POST.get("back")
    if back == "reply":
        return url_of(date) + "?part=reply"
    if back == "all":
        return reverse("registrations:desk_calls")
    return url_of(date, "calls") if back == "calls" else url_of(date, "person", row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@of_registration
def change(request: HttpRequest, date: Occurrence, row: Registration) -> HttpResponse:
    """What somebody says afterwards: more people, another number, a wish."""
    form = DeskChangeForm(request.POST if request.method == "POST" else None, date=date, registration=row)
    if request.method == "POST" and form.is_valid() and _is_changeable(row):
        try:
            with saying_who_waits():
                registrations.change_registration(row, form.changes(), by=request.user, is_own=False)  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("書きなおしました。"))
            return HttpResponseRedirect(url_of(date, "person", row.pk))
    context = on_desk(date) | {
        "person": person_of(row, questions_of(date)), "form": form, "is_changeable": _is_changeable(row),
    }  # fmt: skip
    return render(request, "events/desk/change.html", context)
