"""One notice against the subscriptions of a city: matched and written, and what the planner did."""

import statistics
import time
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from hub.notifications import matching
from hub.notifications.models import Delivery, Notice

_PEOPLE = """
    INSERT INTO notifications_recipient (address, line_id, confirmed_at, language, link_version, created_at)
    SELECT 'reader' || n || '@example.org', '', now(), 'ja', 1, now() FROM generate_series(%(first)s, %(last)s) n
"""
# Of forty people one asks for the theme 1, one for everything, eighteen for another theme, twelve for a district, eight
# for a mark.
_ASKED = """
    INSERT INTO notifications_subscription (recipient_id, subjects, kinds, districts, themes, audiences, marks, features,
        words, topics, week, anchors, query, channels, cadence, state, created_at)
    SELECT id, '{event}', '{}',
        CASE WHEN who = 'district' THEN ARRAY[number] ELSE '{}' END,
        CASE WHEN who = 'theme' THEN ARRAY[number] ELSE '{}' END, '{}',
        CASE WHEN who = 'mark' THEN ARRAY[number] ELSE '{}' END, '{}', '{}', '{}', %(week)s,
        CASE WHEN who = '*' THEN ARRAY['*'] ELSE ARRAY[who || ':' || number] END,
        '', '{email}', 'weekly', 'active', now()
    FROM (SELECT id, CASE WHEN n %% 40 = 0 THEN '*' WHEN n %% 40 < 20 THEN 'theme' WHEN n %% 40 < 32 THEN 'district'
              ELSE 'mark' END AS who,
            CASE WHEN n %% 40 = 1 THEN 1 WHEN n %% 40 < 20 THEN n %% 18 + 2 WHEN n %% 40 < 32 THEN n %% 37 + 1 ELSE 2 END
              AS number
          FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM notifications_recipient WHERE id > %(after)s) r
         ) r
"""
ROUNDS = 3


def make_people(first: int, last: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SELECT coalesce(max(id), 0) FROM notifications_recipient")
        after = cursor.fetchone()[0]
        cursor.execute(_PEOPLE, {"first": first + 1, "last": last})
        cursor.execute(_ASKED, {"after": after, "week": (1 << 21) - 1})


def notices(size: int) -> dict[str, Any]:
    """Seconds of a notice that few want, and of one that everybody gets."""
    found: dict[str, Any] = {}
    with connection.cursor() as cursor:  # as the service does for the length of its transaction
        cursor.execute("SET statement_timeout = 0")
    few, all_of_them = {"themes": [1]}, {"themes": [*range(1, 20)], "districts": [*range(1, 38)], "marks": [2]}
    for name, fields, aim in (("5 %", few, 1.0), ("everybody", all_of_them, 8.0)):
        seconds, hits, nodes = _measure(name, fields)
        found[name] = {"seconds": seconds, "hits": hits, "plan": nodes}
        said = f"{size:>9,} subscriptions, {name:10}{hits:>9,} deliveries{seconds:8.2f} s (aim {aim} s)"
        print(said, ", ".join(nodes), flush=True)
    begun = time.perf_counter()
    reach = matching.count_fitting(Notice(kind="published", subject="event", object_id=1, **all_of_them))
    found["counted"] = {"seconds": time.perf_counter() - begun, "hits": reach}
    print(
        f"{size:>9,} subscriptions, the preview counts{reach:>9,} people{found['counted']['seconds']:8.2f} s",
        flush=True,
    )
    return found


def _measure(name: str, fields: dict[str, Any]) -> tuple[float, int, list[str]]:
    now, times, hits, nodes = timezone.now(), [], 0, []
    for number in range(ROUNDS):
        notice = Notice.objects.create(
            key=f"{name}:{number}:{time.time()}", kind="published", subject="event", object_id=number + 1, title="囲碁の会",
            path="/events/1/", **fields,
        )  # fmt: skip
        begun = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '64MB'")  # as the service does
            hits = matching.spread_by_subscriptions(notice, now=now, daily=now, weekly=now)
        times.append(time.perf_counter() - begun)
        nodes = _plan(notice)
        Delivery.objects.filter(notice=notice)._raw_delete("default")
    return statistics.median(times), hits, nodes


def _plan(notice: Notice) -> list[str]:
    """How subscriptions are read."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + matching._COUNT, matching.values_of(notice))
        lines = [row[0] for row in cursor.fetchall()]
    return [line.strip(" ->").split("  (")[0] for line in lines if "Scan" in line]
