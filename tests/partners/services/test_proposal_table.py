"""Every act on a proposal × every state × every kind of user, by one table written by hand."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction

from hub.accounts.enums import Level
from hub.exceptions import DomainError
from hub.notifications.models import Mailing
from hub.threads.models import Post, Thread
from partners.cocreation_enums import PROPOSAL_MOVES, ProposalAction
from partners.models import Project, Proposal, ProposalTransition
from partners.services import proposal_decisions as decisions
from partners.services import proposals
from tests.hub.accounts.factories import MembershipFactory, OrganizationFactory, UserFactory, member_of
from tests.partners.cocreation import proposal

pytestmark = pytest.mark.django_db

STATES = ["draft", "submitted", "talking", "accepted", "declined", "withdrawn"]
# To which state an act leads from each of these; "." where it may not be. A letter: D, S, T, A, N (declined), W.
TABLE = """
edit      D . T . . .
submit    S . . . . .
take_back . D . . . .
talk      . T . . . .
accept    . A A . . .
decline   . N N . . .
withdraw  W W W . . .
reopen    . . . . T .
"""
LETTERS = dict(zip("DSTANW", STATES, strict=True))
OF_MEMBERS = {"edit", "submit", "take_back", "withdraw"}
PEOPLE = (
    *("owner", "editor", "viewer", "outsider", "coordinator", "administrator", "visitor", "consultation"),
    *("editor_coordinator", "viewer_coordinator", "writer_coordinator", "gone", "suspended"),
)
MEMBERS = {"owner", "editor", "editor_coordinator"}
DECIDE = {"coordinator", "administrator"}
# Who is told by mail, members and the city, for each act but what is seen in the talk.
TELLS_MEMBERS = {"submit", "take_back", "withdraw", "accept", "decline"}

DO: dict[str, Callable[[Proposal, Any], Any]] = {
    "edit": lambda one, by: proposals.write_proposal(one, by=by, values={"text": "べつの文"}, seen_version=1),
    "submit": lambda one, by: proposals.submit_proposal(one, by=by, seen_version=1),
    "take_back": lambda one, by: proposals.take_back_proposal(one, by=by),
    "withdraw": lambda one, by: proposals.withdraw_proposal(one, by=by),
    "talk": lambda one, by: decisions.talk_about_proposal(one, by=by, text="いつからできますか"),
    "accept": lambda one, by: decisions.accept_proposal(one, by=by, reason="やりましょう", seen_version=1),
    "decline": lambda one, by: decisions.decline_proposal(one, by=by, reason="いまは場所がありません", seen_version=1),
    "reopen": lambda one, by: decisions.reopen_proposal(one, by=by, text="場所が見つかりました"),
}


def _person(kind: str, ours: Any) -> Any:
    match kind:
        case "owner" | "editor" | "viewer":
            return member_of(ours, Level(kind))
        case "suspended":
            ours.verification = "suspended"
            ours.save(update_fields=["verification"])
            return member_of(ours, Level.OWNER)
        case "outsider":
            return member_of(OrganizationFactory(verified=True))
        case "editor_coordinator" | "viewer_coordinator":
            user = UserFactory(coordinator=True)
            level = Level.EDITOR if kind == "editor_coordinator" else Level.VIEWER
            MembershipFactory(organization=ours, user=user, level=level)
            return user
        case "writer_coordinator":  # who wrote it and has left the organisation since
            user = UserFactory(coordinator=True)
            Proposal.objects.update(created_by=user)
            return user
        case "visitor":
            return AnonymousUser()
        case "gone":
            return member_of(ours, Level.OWNER, is_active=False)
        case _:
            return UserFactory(**{kind: True})


_TABLES = [model._meta.db_table for model in (Proposal, ProposalTransition, Mailing, Post, Thread, Project)]
# A row that is written has another xmin; all in one query, as it is asked for so often.
_SQL = " UNION ALL ".join(f"SELECT string_agg(xmin::text, ',' ORDER BY id) FROM {table}" for table in _TABLES)


def _seen() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(_SQL)
        return cursor.fetchall()


def _table() -> dict[tuple[str, str], str]:
    rows = [line.split() for line in TABLE.split("\n")[1:-1]]
    return {(act, state): letter for act, *letters in rows for state, letter in zip(STATES, letters, strict=True)}


@pytest.mark.parametrize("kind", PEOPLE)
def test_every_act(kind: str) -> None:
    ours = OrganizationFactory(verified=True)
    other, city = member_of(ours, Level.EDITOR), UserFactory(coordinator=True)
    rows = {state: proposal(state, organization=ours) for state in STATES}
    by, got = _person(kind, ours), {}
    before = _seen()
    for state, made in rows.items():
        for act, do in DO.items():
            with transaction.atomic():
                try:
                    do(Proposal.objects.get(pk=made.pk), by)
                except DomainError:
                    assert _seen() == before, (act, state)
                    got[act, state] = "."
                else:
                    now = Proposal.objects.get(pk=made.pk)
                    got[act, state] = now.state
                    last = made.transitions.latest("pk")
                    assert (last.action, last.from_state, last.to_state, last.by) == (act, state, now.state, by)
                    told = {row.user for row in Mailing.objects.filter(kind="proposals.told")}
                    expected = {other, *([by] if kind in MEMBERS and act == "submit" else ())}
                    assert told == (expected if act in TELLS_MEMBERS else set()), act
                    arrived = {row.user for row in Mailing.objects.filter(kind="proposals.arrived")}
                    is_news = act == "submit" or (act == "withdraw" and state != "draft")
                    assert arrived == ({city} if is_news else set()), act
                    assert Project.objects.count() == (act == "accept")
                transaction.set_rollback(True)
    may = {act: kind in (MEMBERS if act in OF_MEMBERS else DECIDE) for act in DO}
    assert got == {
        (act, state): LETTERS[letter] if may[act] and letter != "." else "."
        for (act, state), letter in _table().items()
    }


def test_what_is_in_the_table_is_all_that_there_is() -> None:
    assert {"begin", *DO} == set(ProposalAction.values)
    moves = {
        (str(act), str(state)): str(target) for act, (states, target) in PROPOSAL_MOVES.items() for state in states
    }
    table = {key: LETTERS[letter] for key, letter in _table().items() if letter != "." and key[0] != "edit"}
    assert table == moves
