"""Who comes to a date: the list, looking somebody up, and how many may come."""

import unicodedata
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from events.forms.registrations_desk import CapacityForm, SearchForm
from events.models import Occurrence, Registration
from events.registration_board import coming_dates, home_of
from events.registration_enums import ACTIVE, COMING, RegistrationState
from events.registration_rules import terms_of
from events.services.registrations import set_capacity
from events.views.registrations.access import at_desk
from events.views.registrations.desk_shared import PAGE_SIZE, on_desk, pager, people_of, questions_of, url_of
from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from hub.paging import Page, page_number, page_of

_S = RegistrationState
# Word in the address -> what the list is called, its states, its order.
PARTS: dict[str, tuple[Any, tuple[str, ...], tuple[str, ...]]] = {
    "": (gettext_lazy("みんな"), ACTIVE, ("name", "pk")),
    "come": (gettext_lazy("来る人"), COMING, ("name", "pk")),
    "wait": (gettext_lazy("空き待ち"), (_S.WAITING, _S.OFFERED), ("queue_number", "pk")),
    "reply": (gettext_lazy("返事待ち"), (_S.AWAITING,), ("pk",)),
    "lot": (gettext_lazy("抽選待ち"), (_S.IN_LOT,), ("pk",)),
    "over": (gettext_lazy("取りやめなど"), (_S.CANCELLED, _S.DECLINED, _S.EXPIRED, _S.NOT_DRAWN), ("-updated_at", "-pk")),
}  # fmt: skip
_ALWAYS = ("", "come", "wait", "over")
_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def date(request: HttpRequest, date: Occurrence) -> HttpResponse:
    """Somebody is looked up by POST: a name stands in no address."""
    part = request.GET.get("part", "")
    part = part if part in PARTS else ""
    form = SearchForm(request.POST if request.method == "POST" else None)
    everybody = Registration.objects.of_date(date)
    states, order = PARTS[part][1:]
    rows = everybody.filter(state__in=states)
    if is_search := form.is_bound and form.is_valid() and bool(form.cleaned_data["q"]):
        rows, order = everybody.filter(pk__in=_fitting(everybody, form.cleaned_data["q"])), ("name", "pk")
    page: Page = page_of(rows, order, page_number(request.GET), prepare=_prepared, size=PAGE_SIZE)
    context = on_desk(date)
    context |= {
        "people": people_of(page.items, questions_of(date)),
        "search": form,
        "is_search": is_search,
        "part": part,
        "tabs": _tabs(date, part, context["numbers"]),
        "can_copy": bool(coming_dates(date, now=timezone.now())),
        **pager(page, url_of(date), {"part": part} if part else None),
    }
    return render(request, "events/desk/date.html", context)


def _prepared(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("user", "entered_by")


def _tabs(date: Occurrence, part: str, numbers: Any) -> list[dict[str, Any]]:
    """The lists that hold somebody, and those that one always looks for."""
    people = {
        "come": numbers.coming, "wait": numbers.waiting + numbers.offered, "reply": numbers.awaiting,
        "lot": numbers.in_lot,
    }  # fmt: skip
    return [
        {
            "label": PARTS[key][0], "url": url_of(date) + (f"?part={key}" if key else ""), "is_on": key == part,
            "people": people.get(key),
        }
        for key in PARTS
        if key in _ALWAYS or people.get(key) or key == part
    ]  # fmt: skip


def _plain(text: str) -> str:
    """As one hears it: one width, hiragana, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_HIRAGANA).casefold().split())


def _fitting(rows: QuerySet[Registration], text: str) -> list[int]:
    """Whose name holds it, or whose number does. One date has few enough people to look at each."""
    wanted = _plain(text)
    digits = "".join(sign for sign in wanted if sign.isdigit())
    is_number = bool(digits) and not wanted.translate({ord(sign): None for sign in "-()+ー‐"}).strip(digits)
    found = []
    for pk, name, phone, code in rows.values_list("pk", "name", "phone", "code"):
        numbers = (code, "".join(sign for sign in phone if sign.isdigit()))
        if wanted in _plain(name) or (is_number and any(digits in number for number in numbers)):
            found.append(pk)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def capacity(request: HttpRequest, date: Occurrence) -> HttpResponse:
    """How many may come, raised or lowered; who waits is offered what came free."""
    home = home_of(date)
    form = CapacityForm(
        request.POST if request.method == "POST" else None,
        initial={"capacity": home.capacity, "is_unlimited": home.capacity is None},
    )
    if request.method == "POST" and form.is_valid():
        try:
            with saying_who_waits():
                set_capacity(home, form.cleaned_data["capacity"], by=request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error("capacity", str(error))
        else:
            said = (
                _("定員を変えました。空いた席は、待っている方に順番にご案内します。")
                if terms_of(date.event)
                else _("定員を変えました。申込を止めているので、待っている方へのご案内はしません。")
            )
            messages.success(request, said)
            return HttpResponseRedirect(url_of(date))
    return render(request, "events/desk/capacity.html", on_desk(date) | {"form": form, "home": home})
