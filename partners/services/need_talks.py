"""A need leaves what is open: whose hand is up and who talks about it with the city is told, once, in the act itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import Organization
from hub.locking import BusyError, saying_who_waits
from hub.threads.models import Thread
from hub.threads.services import settle_answered, tell_outcome
from partners.enums import ABOUT, HOLDING_HANDS, OPEN_NEEDS, HandState, NeedAction, NeedState
from partners.models import Need
from partners.services.hands import end_waiting_hands
from partners.services.need_records import Check, lock_need, move_need

if TYPE_CHECKING:
    from hub.accounts.models import User

# By mail to whose hand is up and was not chosen. Where a need is only looked at anew, hands stay up.
THANKS = {
    NeedAction.MEET: _("この地域課題は、かないました。手を挙げてくださって、ありがとうございました。"),
    NeedAction.CLOSE: _("この地域課題の募集は、終わりました。手を挙げてくださって、ありがとうございました。"),
    NeedAction.DECLINE: _("この地域課題は、載せないことになりました。手を挙げてくださって、ありがとうございました。"),
}
# In the talks of all others. What is no longer shown is not told again, not even what it was called.
SAID = {
    NeedAction.MEET: _(
        "この地域課題は、かないました。どうなったかは、地域課題のページに載せました。お返事がまだでも、もう書かなくてかまいません。"
        "いっしょに考えてくださって、ありがとうございました。"
    ),
    NeedAction.CLOSE: _(
        "この地域課題の募集は、終わりました。お返事がまだでも、もう書かなくてかまいません。"
        "いっしょに考えてくださって、ありがとうございました。ほかに話したいことがあれば、ここに続けて書いてください。"
    ),
    NeedAction.DECLINE: _(
        "この地域課題は、載せないことになりました。お返事がまだでも、もう書かなくてかまいません。"
        "いっしょに考えてくださって、ありがとうございました。"
    ),
    NeedAction.WITHDRAW: _(
        "この地域課題は、いったん公開をやめて、市でもう一度確かめています。お返事がまだでも、いまは書かなくてかまいません。"
        "また募るときは、「地域で求められていること」のページに載せます。"
    ),
}
# Of what was over they have heard.
_NOT_TOLD_YET = (NeedState.RAISED, *OPEN_NEEDS)
_MOST_TURNS = 5


@transaction.atomic
def leave(
    need: Need,
    action: NeedAction,
    *,
    by: "User",
    reason: str,
    check: Check | None = None,
    values: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> None:
    """Moves it by one of ``SAID``, and tells: of two coordinators the second changes nothing and tells nobody."""
    now = now or timezone.now()
    lock_with_talks(need)

    def change(locked: Need) -> Mapping[str, Any]:
        thanks = THANKS.get(action)
        told = end_waiting_hands(locked, by=by, now=now, reason=str(thanks)) if thanks else set()
        if locked.state in _NOT_TOLD_YET:
            _tell_talks(locked, str(SAID[action]), by=by, told=told, now=now)
        if thanks:
            _settle_taken_down(locked, by=by, now=now)
        return values or {}

    move_need(need, action, by=by, reason=reason, check=check, change=change, now=now)


def lock_with_talks(need: Need) -> Need:
    """The need, and before it each organisation that talks about it.

    Who begins a talk holds the need, too: who was not there at first is seen once the need is ours, and all begin anew.
    """
    numbers: set[int] = _talking(need)
    for _turn in range(_MOST_TURNS):
        with transaction.atomic():  # what was locked is free again where it is rolled back
            with saying_who_waits():
                rows = Organization.objects.filter(pk__in=numbers).order_by("pk")
                list(rows.select_for_update(of=("self",), no_key=True).values_list("pk"))
            locked = lock_need(need)
            there = _talking(need)
            if there <= numbers:
                return locked
            transaction.set_rollback(True)
        numbers = there
    raise BusyError


def _talking(need: Need) -> set[int]:
    return set(Thread.objects.filter(about_kind=ABOUT, about_id=need.pk).values_list("organization", flat=True))


def _tell_talks(need: Need, text: str, *, by: "User", told: set[int], now: datetime) -> None:
    """Of whom was asked, and of whom it was done with. An organisation that was told already reads no second word."""
    ours = Thread.objects.open().filter(about_kind=ABOUT, about_id=need.pk).select_related("organization", "hand")
    rows = ours.filter(Q(hand=None) | Q(hand__state__in=HOLDING_HANDS)).order_by("pk")
    for thread in sorted(rows, key=lambda row: not hasattr(row, "hand")):
        if thread.organization_id in told:
            settle_answered(thread, by=by, is_over=True, now=now)
            continue
        is_up = hasattr(thread, "hand") and thread.hand.state == HandState.RAISED  # and still to be decided on
        tell_outcome(thread, by=by, text=text, settles=not is_up, now=now)
        told.add(thread.organization_id)


def _settle_taken_down(need: Need, *, by: "User", now: datetime) -> None:
    """Who took their hand down hears nothing of the end, and the city owes them nothing but what it has not read."""
    rows = Thread.objects.open().filter(about_kind=ABOUT, about_id=need.pk, hand__state=HandState.WITHDRAWN)
    for thread in rows.select_related("organization").order_by("pk"):
        settle_answered(thread, by=by, is_over=True, now=now)
