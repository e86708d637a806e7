"""The queue at 2,000 open referrals and at 20,000, with ten times as many closed: every saved view, and the pages beside it.

Each page is asked for through its view, by a client of the same process, at both sizes in turn; a figure is a median, and the
time at the larger size a multiple of that at the smaller in the same run.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hub.areas.models import District
from referrals.codes import phone_hash
from referrals.models import OfficeStaff, Sign, SupportOffice
from referrals.views.shelves import SHELVES
from tests.benchmarks.referrals_data import SIZES
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in

ROUNDS = 7
AIM, AIM_QUERIES = 1.3, 10
_QUEUE = "/staff/referrals/"
_PHONE = "042-000-1234"
Ask = Callable[[Client], Any]


def make() -> dict[str, Client]:
    """People and offices; then both sizes, by the owner. A client for a coordinator and one for who works at an office."""
    Sign.objects.bulk_create(Sign(text=f"しるし{n}", order=n) for n in range(10))
    offices = [SupportOffice.objects.create(name=f"事務所{n}", kana=f"{n}") for n in range(7)]
    people = [UserFactory(staff=True) for _n in range(21)]
    OfficeStaff.objects.bulk_create(
        OfficeStaff(office=offices[n % len(offices)], user=one) for n, one in enumerate(people)
    )
    coordinator = UserFactory(consultation=True)
    subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.referrals_data", phone_hash(_PHONE)],
        env=os.environ | {"HUB_AS_OWNER": "1"}, cwd=settings.BASE_DIR, check=True,
    )  # fmt: skip
    host = settings.ALLOWED_HOSTS[0].lstrip(".*") or "localhost"
    clients = {"coordinator": coordinator, "office": people[0]}
    return {name: sign_in(Client(SERVER_NAME=host), user) for name, user in clients.items()}


def _get(path: str) -> Ask:
    return lambda client: client.get(path)


def _pages() -> dict[str, tuple[str, Ask]]:
    """Name → who asks, and how."""
    district = District.objects.order_by("pk")[0].pk
    shelves = {
        f"{one.key}, {who}": (who, _get(f"{_QUEUE}?show={one.key}"))
        for one in SHELVES
        for who in ("coordinator", "office")
    }
    return shelves | {
        "open of a district": ("coordinator", _get(f"{_QUEUE}?show=open&district={district}")),
        "open, last page": ("coordinator", _get(f"{_QUEUE}?show=open&page=20")),
        "a case": ("coordinator", _get(f"{_QUEUE}1001/")),
        "a case, with the next one": ("coordinator", _get(f"{_QUEUE}1001/?show=open")),
        "a closed case, with the next one": ("coordinator", _get(f"{_QUEUE}21001/?show=closed")),
        "search by telephone": ("coordinator", lambda client: client.post(f"{_QUEUE}search/", {"phone": _PHONE})),
        "records of a week": ("coordinator", _get(f"{_QUEUE}records/")),
        "unusual looks": ("coordinator", _get(f"{_QUEUE}records/unusual/")),
        "measures of a year": ("coordinator", _get(f"{_QUEUE}measures/")),
        "today, office": ("office", _get("/staff/")),
        "today, coordinator": ("coordinator", _get("/staff/")),
    }


def referrals() -> dict[str, Any]:
    """Queries and milliseconds of each page at both sizes, and the larger as a multiple of the smaller."""
    clients, found = make(), {}
    print(f"{'page':34}{'queries':>8}{'2,000 ms':>10}{'20,000 ms':>11}{'times':>7}  rows shown", flush=True)
    for name, (who, ask) in _pages().items():
        found[name] = _measure(clients[who], ask)
        one = found[name]
        said = f"{name:34}{one['queries']:8.0f}{one['small']:10.1f}{one['large']:11.1f}{one['times']:7.2f}"
        print(f"{said}  {one['small rows']:.0f}, {one['large rows']:.0f}", flush=True)
    return found


def _measure(client: Client, ask: Ask) -> dict[str, float]:
    taken: dict[str, list[float]] = {schema: [] for schema in SIZES}
    queries, rows = 0, {}
    for number in range(ROUNDS + 1):
        for schema, times in taken.items():
            with connection.cursor() as cursor:
                cursor.execute(f"SET search_path TO {schema}, public")
            begun = time.perf_counter()
            answer = ask(client)
            times.append((time.perf_counter() - begun) * 1_000)
            if answer.status_code != 200:
                raise AssertionError(f"{answer.status_code} instead of the page")
            rows[f"{schema} rows"] = answer.content.count(b'<li class="case')
        if number == 0:  # the first of each warms what is kept
            with CaptureQueriesContext(connection) as asked:
                ask(client)
            queries = len(asked)
    small, large = (statistics.median(times[1:]) for times in taken.values())
    return {"queries": queries, "small": small, "large": large, "times": large / small} | rows
