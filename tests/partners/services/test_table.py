"""Every act × every state × every kind of user, by one table written by hand."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone

from hub.accounts.enums import Level
from hub.exceptions import DomainError
from hub.notifications.models import Mailing
from partners.enums import Action
from partners.models import Check, Partnership
from partners.services import joining, reviewing
from tests.hub.accounts.factories import MembershipFactory, OrganizationFactory, UserFactory, member_of
from tests.partners.registrations import as_in, programme, registration, tick_all

pytestmark = pytest.mark.django_db

STATES = ["draft", "submitted", "returned", "approved", "declined", "suspended", "withdrawn", "lapsed"]
# To which state an act leads from each of these; "." where it may not be. A capital letter: the first of the state.
TABLE = """
submit      S . S . . . . .
take_back   . D . . . . . .
withdraw    W W W W . W . .
ask_renewal . . . A . . . .
write       D . R A . . . .
return      . R . . . . . .
approve     . A . . . . . .
decline     . N . . . . . .
suspend     . . . P . . . .
restore     . . . . . A . .
revoke      . . . W . W . .
renew       . . . A . . . .
no_renewal  . . . A . . . .
tick        . S . . . . . .
seen        D S R A N P W L
"""
LETTERS = dict(zip("DSRANPWL", STATES, strict=True))
OF_MEMBERS = {"submit", "take_back", "withdraw", "ask_renewal", "write"}
WRITERS = {"owner", "editor"}
REVIEWERS = {"coordinator", "administrator"}
PEOPLE = (
    *("owner", "editor", "viewer", "outsider", "coordinator", "member_coordinator", "administrator", "visitor"),
    *("consultation", "gone"),
)

DO: dict[str, Callable[[Partnership, Any], Any]] = {
    "submit": lambda one, by: joining.submit_partnership(one, by=by, agreed_version=1),
    "take_back": lambda one, by: joining.take_back_partnership(one, by=by),
    "withdraw": lambda one, by: joining.withdraw_partnership(one, by=by),
    "ask_renewal": lambda one, by: joining.ask_for_renewal(one, by=by, agreed_version=1),
    "write": lambda one, by: joining.write_partnership(one, by=by, values={"text": "べつの文"}, seen_version=1),
    "return": lambda one, by: reviewing.return_partnership(one, by=by, remarks={"text": "くわしく"}),
    "approve": lambda one, by: reviewing.approve_partnership(one, by=by),
    "decline": lambda one, by: reviewing.decline_partnership(one, by=by, reason="理由"),
    "suspend": lambda one, by: reviewing.suspend_partnership(one, by=by, reason="理由"),
    "restore": lambda one, by: reviewing.restore_partnership(one, by=by),
    "revoke": lambda one, by: reviewing.revoke_partnership(one, by=by, reason="理由"),
    "renew": lambda one, by: reviewing.renew_partnership(one, by=by),
    "no_renewal": lambda one, by: reviewing.refuse_renewal(one, by=by, reason="理由"),
    "tick": lambda one, by: reviewing.tick_checks(one, by=by, keys=["here"]),
    "seen": lambda one, by: reviewing.mark_seen(one, by=by, seen_version=1),
}


def _person(kind: str, one: Partnership) -> Any:
    ours = one.organization
    match kind:
        case "owner" | "editor" | "viewer":
            return member_of(ours, Level(kind))
        case "outsider":
            return member_of(OrganizationFactory(verified=True))
        case "member_coordinator":
            user = UserFactory(coordinator=True)
            MembershipFactory(organization=ours, user=user, level=Level.VIEWER)
            return user
        case "visitor":
            return AnonymousUser()
        case "gone":
            return member_of(ours, Level.OWNER, is_active=False)
        case _:
            return UserFactory(**{kind: True})


def _seen(one: Partnership) -> tuple[Any, ...]:
    row = Partnership.objects.values().get(pk=one.pk)
    return row, one.transitions.count(), Check.objects.count(), Mailing.objects.count()


@pytest.mark.parametrize("kind", PEOPLE)
def test_every_act_in_every_state(kind: str) -> None:
    one = registration(of=programme(term_months=24))
    other = member_of(one.organization, Level.EDITOR)  # somebody who is told
    by, got = _person(kind, one), {}
    ends = timezone.localdate() + timedelta(days=20)
    for act, do in DO.items():
        for state in STATES:
            fresh = Partnership.objects.get(pk=one.pk)
            with transaction.atomic():
                asked = timezone.now() if act in {"renew", "no_renewal"} and state == "approved" else None
                Partnership.objects.filter(pk=one.pk).update(**as_in(state), ends_on=ends, renewal_asked_at=asked)
                if act == "approve":
                    tick_all(one)
                before = _seen(one)
                try:
                    do(fresh, by)
                except DomainError:
                    assert _seen(one) == before, (act, state)
                    got[act, state] = "."
                else:
                    now = Partnership.objects.get(pk=one.pk)
                    got[act, state] = now.state
                    leaves_a_row = act not in {"write", "tick", "seen"}
                    assert one.transitions.count() == before[1] + leaves_a_row
                    if leaves_a_row:
                        last = one.transitions.latest("pk")
                        assert (last.action, last.from_state, last.to_state, last.by) == (
                            Action(act),
                            state,
                            now.state,
                            by,
                        )
                    told = {row.user for row in Mailing.objects.all()}
                    is_told = act not in OF_MEMBERS | {"tick", "seen"}
                    assert (other in told, by in told) == (is_told, False), (act, state)
                transaction.set_rollback(True)
    expected = {}
    for line in TABLE.split("\n")[1:-1]:
        act, *letters = line.split()
        may = kind in (WRITERS if act in OF_MEMBERS else REVIEWERS)
        for state, letter in zip(STATES, letters, strict=True):
            expected[act, state] = LETTERS[letter] if may and letter != "." else "."
    assert got == expected
