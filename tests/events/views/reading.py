"""What a test reads from a list page: the titles that are shown, the count, the chips."""

import re
from collections.abc import Sequence

from django.test import Client

from tests.markup import Node, parse

LIST = "/events/"
PLACES = "/places/"


def get(client: Client, address: str, **parameters: str | Sequence[str]) -> Node:
    """The page at ``address`` with these parameters, which answers 200."""
    answer = client.get(address, parameters)
    assert answer.status_code == 200, answer.status_code
    return parse(answer)


def rows(page: Node) -> list[Node]:
    return page.all("li", "ev")


def titles(page: Node) -> list[str]:
    """The titles of the rows in the order of the page."""
    return [row.all("a")[0].text for row in rows(page)]


def row_of(page: Node, title: str) -> Node:
    found = [row for row in rows(page) if row.all("a")[0].text == title]
    assert len(found) == 1, (title, titles(page))
    return found[0]


def count(page: Node) -> str:
    """5, or 1,000件以上."""
    return re.sub(r"\s", "", page.one("p", "count").text).split("日付の早い順")[0].split("名前の五十音順")[0]


def chips(page: Node) -> list[str]:
    """The applied conditions."""
    lists = page.all("ul", "chips", **{"aria-label": "いまの条件"})
    return [item.all("a")[0].text.removesuffix("×を外す") for found in lists for item in found.all("li")]
