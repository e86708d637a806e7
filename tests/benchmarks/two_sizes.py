"""Two sizes of the same tables side by side, so that both are asked in turn within one run.

What is there at the smaller size is copied to a schema of its own, and what is there at the larger one to another; which of
the two a connection sees is said by its ``search_path``. What both share stays in ``public``.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client

from hub import page_cache

SCHEMAS = ("tenth", "whole")
HOST = settings.ALLOWED_HOSTS[0].lstrip(".*") or "localhost"
AIM, ROUNDS, TRIES = 1.3, 15, 3
ROOT = Path(__file__).resolve().parent.parent.parent


class MissedError(RuntimeError):
    """What takes longer than it may, each time that it was measured."""


def asking(client: Client, address: str) -> Callable[[], None]:
    """Asks for a page that nobody has kept; ``{}`` in its address is another each time."""

    def ask() -> None:
        page_cache.memory.clear()
        answer = client.get(address.format(time.perf_counter_ns()))
        if answer.status_code != 200:
            raise AssertionError((address, answer.status_code))

    return ask


def keep(schema: str, tables: Sequence[str]) -> None:
    """Copies of the tables as they are now, with their indexes and fresh statistics; made by their owner."""
    command = [sys.executable, "-m", "tests.benchmarks.copied_tables", schema, *tables]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"HUB_AS_OWNER": "1"}, check=True)


def see(schema: str) -> None:
    """From now on this connection reads these."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET search_path TO {schema}, public")


def compare(works: Mapping[str, Callable[[], Any]], aims: Mapping[str, float] | None = None) -> dict[str, Any]:
    """Milliseconds of each at both sizes, and the larger as a multiple of the smaller.

    What is above the aim is measured again, and raised if it stays there: the machine may have had something else to do.
    ``aims``: of what counts all that there is, and so can't but grow.
    """
    aims = dict.fromkeys(works, AIM) | dict(aims or {})
    report: dict[str, Any] = {}
    for name, work in works.items():
        for again in range(TRIES):
            found = _measured(work)
            said = f"{name:28}{found['tenth']:9.1f} ms{found['whole']:9.1f} ms{found['times']:7.2f} times (aim {aims[name]})"
            print(said + (" (measured again)" if again else ""), flush=True)
            if name not in report or found["times"] < report[name]["times"]:
                report[name] = found
            if found["times"] <= aims[name]:
                break
    missed = [
        f"{name} × {one['times']:.2f} (aim {aims[name]})" for name, one in report.items() if one["times"] > aims[name]
    ]
    if missed:
        raise MissedError(f"takes too much longer with ten times as many: {', '.join(missed)}")
    return report


def _measured(work: Callable[[], Any]) -> dict[str, float]:
    taken: dict[str, list[float]] = {schema: [] for schema in SCHEMAS}
    for _round in range(ROUNDS + 1):
        for schema, times in taken.items():
            see(schema)
            begun = time.perf_counter()
            work()
            times.append((time.perf_counter() - begun) * 1_000)
    see("public")
    tenth, whole = (statistics.median(times[1:]) for times in taken.values())  # the first of each warms what is kept
    return {"tenth": tenth, "whole": whole, "times": whole / tenth}
