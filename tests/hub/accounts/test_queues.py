"""Organisations that wait for a coordinator: who sees the queue, what stands in it, at what price."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub.accounts.models import Verification
from hub.queues import Queue, queues_for
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of

pytestmark = pytest.mark.django_db


def _queue(user: object) -> Queue | None:
    return next((queue for queue in queues_for(user) if queue.key == "organizations"), None)


def test_coordinators_and_administrators_look_after_it() -> None:
    seen = {
        "resident": UserFactory(),
        "owner": member_of(OrganizationFactory()),
        "staff": UserFactory(staff=True),
        "coordinator": UserFactory(coordinator=True),
        "administrator": UserFactory(administrator=True),
        "out of use": UserFactory(coordinator=True, is_active=False),
    }
    assert {who for who, user in seen.items() if _queue(user)} == {"coordinator", "administrator"}


def test_what_waits_stands_there_with_its_clock() -> None:
    user = UserFactory(coordinator=True)
    queue = _queue(user)
    assert queue is not None
    since = datetime(2026, 11, 20, tzinfo=UTC)
    new = OrganizationFactory(is_sample=True, name="あたらしい会")
    again = OrganizationFactory(verified=True, recheck_since=since, name="名前を変えた会")
    for state in (Verification.VERIFIED, Verification.REFUSED, Verification.SUSPENDED):
        OrganizationFactory(verification=state)
    rows = queue.rows(user, 10)
    assert [(row.label, row.since, row.note, row.url) for row in rows] == [
        (
            "名前を変えた会",
            since,
            "名前・種類・法人番号のどれかが変わりました",
            f"/admin/accounts/organization/{again.pk}/change/",
        ),
        ("あたらしい会", new.created_at, "NPO・市民活動団体（見本）", f"/admin/accounts/organization/{new.pk}/change/"),
    ]
    assert (queue.count(user), len(queue.rows(user, 1)), queue.url()) == (
        2,
        1,
        "/admin/accounts/organization/?waiting=1",
    )


@pytest.mark.parametrize("number", [1, 3])
def test_it_costs_two_queries(number: int) -> None:
    user = UserFactory(coordinator=True)
    queue = _queue(user)
    assert queue is not None
    OrganizationFactory.create_batch(number)
    with CaptureQueriesContext(connection) as asked:
        assert (len(queue.rows(user, 10)), queue.count(user)) == (number, number)
    assert len(asked) == 2
