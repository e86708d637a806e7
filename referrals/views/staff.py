"""``/staff/referrals/``: the queue. It shows neither a name nor a word; that somebody looked at it is on record."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from hub.areas.models import District
from hub.paging import Page, page_number, page_of
from hub.staff_access import View, is_staff, staff_required
from referrals.enums import Look, State, Urgency
from referrals.models import Referral, SupportOffice
from referrals.models.cases import PERSONAL, PROFESSIONAL
from referrals.rules import Standing, standing_of
from referrals.services.records import record_look, record_refused
from referrals.views.clocks import Clock, clocks_of, pressing_of
from referrals.views.shelves import SHELVES, Selection, selection_of

PAGE_SIZE = 50
# A list has no use for them.
SEALED = (*PERSONAL, *PROFESSIONAL)
_LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Row:
    """One case as a list shows it."""

    one: Referral
    clocks: tuple[Clock, Clock]

    @property
    def pressing(self) -> Clock | None:
        return pressing_of(self.clocks)

    @property
    def is_late(self) -> bool:
        return any(clock.is_late for clock in self.clocks)

    @property
    def is_urgent(self) -> bool:
        return self.one.state != State.CLOSED and self.one.urgency == Urgency.URGENT

    @property
    def is_written(self) -> bool:
        return self.one.has_unread_words


def remember_works(request: HttpRequest) -> None:
    """So that the menu need not ask again."""
    request.has_referrals = True  # type: ignore[attr-defined]


def staff_on_record(what: Any) -> Callable[[View], View]:
    """``staff_required``, and who is signed in and no staff has tried: that is on record with their number."""

    def wrap(view: View) -> View:
        guarded = staff_required(view)

        @wraps(view)
        def recorded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not is_staff(request.user):
                record_refused(by=request.user, case=_number_of(kwargs.get("pk")), what=str(what))
            return guarded(request, *args, **kwargs)

        return recorded

    return wrap


def _number_of(pk: int | None) -> int | None:
    """As a record can hold it."""
    return pk if pk is not None and pk <= _LARGEST else None


def check_works(request: HttpRequest, look: Look) -> Standing:
    """Staff who don't work with referrals have none of these pages; that they tried is on record."""
    standing = standing_of(request.user)
    if not standing.works:
        record_refused(by=request.user, case=None, what=str(look.label))
        raise PermissionDenied
    remember_works(request)
    return standing


def find_case(request: HttpRequest, pk: int, look: Look) -> Referral:
    """The case, of those that this person sees; what is not there and what is not theirs are one and the same."""
    visible = Referral.objects.visible_to(request.user, timezone.localdate())
    found = visible.select_related("district", "town", "office", "assigned_to").filter(pk=pk).first()
    if found is None:
        record_refused(by=request.user, case=_number_of(pk), what=str(look.label))
        raise Http404
    return found


def prepared(rows: Any) -> Any:
    """With what a row shows, in as many queries whatever their number."""
    # Not by a join, which would count the signs of all rows before the page is cut out of them.
    signs: Any = Referral.signs.through.objects.filter(referral=OuterRef("pk")).order_by().values("referral")
    count = Coalesce(Subquery(signs.annotate(n=Count("pk")).values("n")), 0)
    return rows.select_related("district", "office", "assigned_to").defer(*SEALED).annotate(sign_count=count)


def rows_of(items: Any, now: datetime) -> list[Row]:
    return [Row(one, clocks_of(one, now)) for one in items]


@require_safe
@staff_on_record(Look.LIST.label)
def referral_list(request: HttpRequest) -> HttpResponse:
    """``?show=``: one of ``SHELVES``; ``office`` and ``district`` narrow it by their numbers."""
    sees_all = check_works(request, Look.LIST).sees_all
    user, now = request.user, timezone.now()
    asked = selection_of(request.GET)
    shelf, is_closed = asked.shelf, asked.shelf.key == "closed"
    found = asked.rows(user, now, sees_all=sees_all)
    page = page_of(found, shelf.order, page_number(request.GET), prepare=prepared, size=PAGE_SIZE)
    rows = rows_of(page.items, now)
    record_look(Look.LIST, by=user, case=None, what=f"{shelf.title}：{len(rows)}件")
    offices = SupportOffice.objects.active() if sees_all else SupportOffice.objects.read_by(user, timezone.localdate())
    context = {
        "shelf": shelf,
        "shelves": SHELVES,
        "page": page,
        "rows": [row for row in rows if is_closed or not row.one.is_held],
        "held": [row for row in rows if not is_closed and row.one.is_held],
        "kept": f"?{asked.query}",
        "choices": choices_of(offices, asked),
        "sees_all": sees_all,
        "now": now,
    }
    return render(request, "referrals/staff/list.html", context | _turning(asked, page))


@dataclass(frozen=True)
class Choice:
    """Something by which a list can be narrowed."""

    pk: int
    name: str
    is_chosen: bool


def choices_of(offices: Any, asked: Selection) -> dict[str, list[Choice]]:
    """Offices and districts, each in the order of its reading. One query."""

    def named(kind: str, rows: Any, reading: str) -> Any:
        return rows.order_by().values_list(Value(kind), "pk", "name", reading)

    districts = named("district", District.objects.filter(is_current=True), "reading")
    both: Iterable[Any] = named("office", offices, "kana").union(districts, all=True)
    found: dict[str, list[Choice]] = {"office": [], "district": []}
    for kind, pk, name, _reading in sorted(both, key=lambda row: (row[3], row[2])):
        found[kind].append(Choice(pk, name, pk == asked.narrowed.get(kind)))
    return found


def _turning(asked: Selection, page: Page) -> dict[str, str]:
    address = f"{reverse('staff_referrals:list')}?{asked.query}&"
    return {
        "previous_url": f"{address}page={page.number - 1}" if page.has_previous else "",
        "next_url": f"{address}page={page.number + 1}" if page.has_next else "",
        "narrowed": urlencode(asked.narrowed),
    }
