"""`make bench`: how fast lists are, as shares of a bare view behind the same middleware, and how they grow.

Figures of one run are compared with each other, never with those of another run or machine. Needs a database of its
own (`make bench` gives it one that is thrown away). ``--small`` and ``--large`` set the numbers of events
(``--large 0``: the small one alone).
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
ROUNDS = 5
TARGETS = {
    "bare view": "/bare/",
    "list, cached": "/events/",
    "list, not cached": "/events/?nothing={}",
    "word, not cached": "/events/?q=%E6%89%8B%E8%A9%B1&nothing={}",
    "calendar, not cached": "/events/?view=calendar&nothing={}",
    "front page, not cached": "/?nothing={}",
    "places, not cached": "/places/?nothing={}",
}
MOST_MADE = 200_000
AIMS = {"list, not cached": 0.06, "list, cached": 0.45}


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--small", type=int, default=10_000)
    ask.add_argument("--large", type=int, default=100_000)
    ask.add_argument("--seconds", type=float, default=3.0)
    ask.add_argument("--report", type=Path)
    ask.add_argument(
        "--only",
        choices=(
            "pages",
            "feed",
            "notices",
            "sending",
            "partners",
            "referrals",
            "indicators",
            "registrations",
            "projects",
            "roles",
            "board",
        ),
        help="the pages of people, the feed, notices, or their sending, what fits which partner, the queue of referrals, figures, who registers, projects, the list of roles, or the coordinators' board",
    )
    ask.add_argument("--people", default="100000,580000", help="of notices: how many subscriptions")
    ask.add_argument("--sent", type=int, default=10_000, help="of sending: how many by each way")
    ask.add_argument("--registered", type=int, default=10_000, help="of registrations over HTTP: how many, 0 for none")
    options = ask.parse_args()
    prepare()
    report: dict[str, Any] = {}
    for name, measure in _alone(options).items():
        if options.only in {None, name}:
            report[name] = measure()
    if options.only in _alone(options):
        return write_report(report, options.report)
    begin = 0
    for size in filter(None, (options.small, options.large)):
        begun = time.perf_counter()
        fill(begin, size)
        print(f"\n## {size:,} events (made in {time.perf_counter() - begun:.0f} s)", flush=True)
        report[str(size)] = {}
        if options.only != "feed":
            report[str(size)] |= {"pages": pages(options.seconds), "words": words()}
        if options.only != "pages":
            report[str(size)]["feed"] = feed_pages(options.seconds)
        begin = size
    growth(report, str(options.small), str(options.large))
    return write_report(report, options.report)


def _alone(options: argparse.Namespace) -> dict[str, Callable[[], dict[str, Any]]]:
    """What is measured without a city full of events."""

    def of(name: str, *values: Any) -> Callable[[], dict[str, Any]]:
        return lambda: getattr(import_module(f"tests.benchmarks.{name}"), name)(*values)

    return {
        "notices": lambda: notices_of_a_city([int(number) for number in options.people.split(",")]),
        "sending": of("sending", options.sent),
        "partners": suggestions,
        "referrals": of("referrals"),
        "indicators": figures,
        "registrations": lambda: registered(options.registered),
        "projects": of("projects"),
        "roles": of("roles"),
        "board": of("board"),
    }


def write_report(report: dict[str, Any], path: Path | None) -> int:
    if path:
        path.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


def notices_of_a_city(sizes: list[int]) -> dict[str, Any]:
    """A notice against so many subscriptions."""
    from tests.benchmarks.notices import make_people, notices

    report, begin = {}, 0
    for size in sizes:
        make_people(begin, size)
        vacuum()
        report[str(size)] = notices(size)
        begin = size
    return report


def suggestions() -> dict[str, Any]:
    """Needs and partners that fit each other."""
    from tests.benchmarks.partners import make, partners

    make()
    vacuum()
    return partners()


def figures() -> dict[str, Any]:
    """A million rows, of which figures are made every night."""
    from tests.benchmarks.indicators import indicators, make

    make()
    vacuum()
    return indicators()


def registered(number: int) -> dict[str, Any]:
    """So many over HTTP (0: none), then what a million of them cost."""
    from tests.benchmarks.registrations import registrations
    from tests.benchmarks.registrations_scale import registrations_scale

    report = registrations(number) if number else {}
    return report | {"scale": registrations_scale()}


def prepare() -> None:
    """Tables, words and districts."""
    os.environ |= {"HUB_ROOT_URLCONF": "tests.benchmarks.urls", "LOG_LEVEL": "ERROR"}
    # The throttle counts as ever, with a limit that is not reached.
    os.environ["HUB_API_VISITOR_LIMIT"] = "1000000000"
    environment = os.environ | {"HUB_AS_OWNER": "1"}
    for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
    import django

    django.setup()
    from django.conf import settings

    from events.seeds import seed_civic_centers
    from hub.areas.services import load_areas
    from hub.vocabulary import load_vocabulary

    load_vocabulary(settings.BASE_DIR / "data" / "vocabulary")
    load_areas(settings.HUB_CITY_DATA)
    seed_civic_centers(settings.HUB_CITY_DATA / "civic_centers.csv")


def fill(first: int, last: int) -> None:
    """Events up to ``last``, and fresh statistics for the planner. Beyond ``MOST_MADE`` what is there is copied."""

    from tests.benchmarks.data import make_events, multiply_events

    if last > MOST_MADE and first:
        multiply_events(first, last)
    else:
        make_events(first, last)
    vacuum()


def vacuum() -> None:
    """Fresh statistics for the planner."""
    from django.db import connection

    environment = os.environ | {"HUB_AS_OWNER": "1"}
    command = [sys.executable, "-c", ("import django; django.setup(); from django.db import connection; "
               "connection.cursor().execute('VACUUM ANALYZE')")]  # fmt: skip
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    connection.close()


def pages(seconds: float) -> dict[str, Any]:
    """Requests a second of each page, the median of interleaved rounds, and its share of the bare view."""
    from tests.benchmarks.load import ask, measure

    rates: dict[str, list[float]] = {name: [] for name in TARGETS}
    tails: dict[str, list[float]] = {name: [] for name in TARGETS}
    with Server() as port:
        for target in TARGETS.values():
            for _ in range(4):
                ask(port, target.format("warm"))
        for _ in range(ROUNDS):
            for name, target in TARGETS.items():
                result = measure(port, target, seconds=seconds)
                rates[name].append(result.rate)
                tails[name].append(result.p99)
    bare = statistics.median(rates["bare view"])
    found = {}
    print(f"{'page':26}{'requests/s':>12}{'share':>8}{'p99 ms':>9}{'aim':>8}")
    for name, measured in rates.items():
        rate = statistics.median(measured)
        found[name] = {"rate": rate, "share": rate / bare, "p99": statistics.median(tails[name]), "rounds": measured}
        aim = f"{AIMS[name]:.2f}" if name in AIMS else ""
        print(f"{name:26}{rate:12.0f}{rate / bare:8.3f}{found[name]['p99']:9.1f}{aim:>8}", flush=True)
    return found


def feed_pages(seconds: float) -> dict[str, Any]:
    """The same for the feed."""
    from tests.benchmarks.feed import feed

    with Server() as port:
        return feed(port, seconds, ROUNDS)


class Server:
    """gunicorn as `make run` starts it, with the bare view added."""

    def __enter__(self) -> int:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", "hub.wsgi", "--workers", "2", "--bind", f"127.0.0.1:{port}"]
        self.process = subprocess.Popen(command, cwd=ROOT)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                if self.process.poll() is not None:
                    raise
            else:
                return port
        raise TimeoutError("the server does not answer")

    def __exit__(self, *_error: object) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)


def words() -> dict[str, Any]:
    """Time in the database for words of different frequency: both queries of the list, with their plans."""
    from django.conf import settings
    from django.db import connection
    from django.utils import timezone

    from events.models import Occurrence
    from tests.benchmarks.data import WORDS

    found: dict[str, Any] = {}
    for word in WORDS:
        rows = Occurrence.objects.listed().upcoming(timezone.now()).matching(word)
        total = len(rows.order_by().values_list("pk")[: settings.HUB_COUNT_LIMIT + 1])
        queries = {"probe": rows.order_by().values_list("pk", "starts_at", "pk")[: settings.HUB_COUNT_LIMIT + 1]}
        if total > settings.HUB_COUNT_LIMIT:
            queries["page"] = rows.order_by("starts_at", "pk").for_list()[: settings.HUB_PAGE_SIZE]
        times, plans = [], {}
        for name, query in queries.items():
            sql, parameters = query.query.sql_with_params()
            measured = []
            for _ in range(ROUNDS):
                with connection.cursor() as cursor:
                    cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {sql}", parameters)
                    plan = [row[0] for row in cursor.fetchall()]
                measured.append(float(plan[-1].split()[-2]))
            times.append(statistics.median(measured))
            plans[name] = plan
        found[word] = {"total": total, "ms": sum(times), "plans": plans}
        print(
            f"word {word}: {'>' if total > settings.HUB_COUNT_LIMIT else ''}{min(total, 1000)} dates, {sum(times):.1f} ms"
        )
        for name, plan in plans.items():
            print(f"  {name}: " + plan[0].strip())
            print("\n".join(f"    {line}" for line in plan[1:9]), flush=True)
    return found


def growth(report: dict[str, Any], small: str, large: str) -> None:
    """Time at the larger number as a multiple of that at the smaller."""
    if large not in report:
        return
    print(f"\n## time at {int(large):,} / time at {int(small):,} (aim 1.3 at most)")
    for part in report[small].keys() & {"pages", "feed"}:
        for name, few in report[small][part].items():
            many = report[large][part][name]
            print(f"{name:32}{few['share'] / many['share']:8.2f}   rate {many['rate'] / few['rate']:.2f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
