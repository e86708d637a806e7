"""Suggestions among 2,000 partners and 500 needs: equal to the plain rules, and how long they take."""

import statistics
import time
from collections.abc import Callable
from typing import Any

from django.db import connection

from partners.matching import needs_for, partners_for
from partners.models import Need, Partnership
from partners.reasons import suggested_needs, suggested_partners
from partners.services.weekly import list_of_week
from tests.partners.matching_plain import make_city, plain_fits

PARTNERS, NEEDS = 2_000, 500
ASKED = 100
ROUNDS = 3
SHOWN = 10
AIM_MS = 50


def partners() -> dict[str, Any]:
    """Milliseconds of a need's suggestions and of a partner's, with their sentences, and of the list of the week.

    Raises where a reason is not true or one is missing.
    """
    needs = list(Need.objects.open().order_by("pk").values_list("pk", flat=True))
    organizations = list(Partnership.objects.public().values_list("organization", flat=True).distinct()[:ASKED])
    begun = time.perf_counter()
    plain = plain_fits()
    seconds = time.perf_counter() - begun
    found = {(fit.need, fit.organization): set(fit.reasons) for pk in needs for fit in partners_for(pk, most=10**6)}
    if found != plain:
        raise AssertionError("the suggestions are not what the plain rules give")
    print(
        f"{len(needs)} open needs, {len(found):,} pairs, all reasons equal to the plain rules (which took {seconds:.0f} s)"
    )
    report: dict[str, Any] = {"pairs": len(found), "plain_seconds": seconds}
    for name, acts in (
        ("a need's partners", [lambda pk=pk: suggested_partners(partners_for(pk, most=SHOWN)) for pk in needs[:ASKED]]),
        ("a partner's needs", [lambda pk=pk: suggested_needs(needs_for([pk], most=SHOWN)) for pk in organizations]),
        ("the list of the week", [list_of_week]),
        ("one query by its key", [lambda pk=pk: Need.objects.filter(pk=pk).first() for pk in needs[:ASKED]]),
    ):
        report[name] = _measure(name, acts)
    return report


def _measure(name: str, acts: list[Callable[[], Any]]) -> dict[str, float]:
    times = []
    for _round in range(ROUNDS):
        for act in acts:
            begun = time.perf_counter()
            act()
            times.append((time.perf_counter() - begun) * 1_000)
    ordered = sorted(times)
    said = {"median": statistics.median(ordered), "p95": ordered[int(len(ordered) * 0.95) - 1], "worst": ordered[-1]}
    aim = f"(aim {AIM_MS})" if name == "a need's partners" else ""
    print(
        f"{name:24} median {said['median']:7.1f} ms, p95 {said['p95']:7.1f}, worst {said['worst']:7.1f} {aim}",
        flush=True,
    )
    return said


def make() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    make_city(PARTNERS, NEEDS)
