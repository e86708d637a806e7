"""A client that follows the feed, and the full list that it must end equal to."""

import json
from collections.abc import Callable
from typing import Any

from django.test import Client

from hub.api.resources import registered
from hub.urls import urlpatterns as _registered_by  # noqa: F401  the composition root

# All of which the changes tell.
KINDS = tuple(one.name for one in registered() if one.has_changes)


class Follower:
    """Takes a token, reads the lists once, and from then on nothing but the changes."""

    def __init__(self, *, page_size: int = 7) -> None:
        self.client = Client()
        self.page_size = page_size
        self.things: dict[tuple[str, int], Any] = {}
        self.token = self._get("/api/v1/changes/")["next"]
        self.things = full_lists(self.client)

    def _get(self, address: str, **query: Any) -> Any:
        answer = self.client.get(address, query)
        assert answer.status_code == 200, answer.content
        return json.loads(answer.content)

    def step(self) -> bool:
        """One request; whether there is more."""
        said = self._get("/api/v1/changes/", since=self.token, expand="object", page_size=self.page_size)
        for change in said["changes"]:
            assert change["kind"] in KINDS
            key = change["kind"], change["id"]
            if change["action"] == "withdrawn":
                self.things.pop(key, None)
            else:
                self.things[key] = change["object"]
        self.token = said["next"]
        return bool(said["has_more"])

    def catch_up(self) -> None:
        while self.step():
            pass

    def follow_until(self, is_over: Callable[[], bool]) -> None:
        """Asks again and again, as fast as it is answered, and once more at the end."""
        while not is_over():
            self.step()
        self.catch_up()


def full_lists(client: Client) -> dict[tuple[str, int], Any]:
    """All that is public now, read page by page."""
    found: dict[tuple[str, int], Any] = {}
    for kind in KINDS:
        address = f"/api/v1/{kind}/?page_size=50"
        while address:
            answer = json.loads(client.get(address.removeprefix("http://testserver")).content)
            found |= {(kind, one["id"]): one for one in answer["results"]}
            address = answer["next"]
    return found
