"""What every answer says to the browser, and who may keep it."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponseBase
from django.test import Client

from tests.hub.accounts.factories import PASSWORD
from tests.security.addresses import address, patterns
from tests.security.expectations import ADMIN, PUBLIC
from tests.security.pages import public_addresses
from tests.security.world import World

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def _wrong(answer: HttpResponseBase) -> dict[str, str]:
    """What is not as it must be."""
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
    said = {name: answer.headers.get(name, "") for name in HEADERS}
    found = {name: value for name, value in said.items() if value != HEADERS[name]}
    found |= {name: policy.get(name, "") for name in {*policy, *POLICY} if policy.get(name) != POLICY.get(name)}
    allowed = answer.headers.get("Permissions-Policy", "")
    if "camera=()" not in allowed or "geolocation=()" not in allowed:
        found["Permissions-Policy"] = allowed
    return found


def test_every_address_says_the_same_to_the_browser(world: World) -> None:
    visitor, administrator = world.client("visitor"), world.client("administrator")
    wrong, kept = {}, {}
    for name, route in patterns():
        # No pages; tests/hub/pictures/test_views.py and tests/hub/threads/views/test_member.py look at their headers.
        if name.startswith("pictures:") or name in {"threads:file", "threads:staff_file"}:
            continue
        client = visitor if name in PUBLIC else administrator
        answer = client.get(address(name, route, world.keys))
        wrong[name] = _wrong(answer)
        if name in ADMIN and name != "admin:logout":
            kept[name] = answer.headers.get("Cache-Control", "")
        if name == "admin:logout":
            administrator = world.client("administrator")
    wrong["404"] = _wrong(visitor.get("/nowhere/"))
    wrong["405"] = _wrong(visitor.post("/events/"))
    wrong["400"] = _wrong(visitor.get("/", headers={"host": "evil.example"}))
    wrong["csrf"] = _wrong(Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"}))
    wrong["304"] = _wrong(visitor.get("/events/", headers={"if-none-match": visitor.get("/events/").headers["ETag"]}))
    assert {name: found for name, found in wrong.items() if found} == {}
    # What only staff see is kept nowhere.
    assert {one: value for one, value in kept.items() if not {"private", "no-store"} <= set(value.split(", "))} == {}


def test_a_visitor_gets_no_cookie_and_pages_that_proxies_do_not_keep(world: World) -> None:
    client = world.client("visitor")
    for one in public_addresses(world):
        answer = client.get(one)
        assert answer.cookies == {}, one
        assert answer.headers["Cache-Control"] == "private, no-cache", one
        assert {"Cookie", "Accept-Encoding"} <= {part.strip() for part in answer.headers["Vary"].split(",")}


def test_what_somebody_sees_who_is_logged_in_is_kept_nowhere(world: World) -> None:
    kept = {}
    for role in ("resident", "administrator"):
        client = world.client(role)
        for one in public_addresses(world):
            kept[role, one] = client.get(one).headers.get("Cache-Control", "")
    assert {one: value for one, value in kept.items() if not {"private", "no-store"} <= set(value.split(", "))} == {}


def test_a_copy_for_visitors_holds_no_name_and_no_token(world: World) -> None:
    names = [user.display_name for user in world.users.values()] + [user.email for user in world.users.values()]
    for role in ("administrator", "visitor", "coordinator", "visitor"):
        client = world.client(role)
        for one in public_addresses(world):
            answer = client.get(one)
            text = answer.content.decode()
            if role == "visitor":
                assert [word for word in (*names, "csrfmiddlewaretoken", "sessionid") if word in text] == [], one


def test_cookies_of_a_login(world: World) -> None:
    answer = Client().post("/accounts/login/", {"login": world.users["resident"].email, "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/me/")
    cookies = {name: (bool(one["httponly"]), one["samesite"]) for name, one in answer.cookies.items()}
    names = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages", "device"}
    assert {settings.SESSION_COOKIE_NAME, "device"} <= set(cookies) <= names
    assert set(cookies.values()) == {(True, "Lax")}


AWAY = [
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example", "https://evil.example/", "http:///evil.example",
    "javascript:alert(1)", "/%2f%2fevil.example", "%2f%2fevil.example", "///evil.example", "/\t/evil.example", "/\n/evil.example",
    "\t//evil.example", "/\r\nLocation: https://evil.example", "evil.example", "", " ", "\x00/", "/\x00//evil.example", "@evil.example",
    "https://testserver@evil.example/", "/.//evil.example", "/ /evil.example", "\u2028//evil.example", "／／evil.example",
]  # fmt: skip


@pytest.mark.parametrize("target", AWAY)
def test_the_way_back_stays_on_this_site(client: Client, target: str) -> None:
    answer = client.get("/reading/", {"lang": "en", "next": target})
    where = answer.headers["Location"]
    assert answer.status_code == 302
    assert where.startswith("/")
    assert not where.startswith(("//", "/\\", "/\t", "/\n"))
    assert "\n" not in where
    assert "\r" not in where


@pytest.mark.parametrize("target", AWAY)
def test_the_way_on_from_the_login_stays_on_this_site(world: World, target: str) -> None:
    answer = world.client("administrator").get("/admin/login/", {"next": target})
    where = answer.headers.get("Location", "/")
    assert answer.status_code == 302
    assert where.startswith("/")
    assert not where.startswith(("//", "/\\"))


HOSTS: list[dict[str, str]] = [
    {"host": "evil.example"},
    {"host": "testserver.evil.example"},
    {"host": "testserver:80@evil.example"},
    {"host": "testserver evil.example"},
    {"host": "[::1"},
    {"host": "testserver/evil.example"},
]


@pytest.mark.parametrize("headers", HOSTS)
def test_another_host_name_is_refused(db: None, client: Client, headers: dict[str, str]) -> None:
    for one in ("/", "/events/week/", "/nowhere/", "/admin/login/"):
        answer = client.get(one, headers=headers)
        assert (answer.status_code, "evil.example" in answer.content.decode()) == (400, False)


def test_a_forwarded_host_name_is_not_believed(world: World) -> None:
    visitor = world.client("visitor")
    for one in ("/", f"{world.event.get_absolute_url()}print/", "/events/week/"):
        answer = visitor.get(one, headers={"x-forwarded-host": "evil.example", "forwarded": "host=evil.example"})
        assert (answer.status_code, "evil.example" in answer.content.decode()) == (200, False)


PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "hub.settings.production",
    "DATABASE_URL": "postgresql://hub_app@/hub",
    "DATABASE_OWNER_URL": "postgresql://hub_owner@/hub",
    "REDIS_URL": "unix:///nowhere",
    "ALLOWED_HOSTS": "hub.example",
    "SITE_URL": "https://hub.example",
    "EMAIL_URL": "smtp://mail.example?tls=starttls",
    "SECRET_KEY": "a-key-of-production-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG",
    "ENCRYPTION_KEYS": "b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtMTI=",
}
SECURE: dict[str, Any] = {
    "DEBUG": False,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "CSRF_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_NAME": "__Host-session",
    "CSRF_COOKIE_NAME": "__Host-csrf",
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 31_536_000,
    "USE_X_FORWARDED_HOST": False,
}


def _in_production(*arguments: str) -> str:
    environment = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ} | PRODUCTION
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def test_the_settings_of_production_are_those_of_a_public_site() -> None:
    ask = f"import json; from django.conf import settings; print(json.dumps({{n: getattr(settings, n) for n in {sorted(SECURE)}}}))"
    assert json.loads(_in_production("-c", ask)) == SECURE


def test_djangos_own_checks_for_production_find_nothing() -> None:
    assert "no issues" in _in_production("manage.py", "check", "--deploy", "--fail-level", "WARNING")
