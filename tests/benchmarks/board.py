"""The coordinators' board over so many open proposals and projects going on: its page, its late ones, words in it."""

import statistics
import time
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone

from hub.threads.models import Thread
from partners.cocreation_enums import PROPOSAL, PartState
from partners.models import Project, ProjectPart, Proposal
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.accounts.signing_in import sign_in

SIZES = (500, 5_000)
ROUNDS = 15
AIM = 1.3
ADDRESSES = {
    "all": "/staff/cocreation/",
    "late": "/staff/cocreation/?turn=late",
    "a late page": "/staff/cocreation/?page=40",
    "words": "/staff/cocreation/?q=居間17",
}


def board() -> dict[str, Any]:
    """Milliseconds of each address with a tenth and with all of them."""
    staff = sign_in(Client(), UserFactory(coordinator=True))
    report: dict[str, Any] = {}
    begin = 0
    for size in SIZES:
        _make(begin, size)
        report[str(size)] = {name: _median(staff, address) for name, address in ADDRESSES.items()}
        begin = size
    small, large = (report[str(size)] for size in SIZES)
    for name in ADDRESSES:
        times = large[name] / small[name]
        print(f"{name:12} {small[name]:7.1f} ms → {large[name]:7.1f} ms: × {times:.2f} (aim {AIM})", flush=True)
    return report


def _median(client: Client, address: str) -> float:
    times = []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        if client.get(address).status_code != 200:
            raise AssertionError(address)
        times.append((time.perf_counter() - begun) * 1_000)
    return statistics.median(times)


def _make(first: int, last: int) -> None:
    """Half of them late, each with another moment."""
    ours, now = OrganizationFactory(verified=True), timezone.now()
    numbers = range(first, last)
    whole = {"text": "毎週", "is_everywhere": True}
    threads = Thread.objects.bulk_create(
        Thread(organization=ours, subject="提案", about_kind=PROPOSAL, about_id=number, last_post_at=now - _ago(number))
        for number in numbers
    )
    Proposal.objects.bulk_create(
        Proposal(
            organization=ours, title=f"居間{number}", aim="人が会う", offers=["place"], state="talking", thread=thread,
            submitted_at=thread.last_post_at, **whole,
        )
        for number, thread in zip(numbers, threads, strict=True)
    )  # fmt: skip
    projects = Project.objects.bulk_create(
        Project(
            title=f"企て{number}",
            summary="居間",
            state="running",
            published_at=now,
            moved_at=now - _ago(number),
            **whole,
        )
        for number in numbers
    )
    ProjectPart.objects.bulk_create(
        ProjectPart(project=one, organization=ours, state=PartState.JOINED, is_lead=True, invited_at=now, joined_at=now)
        for one in projects
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _ago(number: int) -> timedelta:
    return timedelta(minutes=number * 7919 % 172_800)
