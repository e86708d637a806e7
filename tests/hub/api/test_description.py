"""The OpenAPI description says what there is, and what there is answers as it says."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import hypothesis
import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection, transaction
from django.test import Client
from django.urls import URLPattern
from django.utils import timezone
from pytest_django import DjangoDbBlocker, Settings

from hub import api_urls
from hub.api.describing import description
from hub.api.models import PersonalToken
from hub.api.resources import registered
from hub.api.services.tokens import create_token
from tests.emptying import empty_database
from tests.events.members import complete_event, complete_place, member, public_event, public_place
from tests.events.published import published_event
from tests.hub.accounts.factories import OrganizationFactory
from tests.hub.areas.factories import DistrictFactory

pytestmark = pytest.mark.django_db

# Each check of schemathesis that is left out has its reason.
LEFT_OUT = {
    "negative_data_rejection": (
        "takes a query such as ?free= or a repeated parameter for wrong; an empty one is no condition, as in a form, "
        "and what is truly wrong is told by tests/events/api/test_lists.py WRONG"
    ),
    "positive_data_acceptance": (
        "words, towns, cursors, keys of the vocabulary and versions are right by what is in the database, which no "
        "schema can say"
    ),
    "ignored_auth": "reading is open to everybody, also to who shows a key",
    "ensure_resource_availability": "works on chains of requests, which are not made here",
    "use_after_free": "works on chains of requests, which are not made here",
}


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """The application is called as a server calls it, but within the test's transaction, as Django's own client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def _make_world() -> str:
    ours = OrganizationFactory.create(verified=True)
    DistrictFactory.create()
    place = public_place(ours)
    public_event(ours, place=place)
    complete_event(ours)
    complete_place(ours)
    published_event("だれかの会", timezone.now() + timedelta(days=2))
    _token, secret = create_token(user=member(ours), name="試し", scope="write", days=30)
    return secret


@pytest.fixture(scope="module")
def _made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Made once and committed; each test takes back its own changes."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            secret = _make_world()
            connection.run_on_commit = []  # nobody is told, as in a test that is taken back
        connection.close()
    yield secret
    with django_db_blocker.unblock():
        empty_database()
        connection.close()


@pytest.fixture
def world(_made: str, db: None, settings: Settings) -> str:
    """Something of everything, and a key that may write."""
    settings.HUB_API_LIMITS = {"visitor": 10**9, "token": 10**9}
    return _made


def _labels() -> list[str]:
    paths = description(api_urls.describing.writing_views)["paths"]
    return [f"{method.upper()} {path}" for path, said in paths.items() for method in said if method != "parameters"]


OPERATIONS = _labels()


@pytest.fixture(scope="module")
def operations() -> dict[str, Any]:
    """Every operation of the description, by method and path. The library takes seconds to load."""
    import schemathesis
    from schemathesis.checks import load_all_checks

    load_all_checks()
    schema = schemathesis.openapi.from_dict(description(api_urls.describing.writing_views))
    schema.app = get_wsgi_application()
    found = [result.ok() for result in schema.get_all_operations()]
    return {one.label: one for one in found}


@pytest.fixture(scope="module")
def left_out(operations: dict[str, Any]) -> list[Any]:
    from schemathesis.specs.openapi import checks

    return [getattr(checks, name) for name in LEFT_OUT]


def test_every_operation_is_tried(operations: dict[str, Any]) -> None:
    assert sorted(operations) == sorted(OPERATIONS)


@pytest.mark.parametrize("label", OPERATIONS)
def test_what_there_is_answers_as_it_says(
    label: str, world: str, operations: dict[str, Any], left_out: list[Any]
) -> None:
    @hypothesis.given(case=operations[label].as_strategy())
    @hypothesis.settings(
        max_examples=8,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.generate],
    )
    def ask(case: Any) -> None:
        # What the library calls in-process it does not unpack.
        case.headers["Accept-Encoding"] = "identity"
        if case.method != "GET":
            case.headers["Authorization"] = f"Bearer {world}"
        case.validate_response(case.call(), excluded_checks=left_out)

    ask()


@pytest.mark.parametrize(
    ("kind", "number", "more"),
    [("events", 2, {"writable"}), ("places", 2, {"writable"}), ("organizations", 1, {"level", "verification"})],
)
def test_ones_own_is_answered_as_it_says(kind: str, number: int, more: set[str], world: str) -> None:
    """Drafts too, of which much is empty; all that there is is described, and all that is described is there."""
    import jsonschema_rs

    schemas = description(api_urls.describing.writing_views)["components"]["schemas"]
    asking = Client(headers={"Authorization": f"Bearer {world}"})
    answer = asking.get(f"/api/v1/{kind}/?mine=1").json()
    name = f"Own{kind.title().removesuffix('s')}"
    whole = {"$ref": f"#/components/schemas/{name}Page", "components": {"schemas": schemas}}
    assert [error.message for error in jsonschema_rs.validator_for(whole).iter_errors(answer)] == []
    assert len(answer["results"]) == number
    for one in answer["results"]:
        assert one.keys() == schemas[name]["properties"].keys()
        assert more <= one.keys()
        if "writable" in more:
            assert one["writable"].keys() == schemas[f"{name.removeprefix('Own')}Input"]["properties"].keys()
            assert asking.get(one["url"].removeprefix("http://testserver")).json() == one


def test_what_is_left_out_has_a_reason(left_out: list[Any]) -> None:
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks

    assert all(LEFT_OUT.values())
    assert not_a_server_error not in left_out
    assert checks.response_schema_conformance not in left_out
    assert checks.status_code_conformance not in left_out


def test_every_address_is_described_and_nothing_else() -> None:
    said = Client().get("/api/v1/schema/").json()
    assert said["openapi"].startswith("3.1")
    there = {
        "/api/v1/" + re.sub(r"<int:pk>", "{id}", str(pattern.pattern))
        for pattern in api_urls.urlpatterns
        if isinstance(pattern, URLPattern)
    }
    assert set(said["paths"]) == there - {"/api/v1/", "/api/v1/schema/", "/api/v1/^.*$"}


def test_every_method_that_is_described_is_taken(world: str) -> None:
    said = Client().get("/api/v1/schema/").json()
    client = Client(headers={"authorization": f"Bearer {world}"})
    for path, methods in said["paths"].items():
        taken = {
            method
            for method in ("get", "post", "put", "patch", "delete")
            if getattr(client, method)(path.replace("{id}", "999999"), content_type="application/json").status_code
            != 405
        }
        assert taken == methods.keys() - {"parameters"}, path
    assert PersonalToken.objects.count() == 1


def test_the_description_names_every_condition(client: Client) -> None:
    said = client.get("/api/v1/schema/").json()
    for resource in registered():
        names = {one["name"] for one in said["paths"][resource.path]["get"]["parameters"]}
        filters = set(resource.filterset.base_filters) if resource.filterset else set()
        more = {*(["expand"] if resource.expand else []), *(["mine"] if resource.own_list else [])}
        assert names == filters | {"cursor", "page_size", "fields", "format"} | more
        document = said["components"]["schemas"][resource.serializer.__name__.removesuffix("Serializer")]
        assert set(document["properties"]) == set(resource.document.fields)
