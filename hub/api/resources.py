"""What the feed offers: each app names its resources, the composition root (``hub.api_urls``) registers them."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from hub.api.documents import Document


@dataclass(frozen=True)
class Format:
    """A form of a selection. ``write`` makes a file of whole documents (as ``json.loads`` gives them).

    ``expand``: what is put in before. ``pages``: how many things it holds, usually and at most. ``suffix``: of the
    file's name; empty where browsers show it.
    """

    name: str
    media_type: str
    title: Any
    write: Callable[[list[dict[str, Any]], "Context"], bytes]
    expand: tuple[str, ...] = ()
    pages: tuple[int, int] = (1_000, 5_000)
    suffix: str = ""
    # How news are sorted; they have no further pages. Empty: as the list.
    order: tuple[str, ...] = ()
    # Whether it writes the dates of events, of which a selection may mean a part.
    has_dates: bool = False


@dataclass(frozen=True)
class Context:
    """What a file says of itself: its own address, that of the page for people, its title."""

    url: str
    page_url: str
    title: str


@dataclass(frozen=True, eq=False)
class Resource:
    """One kind of thing in the feed.

    ``kind`` is its name in the change log (the model's). ``rows`` gives what is public and listed; ``order`` are
    columns that are never null, the last ``pk``. ``filterset`` makes a queryset of rows from the query.
    ``depends_on_time`` tells whether a selection is another one a minute later. ``expand`` maps a name to the
    expression that takes the place of the field of that name, and the fields of the documents that it holds.
    """

    name: str
    kind: str
    title: Any
    document: Document
    rows: Callable[[], QuerySet[Any]]
    order: tuple[str, ...]
    order_types: tuple[type, ...]
    # A class of ``django_filters`` with ``unfiltered``: the rows of an address without conditions.
    filterset: Any = None
    depends_on_time: Callable[[QueryDict], bool] = lambda _query: False
    expand: Mapping[str, str] = field(default_factory=dict)
    formats: Mapping[str, Format] = field(default_factory=dict)
    # Where people see the same selection; empty where there is no such page.
    page_path: str = ""
    # Of things that are no longer there, by number: those in whose place they are now. One query.
    replaced_by: Callable[[Collection[int]], Mapping[int, int]] = lambda _keys: {}
    serializer: Any = None
    # The serializers of what members read of their own: the list with ``?mine=1``, and one thing.
    own_list: Any = None
    own_one: Any = None
    # Of events: which of their dates a query means; None where it says nothing of dates.
    dates_in: Callable[[QueryDict, Collection[int]], set[int] | None] = lambda _query, _keys: None
    # Whether an address without conditions gives all that is public, whatever the time.
    lists_all: bool = True
    # Whether the change log speaks of it. Dates are told with their event.
    has_changes: bool = True

    @property
    def path(self) -> str:
        return f"/api/v1/{self.name}/"


_resources: dict[str, Resource] = {}


def register(resources: Sequence[Resource]) -> None:
    """Once, at the composition root. The names are part of the hub's addresses and never change."""
    for resource in resources:
        if _resources.get(resource.name, resource) is not resource:
            raise ValueError(f"two resources are called {resource.name}")
        _resources[resource.name] = resource


def registered() -> Iterator[Resource]:
    """In the order in which they were registered."""
    yield from _resources.values()


def of_kind(kind: str) -> Resource | None:
    """The resource whose changes the log calls ``kind``."""
    return next((resource for resource in _resources.values() if resource.kind == kind), None)
