"""The coordinators' board over so many open proposals and projects going on: its page, its late ones, words in it."""

from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from hub.threads.enums import Side
from hub.threads.models import Thread
from partners.cocreation_enums import PROPOSAL, PartState
from partners.models import Project, ProjectPart, Proposal
from tests.benchmarks.two_sizes import HOST, SCHEMAS, asking, compare, keep
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.accounts.signing_in import sign_in

SIZES = (500, 5_000)
TABLES = ("threads_thread", "partners_proposal", "partners_project", "partners_projectpart")
ADDRESSES = {
    "all": "/staff/cocreation/",
    "late": "/staff/cocreation/?turn=late",
    "city": "/staff/cocreation/?turn=city",
    "members": "/staff/cocreation/?turn=members",
    "a late page": "/staff/cocreation/?page=40",
    # As many at both sizes, and a tenth of all.
    "a rare word": "/staff/cocreation/?q=居間0017",
    "a frequent word": "/staff/cocreation/?q=居間",
}


def board() -> dict[str, Any]:
    """Milliseconds of each address with a tenth and with all of them. Raises where one grows more than it may."""
    staff = sign_in(Client(SERVER_NAME=HOST), UserFactory(coordinator=True))
    begin = 0
    for schema, size in zip(SCHEMAS, SIZES, strict=True):
        _make(begin, size)
        keep(schema, TABLES)
        begin = size
    return compare({name: asking(staff, address) for name, address in ADDRESSES.items()})


def _make(first: int, last: int) -> None:
    """Half of them late, each with another moment; a third each the city's turn, the members', nobody's."""
    ours, now = OrganizationFactory(verified=True), timezone.now()
    numbers = range(first, last)
    whole = {"text": "毎週", "is_everywhere": True}
    threads = Thread.objects.bulk_create(
        Thread(
            organization=ours, subject="提案", about_kind=PROPOSAL, about_id=number, last_post_at=now - _ago(number),
            **_turn(number, now),
        )
        for number in numbers
    )  # fmt: skip
    Proposal.objects.bulk_create(
        Proposal(
            organization=ours, title=f"居間{number:05}", aim="人が会う", offers=["place"], state="talking", thread=thread,
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


def _ago(number: int) -> timedelta:
    return timedelta(minutes=number * 7919 % 172_800)


def _turn(number: int, now: datetime) -> dict[str, Any]:
    since = now - _ago(number)
    return (
        {"waits_for": Side.STAFF, "waits_since": since, "answer_by": since.date() + timedelta(days=14)},
        {"waits_for": Side.MEMBERS, "waits_since": since},
        {},
    )[number % 3]
