"""Every address that the resolver knows, with the keys of real things in it."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def patterns(resolver: URLResolver | None = None, prefix: str = "", spaces: str = "") -> Iterator[tuple[str, str]]:
    """Name with its namespace (the route itself where there is none), and route, of every pattern."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route, f"{spaces}{entry.namespace}:" if entry.namespace else spaces)
        elif isinstance(entry, URLPattern):
            yield (f"{spaces}{entry.name}" if entry.name else route), route


def address(name: str, route: str, keys: dict[str, Any]) -> str:
    """The address of a route. ``keys``: of a model's admin (``events_event``), of ``event`` and ``place``."""
    model = next(
        (key for key in keys if name.startswith(f"admin:{key}_") or route.startswith(f"admin/{_path(key)}/")), ""
    )
    kind = "place" if "places/" in route or model == "events_place" else "event"
    values = {
        "<int:organization>": keys["accounts_organization"],
        "<int:pk>": keys["recheck"] if "rechecks/" in route else keys[model] if model else keys[kind],
        "<int:date_pk>": keys["events_occurrence"],
        "<path:object_id>": keys[model] if model else keys["event"],
        "<path:content_type_id>": keys["contenttype"],
        "<id>": keys["accounts_user"],
        "^(?P<app_label>hub|accounts|auth|areas|events)/$": "events/",
        "(?P<url>.*)$": "nowhere/",
    }
    for part, value in values.items():
        route = route.replace(part, str(value))
    return f"/{route}"


def _path(key: str) -> str:
    return key.replace("_", "/", 1)
