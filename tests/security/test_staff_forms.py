"""Hostile input in the forms of staff: never a 500, and what was typed is still there."""

from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client

from tests.markup import Node, parse
from tests.security.world import World

FORMS = [
    "/admin/events/event/add/",
    "/admin/events/event/{events_event}/change/",
    "/admin/events/event/repeat-preview/",
    "/admin/events/event/{events_event}/return/",
    "/admin/events/event/{events_event}/schedule/",
    "/admin/events/event/{events_event}/assure/",
    "/admin/events/event/{events_event}/dates/{events_occurrence}/move/",
    "/admin/events/event/{events_event}/dates/{events_occurrence}/cancel/",
    "/admin/events/place/add/",
    "/admin/events/place/{events_place}/change/",
    "/admin/accounts/organization/add/",
    "/admin/accounts/organization/{accounts_organization}/change/",
    "/admin/accounts/organization/{accounts_organization}/confirm/",
    "/admin/accounts/organization/{accounts_organization}/suspend/",
    "/admin/accounts/organization/{accounts_organization}/invite/",
    "/admin/accounts/user/add/",
    "/admin/hub/theme/add/",
    "/admin/areas/town/{areas_town}/change/",
    "/admin/events/event/{events_event}/picture/",
    "/staff/entry/",
]
HOSTILE = [
    "",
    "\x00",
    "\ud800",
    "あ" * 20_000,
    "%s%%",
    "9" * 400,
    "-1",
    "NaN",
    "9999-12-31",
    "0001-01-01",
    "24:61",
    "['x']",
    "<script>",
]


def _fields(form: Node) -> dict[str, str]:
    """What the form would send as it is."""
    sent = {}
    for node in form.all("input") + form.all("textarea") + form.all("select"):
        name, kind = node.attributes.get("name", ""), node.attributes.get("type", "")
        if name and kind not in {"submit", "file", "checkbox", "radio"}:
            sent[name] = node.attributes.get("value", "") if node.tag == "input" else node.text
    return sent


def _send(client: Client, address: str, fields: dict[str, str]) -> int:
    body = "&".join(f"{quote(name)}={quote(value.encode('utf-8', 'surrogatepass'))}" for name, value in fields.items())
    point = transaction.savepoint()
    answer = client.post(address, body, content_type="application/x-www-form-urlencoded")
    transaction.savepoint_rollback(point)
    return answer.status_code


# What counts the rows of a form is Django's own.
_OF_DJANGO = ("_FORMS", "csrfmiddlewaretoken")


@pytest.mark.parametrize("form", FORMS)
def test_hostile_input_is_answered(world: World, form: str) -> None:
    client, address = world.client("administrator"), form.format(**world.keys)
    page = parse(client.get(address))
    fields = {
        name: value
        for node in page.all("form")
        if node.attributes.get("method") == "post"
        for name, value in _fields(node).items()
    }
    answers: dict[int | str, int] = {}
    # Each field gets another value in each round.
    for turn in range(0, len(HOSTILE), 5):
        hostile = {
            name: old if name.endswith(_OF_DJANGO) else HOSTILE[(turn + place) % len(HOSTILE)]
            for place, (name, old) in enumerate(fields.items())
        }
        answers[turn] = _send(client, address, hostile)
    answers["rows"] = _send(
        client, address, {name: "x" if name.endswith("_FORMS") else old for name, old in fields.items()}
    )
    assert {value: status for value, status in answers.items() if status not in {200, 302, 400}} == {}
