"""How fast the feed answers, as shares of a bare view behind the same middleware in the same run."""

import statistics
from typing import Any

from tests.benchmarks.load import ask, measure, tag_of

AIMS = {
    "feed, first page, not cached": 0.25,
    "feed, one event, not cached": 0.35,
    "feed, first page, cached": 0.5,
    "feed, 304": 0.7,
}


def targets(port: int) -> dict[str, tuple[str, str, int]]:
    """Name → address, headers, status. ``_`` is the parameter that says nothing: an answer that nobody asked for yet."""
    from events.models import Event

    rows = Event.objects.listed().order_by("first_starts_at", "pk")
    middle = rows[rows.count() // 2]
    tag = tag_of(port, "/api/v1/events/")
    return {
        "bare view": ("/bare/", "", 200),
        "feed, first page, not cached": ("/api/v1/events/?_={}", "", 200),
        "feed, one event, not cached": (f"/api/v1/events/{middle.pk}/?_={{}}", "", 200),
        "feed, first page, cached": ("/api/v1/events/", "", 200),
        "feed, 304": ("/api/v1/events/", f"If-None-Match: {tag}\r\n", 304),
        "feed, deep cursor, not cached": (f"/api/v1/events/?cursor={_cursor(middle)}&_={{}}", "", 200),
        "feed, dates, not cached": ("/api/v1/occurrences/?_={}", "", 200),
        "feed, theme, not cached": ("/api/v1/events/?theme=food&_={}", "", 200),
        "REST framework, page numbers": ("/drf/?_={}", "", 200),
    }


def _cursor(event: Any) -> str:
    from hub.api.cursors import selection_name, write_cursor

    return write_cursor(selection_name("events", {}), [event.first_starts_at, event.pk])


def feed(port: int, seconds: float, rounds: int) -> dict[str, Any]:
    """Requests a second of each address, the median of interleaved rounds, and its share of the bare view."""
    named = targets(port)
    results: dict[str, list[Any]] = {name: [] for name in named}
    for address, headers, status in named.values():
        for _ in range(4):
            ask(port, address.format("warm"), headers, status)
    for _ in range(rounds):
        for name, (address, headers, status) in named.items():
            results[name].append(measure(port, address, seconds=seconds, headers=headers, status=status))
    bare = statistics.median(one.rate for one in results["bare view"])
    found: dict[str, Any] = {}
    print(f"{'feed':32}{'requests/s':>12}{'share':>8}{'p50 ms':>9}{'p99 ms':>9}{'bytes':>9}{'queries':>9}{'aim':>7}")
    for name, measured in results.items():
        rate = statistics.median(one.rate for one in measured)
        found[name] = {
            "rate": rate,
            "share": rate / bare,
            "p50": statistics.median(one.p50 for one in measured),
            "p99": statistics.median(one.p99 for one in measured),
            "bytes": measured[0].size,
            "queries": queries_of(named[name][0], named[name][1]),
        }
        one, aim = found[name], f"{AIMS[name]:.2f}" if name in AIMS else ""
        print(
            f"{name:32}{rate:12.0f}{one['share']:8.3f}{one['p50']:9.2f}{one['p99']:9.1f}{one['bytes']:9}"
            f"{one['queries']:9}{aim:>7}",
            flush=True,
        )
    return found


def queries_of(address: str, headers: str) -> int:
    """How many queries an answer takes in a process that has answered others before."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"Accept-Encoding": "gzip", **_header(headers)})
    client.get(address.format("first"), SERVER_NAME="localhost")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(address.format("second"), SERVER_NAME="localhost")
    return len(queries)


def _header(headers: str) -> dict[str, str]:
    return dict([headers.strip().split(": ", 1)]) if headers else {}
