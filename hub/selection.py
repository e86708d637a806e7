"""A selection is its address: what is chosen stands in the query string alone, so it can be shared and printed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

# What says how a selection is shown, not what is in it.
VIEW_PARAMETERS = ("view", "page", "month")


@dataclass(frozen=True)
class Chip:
    """An applied condition and the address without it."""

    label: str
    url: str


@dataclass(frozen=True)
class Choice:
    """One option of a filter."""

    value: str
    label: str
    is_on: bool


class Selection:
    """The query string of a list, from which addresses of its neighbours are made."""

    def __init__(self, path: str, data: QueryDict, known: Iterable[str]) -> None:
        self.path = path
        self._pairs: list[tuple[str, str]] = []
        known = (*known, *VIEW_PARAMETERS)
        # A form sends its empty fields too; an address to be shared names what was chosen and no more.
        self.has_blanks = any(not value for name in known for value in data.getlist(name))
        for name in known:
            self._pairs += [(name, value) for value in dict.fromkeys(data.getlist(name)) if value]

    def values(self, name: str) -> list[str]:
        return [value for key, value in self._pairs if key == name]

    def url(self, **changes: Any) -> str:
        """The address with parameters replaced: None takes one away, a list gives several. It begins at page 1."""
        changes = {"page": None} | changes
        pairs = [(key, value) for key, value in self._pairs if key not in changes]
        for key, value in changes.items():
            if value is not None:
                pairs += [(key, str(one)) for one in (value if isinstance(value, list | tuple) else [value])]
        query = QueryDict(mutable=True)
        for key, value in pairs:
            query.appendlist(key, value)
        return f"{self.path}?{query.urlencode()}" if pairs else self.path

    @staticmethod
    def query_of(url: str) -> QueryDict:
        """What the address of a selection asks for."""
        return QueryDict(url.partition("?")[2])

    def without(self, name: str, value: str) -> str:
        """The address with one value of a parameter taken away."""
        return self.url(**{name: [other for other in self.values(name) if other != value]})

    def only(self, **values: Any) -> str:
        """The address with these parameters, and how it is shown, alone."""
        dropped = {key: None for key, _value in self._pairs if key != "view"}
        return self.url(**dropped | values)

    def at(self, path: str, **changes: Any) -> str:
        """The same selection at another path."""
        left_out = dict.fromkeys(VIEW_PARAMETERS)
        return path + self.url(**left_out, **changes).removeprefix(self.path)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """How it is shown, to be carried along by a form that changes what is in it."""
        return [(key, value) for key, value in self._pairs if key == "view"]
