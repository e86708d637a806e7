"""The description of what is sent says what the forms of the pages know, and nothing that they do not."""

from typing import Any

import pytest

from events.enums import Feature
from events.forms.acts import CancelForm
from events.forms.dates import MOST_PEOPLE
from events.models import Event, Place
from hub import api_urls
from hub.accounts.models import Organization
from hub.api.describing import description
from tests.events.members import complete_event, complete_place, member
from tests.hub.accounts.factories import OrganizationFactory
from tests.hub.api.clients import Program, errors

SCHEMAS: dict[str, Any] = description(api_urls.describing.writing_views)["components"]["schemas"]
BODIES = sorted(name for name in SCHEMAS if name.endswith("InputRequest"))
EVENT, PLACE = (SCHEMAS[f"{name}InputRequest"]["properties"] for name in ("Event", "Place"))


@pytest.mark.parametrize("name", BODIES)
def test_every_field_is_explained_in_japanese(name: str) -> None:
    for field, said in SCHEMAS[name]["properties"].items():
        assert any("ぁ" <= char <= "鿿" for char in said["description"]), field
        assert "--" not in said["description"]
    assert "description" not in SCHEMAS[name]


def test_lengths_are_those_of_the_boxes() -> None:
    assert (EVENT["title"]["minLength"], EVENT["title"]["maxLength"]) == (1, Event._meta.get_field("title").max_length)
    assert PLACE["summary"]["maxLength"] == Place._meta.get_field("summary").max_length
    note = CancelForm().fields["note"]
    assert SCHEMAS["CancelInputRequest"]["properties"]["note"]["maxLength"] == note.max_length  # type: ignore[attr-defined]
    texts = [one for shape in (EVENT, PLACE) for one in shape.values() if one["type"] == "string" and "enum" not in one]
    assert [one for one in texts if "maxLength" not in one] == []


def test_choices_are_those_of_the_page() -> None:
    assert EVENT["participation"]["enum"] == ["free", "elsewhere"]
    assert EVENT["attendance_mode"]["enum"] == ["onsite", "online", "hybrid"]
    assert EVENT["allotment"]["enum"] == ["", "first_come", "lot"]
    assert "salon：サロン・通いの場" in PLACE["kind"]["description"]
    assert "true：無料" in EVENT["is_free"]["description"]
    assert list(EVENT["accessibility"]["properties"]) == Feature.values


def test_bounds_and_formats() -> None:
    capacity = SCHEMAS["DateInputRequest"]["properties"]["capacity"]
    assert (capacity["minimum"], capacity["maximum"]) == (1, MOST_PEOPLE)
    assert EVENT["contact_email"]["anyOf"] == [{"format": "email"}, {"const": ""}]
    assert EVENT["website_url"]["anyOf"] == [{"format": "uri"}, {"const": ""}]
    assert (EVENT["closes_on"]["format"], EVENT["rule_starts_at"]["format"]) == ("date", "date-time")
    span = PLACE["opening_hours"]["items"]["properties"]
    assert (span["weekday"]["minimum"], span["weekday"]["maximum"]) == (0, 6)
    assert span["opens"]["pattern"] == "^([01][0-9]|2[0-3]):[0-5][0-9]$"


def test_what_must_be_sent() -> None:
    assert SCHEMAS["NewEventInputRequest"]["required"] == ["organizer", "title"]
    assert SCHEMAS["NewPlaceInputRequest"]["required"] == ["kind", "name", "operator"]
    for name in ("EventInputRequest", "PlaceInputRequest"):
        assert (SCHEMAS[name]["minProperties"], "required" in SCHEMAS[name]) == (1, False)


@pytest.mark.django_db
def test_the_limits_are_those_that_are_kept() -> None:
    """At each limit it is taken, beyond it refused."""
    ours: Organization = OrganizationFactory.create(verified=True)
    program = Program(member(ours))
    for kind, shape, thing in (("events", EVENT, complete_event(ours)), ("places", PLACE, complete_place(ours))):
        path = f"{kind}/{thing.pk}/"
        for name, said in shape.items():
            if "enum" in said:
                for value in said["enum"]:
                    assert program.patch(path, {name: value}).status_code == 200, (name, value)
                assert list(errors(program.patch(path, {name: "nothing"}))) == [name]
            elif (
                "maxLength" in said and not {"anyOf"} & said.keys() and name not in {"contact_phone", "phone", "rrule"}
            ):
                text = "あ" * said["maxLength"]
                assert program.patch(path, {name: text}).status_code == 200, name
                assert list(errors(program.patch(path, {name: f"{text}あ"}))) == [name]
    for name, sent in (("organizer", {"title": "会"}), ("title", {"organizer": ours.pk})):
        assert list(errors(program.post("events/", sent))) == [name]
    assert program.post("events/", {"title": "会", "organizer": ours.pk}).status_code == 201
    assert program.post("places/", {"name": "家", "kind": "salon", "operator": ours.pk}).status_code == 201
    assert list(errors(program.post("places/", {"name": "家の家", "operator": ours.pk}))) == ["kind"]
