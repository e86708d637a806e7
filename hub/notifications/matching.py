"""Whom a notice fits: one statement that reads subscriptions alone and writes deliveries.

A condition that a subscription does not name is fulfilled. Candidates come from one index (``anchors``: what the
narrowest condition of a subscription names), all conditions are then looked at on them. The notice's values are given
as constants, so that the planner knows how many each will find.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection

from hub.notifications.slots_of_week import WHOLE_WEEK

if TYPE_CHECKING:
    from hub.notifications.models import Notice, Subscription

# Fits every subscription that has no condition by which it could be found.
ANY = "*"
_EARTH_M = 6_371_000.0

_FITS = """
    s.state = 'active' AND s.anchors && %(anchors)s::varchar[]
    AND (s.subjects = '{}' OR %(subject)s = ANY (s.subjects))
    AND (s.kinds = '{}' OR s.kinds && %(kinds)s::varchar[])
    AND (s.topics = '{}' OR s.topics && %(topics)s::varchar[])
    AND (s.districts = '{}' OR s.districts && %(districts)s::int[])
    AND (s.themes = '{}' OR s.themes && %(themes)s::int[])
    AND (s.audiences = '{}' OR %(for_all)s OR s.audiences && %(audiences)s::int[])
    AND s.marks <@ %(marks)s::int[]
    AND s.features <@ %(features)s::varchar[]
    AND s.week & %(week)s <> 0
    AND (s.radius_m IS NULL OR coalesce(2 * %(earth)s * asin(least(1, sqrt(
        power(sin(radians(%(latitude)s::float8 - s.latitude) / 2), 2)
        + cos(radians(s.latitude)) * cos(radians(%(latitude)s::float8))
        * power(sin(radians(%(longitude)s::float8 - s.longitude) / 2), 2)
    ))) <= s.radius_m, false))
    AND (s.words = '{}' OR NOT EXISTS (
        SELECT 1 FROM unnest(s.words) w (word) WHERE position(w.word IN %(search_text)s) = 0
    ))
"""
# The least of what a person's subscriptions ask for: at once before daily before weekly.
_SPREAD = """
    INSERT INTO notifications_delivery (notice_id, recipient_id, subscription_id, channel, state, due_at)
    SELECT %(notice)s, s.recipient_id, min(s.id), c.channel,
        CASE c.channel WHEN 'inbox' THEN 'handed' ELSE 'waiting' END,
        min(CASE s.cadence WHEN 'now' THEN %(now)s WHEN 'daily' THEN %(daily)s ELSE %(weekly)s END)
    FROM notifications_subscription s CROSS JOIN LATERAL unnest(s.channels) c (channel)
    WHERE {which} AND {fits}
    GROUP BY s.recipient_id, c.channel
"""
_UNLESS_TOLD = "ON CONFLICT (notice_id, recipient_id, channel) DO NOTHING"
# Asked once; to look for each delivery whether it is there costs a fifth of the time of a whole city.
_FIRST = _SPREAD.format(
    fits=_FITS, which="NOT EXISTS (SELECT FROM notifications_delivery WHERE notice_id = %(notice)s)"
)
_MORE = _SPREAD.format(fits=_FITS, which="true") + _UNLESS_TOLD
_COUNT = f"SELECT count(DISTINCT s.recipient_id) FROM notifications_subscription s WHERE {_FITS}"  # noqa: S608


def spread_by_subscriptions(notice: "Notice", *, now: datetime, daily: datetime, weekly: datetime) -> int:
    """Writes a delivery for each person whom the notice fits and each way they chose; how many. One statement.

    Again it writes nothing. Two at once are kept apart by who calls it, who has locked the notice.
    """
    values = values_of(notice) | {"notice": notice.pk, "now": now, "daily": daily, "weekly": weekly}
    with connection.cursor() as cursor:
        cursor.execute(_FIRST, values)
        return cursor.rowcount


# Who was told of the thing before by a subscription that still is, or by name.
_FOLLOW = f"""
    INSERT INTO notifications_delivery (notice_id, recipient_id, subscription_id, channel, state, due_at)
    SELECT %(notice)s, d.recipient_id, min(d.subscription_id), d.channel,
        CASE d.channel WHEN 'inbox' THEN 'handed' ELSE 'waiting' END, %(now)s
    FROM notifications_notice n JOIN notifications_delivery d ON d.notice_id = n.id
        LEFT JOIN notifications_subscription s ON s.id = d.subscription_id
    WHERE n.subject = %(subject)s AND n.object_id = %(object)s AND n.id < %(notice)s AND d.state = 'handed'
        AND (d.subscription_id IS NULL OR s.state = 'active')
    GROUP BY d.recipient_id, d.channel
    {_UNLESS_TOLD}
"""  # noqa: S608
# By name: to the site's inbox where there is an account, and by mail.
_BY_NAME = f"""
    INSERT INTO notifications_delivery (notice_id, recipient_id, channel, state, due_at)
    SELECT %(notice)s, r.id, c.channel, CASE c.channel WHEN 'inbox' THEN 'handed' ELSE 'waiting' END, %(now)s
    FROM notifications_recipient r CROSS JOIN (VALUES ('inbox'), ('email')) c (channel)
    WHERE r.id = ANY (%(recipients)s) AND (c.channel <> 'inbox' OR r.user_id IS NOT NULL)
    {_UNLESS_TOLD}
"""  # noqa: S608


def spread_to_followers(notice: "Notice", *, now: datetime) -> int:
    """To all who were told of the thing, and to who asked for just this thing: at once; how many deliveries."""
    values = values_of(notice) | {"notice": notice.pk, "now": now, "daily": now, "weekly": now}
    values["anchors"] = [about(notice)]
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW, values | {"object": notice.object_id})
        told = cursor.rowcount
        cursor.execute(_MORE, values)
        return told + cursor.rowcount


def spread_by_name(notice: "Notice", *, now: datetime) -> int:
    """To those whom the notice names; how many deliveries."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_NAME, {"notice": notice.pk, "now": now, "recipients": notice.recipients})
        return cursor.rowcount


def count_fitting(notice: "Notice") -> int:
    """How many people it would reach; the notice need not be saved. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values_of(notice))
        (number,) = cursor.fetchone()
    return int(number)


def values_of(notice: "Notice") -> dict[str, Any]:
    """What conditions ask of a notice."""
    return {
        "anchors": anchors_of_notice(notice),
        "subject": notice.subject,
        "kinds": list(notice.kinds),
        "topics": [*notice.topics, about(notice)],
        "districts": list(notice.districts),
        "themes": list(notice.themes),
        "audiences": list(notice.audiences),
        "for_all": not notice.audiences,
        "marks": list(notice.marks),
        "features": list(notice.features),
        "week": notice.week or WHOLE_WEEK,
        "latitude": notice.latitude,
        "longitude": notice.longitude,
        "search_text": notice.search_text,
        "earth": _EARTH_M,
    }


def about(notice: "Notice") -> str:
    """The topic of the thing itself: ``event:7``."""
    return f"{notice.subject}:{notice.object_id}"


def anchors_of_notice(notice: "Notice") -> list[str]:
    """Every anchor by which a subscription could ask for it."""
    named = (_named("theme", notice.themes), _named("district", notice.districts), _named("mark", notice.marks))
    return [ANY, about(notice), *notice.topics, *(anchor for group in named for anchor in group)]


def anchors_of(subscription: "Subscription") -> list[str]:
    """Of its narrowest condition alone: whatever fits it fulfils that one too."""
    found = (
        list(subscription.topics)
        or _named("theme", subscription.themes)
        or _named("district", subscription.districts)
        or _named("mark", subscription.marks)[:1]  # it must have all, so one is enough to find it by
    )
    return found or [ANY]


def _named(kind: str, numbers: Iterable[int]) -> list[str]:
    return [f"{kind}:{number}" for number in numbers]
