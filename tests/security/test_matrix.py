"""Every address × every role × every method, against the one table in ``expectations.py``."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client

from events.models import Event, Place
from hub import page_cache
from tests.hub.accounts.signing_in import sign_in_by_password_alone
from tests.security.addresses import METHODS, address, patterns
from tests.security.expectations import ADMIN, API, API_COLUMNS, DOORS, OPEN, PAGES, PUBLIC, READ_ONLY
from tests.security.world import ROLES, STAFF_ROLES, World
from tests.tiers import often

_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|TRUNCATE|MERGE)\b", re.IGNORECASE)
# When a session ends or a login is looked at Django tidies its own rows.
_ITS_OWN = ("django_session", "usersessions_usersession")
# After these one is signed out, or another than before.
_ENDS_SESSION = {"account_logout", "mfa_deactivate_totp", "account_email", *DOORS}
# allauth looks at the link before it looks at the method; a forged one shows that it does not work.
_ANSWERED_BEFORE = {"account_reset_password_from_key"}
# Its only act is to count that it was opened; nothing else reads what it writes.
_COUNTS = {"notices:page"}
# Each look at referrals is on record, also one that was refused: that table alone is added to.
_RECORDED = 'INSERT INTO "referrals_accessrecord"'
# Of the world's participant: name, number, wish. And who writes for the organiser, or looks after events.
_OF_WHO_COMES = ("ひみつの参加者".encode(), b"042-000-1234", "ひみつの希望".encode())
_AT_DESK = {"editor", "owner", "coordinator", "administrator"}
MISSING = 987_654


@contextmanager
def taken_back() -> Iterator[list[str]]:
    """What is written within the block, which is undone at its end."""
    written: list[str] = []

    def look(execute: Callable[..., Any], sql: Any, *arguments: Any) -> Any:
        if _WRITES.match(str(sql)) and not any(table in str(sql) for table in _ITS_OWN):
            written.append(str(sql)[:200])
        return execute(sql, *arguments)

    point = transaction.savepoint()
    try:
        with connection.execute_wrapper(look):
            yield written
    finally:
        transaction.savepoint_rollback(point)
        transaction.savepoint_commit(point)  # or all that follow would lie within it


class _Asking:
    """Asks for one address after the other as one role; each answer is undone."""

    def __init__(self, world: World, role: str, **options: Any) -> None:
        self._world, self._role, self._options = world, role, options
        self._client = world.client(role, **options)

    def __call__(self, method: str, name: str, route: str) -> tuple[HttpResponseBase, list[str]]:
        cache.clear()  # throttles count over all of them
        with taken_back() as written:
            answer = self._client.generic(method, address(name, route, self._world.keys))
        if name.startswith("staff_referrals:"):
            written = [sql for sql in written if not sql.startswith(_RECORDED)]
        if name in _ENDS_SESSION:
            self._client = self._world.client(self._role, **self._options)
        return answer, written


def test_every_pattern_of_the_resolver_has_its_line() -> None:
    assert sorted(name for name, _route in patterns()) == sorted([*PUBLIC, *OPEN, *PAGES, *API, *ADMIN, *DOORS])


@pytest.mark.parametrize("role", often(ROLES, "visitor", "resident", "owner", "coordinator", "administrator"))
def test_public_pages_are_the_same_for_everybody_and_only_read(world: World, role: str) -> None:
    ask, answers, table = _Asking(world, role), {}, PUBLIC | OPEN
    for name, route in patterns():
        if name in table:
            for method in ("GET", "POST"):
                answer, written = ask(method, name, route)
                answers[name, method] = (answer.status_code, written)
    assert answers == {
        (name, method): (table[name] if method == "GET" else 405, []) for name in table for method in ("GET", "POST")
    }


@pytest.mark.parametrize("role", ROLES)
def test_other_pages_answer_each_role_as_stated(world: World, role: str) -> None:
    ask, place, got, told = _Asking(world, role), ROLES.index(role), {}, set()
    for name, route in patterns():
        if name in PAGES:
            for method in ("GET", "POST"):
                answer, written = ask(method, name, route)
                got[name, method] = answer.status_code
                if not answer.streaming and any(word in answer.content for word in _OF_WHO_COMES):
                    told.add(name.partition(":")[0])
                assert method == "POST" or written == [] or name in _COUNTS, (name, written)
    assert got == {(name, method): PAGES[name][n][place] for name in PAGES for n, method in enumerate(("GET", "POST"))}
    # Who comes is read at the desk of those who look after the date, and by nobody else on any page.
    assert told == ({"registrations"} if role in _AT_DESK else set())


@pytest.mark.parametrize("role", often(ROLES, "visitor", *API_COLUMNS, "coordinator", "administrator"))
def test_the_feed_answers_each_role_as_stated(world: World, role: str) -> None:
    """Staff are nobody here. What is refused has written nothing."""
    ask, column, got = _Asking(world, role), API_COLUMNS.get(role, 1), {}
    for name, route in patterns():
        for method in API.get(name, ()):
            answer, written = ask(method, name, route)
            got[name, method] = answer.status_code
            assert (method != "GET" and answer.status_code < 400) or written == [], (name, method, written)
        for method in ("PUT", "OPTIONS") if name in API else ():
            answer, written = ask(method, name, route)
            # Any page may ask what it may read; it is told without a look at who asks.
            allowed = ({401, 405, 204} if method == "OPTIONS" else {401, 405}) | (
                {404} if name == "api:elsewhere" else set()
            )
            assert (answer.status_code in allowed, written) == (True, []), (name, method)
    assert got == {(name, method): codes[column] for name, row in API.items() for method, codes in row.items()}


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_the_admin_answers_staff_as_stated(world: World, role: str) -> None:
    ask, place, got = _Asking(world, role), STAFF_ROLES.index(role), {}
    for name, route in patterns():
        if name in ADMIN:
            for method in ("GET", "POST"):
                answer, written = ask(method, name, route)
                got[name, method] = answer.status_code
                assert method == "POST" or written == [], (name, written)
    assert got == {(name, method): ADMIN[name][n][place] for name in ADMIN for n, method in enumerate(("GET", "POST"))}


@pytest.mark.parametrize("role", ["visitor", "resident", "owner"])
def test_the_admin_sends_everybody_else_to_its_door(world: World, role: str) -> None:
    ask, ways = _Asking(world, role), set()
    for name, route in patterns():
        if name in ADMIN:
            for method in ("GET", "POST"):
                answer, written = ask(method, name, route)
                assert written == []
                ways.add((answer.status_code, answer.headers.get("Location", "").partition("?")[0]))
    assert ways == {(302, "/admin/login/")}


@pytest.mark.parametrize("role", ["coordinator", "administrator"])
def test_staff_without_a_second_factor_open_no_page_of_staff(world: World, role: str) -> None:
    client = sign_in_by_password_alone(Client(), world.users[role])
    opened = []
    for name, route in patterns():
        path = address(name, route, world.keys)
        if path.startswith(("/admin/", "/staff/")):
            for method in ("GET", "POST"):
                with taken_back() as written:
                    answer = client.generic(method, path)
                assert written == [], name
                if answer.status_code not in {302, 405}:
                    opened.append((name, method, answer.content[:40]))
    # It says to whoever asks that no time is left.
    assert opened == [("staff:session", method, b'{"left": 0}') for method in ("GET", "POST")]


@pytest.mark.parametrize("role", often(["visitor", "owner", "administrator"], "visitor", "administrator"))
def test_other_methods_read_or_are_refused(world: World, role: str) -> None:
    """HEAD reads as GET does; PUT is a POST to allauth's forms; nothing else is understood."""
    ask, place, others = _Asking(world, role), ROLES.index(role), PUBLIC | OPEN
    for name, route in patterns():
        if name in ADMIN or name in DOORS or name in API:
            continue
        get, post = (PAGES[name][0][place], PAGES[name][1][place]) if name in PAGES else (others[name], 405)
        for method in METHODS:
            if method in {"GET", "POST"}:
                continue
            answer, written = ask(method, name, route)
            is_post = method == "PUT" and name.startswith(("account_", "mfa_", "usersessions_"))
            assert written == [] or is_post, (name, method, written)
            allowed = {get} if method == "HEAD" else {405, get} & {302, 403, 404, 405, 410} | {405}
            if name.startswith(("account_", "mfa_", "usersessions_")):
                allowed |= {post} if method == "PUT" else {get} if name in _ANSWERED_BEFORE else set()
            is_list_of_methods = method == "OPTIONS" and answer.status_code == 200 and answer.content == b""
            assert answer.status_code in allowed or is_list_of_methods, (name, method, answer.status_code)


@pytest.mark.parametrize("method", often(["HEAD", "PUT", "DELETE", "OPTIONS"], "PUT", "DELETE"))
def test_other_methods_of_the_admin_read_or_are_refused(world: World, method: str) -> None:
    """HEAD reads as GET does; nothing else is understood."""
    ask, place, got = _Asking(world, "administrator"), STAFF_ROLES.index("administrator"), {}
    for name, route in patterns():
        if name in ADMIN:
            answer, written = ask(method, name, route)
            assert written == [], (name, method, written)
            got[name] = answer.status_code
    assert got == {name: ADMIN[name][0][place] if method == "HEAD" else 405 for name in ADMIN}


@pytest.mark.parametrize(
    ("role", "method"), [("visitor", "POST"), ("administrator", "POST"), ("administrator", "DELETE")]
)
def test_without_a_token_no_form_is_taken(world: World, role: str, method: str) -> None:
    ask, answers = _Asking(world, role, enforce_csrf_checks=True), {}
    for name, route in patterns():
        answer, written = ask(method, name, route)
        answers[name] = answer.status_code
        assert written == [], (name, method, written)
    wanted = {name: 401 if name in API and role == "visitor" else 403 for name in answers}
    # Nothing is taken here, with or without a token.
    wanted |= READ_ONLY
    # Who calls these knows no token of a page: a mail program that holds the link, LINE, which signs what it says.
    wanted |= dict.fromkeys(("notices:stop", "circles:stop", "notices:line_webhook"), 404 if method == "POST" else 405)
    assert answers == wanted


def _seen(answer: HttpResponseBase, key: int) -> tuple[int, str, str]:
    """The answer without the key that was asked for and without what differs between any two answers."""
    text = re.sub(rf"(/|%2F){key}(/|%2F)", "…", answer.content.decode())
    return (
        answer.status_code,
        re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text),
        answer.headers.get("ETag", ""),
    )


OPEN_PAGES = [
    "/events/{}/",
    "/events/{}/print/",
    "/places/{}/",
    "/places/{}/print/",
    "/report/event/{}/",
    "/report/place/{}/",
]


@pytest.mark.parametrize("role", ["visitor", "resident", "foreign", "owner", "coordinator", "administrator"])
def test_what_is_not_public_answers_like_what_is_not_there(world: World, role: str) -> None:
    client = world.client(role)
    for page in OPEN_PAGES:
        missing = client.get(page.format(MISSING))
        model = Event if "event" in page else Place
        hidden = [thing for thing in world.hidden if isinstance(thing, model)]
        assert (missing.status_code, len(hidden)) == (404, 5)
        for thing in hidden:
            page_cache.memory.clear()
            assert _seen(client.get(page.format(thing.pk)), thing.pk) == _seen(missing, MISSING)
            assert client.head(page.format(thing.pk)).status_code == 404


# A hand is raised to a need, which is everybody's: its page asks for which of one's organisations.
_OF_ORGANIZATION = re.compile(r"^me/organizations/(?!hands/)")


@pytest.mark.parametrize(
    "role",
    often(
        ["resident", "foreign", "professional", "coordinator", "administrator"], "resident", "foreign", "administrator"
    ),
)
def test_another_organisation_answers_like_one_that_is_not_there(world: World, role: str) -> None:
    """Its own number, and each number below it: members, invitations, places, events, dates."""
    ask, client = _Asking(world, role), world.client(role)
    lost = dict.fromkeys((key for key in world.keys if key not in {"picture", "attachment", "contenttype"}), MISSING)
    for name, route in patterns():
        if _OF_ORGANIZATION.match(route) and "<" in route:
            for method in ("GET", "POST"):
                there, written = ask(method, name, route)
                with taken_back():
                    missing = client.generic(method, address(name, route, world.keys | lost))
                assert written == []
                assert (there.status_code, there.content) == (missing.status_code, missing.content) or (
                    there.status_code == missing.status_code == 404
                ), (name, method)


# Django looks for the row of these before it asks for rights. They tell staff without rights that a number is taken.
_OF_DJANGO = {"admin:view_on_site"}


def test_staff_without_rights_do_not_learn_which_rows_there_are(world: World) -> None:
    client, told = world.client("staff"), set()
    missing = dict.fromkeys(world.keys, MISSING) | {
        key: world.keys[key] for key in ("contenttype", "picture")
    }  # fmt: skip
    for name, route in patterns():
        if "<" in route and name in ADMIN:
            there = client.get(address(name, route, world.keys)).status_code
            not_there = client.get(address(name, route, missing)).status_code
            if there != not_there and not name.endswith("_history"):
                told.add(name)
    assert told == _OF_DJANGO


def test_a_coordinator_sees_no_account_and_gives_no_right(world: World) -> None:
    client = world.client("coordinator")
    user = world.users["coordinator"]
    wanted = {"is_superuser": "on", "is_staff": "on", "is_active": "on", "email": user.email, "user_permissions": "1"}
    assert client.post(f"/admin/accounts/user/{user.pk}/change/", wanted).status_code == 403
    assert client.post(f"/admin/auth/group/{world.keys['auth_group']}/change/", {"name": "x"}).status_code == 403
    user.refresh_from_db()
    assert (user.is_superuser, user.user_permissions.count()) == (False, 0)
    assert "accounts/user" not in client.get("/admin/").content.decode()


SECRET = ["created_by__password__startswith=a", "created_by__email__contains=e"]


def test_lists_of_staff_are_not_filtered_by_secret_fields(world: World) -> None:
    client = world.client("coordinator")
    assert [client.get(f"/admin/events/place/?{lookup}").status_code for lookup in SECRET] == [400, 400]
    assert client.get("/admin/events/place/?state__exact=draft").status_code == 200
