"""What other apps show beside a talk: what it is about, and how its organisation stands with them.

Each registers its own when it starts, since the hub knows none of them; without any there is no link.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from hub.accounts.models import Organization
    from hub.threads.models import Thread


@dataclass(frozen=True)
class Link:
    """``note``: a few words beside it (a state, a number). ``url`` is empty where there is nothing to open."""

    label: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class About:
    """``links(numbers, is_staff)`` gives a link for each that this reader may open; one query, however many there are.

    ``elsewhere`` gives the numbers of those whose talks wait in a queue of its app, which reminds of their promises.
    """

    kind: str
    label: Any
    links: Callable[[Collection[int], bool], dict[int, Link]]
    elsewhere: "Callable[[], QuerySet[Any]] | None" = None


_abouts: dict[str, About] = {}
_standings: dict[str, "Callable[[Organization], list[Link]]"] = {}


def register_about(about: About) -> None:
    """Once for each kind, when the app starts."""
    if about.kind in _abouts:
        raise ValueError(f"two kinds are called {about.kind}")
    _abouts[about.kind] = about


def looked_after_elsewhere() -> Q:
    """The talks of which staff hear by what they are about."""
    found = Q(pk__in=[])
    for kind, about in _abouts.items():
        if about.elsewhere is not None:
            found |= Q(about_kind=kind, about_id__in=about.elsewhere())
    return found


def register_standing(name: str, links: "Callable[[Organization], list[Link]]") -> None:
    """What staff see of an organisation beside its talks; once for each app."""
    if name in _standings:
        raise ValueError(f"two apps are called {name}")
    _standings[name] = links


def abouts_of(threads: "Iterable[Thread]", *, is_staff: bool) -> dict[int, tuple[Any, Link]]:
    """By the number of the talk: what kind of thing it is about, and the thing. What is gone or closed to one is left out."""
    wanted: dict[str, dict[int, list[int]]] = {}
    for thread in threads:
        if thread.about_id is not None and thread.about_kind in _abouts:
            wanted.setdefault(thread.about_kind, {}).setdefault(thread.about_id, []).append(thread.pk)
    found: dict[int, tuple[Any, Link]] = {}
    for kind, numbers in wanted.items():
        about = _abouts[kind]
        links = about.links(sorted(numbers), is_staff)
        found |= {pk: (about.label, links[number]) for number, pks in numbers.items() if number in links for pk in pks}
    return found


def standing_of(organization: "Organization") -> list[Link]:
    """From all apps."""
    return [link for name in sorted(_standings) for link in _standings[name](organization)]
