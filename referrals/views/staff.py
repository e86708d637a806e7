"""``/staff/referrals/``: the queue. It shows neither a name nor a word; that somebody looked at it is on record."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from hub.areas.models import District
from hub.paging import Page, page_number, page_of
from hub.staff_access import View, is_staff, staff_required
from referrals.enums import Look, State, Urgency
from referrals.models import Referral, SupportOffice
from referrals.models.cases import PERSONAL, PROFESSIONAL
from referrals.querysets import QUEUE_ORDER, sees_all_referrals
from referrals.rules import works_with_referrals
from referrals.services.records import record_look, record_refused
from referrals.views.clocks import Clock, clocks_of, pressing_of

PAGE_SIZE = 50
# A list has no use for them.
SEALED = (*PERSONAL, *PROFESSIONAL)
_LARGEST = 2**63 - 1
_LATEST = ("-closed_at", "-pk")


@dataclass(frozen=True)
class Shelf:
    """One saved view. ``rows(visible, user, now)``: which of the visible ones stand in it."""

    key: str
    title: Any
    rows: Callable[[Any, Any, datetime], Any]
    order: tuple[Any, ...] = QUEUE_ORDER


SHELVES = (
    Shelf("open", _("続いているもの"), lambda seen, _user, _now: seen.open()),
    Shelf("mine", _("わたしの担当"), lambda seen, user, _now: seen.open().filter(assigned_to=user.pk)),
    Shelf("untaken", _("まだだれも引き受けていないもの"), lambda seen, _user, _now: seen.untaken()),
    Shelf("late", _("期限を過ぎたもの"), lambda seen, _user, now: seen.late(now)),
    Shelf(
        "tasks",
        _("今日までにすることがあるもの"),
        lambda seen, user, now: seen.with_task_due(user, timezone.localdate(now)),
    ),
    Shelf("asked", _("引き継ぎを頼まれたもの"), lambda seen, user, now: seen.asked_of(user, timezone.localdate(now))),
    Shelf("held", _("確認を待っているもの"), lambda seen, _user, _now: seen.held()),
    Shelf("closed", _("終わったもの"), lambda seen, _user, _now: seen.filter(state=State.CLOSED), _LATEST),
)


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


def check_works(request: HttpRequest, look: Look) -> None:
    """Staff who don't work with referrals have none of these pages; that they tried is on record."""
    if not works_with_referrals(request.user):
        record_refused(by=request.user, case=None, what=str(look.label))
        raise PermissionDenied
    remember_works(request)


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
    sees_all = sees_all_referrals(request.user)
    if not sees_all:
        check_works(request, Look.LIST)
    remember_works(request)
    user, now = request.user, timezone.now()
    shelf = next((one for one in SHELVES if one.key == request.GET.get("show")), SHELVES[0])
    chosen = {name: _number(request.GET, name) for name in ("office", "district")}
    visible = Referral.objects.visible_to(user, timezone.localdate(now))
    found = shelf.rows(visible, user, now).filter(**{name: pk for name, pk in chosen.items() if pk})
    page = page_of(found, shelf.order, page_number(request.GET), prepare=prepared, size=PAGE_SIZE)
    rows = rows_of(page.items, now)
    record_look(Look.LIST, by=user, case=None, what=f"{shelf.title}：{len(rows)}件")
    context = {
        "shelf": shelf,
        "shelves": SHELVES,
        "page": page,
        "rows": [row for row in rows if not row.one.is_held or shelf.key == "closed"],
        "held": [row for row in rows if row.one.is_held and shelf.key != "closed"],
        "chosen": chosen,
        "offices": list(SupportOffice.objects.active() if sees_all else _own_offices(user)),
        "sees_all": sees_all,
        "districts": list(District.objects.filter(is_current=True).order_by("reading", "name").only("name")),
        "now": now,
    }
    return render(request, "referrals/staff/list.html", context | _turning(shelf, chosen, page))


def _number(data: QueryDict, name: str) -> int | None:
    text = data.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _own_offices(user: Any) -> Any:
    return SupportOffice.objects.read_by(user, timezone.localdate())


def _turning(shelf: Shelf, chosen: dict[str, int | None], page: Page) -> dict[str, str]:
    kept = {"show": shelf.key} | {name: str(pk) for name, pk in chosen.items() if pk}
    address = f"{reverse('staff_referrals:list')}?{urlencode(kept)}&"
    return {
        "previous_url": f"{address}page={page.number - 1}" if page.has_previous else "",
        "next_url": f"{address}page={page.number + 1}" if page.has_next else "",
        "narrowed": urlencode({name: pk for name, pk in kept.items() if name != "show"}),
    }
