"""What a list's address asks for, as conditions of a subscription. Each app says it for its own lists and pages."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict


@dataclass(frozen=True)
class Asked:
    """``conditions``: fields of ``Subscription``. ``words``: the same as people read it.

    ``left_out``: what was chosen and can't be asked for in advance. ``query``: the address's own, to open it again.
    """

    conditions: dict[str, Any]
    words: list[str]
    query: str = ""
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Source:
    """A list, or a page of one thing. ``read``: None where the address means nothing that is there."""

    name: str
    title: Any
    read: Callable[[QueryDict], Asked | None]
    url: Callable[[str], str]


_sources: dict[str, Source] = {}


def register_source(source: Source) -> None:
    if source.name in _sources:
        raise ValueError(f"two sources of subscriptions named {source.name}")
    _sources[source.name] = source


def source_of(name: str) -> Source | None:
    return _sources.get(name)
