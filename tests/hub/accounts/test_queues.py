"""Organisations and rights that wait: who sees the queue, what stands in it, at what price."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub.accounts.enums import Right
from hub.accounts.models import Verification
from hub.accounts.services import confirm_organization, leave_organization, suspend_organization
from hub.accounts.services.deletion import delete_account
from hub.accounts.services.rights import ask_for_right, refuse_right
from hub.queues import Queue, queues_for
from tests.hub.accounts.factories import MembershipFactory, OrganizationFactory, UserFactory, member_of

pytestmark = pytest.mark.django_db


def _queue(user: object, key: str = "organizations") -> Queue | None:
    return next((queue for queue in queues_for(user) if queue.key == key), None)


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


def test_rights_are_for_administrators() -> None:
    seen = {
        "resident": UserFactory(),
        "staff": UserFactory(staff=True),
        "coordinator": UserFactory(coordinator=True),
        "administrator": UserFactory(administrator=True),
        "out of use": UserFactory(administrator=True, is_active=False),
    }
    assert {who for who, user in seen.items() if _queue(user, "rights")} == {"administrator"}


def test_a_right_waits_for_another_than_who_asked_or_would_get_it() -> None:
    first, second = UserFactory(administrator=True), UserFactory(administrator=True, display_name="ふたりめ")
    queue = _queue(first, "rights")
    assert queue is not None
    clerk = UserFactory(staff=True, display_name="係の人")
    old = ask_for_right(clerk, Right.ADMINISTRATOR, by=first, reason="4月から担当")
    new = ask_for_right(second, Right.CONSULTATION_COORDINATOR, by=first, reason="兼ねる")
    refuse_right(ask_for_right(clerk, Right.SECOND_FACTOR_RESET, by=first, reason="機種変更"), by=first)
    url = "/admin/accounts/rightsrequest/%s/change/"
    third = UserFactory(administrator=True)
    assert [(row.label, row.url, row.since) for row in queue.rows(third, 10)] == [
        ("係の人 管理者", url % old.pk, old.asked_at),
        ("ふたりめ 相談コーディネーター", url % new.pk, new.asked_at),
    ]
    notes = [[row.note for row in queue.rows(user, 10)] for user in (first, second, third)]
    assert notes == [[], ["4月から担当"], ["4月から担当", "兼ねる"]]
    assert [queue.count(user) for user in (first, second, third)] == [0, 1, 2]
    assert len(queue.rows(third, 1)) == 1
    assert queue.url() == "/admin/accounts/rightsrequest/?state__exact=waiting"


@pytest.mark.parametrize("number", [1, 3])
def test_rights_cost_two_queries(number: int) -> None:
    user = UserFactory(administrator=True)
    queue = _queue(user, "rights")
    assert queue is not None
    for _more in range(number):
        ask_for_right(UserFactory(staff=True), Right.ADMINISTRATOR, by=UserFactory(administrator=True), reason="担当")
    with CaptureQueriesContext(connection) as asked:
        assert (len(queue.rows(user, 10)), queue.count(user)) == (number, number)
    assert len(asked) == 2


def test_public_organisations_whose_members_have_all_gone_wait() -> None:
    coordinator = UserFactory(coordinator=True)
    queue = _queue(coordinator, "abandoned")
    assert queue is not None
    left, gone = (
        OrganizationFactory(verified=True, name="やめた会"),
        OrganizationFactory(verified=True, name="消えた会"),
    )
    leave_organization(left, by=member_of(left), knows_to_be_last=True)
    leaver = member_of(gone)
    out_of_use = member_of(gone, is_active=False)
    delete_account(leaver)
    OrganizationFactory(verified=True, name="職員が入れた会")
    hidden, kept = OrganizationFactory(name="確認前の会"), OrganizationFactory(verified=True, name="残った会")
    leave_organization(hidden, by=member_of(hidden), knows_to_be_last=True)
    user = member_of(kept)
    member_of(kept)
    leave_organization(kept, by=user)
    assert [(row.label, row.url) for row in queue.rows(coordinator, 10)] == [
        ("やめた会", f"/admin/accounts/organization/{left.pk}/change/"),
        ("消えた会", f"/admin/accounts/organization/{gone.pk}/change/"),
    ]
    assert (queue.count(coordinator), queue.url()) == (2, "/admin/accounts/organization/?waiting=abandoned")
    assert [row.since for row in queue.rows(coordinator, 1)] == [left.transitions.latest("pk").created_at]
    assert out_of_use.memberships.count() == 1


def test_it_waits_until_somebody_has_decided() -> None:
    coordinator = UserFactory(coordinator=True)
    queue = _queue(coordinator, "abandoned")
    assert queue is not None
    acts = {
        "confirmed": lambda one: confirm_organization(one, by=coordinator, what="電話", office="市"),
        "suspended": lambda one: suspend_organization(one, by=coordinator, reason="終わった"),
        "joined": lambda one: MembershipFactory(organization=one),
        "waits": lambda one: None,
    }
    for name, act in acts.items():
        one = OrganizationFactory(verified=True, name=name)
        leave_organization(one, by=member_of(one), knows_to_be_last=True)
        act(one)
    assert [row.label for row in queue.rows(coordinator, 10)] == ["waits"]


def test_who_looks_after_organisations_looks_after_those_without_anybody() -> None:
    seen = {
        "resident": UserFactory(),
        "planner": UserFactory(planner=True),
        "coordinator": UserFactory(coordinator=True),
    }
    assert {who for who, user in seen.items() if _queue(user, "abandoned")} == {"coordinator"}


@pytest.mark.parametrize("number", [1, 3])
def test_those_without_anybody_cost_two_queries(number: int) -> None:
    user = UserFactory(coordinator=True)
    queue = _queue(user, "abandoned")
    assert queue is not None
    for one in OrganizationFactory.create_batch(number, verified=True):
        leave_organization(one, by=member_of(one), knows_to_be_last=True)
    with CaptureQueriesContext(connection) as asked:
        assert (len(queue.rows(user, 10)), queue.count(user)) == (number, number)
    assert len(asked) == 2
