"""The id of a request, and what the log keeps of it: nothing that names a person."""

import pytest
import structlog
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils.encoding import escape_uri_path
from pytest_django import Settings
from structlog.testing import capture_logs

from hub.request_id import RequestIDMiddleware

_HEX = "0123456789abcdef"


def _is_new(request_id: str) -> bool:
    return len(request_id) == 32 and set(request_id) <= set(_HEX)


@pytest.mark.parametrize(
    ("proxies", "given", "is_kept"),
    [
        (0, "from-the-client-1", False),
        (1, "from-the-proxy-1", True),
        (1, "short", False),
        (1, "x" * 65, False),
        (1, "with space and more", False),
        (1, "line\nbreak-line-break", False),
        (1, "<script>alert(1)</script>", False),
        (1, "全角の番号全角の番号", False),
    ],
)
def test_only_a_well_formed_id_of_our_own_proxy_is_taken_over(
    client: Client, settings: Settings, proxies: int, given: str, is_kept: bool
) -> None:
    settings.TRUSTED_PROXY_COUNT = proxies
    answered = client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"]
    assert (answered == given, _is_new(answered)) == (is_kept, not is_kept)


def test_each_request_has_an_id_of_its_own(client: Client) -> None:
    assert client.get("/healthz")["X-Request-ID"] != client.get("/healthz")["X-Request-ID"]


@pytest.mark.django_db
def test_the_access_line_holds_nothing_else(client: Client) -> None:
    client.cookies["name"] = "cookie-sentinel"
    with capture_logs() as lines:
        client.get(
            "/no-such-page/?q=query-sentinel",
            REMOTE_ADDR="203.0.113.77",
            headers={"User-Agent": "agent-sentinel", "Referer": "https://referer-sentinel.example/"},
        )
    access = [line for line in lines if line["event"] == "request"]
    assert len(access) == 1
    assert set(access[0]) == {"event", "log_level", "method", "path", "route", "status", "ms"}
    assert {**access[0], "ms": 0} == {
        "event": "request",
        "log_level": "info",
        "method": "GET",
        "path": "/no-such-page/",
        "route": "",
        "status": 404,
        "ms": 0,
    }


@pytest.mark.parametrize(("status", "lines"), [(200, 0), (503, 1)])
def test_of_the_health_checks_only_a_failed_one_is_worth_a_line(rf: RequestFactory, status: int, lines: int) -> None:
    with capture_logs() as written:
        RequestIDMiddleware(lambda _request: HttpResponse(status=status))(rf.get("/readyz"))
    assert len(written) == lines


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/a\nb", "/a%0Ab"),
        ("/a\x1b[31mred", "/a%1B%5B31mred"),
        ("/八王子/", "/%E5%85%AB%E7%8E%8B%E5%AD%90/"),
        ("/" + "x" * 500, "/" + "x" * 199),
    ],
)
def test_a_path_can_not_write_a_line_of_its_own(rf: RequestFactory, path: str, logged: str) -> None:
    request = rf.get("/")
    request.path = path
    request.resolver_match = None
    with capture_logs() as lines:
        RequestIDMiddleware(lambda _request: HttpResponse())(request)
    assert [line["path"] for line in lines] == [logged]


def test_lines_during_the_request_carry_its_id_and_later_ones_do_not(rf: RequestFactory) -> None:
    bound = []

    def view(_request: HttpRequest) -> HttpResponse:
        bound.append(structlog.contextvars.get_contextvars())
        return HttpResponse()

    response = RequestIDMiddleware(view)(rf.get("/"))
    assert bound == [{"request_id": response["X-Request-ID"]}]
    assert structlog.contextvars.get_contextvars() == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/invitations/7-sentinel0123/", "/invitations/7-…/"),
        ("/weekly/3/2026-11-23/4/sentinel0123/", "/weekly/3/2026-11-23/4/…/"),
        ("/accounts/confirm-email/sentinel0123/", "/accounts/confirm-email/…/"),
        ("/accounts/password/reset/key/1a-sentinel0123/", "/accounts/password/reset/key/…-…/"),
    ],
)
def test_what_opens_something_is_not_in_the_log(client: Client, path: str, logged: str) -> None:
    with capture_logs() as lines:
        client.get(path)
    assert [line["path"].replace("1a", "…") for line in lines if line["event"] == "request"] == [
        escape_uri_path(logged)
    ]
