"""A program that asks with a personal key."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from hub.accounts.models import User
from hub.api.enums import Scope
from hub.api.services.tokens import create_token


class Program:
    """Sends JSON with a key, and whatever headers a test names."""

    def __init__(self, user: User, scope: Scope = Scope.WRITE, **options: Any) -> None:
        self.user = user
        self.token, self.secret = create_token(user=user, name=f"試験{user.tokens.count()}", scope=scope)
        self._client = Client(raise_request_exception=True, enforce_csrf_checks=True, **options)

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """``headers``: with ``_`` for ``-``. ``body``: bytes as they are, anything else as JSON."""
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        own = {"Authorization": f"Bearer {self.secret}"} | {
            name.replace("_", "-"): text for name, text in headers.items()
        }
        path = path if path.startswith("/") else f"/api/v1/{path}"
        found: Any = self._client.generic(method, path, data, content_type="application/json", headers=own)
        return found

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self("POST", path, body, **headers)

    def patch(self, path: str, body: Any, version: int | str = "*", **headers: str) -> HttpResponse:
        return self("PATCH", path, body, If_Match="*" if version == "*" else f'"{version}"', **headers)

    def act(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """A POST on any version."""
        return self("POST", path, body, **({"If_Match": "*"} | headers))


def problem(answer: HttpResponse) -> tuple[int, str]:
    """Status and kind of a problem document."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.content
    document = json.loads(answer.content)
    assert document["status"] == answer.status_code
    return answer.status_code, document["type"].rpartition("#")[2]


def errors(answer: HttpResponse) -> dict[str, str]:
    """What is said, by field."""
    return {
        one.get("field", one.get("parameter")): one["detail"] for one in json.loads(answer.content).get("errors", [])
    }
