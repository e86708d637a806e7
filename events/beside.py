"""What other apps show on the page of a place or an event: each names its template and its rows when it starts.

``events`` knows no app to its right; without any that registers, nothing is shown and nothing is asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Section:
    """``rows(kind, number)``: what there is for the ``place`` or ``event`` of this number; a fixed number of queries."""

    template: str
    rows: Callable[[str, int], list[Any]]


_sections: list[Section] = []


def register_section(section: Section) -> None:
    """Once, when the app starts."""
    if section not in _sections:
        _sections.append(section)


def sections_of(kind: str, number: int) -> list[tuple[str, list[Any]]]:
    """Template and rows of those that have something to show."""
    found = [(section.template, section.rows(kind, number)) for section in _sections]
    return [(template, rows) for template, rows in found if rows]
