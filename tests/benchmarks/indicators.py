"""Figures over a million rows: what the nights take, and what the pages ask, as shares of a bare view of the same run."""

import re
import statistics
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import Occurrence, OpeningHours, Place
from hub import page_cache
from hub.areas.models import District
from hub.notifications.models import Delivery, Notice, Recipient, Subscription
from indicators.services.collecting import collect_missing_days
from indicators.services.covering import take_coverage
from indicators.services.loading import HUB, load_plans
from indicators.services.publishing_people import publish_due
from partners.models import NeedTransition
from referrals.enums import State
from referrals.models import Referral
from tests.events.published import published_event, published_place
from tests.indicators.counted_rows import cases, delivered, readers
from tests.partners.needs import need
from tests.referrals.cases import office

ROUNDS, MOST_SECONDS, MOST_QUERIES = 15, 60, 6
COUNTED: tuple[type[models.Model], ...] = (Occurrence, OpeningHours, NeedTransition, Referral, Delivery, Subscription)
RAW = {model._meta.db_table for model in COUNTED} | {"events_event", "notifications_notice", "notifications_recipient"}
PAGES = {
    "indicators": "/indicators/",
    "a plan": "/indicators/plans/chiiki-fukushi-4/",
    "map of districts": "/indicators/map/?weekday=5&time=afternoon",
    "numbers of people": "/indicators/people/",
}
_AT = "now() - random() * interval '730 days'"


def multiply(model: type[models.Model], times: int, **columns: str) -> None:
    """Each row so many times more. ``columns``: SQL of what differs; ``n`` counts."""
    names = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    values = [columns.get(name, f't."{name}"') for name in names]
    listed = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({listed}) SELECT {', '.join(values)}"
            f" FROM {model._meta.db_table} t, generate_series(1, {times}) n"
        )


def make() -> None:
    """A million rows that are counted: dates, acts of needs, cases, subscriptions, deliveries, opening hours."""
    now = timezone.now()
    with connection.cursor() as cursor:  # of the making alone: ``vacuum`` closes this connection
        cursor.execute("SET statement_timeout = 0")
    load_plans(settings.BASE_DIR / "data")
    load_plans(settings.BASE_DIR / "data", HUB)
    for number in range(50):
        published_event(f"会{number}")
    multiply(
        Occurrence, 5_999, starts_at=f"date_trunc('second', {_AT}) + n * interval '1 microsecond'", ends_at="now()"
    )
    for _n in range(10):
        NeedTransition.objects.create(need=need(), action="meet", from_state="talking", to_state="met", created_at=now)
    multiply(NeedTransition, 4_999, created_at=_AT)
    at_office = office()
    cases([now] * 50, office=at_office)
    cases([now] * 50, office=at_office, state=State.CLOSED, outcome="supported", closed_at=now)
    multiply(
        Referral, 1_999, code_hash="md5(t.id || ' ' || n)", received_at="now() - n * interval '8 hours'",
        contacted_at="now() - n * interval '8 hours' + t.id % 9 * interval '1 day'",
        closed_at="CASE WHEN t.state = 'closed' THEN now() - n * interval '7 hours' END",
    )  # fmt: skip
    people = readers([now] * 20)
    multiply(Recipient, 99, address="'a' || t.id || '-' || n || '@example.net'")
    delivered(people[0], [now], [None])
    multiply(Subscription, 999, created_at=_AT, recipient_id="(SELECT min(id) FROM notifications_recipient) + n")
    multiply(Notice, 3, key="'made' || t.id || '-' || n")
    _deliver()
    districts = list(District.objects.current())
    for number in range(40):
        published_place(f"場{number}", district=districts[number % 20])
    multiply(Place, 49)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO events_openinghours (place_id, weekday, opens, closes, note) SELECT p.id, (p.id + w) % 7,"
            " '9:00'::time + h * interval '4 hours', '12:00'::time + h * interval '4 hours', ''"
            " FROM events_place p, generate_series(0, 4) w, generate_series(0, 1) h"
        )


def _deliver() -> None:
    """Every notice to every reader."""
    names = [field.column for field in Delivery._meta.concrete_fields if not field.primary_key]
    differs = {
        "notice_id": "o.id", "recipient_id": "r.id", "due_at": _AT,
        "opened_at": f"CASE WHEN r.id % 3 = 0 THEN {_AT} END",
    }  # fmt: skip
    values = ", ".join(differs.get(name, f't."{name}"') for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO notifications_delivery ({listed}) SELECT {values} FROM notifications_delivery t,"
            " notifications_notice o, notifications_recipient r WHERE (o.id, r.id) <> (t.notice_id, t.recipient_id)"
        )


def indicators() -> dict[str, Any]:
    """Seconds of the nights, then of each page its queries, the tables they touch, and its time as a multiple of a bare view's."""
    rows = sum(model._default_manager.count() for model in COUNTED)
    print(f"{rows:,} rows that are counted", flush=True)
    found: dict[str, Any] = {"rows": rows, "nights": _nights(), "pages": {}}
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0].lstrip(".*") or "localhost")
    bare = _median(client, "/bare/")
    for name, address in PAGES.items():
        one = found["pages"][name] = _page(client, address) | {"times": _median(client, address) / bare}
        print(
            f"{name:20}{one['queries']:3} queries{one['times']:7.1f} times a bare view  {', '.join(one['tables'])}",
            flush=True,
        )
        if one["queries"] > MOST_QUERIES or RAW & set(one["tables"]):
            raise AssertionError(f"{name}: {one}")
    return found


def _nights() -> dict[str, float]:
    """A night as all are, and the first one, on which a year of quarters is published."""
    jobs: dict[str, Callable[[], Any]] = {
        "figures": collect_missing_days, "map": take_coverage, "people, a year": publish_due, "people, nothing new": publish_due,
    }  # fmt: skip
    taken = {}
    for name, job in jobs.items():
        begun = time.perf_counter()
        job()
        taken[name] = time.perf_counter() - begun
        print(f"{name:24}{taken[name]:7.1f} s", flush=True)
    if sum(taken.values()) > MOST_SECONDS:
        raise AssertionError(taken)
    return taken


def _page(client: Client, address: str) -> dict[str, Any]:
    client.get(address)  # reads what a process keeps
    page_cache.memory.clear()
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return {"queries": len(asked), "tables": sorted(_tables(one["sql"] for one in asked.captured_queries))}


def _tables(queries: Iterable[str]) -> set[str]:
    return {table for sql in queries for table in re.findall(r'(?:FROM|JOIN) "?([a-z_]+)"?', sql)}


def _median(client: Client, address: str) -> float:
    """Without what is kept of pages."""
    taken = []
    for _n in range(ROUNDS):
        page_cache.memory.clear()
        begun = time.perf_counter()
        if client.get(address).status_code != 200:
            raise AssertionError(address)
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)
