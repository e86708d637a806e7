"""Every act on a need and on a hand × every state × every kind of user, by two tables written by hand."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction

from hub.accounts.enums import Level
from hub.exceptions import DomainError
from hub.models import Change
from hub.notifications.models import Mailing
from hub.threads.models import Post
from partners.enums import NeedAction
from partners.models import Hand, Need, NeedTransition
from partners.services import hands, needs
from tests.hub.accounts.factories import MembershipFactory, OrganizationFactory, UserFactory, member_of
from tests.partners.needs import H, N, as_in, hand, need
from tests.partners.registrations import S, registration

pytestmark = pytest.mark.django_db

STATES = ["raised", "published", "talking", "met", "closed", "declined"]
# To which state an act leads from each of these; "." where it may not be. A letter: R, P, T, M, C, D.
TABLE = """
write    R P T M . .
publish  P . . . . .
decline  D . . . . .
withdraw . R R R R R
talk     . T . . . .
reopen   . . P P P .
meet     . M M . . .
close    . C C . . .
ask      . P T . . .
hand     . P T . . .
"""
LETTERS = dict(zip("RPTMCD", STATES, strict=True))
HAND_STATES = ["raised", "chosen", "declined", "withdrawn"]
# The same of hands, R, C, D, W, for each state of its need in which it may be.
HAND_TABLE = """
down:raised,published,talking W W . .
choose:published,talking      C . C .
refuse:published,talking      D D . .
name:raised,published,talking,met,closed,declined R C D W
"""
HAND_LETTERS = dict(zip("RCDW", HAND_STATES, strict=True))
DECIDE = {"coordinator", "administrator"}
PEOPLE = (
    *("owner", "editor", "viewer", "outsider", "partner", "coordinator", "administrator", "visitor", "consultation"),
    *("raiser_coordinator", "member_coordinator", "gone"),
)
MAY_RAISE_HANDS = {"partner"}

DO: dict[str, Callable[[Need, Any, Any], Any]] = {
    "write": lambda one, by, _ours: needs.write_need(
        one, by=by, values={"text": "べつの文"}, seen_version=1, points_to_nobody=True
    ),
    "publish": lambda one, by, _ours: needs.publish_need(one, by=by, points_to_nobody=True, seen_version=1),
    "decline": lambda one, by, _ours: needs.decline_need(one, by=by, reason="理由"),
    "withdraw": lambda one, by, _ours: needs.withdraw_need(one, by=by),
    "talk": lambda one, by, _ours: needs.talk_about_need(one, by=by),
    "reopen": lambda one, by, _ours: needs.reopen_need(one, by=by),
    "meet": lambda one, by, _ours: needs.meet_need(one, by=by, outcome="かないました"),
    "close": lambda one, by, _ours: needs.close_need(one, by=by, reason="理由"),
    "ask": lambda one, by, ours: hands.ask_partner(one, ours, by=by, text="いかがですか"),
    "hand": lambda one, by, ours: hands.raise_hand(one, ours, by=by, text="できます", offers=["place"]),
}
ACTION = {"write": NeedAction.EDIT}
DO_HAND: dict[str, Callable[[Hand, Any], Any]] = {
    "down": lambda one, by: hands.take_down_hand(one, by=by),
    "choose": lambda one, by: hands.choose_hand(one, by=by),
    "refuse": lambda one, by: hands.refuse_hand(one, by=by, reason="理由"),
    "name": lambda one, by: hands.agree_to_be_named(one, by=by, agrees=True),
}


def _person(kind: str, raiser: Any, partner: Any) -> Any:
    """``raiser``: the organisation that raised it; ``partner``: the one that has a registration in force."""
    match kind:
        case "owner" | "editor" | "viewer":
            return member_of(raiser, Level(kind))
        case "partner":
            return member_of(partner, Level.EDITOR)
        case "outsider":
            return member_of(OrganizationFactory(verified=True))
        case "raiser_coordinator" | "member_coordinator":
            user = UserFactory(coordinator=True)
            ours = raiser if kind == "raiser_coordinator" else partner
            MembershipFactory(organization=ours, user=user, level=Level.VIEWER)
            return user
        case "visitor":
            return AnonymousUser()
        case "gone":
            return member_of(partner, Level.OWNER, is_active=False)
        case _:
            return UserFactory(**{kind: True})


_TABLES = [model._meta.db_table for model in (Need, Hand, NeedTransition, Change, Mailing, Post)]
# A row that is written has another xmin; all in one query, as it is asked for so often.
_SQL = " UNION ALL ".join(f"SELECT string_agg(xmin::text, ',' ORDER BY id) FROM {table}" for table in _TABLES)


def _seen() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(_SQL)
        return cursor.fetchall()


def _table(text: str) -> dict[tuple[str, str], str]:
    rows = [line.split() for line in text.split("\n")[1:-1]]
    return {(act, str(place)): letter for act, *letters in rows for place, letter in enumerate(letters)}


@pytest.mark.parametrize("kind", PEOPLE)
def test_every_act_on_a_need(kind: str) -> None:
    raiser = OrganizationFactory(verified=True)
    partner = registration(S.APPROVED).organization
    one = need(organization=raiser, source="professional", created_by=member_of(raiser))
    by, got = _person(kind, raiser, partner), {}
    for state in STATES:
        Need.objects.filter(pk=one.pk).update(**as_in(state))
        before = _seen()
        for act, do in DO.items():
            with transaction.atomic():
                try:
                    do(Need.objects.get(pk=one.pk), by, partner)
                except DomainError:
                    assert _seen() == before, (act, state)
                    got[act, state] = "."
                else:
                    now = Need.objects.get(pk=one.pk)
                    got[act, state] = now.state
                    last = one.transitions.latest("pk")
                    said = (last.action, last.from_state, last.to_state, last.by)
                    assert said == (ACTION.get(act) or NeedAction(act), state, now.state, by)
                    told = {row.user for row in Mailing.objects.filter(kind="needs.told")}
                    assert told == ({one.created_by} if act in {"publish", "decline", "meet"} else set()), act
                transaction.set_rollback(True)
    expected = {}
    for (act, place), letter in _table(TABLE).items():
        may = kind in (MAY_RAISE_HANDS if act == "hand" else DECIDE)
        if kind == "member_coordinator":  # nothing of the need is theirs, but of its partner
            may = act not in {"hand", "ask"}
        expected[act, STATES[int(place)]] = LETTERS[letter] if may and letter != "." else "."
    assert got == expected


@pytest.mark.parametrize("kind", PEOPLE)
def test_every_act_on_a_hand(kind: str) -> None:
    raiser, partner = OrganizationFactory(verified=True), registration(S.APPROVED).organization
    one = hand(need(organization=raiser, source="professional"), organization=partner)
    other = member_of(partner, Level.OWNER)
    by, got = _person(kind, raiser, partner), {}
    for of_need, state in product(STATES, HAND_STATES):
        Need.objects.update(**as_in(of_need))
        Hand.objects.update(state=state, decided_at=None if state == "raised" else one.created_at)
        before = _seen()
        for act, do in DO_HAND.items():
            with transaction.atomic():
                try:
                    do(Hand.objects.select_related("need", "organization").get(), by)
                except DomainError:
                    assert _seen() == before, (act, of_need, state)
                    got[act, of_need, state] = "."
                else:
                    now = Hand.objects.select_related("need").get()
                    got[act, of_need, state] = now.state
                    assert now.need.state == ("talking" if act == "choose" else of_need)
                    told = {row.user for row in Mailing.objects.filter(kind="needs.hand")}
                    assert told == ({other} if act in {"choose", "refuse"} else set())
                transaction.set_rollback(True)
    expected = {}
    for (head, place), letter in _table(HAND_TABLE).items():
        act, of_needs = head.split(":")
        may = kind in ({"partner"} if act in {"down", "name"} else DECIDE)
        for of_need in STATES:
            leads = may and of_need in of_needs.split(",") and letter != "."
            expected[act, of_need, HAND_STATES[int(place)]] = HAND_LETTERS[letter] if leads else "."
    assert got == expected


def test_what_is_in_the_tables_is_all_that_there_is() -> None:
    assert (set(N.values), set(H.values)) == (set(STATES), set(HAND_STATES))
    mine = {"edit", *DO, "hand_down", "choose", "refuse", "raise"} - {"write"}
    assert set(NeedAction.values) == mine
