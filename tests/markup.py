"""A page as a tree, by the standard library alone: what it says, where its links lead, what its forms send."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.http import HttpResponseBase

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
# Not text that a reader sees.
_SILENT = frozenset({"script", "style", "title", "template", "rt", "rp"})


@dataclass
class Node:
    """An element; its children are elements and pieces of text."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Node | str]" = field(default_factory=list)
    parent: "Node | None" = None

    def walk(self) -> "Iterator[Node]":
        """This element and all below it, in the order of the page."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += [child for child in reversed(node.children) if isinstance(child, Node)]

    def all(self, tag: str = "", cls: str = "", **attributes: str) -> "list[Node]":
        """The elements of that name, class and attributes."""
        return [node for node in self.walk() if node.fits(tag, cls, attributes)]

    def one(self, tag: str = "", cls: str = "", **attributes: str) -> "Node":
        """The only one; AssertionError when there are none or several."""
        found = self.all(tag, cls, **attributes)
        assert len(found) == 1, f"{len(found)} × <{tag} class={cls} {attributes}>"
        return found[0]

    def fits(self, tag: str, cls: str, attributes: dict[str, str]) -> bool:
        return (
            (not tag or self.tag == tag)
            and (not cls or cls in self.attributes.get("class", "").split())
            and all(self.attributes.get(key) == value for key, value in attributes.items())
        )

    @property
    def text(self) -> str:
        """What it says, with single spaces."""
        return " ".join("".join(self._pieces()).split())

    def _pieces(self) -> Iterator[str]:
        waiting = self.children[::-1]
        while waiting:
            child = waiting.pop()
            if isinstance(child, str):
                yield child
            elif child.tag not in _SILENT:
                waiting += child.children[::-1]

    def link(self, text: str) -> str:
        """Where the link with these words leads."""
        found = {node.attributes.get("href", "") for node in self.all("a") if node.text == text}
        assert len(found) == 1, f"{text}: {sorted(found)} of {[node.text for node in self.all('a')]}"
        return found.pop()


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.here = Node("")

    def updatepos(self, i: int, j: int) -> int:
        """In which line something stands is asked by nobody; to count them takes a sixth of the time."""
        return j

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {key: value or "" for key, value in attrs}, parent=self.here)
        self.here.children.append(node)
        if tag not in _VOID:
            self.here = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Within SVG a slash closes."""
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.here = self.here.parent or self.root

    def handle_endtag(self, tag: str) -> None:
        node: Node | None = self.here
        while node is not None and node.tag != tag:
            node = node.parent
        if node is not None and node.parent is not None:
            self.here = node.parent

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)


def parse(page: HttpResponseBase | str) -> Node:
    """The tree of a page; of an answer it is made once, however often a test asks for it."""
    if isinstance(page, str):
        return _built(page)
    text = page.content.decode()
    known: tuple[str, Node] | None = getattr(page, "tree", None)
    if known is None or known[0] != text:
        known = page.tree = text, _built(text)
    return known[1]


def _built(text: str) -> Node:
    builder = _Builder()
    builder.feed(text)
    builder.close()
    return builder.root
