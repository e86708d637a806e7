"""Who is told of a need that was published. Called in the transaction of the act.

Whoever asked for needs like it hears of it, and who writes for the partners that it fits best. The latter have a
subscription like all others, made when there is first something to tell: they change or stop it where the rest is, and
who has stopped it is never asked again.
"""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from typing import Any

from hub.accounts.people import writers_of_each
from hub.areas.models import District
from hub.exceptions import DomainError
from hub.models import Audience
from hub.notifications.enums import Cadence, Channel, NoticeKind
from hub.notifications.models import Subscription
from hub.notifications.services import announce, say_anew, withdraw_notices
from hub.notifications.services.subscribing import lock_recipients, stop, subscribe
from hub.opening_days import end_of
from hub.vocabulary import words_of
from partners.enums import ABOUT
from partners.matching import partners_for
from partners.models import Need, NeedTransition

SUBJECT = ABOUT
# So many of the partners that fit best hear of it.
MOST_TOLD = 20
_EVERYBODY = "everyone"


def topic_of(organization: int) -> str:
    """By which the needs are asked for that fit a partner."""
    return f"partner:{organization}"


def own_query_of(organization: int) -> str:
    """What somebody asks for themselves, as ``partners.subscriptions`` reads and writes it."""
    return f"partner?id={organization}"


def query_of(organization: int) -> str:
    """The same, made here for who writes for the partner."""
    return f"{own_query_of(organization)}&for=writers"


def announce_published(need: Need, moved: NeedTransition) -> None:
    """New for those whom it fits; not what was made up to demonstrate."""
    if need.is_sample:
        return
    need.refresh_from_db(fields=["search_text"])
    fitting = [fit.organization for fit in partners_for(need.pk, most=MOST_TOLD)]
    keep_subscribed(fitting)
    audiences = list(need.audiences.all())
    is_for_all = any(one.key == _EVERYBODY for one in audiences)
    districts = District.objects.current() if need.is_everywhere else need.districts
    announce(
        NoticeKind.PUBLISHED, SUBJECT, need.pk, path=need.get_absolute_url(), key=f"need:{need.pk}:published:{moved.pk}",
        kinds=need.offers,
        districts=sorted(districts.values_list("pk", flat=True)),
        themes=sorted(need.themes.values_list("pk", flat=True)),
        audiences=[] if is_for_all else sorted(one.pk for one in audiences if one.pk in words_of(Audience)),
        search_text=need.search_text,
        topics=[topic_of(number) for number in fitting],
        expires_at=_end_of(need),
        **_said(need),
    )  # fmt: skip


def _said(need: Need) -> dict[str, Any]:
    return {"title": need.title, "text": need.text[:500], "whereabouts": need.where[:200]}


def _end_of(need: Need) -> datetime | None:
    return end_of(need.due_on) if need.due_on else None


def announce_edited(need: Need) -> None:
    """What was told and what waits says the new words; nobody is told again."""
    say_anew(SUBJECT, need.pk, expires_at=_end_of(need), **_said(need))


def announce_left(need: Need, *, is_over: bool) -> None:
    """Nothing new is said of it. ``is_over``: its page is still there, so who was told keeps it."""
    withdraw_notices(SUBJECT, need.pk, keep_told=is_over)


def keep_subscribed(organizations: Collection[int]) -> None:
    """Each who writes for one of these has its subscription, unless they stopped it; who has left it has none any more.

    What somebody asked for themselves stays, whether they write for it or not. All who are concerned are locked in one
    order before the first is changed, so that of two publications at once none waits for the other in a ring.
    """
    writers = writers_of_each(organizations)
    pairs = {(number, user.pk) for number, users in writers.items() for user in users}
    made = {query_of(number): number for number in organizations}
    of_accounts = Subscription.objects.filter(recipient__user__isnull=False)
    left = [
        one
        for one in of_accounts.active().filter(query__in=made).select_related("recipient").order_by("recipient", "pk")
        if (made[one.query], one.recipient.user_id) not in pairs
    ]
    lock_recipients({user.pk: user for users in writers.values() for user in users}, [one.recipient_id for one in left])
    for one in left:
        stop(one)
    asked = made | {own_query_of(number): number for number in organizations}
    rows = of_accounts.filter(query__in=asked).values_list("query", "recipient__user")
    known = {(asked[query], user) for query, user in rows}
    for number in sorted(writers):
        conditions = {"subjects": [SUBJECT], "topics": [topic_of(number)], "query": query_of(number)}
        for user in writers[number]:
            if (number, user.pk) not in known:
                # Who has as many as there can be gets no more.
                with suppress(DomainError):
                    subscribe(user, channels=[Channel.EMAIL], cadence=Cadence.NOW, conditions=conditions)
