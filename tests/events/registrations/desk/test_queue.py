"""On /staff/ stands what nobody else answers: no writer at the organiser, a wait of days, a date that is near."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.enums import Participation
from events.models import Registration
from events.services import registrations
from hub.queues import queues_for
from tests.events.registrations.desk.desks import desk, page, url
from tests.events.registrations.people import date, registered
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in

pytestmark = pytest.mark.django_db


def _rows() -> list[tuple[str, str, bool]]:
    queue = next(one for one in queues_for(UserFactory(coordinator=True)) if one.key == "registrations")
    rows = queue.rows(None, 20)
    assert queue.count(None) == len(rows)
    return [(row.label, row.note, row.is_urgent) for row in rows]


def test_what_nobody_else_answers_waits_for_staff() -> None:
    now = timezone.now()
    asked = {"participation": Participation.APPROVAL}
    theirs, _by, _client = desk(**asked)
    registered(theirs, 1)
    assert _rows() == []
    ours = date(5, event={"title": "市の会"}, **asked)
    people = [registered(ours, number, party=number) for number in (1, 2)]
    assert _rows() == [("市の会", "3人", False)]
    Registration.objects.filter(occurrence=theirs).update(created_at=now - timedelta(days=4))
    assert _rows() == [("囲碁の会", "1人・台町の会", False), ("市の会", "3人", False)]
    ours.event.occurrences.update(starts_at=now + timedelta(days=1), ends_at=now + timedelta(days=1, hours=1))
    assert _rows() == [("市の会", "3人", True), ("囲碁の会", "1人・台町の会", False)]
    for one in people:
        registrations.approve(one, by=UserFactory(coordinator=True))
    assert _rows() == [("囲碁の会", "1人・台町の会", False)]


def test_it_is_for_who_looks_after_registrations_and_costs_the_same() -> None:
    assert [one.key for one in queues_for(UserFactory(planner=True)) if one.key == "registrations"] == []
    queue = next(one for one in queues_for(UserFactory(coordinator=True)) if one.key == "registrations")
    costs = []
    for number in range(3):
        at = date(5, participation=Participation.APPROVAL)
        registered(at, number)
        with CaptureQueriesContext(connection) as asked:
            rows = queue.rows(None, 20)
        costs.append(len(asked))
    assert (costs, rows[0].url) == ([1, 1, 1], url(Registration.objects.earliest("pk").occurrence) + "?part=reply")


def test_whom_nobody_else_calls_staff_call() -> None:
    theirs, writer, client = desk(1)
    ours = date(2, event={"title": "市の会"})
    for at in (theirs, ours):
        for number in range(4):
            registered(at, number)
        registrations.cancel(at.registrations.earliest("pk"))
    at = date(5, event={"title": "次の会"})
    registrations.cancel(registered(at, 1), by=writer, is_own=False)
    coordinator = UserFactory(coordinator=True)
    queue = next(one for one in queues_for(coordinator) if one.key == "registration_calls")
    rows = queue.rows(None, 20)
    assert [(row.label, row.note, row.is_urgent, row.url) for row in rows] == [
        ("市の会", "1人", True, url(ours, "calls")), ("次の会", "1人", False, url(at, "calls")),
    ]  # fmt: skip
    assert (queue.count(None), rows[0].due_at is not None) == (2, True)
    called = page(sign_in(Client(), coordinator), "/registrations/desk/calls/").all("li", "case")
    assert [word for one in called for word in ("市の会", "次の会", "囲碁の会") if word in one.text] == [
        "市の会",
        "次の会",
    ]
    own = page(client, "/registrations/desk/calls/").all("li", "case")
    assert [word for one in own for word in ("市の会", "次の会", "囲碁の会") if word in one.text] == ["囲碁の会"]
