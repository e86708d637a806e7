"""What can be reported: each app says in its ``subjects.py`` which of its things have a page for everybody."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import QuerySet


class Hider(Protocol):
    """The service that takes a thing out of sight; raises ``DomainError`` where it can't."""

    def __call__(self, thing: Any, *, by: Any, reason: str) -> object: ...


@dataclass(frozen=True)
class Subject:
    """``public()`` is what everybody may see and so report; ``every()`` is for staff who read the report.

    ``can_hide(user, thing)``: whether this person may, and whether there is something to hide.
    """

    kind: str
    label: Any
    public: Callable[[], QuerySet[Any]]
    every: Callable[[], QuerySet[Any]]
    staff_url: Callable[[Any], str]
    is_public: Callable[[Any], bool]
    can_hide: Callable[[Any, Any], bool]
    # None where the staff page of the thing has more to ask before it is taken out of sight.
    hide: Hider | None
    # Whether its organisation reads the reason: then staff write one for it, and what they note of the report is kept apart.
    tells: bool = False


_subjects: dict[str, Subject] = {}


def register_subject(subject: Subject) -> None:
    """Once for each kind, when the app starts."""
    if subject.kind in _subjects:
        raise ValueError(f"two subjects are called {subject.kind}")
    _subjects[subject.kind] = subject


def subject_of(kind: str) -> Subject | None:
    """None for a kind that no app knows (any more)."""
    return _subjects.get(kind)


def subjects() -> list[Subject]:
    """All of them."""
    return list(_subjects.values())


def kinds_with_labels() -> list[tuple[str, Any]]:
    """What can be reported, as a person calls it."""
    return [(subject.kind, subject.label) for subject in subjects()]


def things_of(pairs: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Any]:
    """The things of these kinds and numbers that still exist: one query for each kind, however many there are."""
    wanted: dict[str, set[int]] = {}
    for kind, key in pairs:
        wanted.setdefault(kind, set()).add(key)
    found: dict[tuple[str, int], Any] = {}
    for kind, keys in wanted.items():
        subject = subject_of(kind)
        if subject:
            found |= {(kind, key): thing for key, thing in subject.every().in_bulk(sorted(keys)).items()}
    return found
