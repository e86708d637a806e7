"""The saved views of the queue: what stands in each, what narrows it, and which case follows the one that is open.

Where somebody came from stands in the address alone (``?show=``), never in the session: two windows don't disturb each other,
and nothing of it is left when one signs out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from referrals.models import Referral
from referrals.querysets import LATEST_CLOSED, QUEUE_ORDER

NARROWS = ("office", "district")


@dataclass(frozen=True)
class Shelf:
    """One saved view. ``rows(visible, user, now)``: which of the visible ones stand in it."""

    key: str
    title: Any
    rows: Callable[[Any, Any, datetime], Any]
    order: tuple[Any, ...] = QUEUE_ORDER

    def behind(self, rows: Any, one: Referral) -> Any:
        """Those of ``rows`` that come after this one, which need not stand there any more."""
        return rows.behind(one) if self.order == QUEUE_ORDER else rows.closed_before(one)


SHELVES = (
    Shelf("open", _("続いているもの"), lambda seen, _user, _now: seen.open()),
    Shelf("mine", _("わたしの担当"), lambda seen, user, _now: seen.had_by(user)),
    Shelf("untaken", _("まだだれも引き受けていないもの"), lambda seen, _user, _now: seen.untaken()),
    Shelf("late", _("期限を過ぎたもの"), lambda seen, _user, now: seen.late(now)),
    Shelf(
        "tasks",
        _("今日までにすることがあるもの"),
        lambda seen, user, now: seen.with_task_due(user, timezone.localdate(now)),
    ),
    Shelf("asked", _("引き継ぎを頼まれたもの"), lambda seen, user, now: seen.asked_of(user, timezone.localdate(now))),
    Shelf("held", _("確認を待っているもの"), lambda seen, _user, _now: seen.held()),
    Shelf("closed", _("終わったもの"), lambda seen, _user, _now: seen.closed(), LATEST_CLOSED),
)
_OF_KEY = {one.key: one for one in SHELVES}


@dataclass(frozen=True)
class Following:
    """The number of a case. ``is_first_again``: the list was gone through, and begins anew with it."""

    number: int
    is_first_again: bool


@dataclass(frozen=True)
class Selection:
    """A shelf, narrowed to an office or a district by their numbers."""

    shelf: Shelf
    narrowed: Mapping[str, int]

    @property
    def query(self) -> str:
        return urlencode({"show": self.shelf.key} | dict(self.narrowed))

    def rows(self, user: Any, now: datetime, *, sees_all: bool | None = None) -> Any:
        """Of those that this person sees. ``sees_all``: as ``visible_to`` takes it."""
        visible = Referral.objects.visible_to(user, timezone.localdate(now), sees_all=sees_all)
        return self.shelf.rows(visible, user, now).narrowed_to(**self.narrowed)

    def next_after(self, one: Referral, user: Any, now: datetime) -> "Following | None":
        """The case that follows, after the last the first; None where there is no other. Two queries at most."""
        rows = self.rows(user, now).exclude(pk=one.pk).order_by(*self.shelf.order)
        for some, is_first_again in ((self.shelf.behind(rows, one), False), (rows, True)):
            found: int | None = some.values_list("pk", flat=True).first()
            if found is not None:
                return Following(found, is_first_again)
        return None


def selection_of(data: QueryDict) -> Selection:
    """What an address asks for; the first shelf where it names none."""
    narrowed = {name: pk for name in NARROWS if (pk := _number(data, name))}
    return Selection(_OF_KEY.get(data.get("show", ""), SHELVES[0]), narrowed)


def selection_come_from(data: QueryDict) -> Selection | None:
    """The list from which somebody came to a case; None where the address names none."""
    return selection_of(data) if data.get("show", "") in _OF_KEY else None


def kept_of(data: QueryDict) -> str:
    """The list from which somebody came, as the end of an address; empty where the address names none."""
    came_from = selection_come_from(data)
    return f"?{came_from.query}" if came_from else ""


def _number(data: QueryDict, name: str) -> int | None:
    text = data.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
