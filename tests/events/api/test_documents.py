"""The read path writes the same documents in SQL as the serializers do in Python."""

import json
from typing import Any

import pytest
from django.test import Client

from events.api.resources import EVENTS, OCCURRENCES, PLACES
from events.enums import State
from events.models import Event, Occurrence, Place
from hub.api.reading import chosen_documents, documents_of, stamps_of
from hub.api.resources import Resource, registered
from tests.events.api.random_things import RandomThings

pytestmark = pytest.mark.django_db

SEEDS = range(6)


def fill(seed: int) -> RandomThings:
    """Some of everything, in every state."""
    things = RandomThings(seed)
    places = [things.place(state) for state in (*[State.PUBLISHED] * 3, State.CLOSED, State.DRAFT, State.HIDDEN)]
    for state in (*[State.PUBLISHED] * 6, State.CLOSED, State.DRAFT, State.IN_REVIEW, State.HIDDEN):
        things.event(places, state)
    return things


def by_serializer(resource: Resource, rows: Any) -> dict[int, Any]:
    return {row.pk: json.loads(json.dumps(resource.serializer(row).data)) for row in rows}


def by_sql(resource: Resource, keys: list[int]) -> dict[int, Any]:
    found = chosen_documents(resource.document, keys, list(resource.document.fields), ())
    return {key: json.loads(text) for key, text in found.items()}


@pytest.mark.parametrize("seed", SEEDS)
def test_both_ways_say_the_same(seed: int) -> None:
    fill(seed)
    of: tuple[tuple[Resource, Any], ...] = ((EVENTS, Event), (PLACES, Place), (OCCURRENCES, Occurrence))
    for resource, model in of:
        every = list(model.objects.values_list("pk", flat=True))
        public = resource.rows()
        assert len(public) >= 3
        assert by_sql(resource, every) == by_serializer(resource, public)


@pytest.mark.parametrize("name", ["districts", "themes", "audiences", "welcome-marks", "organizations"])
def test_so_do_the_small_ones(name: str) -> None:
    fill(1)
    resource = next(one for one in registered() if one.name == name)
    every = list(resource.rows().model.objects.values_list("pk", flat=True))
    assert by_sql(resource, every) == by_serializer(resource, resource.rows())
    assert len(resource.rows()) >= 1


def test_fields_stand_in_the_same_order_as_they_are_described() -> None:
    for resource in registered():
        described = set(resource.serializer().fields)
        assert set(resource.document.fields) == described, resource.name


@pytest.mark.parametrize("resource", [EVENTS, PLACES, OCCURRENCES])
def test_the_list_holds_what_is_listed_and_nothing_else(client: Client, resource: Resource) -> None:
    fill(3)
    answer = client.get(
        resource.path, {"page_size": 100, **({"since": "2020-01-01"} if resource is OCCURRENCES else {})}
    )
    keys = [one["id"] for one in answer.json()["results"]]
    rows = resource.rows().order_by(*resource.order)
    assert keys == [row.pk for row in rows]
    assert len(keys) >= 3
    assert answer.json()["results"] == list(by_serializer(resource, rows).values())


@pytest.mark.parametrize("resource", [EVENTS, PLACES, OCCURRENCES])
def test_one_thing_is_the_same_alone_and_in_the_list(client: Client, resource: Resource) -> None:
    fill(4)
    for row in resource.rows():
        assert client.get(f"{resource.path}{row.pk}/").json() == by_serializer(resource, [row])[row.pk]


def test_what_everybody_may_not_see_has_no_document() -> None:
    fill(5)
    for resource, model in ((EVENTS, Event), (PLACES, Place), (OCCURRENCES, Occurrence)):
        every = list(model.objects.values_list("pk", flat=True))
        public = set(resource.rows().values_list("pk", flat=True))
        assert len(public) < len(every)
        assert set(documents_of(resource.document, stamps_of(resource.document, every))) == public
