"""Who is told of a need that was published. Called in the transaction of the act.

Whoever asked for needs like it hears of it, and who writes for the partners that it fits best. The latter have a
subscription like all others, made when there is first something to tell: they change or stop it where the rest is, and
who has stopped it is never asked again.
"""

from collections.abc import Collection
from datetime import datetime, time, timedelta

from django.utils import timezone

from events.services.letters import writers_of
from hub.accounts.models import Organization
from hub.areas.models import District
from hub.exceptions import DomainError
from hub.models import Audience
from hub.notifications.enums import Cadence, Channel, NoticeKind
from hub.notifications.models import Subscription
from hub.notifications.services import announce, say_anew, withdraw_notices
from hub.notifications.services.subscribing import stop, subscribe
from hub.vocabulary import words_of
from partners.matching import partners_for
from partners.models import Need, NeedTransition

SUBJECT = "need"
# So many of the partners that fit best hear of it.
MOST_TOLD = 20
_EVERYBODY = "everyone"


def topic_of(organization: int) -> str:
    """By which the needs are asked for that fit a partner."""
    return f"partner:{organization}"


def query_of(organization: int) -> str:
    """As ``partners.subscriptions`` reads it."""
    return f"partner?id={organization}"


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


def _said(need: Need) -> dict[str, str]:
    return {"title": need.title, "text": need.text[:500], "whereabouts": need.where[:200]}


def _end_of(need: Need) -> datetime | None:
    return timezone.make_aware(datetime.combine(need.due_on + timedelta(days=1), time())) if need.due_on else None


def announce_edited(need: Need) -> None:
    """What was told and what waits says the new words; nobody is told again."""
    say_anew(SUBJECT, need.pk, expires_at=_end_of(need), **_said(need))


def announce_left(need: Need, *, is_over: bool) -> None:
    """Nothing new is said of it. ``is_over``: its page is still there, so who was told keeps it."""
    withdraw_notices(SUBJECT, need.pk, keep_told=is_over)


def keep_subscribed(organizations: Collection[int]) -> None:
    """Each who writes for one of these has its subscription, unless they stopped it; who has left it has none any more."""
    for organization in Organization.objects.filter(pk__in=organizations).order_by("pk"):
        query = query_of(organization.pk)
        writers = writers_of(organization)
        made = Subscription.objects.filter(query=query, recipient__user__isnull=False).select_related("recipient")
        for left in made.active().exclude(recipient__user__in=writers).order_by("recipient"):
            stop(left)
        known = set(made.values_list("recipient__user", flat=True))
        conditions = {"subjects": [SUBJECT], "topics": [topic_of(organization.pk)], "query": query}
        for user in writers:
            if user.pk in known:
                continue
            try:
                subscribe(user, channels=[Channel.EMAIL], cadence=Cadence.NOW, conditions=conditions)
            except DomainError:  # they have as many as there can be
                continue
