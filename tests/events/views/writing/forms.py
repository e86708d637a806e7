"""What a browser would send of a form as it stands on the page."""

from typing import Any

from django.http import HttpResponseBase
from django.test import Client

from tests.markup import Node, parse


def sent_by(form: Node) -> dict[str, Any]:
    """Name to value; several values for boxes that are ticked together."""
    sent: dict[str, Any] = {}
    for node in form.all("input") + form.all("textarea") + form.all("select"):
        name, kind = node.attributes.get("name", ""), node.attributes.get("type", "")
        if (
            not name
            or kind in {"submit", "file"}
            or (kind in {"checkbox", "radio"} and "checked" not in node.attributes)
        ):
            continue
        if kind == "checkbox":
            sent.setdefault(name, []).append(node.attributes.get("value", "on"))
        elif node.tag == "select":
            chosen = [option for option in node.all("option") if "selected" in option.attributes]
            sent[name] = chosen[0].attributes["value"] if chosen else ""
        else:
            sent[name] = node.text if node.tag == "textarea" else node.attributes.get("value", "")
    return sent


def write(client: Client, url: str, act: str = "save", /, **changes: Any) -> HttpResponseBase:
    """Opens the page, changes some boxes, presses a button."""
    page = parse(client.get(url))
    return client.post(url, sent_by(page.one("form", id="form")) | changes | {"act": act})


def problems(answer: HttpResponseBase) -> list[str]:
    """What the box above the form says is to be mended."""
    found = parse(answer).all("div", "wrongs")
    return [link.text for box in found for link in box.all("a")]
