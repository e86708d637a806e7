"""``/support/refer/``: 相談を送る, for oneself or for somebody else, without an account."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hub.accounts.enums import OrganizationKind, Verification
from hub.exceptions import DomainError
from hub.reading import keeping_what_was_typed
from referrals import gate, promises
from referrals.codes import in_groups
from referrals.forms.intake import LAST, IntakeForm
from referrals.models import SupportOffice
from referrals.services.intake import Told, receive_referral


@require_http_methods(["GET", "HEAD", "POST"])
@keeping_what_was_typed
def refer(request: HttpRequest) -> HttpResponse:
    """``?who=self``: of oneself. The steps are the same address; the last answer is the receipt, which no address leads to."""
    offices = SupportOffice.objects.staffed()
    if not offices.exists():
        return render(request, "referrals/not_here.html", status=200)
    is_own = request.GET.get("who") == "self"
    professional = None if is_own else _professional(request)
    data = request.POST if request.method == "POST" else None
    files = None if data is None else request.FILES
    form = IntakeForm(data, files, is_own=is_own, is_professional=professional is not None)
    step = _step(request)
    if data is None:
        return _page(request, form, 1, is_checked=False)
    if "reading" in data or "back" in data:
        return _page(request, form, step - ("back" in data), is_checked=False)
    wrong = form.wrong_in(step)
    if wrong or step < LAST:
        return _page(request, form, wrong or step + 1, is_checked=bool(wrong))
    return _sent(request, form, by=None if form.is_unnamed else professional)


def _sent(request: HttpRequest, form: IntakeForm, *, by: Any) -> HttpResponse:
    """The receipt; or, where more came than people send, the page on which the browser works for it first."""
    told, client = form.told(), request.META.get("REMOTE_ADDR", "")
    way = gate.Way.HOLD
    if not form.is_from_a_machine:
        way = gate.way_of(told, by=by, client=client, sent=request.POST.dict())
    if way == gate.Way.WORK:
        return _work(request, form, told)
    try:
        receipt = receive_referral(told, by=by, is_held=way == gate.Way.HOLD)
    except DomainError as error:
        form.add_error(None, str(error))
        return _page(request, form, LAST, is_checked=True)
    context = {
        "code": in_groups(receipt.code),
        "receipt": receipt,
        "office": receipt.referral.office,
        "told": told,
    }
    return render(request, "referrals/receipt.html", context)


def _work(request: HttpRequest, form: IntakeForm, told: Told) -> HttpResponse:
    """All that was typed stays in this page; the button sends it without the work."""
    context = {
        "form": form,
        "step": LAST,
        "is_own": form.is_own,
        "asked": form.asked,
        "carried": list(_carried(request, form, ())),
        "challenge": gate.work_for(told),
    }
    return render(request, "referrals/proof.html", context)


def _step(request: HttpRequest) -> int:
    """No number is read that is longer than one that could be meant: Python itself refuses the very long ones."""
    typed = request.POST.get("step", "1")
    return min(max(int(typed), 1), LAST) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 1


def _professional(request: HttpRequest) -> Any:
    """Who is signed in as member of a checked organisation of care. Of everybody else it is not asked who they are."""
    user = request.user
    if not (user.is_authenticated and user.is_active):
        return None
    memberships: Any = user.memberships
    caring = memberships.filter(
        organization__kind=OrganizationKind.CARE, organization__verification=Verification.VERIFIED
    )
    return user if caring.exists() else None


def _page(request: HttpRequest, form: IntakeForm, step: int, *, is_checked: bool) -> HttpResponse:
    """One step; what belongs to the others travels along unseen."""
    step = min(max(step, 1), LAST)
    shown = form.steps[step - 1]
    if is_checked and step == LAST:
        form.say_files_again()
    wrong = {name: (form[name].label, form.errors[name][0]) for name in shown if is_checked and name in form.errors}
    if not is_checked:
        form.errors.clear()
    # In another step, or on the way back, nobody was asked.
    asked = form.asked if is_checked and "district" in wrong else request.POST.get("asked", "")
    context = {
        "form": form,
        "step": step,
        "is_own": form.is_own,
        "asked": asked,
        "sent_as": request.user if form.is_professional and step in {1, LAST} else None,
        "fields": [form[name] for name in shown],
        "carried": list(_carried(request, form, shown)),
        "wrong": wrong,
        "whole": form.non_field_errors() if is_checked else [],
        "is_last": step == LAST,
        "has_lost_files": form.has_lost_files,
        **_reading(),
    }
    return render(request, "referrals/refer.html", context)


def _carried(request: HttpRequest, form: IntakeForm, shown: tuple[str, ...]) -> Any:
    """Name and value of all that was typed in the other steps, as it was typed."""
    for name in form.fields:
        if name not in shown:
            for value in request.POST.getlist(name):
                yield name, value


def _reading() -> dict[str, Any]:
    """When it is read, by the office that reads first: which one it is, the town decides. Whether all are samples."""
    now, offices = timezone.now(), list(SupportOffice.objects.staffed())
    return {
        "next_reading": min((promises.next_reading(office, now) for office in offices), default=None),
        "is_sample": all(office.is_sample for office in offices),
    }
