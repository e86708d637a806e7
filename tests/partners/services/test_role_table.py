"""Every act on a role and on what a university says of it × every state × every kind of user, by tables written by hand."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.utils import timezone

from hub.accounts.enums import Level, OrganizationKind
from hub.exceptions import DomainError
from hub.models import Change
from hub.notifications.models import Mailing, Notice
from partners.models import Role, RoleCourse, RoleTransition
from partners.role_enums import CourseState, RoleState
from partners.services import courses, roles
from tests.hub.accounts.factories import MembershipFactory, OrganizationFactory, UserFactory, member_of
from tests.partners.cocreation import role

pytestmark = pytest.mark.django_db
STATES = ["draft", "published", "closed", "hidden"]
# To which state an act leads from each of these; "." where it may not be. A letter: D, P, C, H.
TABLE = """
write   D P C H
publish P . . .
close   . C . .
reopen  . . P .
hide    . H H .
show    . . . C
copy    D P C H
ask     D P C .
add     . P C .
"""
LETTERS = dict(zip("DPCH", STATES, strict=True))
COURSE_STATES = ["asked", "confirmed", "refused", "ended"]
COURSE_TABLE = """
confirm C . . .
refuse  R . . .
end     E E . .
"""
COURSE_LETTERS = dict(zip("ACRE", COURSE_STATES, strict=True))
WRITE, DECIDE, SPEAK = (
    {"owner", "editor"},
    {"coordinator", "administrator", "university_coordinator"},
    {"university", "university_coordinator"},
)
MAY = {**dict.fromkeys(("write", "publish", "close", "reopen", "copy", "ask"), WRITE | {"own_coordinator"}),
       **dict.fromkeys(("hide", "show"), DECIDE), **dict.fromkeys(("add", "confirm", "refuse"), SPEAK),
       "end": SPEAK | WRITE | {"own_coordinator"}}  # fmt: skip
PEOPLE = ("owner", "editor", "viewer", "outsider", "university", "university_viewer", "coordinator", "administrator", "visitor",
          "consultation", "own_coordinator", "university_coordinator", "gone")  # fmt: skip
DO: dict[str, Callable[[Role, Any, Any], Any]] = {
    "write": lambda one, by, _u: roles.write_role(one, by=by, values={"text": "べつの文"}, seen_version=1),
    "publish": lambda one, by, _u: roles.publish_role(one, by=by, seen_version=1),
    "close": lambda one, by, _u: roles.close_role(one, by=by),
    "reopen": lambda one, by, _u: roles.reopen_role(one, by=by),
    "hide": lambda one, by, _u: roles.hide_role(one, by=by, reason="理由"),
    "show": lambda one, by, _u: roles.show_role(one, by=by),
    "copy": lambda one, by, _u: roles.copy_role_as_draft(one, by=by),
    "ask": lambda one, by, u: courses.ask_course(one, u, by=by),
    "add": lambda one, by, u: courses.add_course(one, u, by=by, name="地域実習"),
}
DO_COURSE: dict[str, Callable[[RoleCourse, Any], Any]] = {
    "confirm": lambda one, by: courses.confirm_course(one, by=by, name="地域実習"),
    "refuse": lambda one, by: courses.refuse_course(one, by=by),
    "end": lambda one, by: courses.end_course(one, by=by),
}


def _person(kind: str, ours: Any, university: Any) -> Any:
    match kind:
        case "owner" | "editor" | "viewer":
            return member_of(ours, Level(kind))
        case "university":
            return member_of(university, Level.EDITOR)
        case "university_viewer":
            return member_of(university, Level.VIEWER)
        case "outsider":
            return member_of(OrganizationFactory(verified=True))
        case "own_coordinator" | "university_coordinator":
            user = UserFactory(coordinator=True)
            MembershipFactory(
                organization=ours if kind == "own_coordinator" else university, user=user, level=Level.EDITOR
            )
            return user
        case "visitor":
            return AnonymousUser()
        case "gone":
            return member_of(ours, Level.OWNER, is_active=False)
        case _:
            return UserFactory(**{kind: True})


# A row that is written has another xmin; all in one query, as it is asked for so often.
_TABLES = [model._meta.db_table for model in (Role, RoleCourse, RoleTransition, Change, Mailing, Notice)]
_SQL = " UNION ALL ".join(f"SELECT string_agg(xmin::text, ',' ORDER BY id) FROM {table}" for table in _TABLES)


def _seen() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(_SQL)
        return cursor.fetchall()


def _table(text: str) -> dict[tuple[str, str], str]:
    rows = [line.split() for line in text.split("\n")[1:-1]]
    return {(act, str(place)): letter for act, *letters in rows for place, letter in enumerate(letters)}


def _outcome(act: Callable[[], Any], look: Callable[[], str]) -> str:
    """The letter that the act leads to, or "." where it changed nothing at all; taken back."""
    point, before = transaction.savepoint(), _seen()
    try:
        act()
        found = look()
        assert _seen() != before
    except DomainError:
        assert _seen() == before
        found = "."
    transaction.savepoint_rollback(point)
    return found


@pytest.mark.parametrize("kind", PEOPLE)
def test_every_act_on_a_role(kind: str) -> None:
    ours, university = (
        OrganizationFactory(verified=True),
        OrganizationFactory(verified=True, kind=OrganizationKind.UNIVERSITY),
    )
    by, table = _person(kind, ours, university), _table(TABLE)
    letter_of = {state: letter for letter, state in LETTERS.items()}
    made = [role(state, organization=ours) for state in STATES]
    found, expected = {}, {}
    for act, (place, one) in product(DO, enumerate(made)):
        fresh = Role.objects.get(pk=one.pk)
        found[act, place] = _outcome(
            lambda act=act, fresh=fresh: DO[act](fresh, by, university),
            lambda pk=one.pk: letter_of[Role.objects.get(pk=pk).state],
        )
        expected[act, place] = table[act, str(place)] if kind in MAY[act] else "."
    assert found == expected


@pytest.mark.parametrize("kind", PEOPLE)
def test_every_act_on_a_course(kind: str) -> None:
    ours, university = (
        OrganizationFactory(verified=True),
        OrganizationFactory(verified=True, kind=OrganizationKind.UNIVERSITY),
    )
    by, table, now = _person(kind, ours, university), _table(COURSE_TABLE), timezone.now()
    letter_of = {state: letter for letter, state in COURSE_LETTERS.items()}
    made = [
        RoleCourse.objects.create(
            role=role(organization=ours), university=university, state=state, asked_at=now, name="実習", decided_at=now
        )
        for state in COURSE_STATES
    ]
    found, expected = {}, {}
    for act, (place, one) in product(DO_COURSE, enumerate(made)):
        fresh = RoleCourse.objects.get(pk=one.pk)
        found[act, place] = _outcome(
            lambda act=act, fresh=fresh: DO_COURSE[act](fresh, by),
            lambda pk=one.pk: letter_of[RoleCourse.objects.get(pk=pk).state],
        )
        expected[act, place] = table[act, str(place)] if kind in MAY[act] else "."
    assert found == expected


@pytest.mark.parametrize("what", ["unverified", "company", "hidden"])
def test_who_is_no_verified_university_confirms_nothing(what: str) -> None:
    fields: dict[str, Any] = {"verified": what != "unverified"}
    university = OrganizationFactory(
        kind=OrganizationKind.COMPANY if what == "company" else OrganizationKind.UNIVERSITY, **fields
    )
    one, by = role(RoleState.HIDDEN if what == "hidden" else RoleState.PUBLISHED), member_of(university)
    asked = RoleCourse.objects.create(role=one, university=university, asked_at=timezone.now())
    for act in (lambda: courses.confirm_course(asked, by=by, name="実習"), lambda: courses.add_course(one, university, by=by, name="実習"),
                lambda: courses.refuse_course(asked, by=by)):  # fmt: skip
        with pytest.raises(DomainError):
            act()
    asked.refresh_from_db()
    assert (asked.state, RoleCourse.objects.count(), one.transitions.count()) == (CourseState.ASKED, 1, 0)
