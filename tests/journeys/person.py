"""Somebody with a telephone: sees a page, taps a link, ticks a box, sends a form. Each is a tap and is counted."""

from urllib.parse import urlencode, urljoin

from django.test import Client

from tests.markup import Node, parse


class Person:
    """Uses only what the page offers; a link or box that is not there fails the story."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.taps = 0
        self.go("/")

    def go(self, address: str) -> None:
        """Opens an address. Costs no tap by itself."""
        self.address = address
        answer = self._client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        self.page = parse(answer)

    def tap(self, words: str) -> None:
        """The link with these words."""
        self.taps += 1
        self.go(urljoin(self.address, self.page.link(words)))

    def send(self, form: Node, *ticks: tuple[str, str], **typed: str) -> None:
        """Ticks the boxes, types into the fields (one tap each), and sends the form."""
        offered = {(node.attributes.get("name"), node.attributes.get("value")) for node in form.all("input")}
        fields = {node.attributes.get("name") for node in form.all("input") + form.all("select")}
        assert set(ticks) <= offered, set(ticks) - offered
        assert set(typed) <= fields, set(typed) - fields
        hidden = [(n.attributes["name"], n.attributes["value"]) for n in form.all("input", type="hidden")]
        self.taps += len(ticks) + len(typed) + 1
        self.go(f"{form.attributes['action']}?{urlencode([*hidden, *ticks, *typed.items()])}")

    def form_with(self, name: str) -> Node:
        """The form that has this field, outside the filters first."""
        forms = [form for form in self.page.all("form") if form.all("input", name=name)]
        assert forms, name
        return forms[0]

    @property
    def titles(self) -> list[str]:
        return [row.all("a")[0].text for row in self.page.all("li", "ev")]

    @property
    def text(self) -> str:
        return self.page.one("main").text
