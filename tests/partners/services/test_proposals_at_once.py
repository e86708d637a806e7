"""Two who act on a proposal at the same moment: one wins, the other is told, and nothing is half done."""

from typing import Any

import pytest

from hub.accounts.enums import Level
from hub.exceptions import TransitionError
from hub.notifications.models import Mailing
from hub.threads.models import Thread
from partners.models import Project, Proposal
from partners.services import proposal_decisions as decisions
from partners.services import proposals
from partners.services.joining import StaleError
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of
from tests.partners.cocreation import proposal
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def _get() -> Proposal:
    return Proposal.objects.select_related("organization", "thread").get()


@pytest.mark.parametrize("round_", range(3))
def test_of_two_deciders_one_wins(round_: int) -> None:
    one, people = proposal("talking"), [UserFactory(coordinator=True) for _n in range(2)]
    first, second = _get(), _get()
    outcomes = at_once(
        [
            lambda: decisions.accept_proposal(first, by=people[0], reason="よい", seen_version=1),
            lambda: decisions.decline_proposal(second, by=people[1], reason="わるい", seen_version=1),
        ]
    )
    assert [type(error) for error in outcomes if error] == [TransitionError]
    one.refresh_from_db()
    expected = ("accepted", "よい", 1, people[0]) if outcomes[0] is None else ("declined", "わるい", 0, people[1])
    assert (one.state, one.reason, Project.objects.count(), one.decided_by) == expected
    assert one.transitions.count() == 1


def test_of_two_who_accept_one_project_comes() -> None:
    proposal("submitted")
    rows, people = [_get(), _get()], [UserFactory(coordinator=True) for _n in range(2)]
    acts: list[Any] = [
        lambda row=row, by=by: decisions.accept_proposal(row, by=by, reason="よい", seen_version=1)
        for row, by in zip(rows, people, strict=True)
    ]
    assert [type(error) for error in at_once(acts) if error] == [TransitionError]
    assert Project.objects.count() == 1


def test_of_who_decides_and_who_withdraws_one_wins() -> None:
    one, city = proposal("talking"), UserFactory(coordinator=True)
    by = member_of(one.organization, Level.OWNER)
    first, second = _get(), _get()
    outcomes = at_once(
        [
            lambda: decisions.accept_proposal(first, by=city, reason="よい", seen_version=1),
            lambda: proposals.withdraw_proposal(second, by=by),
        ]
    )
    assert [type(error) for error in outcomes if error] == [TransitionError]
    state = Proposal.objects.get().state
    assert (state, Project.objects.count()) == (("accepted", 1) if outcomes[0] is None else ("withdrawn", 0))


def test_what_is_written_anew_is_not_accepted_unread() -> None:
    one, city = proposal("talking"), UserFactory(coordinator=True)
    by = member_of(one.organization, Level.OWNER)
    first, second = _get(), _get()
    outcomes = at_once(
        [
            lambda: decisions.accept_proposal(first, by=city, reason="よい", seen_version=1),
            lambda: proposals.write_proposal(second, by=by, values={"text": "べつの文"}, seen_version=1),
        ]
    )
    wrong = [error for error in outcomes if error]
    # Either the text was accepted that was read, or the new one stands and nothing was decided.
    assert len(wrong) == 1
    now = Proposal.objects.get()
    if outcomes[0] is None:
        assert (now.state, now.text, Project.objects.get().text) == ("accepted", "ひみつの本文", "ひみつの本文")
    else:
        assert (type(outcomes[0]), now.state, now.text, now.version) == (StaleError, "talking", "べつの文", 2)


def test_handed_in_twice_it_has_one_talk_and_one_receipt() -> None:
    ours = OrganizationFactory(verified=True)
    people = [member_of(ours), member_of(ours)]
    proposal("draft", organization=ours)
    rows = [_get(), _get()]
    acts: list[Any] = [
        lambda row=row, by=by: proposals.submit_proposal(row, by=by, seen_version=1)
        for row, by in zip(rows, people, strict=True)
    ]
    assert [type(error) for error in at_once(acts) if error] == [TransitionError]
    assert (Thread.objects.count(), Mailing.objects.filter(kind="proposals.told").count()) == (1, 2)
