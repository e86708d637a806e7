"""Every address × every role × every method, against the one table in ``expectations.py``."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client

from events.models import Event, Place
from hub import page_cache
from tests.security.addresses import METHODS, address, patterns
from tests.security.expectations import ADMIN, MEMBERS, PUBLIC
from tests.security.world import ROLES, World

# An empty POST may be understood; every other method reads or is refused.
READING = tuple(method for method in METHODS if method != "POST")
_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|TRUNCATE|MERGE)\b", re.IGNORECASE)
# When a session ends or a login is looked at Django tidies its own rows.
_ITS_OWN = ("django_session",)
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


def test_every_pattern_of_the_resolver_has_its_line() -> None:
    assert sorted(name for name, _route in patterns()) == sorted([*PUBLIC, *ADMIN, *MEMBERS])


@pytest.mark.parametrize("role", ROLES)
def test_public_pages_are_the_same_for_everybody_and_only_read(world: World, role: str) -> None:
    client, answers = world.client(role), {}
    for name, route in patterns():
        if name in PUBLIC:
            for method in METHODS:
                with taken_back() as written:
                    answer = client.generic(method, address(name, route, world.keys))
                answers[name, method] = (answer.status_code, written)
    assert answers == {
        (name, method): (PUBLIC[name] if method in {"GET", "HEAD"} else 405, [])
        for name in PUBLIC
        for method in METHODS
    }


@pytest.mark.parametrize("role", ROLES)
def test_pages_of_members_answer_who_is_none_as_stated(world: World, role: str) -> None:
    client, place = world.client(role), ROLES.index(role)
    got = {}
    for name, route in patterns():
        if name in MEMBERS:
            for method in METHODS:
                with taken_back() as written:
                    answer = client.generic(method, address(name, route, world.keys))
                got[name, method] = answer.status_code
                assert method == "POST" or written == [], (name, method)
    for (name, method), code in got.items():
        read, posted = MEMBERS[name][0][place], MEMBERS[name][1][place]
        if method in {"GET", "HEAD", "POST"}:
            assert code == (posted if method == "POST" else read), (name, method)
        else:
            assert code in {302, 403, 404, 405}, (name, method)


@pytest.mark.parametrize("role", ROLES)
def test_the_admin_answers_each_role_as_stated(world: World, role: str) -> None:
    client, place = world.client(role), ROLES.index(role)
    got, to_login = {}, {}
    for name, route in patterns():
        if name in ADMIN:
            for method in ("GET", "POST"):
                with taken_back() as written:
                    answer = client.generic(method, address(name, route, world.keys))
                client = _still(client, world, role, name)
                got[name, method] = answer.status_code
                to_login[name, method] = answer.headers.get("Location", "").startswith("/admin/login/")
                assert method == "POST" or written == [], (name, written)
    assert got == {(name, method): ADMIN[name][n][place] for name in ADMIN for n, method in enumerate(("GET", "POST"))}
    if place < 2:
        assert {name for (name, _method), is_login in to_login.items() if not is_login} == {
            "admin:login",
            "admin:logout",
        }


@pytest.mark.parametrize("role", ROLES)
def test_other_methods_of_the_admin_read_or_are_refused(world: World, role: str) -> None:
    client, place = world.client(role), ROLES.index(role)
    for name, route in patterns():
        if name in ADMIN:
            for method in READING[1:]:
                with taken_back() as written:
                    answer = client.generic(method, address(name, route, world.keys))
                client = _still(client, world, role, name)
                assert answer.status_code in {*ADMIN[name][0][place : place + 1], 200, 403, 405}, (name, method)
                if ADMIN[name][0][place] in {302, 403, 404} and name != "admin:login":
                    is_list_of_methods = method == "OPTIONS" and answer.content == b""
                    assert answer.status_code in {ADMIN[name][0][place], 405} or is_list_of_methods, (name, method)
                assert written == [], (name, method, written)


def _still(client: Client, world: World, role: str, name: str) -> Client:
    """The client, logged in again where it was the logout that was asked for."""
    return world.client(role) if name == "admin:logout" else client


@pytest.mark.parametrize(
    ("role", "methods"), [("visitor", ["POST"]), ("coordinator", ["POST"]), ("administrator", ["POST", "DELETE"])]
)
def test_without_a_token_no_form_is_taken(world: World, role: str, methods: list[str]) -> None:
    client = world.client(role, enforce_csrf_checks=True)
    answers = {}
    for name, route in patterns():
        for method in methods:
            with taken_back() as written:
                answer = client.generic(method, address(name, route, world.keys))
            answers[name, method] = answer.status_code
            assert written == [], (name, method, written)
    assert set(answers.values()) == {403}


def _seen(answer: HttpResponseBase, key: int) -> tuple[int, str, str]:
    """The answer without the key that was asked for and without what differs between any two answers."""
    text = re.sub(rf"(/|%2F){key}(/|%2F)", "…", answer.content.decode())
    return (
        answer.status_code,
        re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text),
        answer.headers.get("ETag", ""),
    )


PAGES = ["/events/{}/", "/events/{}/print/", "/places/{}/", "/places/{}/print/"]


@pytest.mark.parametrize("role", ROLES)
def test_what_is_not_public_answers_like_what_is_not_there(world: World, role: str) -> None:
    client = world.client(role)
    for page in PAGES:
        missing = client.get(page.format(MISSING))
        model = Event if page.startswith("/events/") else Place
        hidden = [thing for thing in world.hidden if isinstance(thing, model)]
        assert (missing.status_code, len(hidden)) == (404, 3)
        for thing in hidden:
            page_cache.memory.clear()
            assert _seen(client.get(page.format(thing.pk)), thing.pk) == _seen(missing, MISSING)
            assert client.head(page.format(thing.pk)).status_code == 404


# Django looks for the row of these before it asks for rights. They tell staff without rights that a number is taken.
_OF_DJANGO = {"admin:view_on_site"}


def test_staff_without_rights_do_not_learn_which_rows_there_are(world: World) -> None:
    client, told = world.client("staff"), set()
    missing = dict.fromkeys(world.keys, MISSING) | {"contenttype": world.keys["contenttype"]}
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
