"""Who asks is told apart, not known; the staff's pages open from named networks alone."""

import ipaddress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from hub.client import ClientMiddleware, client_address, device_name, is_within, pseudonym
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in

MORNING, EVENING = datetime(2026, 11, 25, 0, 0, tzinfo=UTC), datetime(2026, 11, 25, 14, 59, tzinfo=UTC)
TOMORROW = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)  # midnight in Tokyo


@pytest.mark.parametrize(
    ("forwarded", "proxies", "expected"),
    [
        ("", 0, "192.0.2.1"),
        ("203.0.113.5", 0, "192.0.2.1"),
        ("203.0.113.5", 1, "203.0.113.5"),
        ("198.51.100.1, 203.0.113.5", 1, "203.0.113.5"),
        ("198.51.100.1, 203.0.113.5", 2, "198.51.100.1"),
        ("203.0.113.5", 2, "192.0.2.1"),  # came past a proxy of ours
        ("", 1, "192.0.2.1"),
        (" , ", 1, "192.0.2.1"),
    ],
)
def test_only_proxies_of_our_own_are_believed(forwarded: str, proxies: int, expected: str) -> None:
    assert client_address({"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": forwarded}, proxies) == expected


def test_a_pseudonym_is_the_same_all_day_and_another_tomorrow() -> None:
    one = pseudonym("203.0.113.5", now=MORNING)
    assert one == pseudonym("203.0.113.5", now=EVENING)
    assert one != pseudonym("203.0.113.5", now=TOMORROW)
    assert one != pseudonym("203.0.113.6", now=MORNING)
    assert ipaddress.ip_address(one) in ipaddress.ip_network("fd00::/8")


def test_a_household_of_ipv6_and_a_mapped_address_are_one_client() -> None:
    assert pseudonym("2001:db8:1:2::1", now=MORNING) == pseudonym("2001:db8:1:2:ffff::9", now=MORNING)
    assert pseudonym("2001:db8:1:2::1", now=MORNING) != pseudonym("2001:db8:1:3::1", now=MORNING)
    assert pseudonym("::ffff:203.0.113.5", now=MORNING) == pseudonym("203.0.113.5", now=MORNING)


@pytest.mark.parametrize("address", ["", "unix:", "<script>", "999.1.1.1", "x" * 500])
def test_what_is_no_address_has_a_pseudonym_too(address: str) -> None:
    assert ipaddress.ip_address(pseudonym(address, now=MORNING)).is_private


def test_nothing_behind_it_sees_address_or_browser() -> None:
    seen: dict[str, Any] = {}

    def view(request: HttpRequest) -> HttpResponse:
        seen.update(request.META)
        return HttpResponse()

    request = RequestFactory().get(
        "/", REMOTE_ADDR="203.0.113.5", HTTP_X_FORWARDED_FOR="203.0.113.77", HTTP_X_REAL_IP="203.0.113.78",
        HTTP_FORWARDED="for=203.0.113.79", HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/131.0 Marked/7",
    )  # fmt: skip
    ClientMiddleware(view)(request)
    assert not [value for value in seen.values() if "203.0.113" in str(value) or "Marked" in str(value)]
    assert seen["HTTP_USER_AGENT"] == "Windows / Firefox"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1",
            "iPhone / Safari",
        ),
        ("Mozilla/5.0 (Linux; Android 14; SM-A546E) Chrome/126.0 Mobile Safari/537.36", "Android / Chrome"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/126.0 Safari/537.36 Edg/126.0", "Windows / Edge"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0", "Linux / Firefox"),
        ("curl/8.5.0", "curl"),
        ("", "?"),
    ],
)
def test_a_device_has_a_coarse_name(agent: str, name: str) -> None:
    assert device_name(agent) == name


@pytest.mark.parametrize(
    ("address", "networks", "expected"),
    [
        ("203.0.113.5", [], True),
        ("203.0.113.5", ["203.0.113.0/24"], True),
        ("203.0.114.5", ["203.0.113.0/24"], False),
        ("::ffff:203.0.113.5", ["203.0.113.0/24"], True),
        ("2001:db8::1", ["203.0.113.0/24", "2001:db8::/32"], True),
        ("", ["203.0.113.0/24"], False),
        ("203.0.113.5, 10.0.0.1", ["0.0.0.0/0"], False),
    ],
)
def test_networks(address: str, networks: list[str], expected: bool) -> None:
    assert is_within(address, [ipaddress.ip_network(one) for one in networks]) is expected


def _without(answer: HttpResponse, path: str) -> str:
    """The page without its own address."""
    return answer.content.decode().replace(quote(path, safe=""), "…")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/admin/accounts/user/", "/staff/", "/admin/nothing/"])
def test_the_staffs_pages_open_from_named_networks_alone(path: str, settings: Any) -> None:
    settings.STAFF_NETWORKS = [ipaddress.ip_network("198.51.100.0/24")]
    inside = sign_in(Client(REMOTE_ADDR="198.51.100.4"), UserFactory(administrator=True))
    outside = sign_in(Client(REMOTE_ADDR="203.0.113.4"), UserFactory(administrator=True))
    forging = {"HTTP_X_FORWARDED_FOR": "198.51.100.4"}
    missing = outside.get("/nothing/")
    for answer in (outside.get(path), outside.post(path), outside.get(path, **forging)):
        assert answer.status_code == 404
        assert _without(answer, path) == _without(missing, "/nothing/")
    assert inside.get(path).status_code in {200, 302} or path == "/admin/nothing/"
    assert outside.get("/me/").status_code == 200
