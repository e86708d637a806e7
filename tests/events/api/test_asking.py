"""How one asks: versions, keys that make a thing be done once, bodies of every kind, sessions."""

import gzip
import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from events.models import Event
from hub.accounts.models import Membership, Organization
from hub.api.models import AnsweredRequest
from hub.api.tasks import forget_answers
from tests.events.members import complete_event, complete_place, member, public_event
from tests.hub.accounts.factories import OrganizationFactory
from tests.hub.accounts.signing_in import sign_in
from tests.hub.api.clients import Program, errors, problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours() -> Organization:
    made: Organization = OrganizationFactory(verified=True)
    return made


@pytest.fixture
def program(ours: Organization) -> Program:
    return Program(member(ours))


VERSIONS = [
    ('"1"', 200), ('"1-abc"', 200), ('"1-abc-gz"', 200), ('"9", "1-a"', 200), ("*", 200),
    ('"2"', 412), ('W/"1"', 412), ('W/"1-abc"', 412), ("1", 412), ('"11"', 412), ('"-1"', 412), ("x", 412), ('""', 412),
    ("", 428), (" ", 428),
]  # fmt: skip


@pytest.mark.parametrize(("given", "status"), VERSIONS)
def test_who_changes_says_which_version_they_read(
    program: Program, ours: Organization, given: str, status: int
) -> None:
    event = complete_event(ours)
    assert event.version == 1
    answer = program("PATCH", f"events/{event.pk}/", {"title": "新しい名前"}, If_Match=given)
    assert answer.status_code == status
    assert status == 200 or problem(answer)[1] in {"lost-update", "precondition-required"}
    assert Event.objects.get().title == ("新しい名前" if status == 200 else event.title)


def test_all_that_changes_a_thing_asks_for_its_version(program: Program, ours: Organization) -> None:
    event = public_event(ours)
    date = event.occurrences.get()
    asked = [
        *[("POST", f"events/{event.pk}/{act}/") for act in ("submit", "withdraw", "publish", "close", "reopen")],
        *[("POST", f"occurrences/{date.pk}/{act}/") for act in ("cancel", "restore", "move")],
        ("PATCH", f"events/{event.pk}/"),
        ("DELETE", f"events/{event.pk}/"),
        ("DELETE", f"occurrences/{date.pk}/"),
    ]
    for method, path in asked:
        assert problem(program(method, path, {})) == (428, "precondition-required"), path
        assert problem(program(method, path, {}, If_Match='"77"')) == (412, "lost-update"), path
    assert problem(program("POST", f"events/{event.pk}/copy/", If_Match='"77"')) == (412, "lost-update")


def test_the_tag_of_an_answer_is_taken_packed_or_not(program: Program, ours: Organization) -> None:
    event = complete_event(ours)
    path = f"events/{event.pk}/"
    plain, packed = program.get(path), program.get(path, Accept_Encoding="gzip")
    assert gzip.decompress(packed.content) == plain.content
    assert packed.headers["ETag"] == plain.headers["ETag"][:-1] + '-gz"'
    for number, tag in enumerate((plain.headers["ETag"], packed.headers["ETag"])):
        event.refresh_from_db()
        own = tag.replace('"1-', f'"{event.version}-')
        assert program("PATCH", path, {"title": f"名前{number}"}, If_Match=own).status_code == 200


def test_the_same_key_again_gives_the_same_answer(program: Program, ours: Organization) -> None:
    body = {"organizer": ours.pk, "title": "会"}
    first, again = (program.post("events/", body, Idempotency_Key="k 1") for _number in range(2))
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    for name in ("ETag", "Location", "Content-Type"):
        assert again.headers[name] == first.headers[name]
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert Event.objects.count() == 1
    other = program.post("events/", body | {"title": "別の会"}, Idempotency_Key="k 1")
    assert problem(other) == (422, "key-reused")
    event = Event.objects.get()
    assert problem(program.act(f"events/{event.pk}/submit/", {}, Idempotency_Key="k 1")) == (422, "key-reused")


def test_a_key_belongs_to_one_account(program: Program, ours: Organization) -> None:
    body = {"organizer": ours.pk, "title": "会"}
    other = Program(member(ours))
    assert [one.post("events/", body, Idempotency_Key="k").status_code for one in (program, other)] == [201, 201]
    assert Event.objects.count() == 2


def test_a_refusal_is_not_kept_so_the_key_serves_for_what_was_mended(program: Program, ours: Organization) -> None:
    assert problem(program.post("events/", {"organizer": ours.pk}, Idempotency_Key="k")) == (400, "invalid-body")
    assert not AnsweredRequest.objects.exists()
    assert program.post("events/", {"organizer": ours.pk, "title": "会"}, Idempotency_Key="k").status_code == 201


def test_a_key_opens_nothing_to_who_left(program: Program, ours: Organization) -> None:
    event = public_event(ours)
    assert program.act(f"events/{event.pk}/close/", {}, Idempotency_Key="k").status_code == 200
    Membership.objects.all().delete()
    assert problem(program.act(f"events/{event.pk}/close/", {}, Idempotency_Key="k")) == (404, "not-found")


@pytest.mark.parametrize("key", ["", " ", "x" * 201, "é", "a\tb", "鍵"])
def test_a_key_that_can_not_be_used(program: Program, ours: Organization, key: str) -> None:
    answer = program.post("events/", {"organizer": ours.pk, "title": "会"}, Idempotency_Key=key)
    assert (problem(answer), list(errors(answer))) == ((400, "invalid-parameter"), ["Idempotency-Key"])
    assert not Event.objects.exists()


def test_after_a_day_a_key_is_forgotten(program: Program, ours: Organization) -> None:
    body = {"organizer": ours.pk, "title": "会"}
    longest = "x" * 200
    assert program.post("events/", body, Idempotency_Key=longest).status_code == 201
    with time_machine.travel(timezone.now() + timedelta(hours=23), tick=False):
        forget_answers()
        assert program.post("events/", body, Idempotency_Key=longest).headers["Idempotent-Replayed"] == "true"
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        assert "Idempotent-Replayed" not in program.post("events/", body, Idempotency_Key=longest).headers
    with time_machine.travel(timezone.now() + timedelta(hours=51), tick=False):
        forget_answers()
    assert (Event.objects.count(), AnsweredRequest.objects.count()) == (2, 0)


BODIES: list[tuple[bytes, int]] = [
    (b"", 400), (b"{", 400), (b"[]", 400), (b"null", 400), (b"1", 400), (b'"a"', 400), (b"{}}", 400), (b"\xff\xfe", 400),
    (b'{"title": "\x00"}', 400), (b'{"title": "\\u0000"}', 400), (b'{"title": "\\ud800"}', 400), (b'{"\\ud800": 1}', 400),
    (b'{"title": "\xed\xa0\x80"}', 400), (b'{"place": 1e999}', 400), (b'{"place": NaN}', 400), (b'{"place": -Infinity}', 400),
    (b'{"place": ' + b"9" * 5000 + b"}", 400), (b'{"place": 9007199254740993}', 400), (b'{"place": 1.5}', 400),
    (b'{"title": "a", "title": "b"}', 400), (b'{"a":' * 30 + b"1" + b"}" * 30, 400), (b"[" * 100_000, 400),
    (b'{"a":' * 90_000, 400), (b'{"title": ' + b"[" * 50_000 + b"]" * 50_000 + b"}", 400), (b"\xef\xbb\xbf{}", 400),
    (b'{"title": "' + b"a" * 999_000 + b'"}', 400), (b'{"title": "' + b"a" * 1_000_000 + b'"}', 413),
]  # fmt: skip


def test_no_body_breaks_anything(program: Program, ours: Organization) -> None:
    event = complete_event(ours)
    for body, status in BODIES:
        _ask_with(program, event, body, status)
    event.refresh_from_db()
    assert (event.version, Event.objects.count()) == (1, 1)


def _ask_with(program: Program, event: Event, body: bytes, status: int) -> None:
    for method, path in (
        ("POST", "events/"),
        ("PATCH", f"events/{event.pk}/"),
        ("POST", f"occurrences/{event.occurrences.get().pk}/move/"),
    ):
        answer = program(method, path, body, If_Match="*")
        assert problem(answer) == (status, "too-large" if status == 413 else "invalid-body"), (
            body[:40],
            answer.content,
        )


@pytest.mark.parametrize("body", [b"", {}])
def test_who_changes_nothing_is_told_so(program: Program, ours: Organization, body: Any) -> None:
    for kind, thing in (("events", complete_event(ours)), ("places", complete_place(ours))):
        path = f"{kind}/{thing.pk}/"
        assert problem(program("PATCH", path, body)) == (428, "precondition-required")
        answer = program.patch(path, body)
        assert problem(answer) == (400, "invalid-body")
        assert answer.json()["detail"] == "変える項目が、ひとつも書かれていません。"
        thing.refresh_from_db()
        assert thing.version == 1


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml", ""],
)
def test_bodies_are_json(ours: Organization, program: Program, kind: str) -> None:
    client = Client(headers={"Authorization": f"Bearer {program.secret}"})
    answer = client.generic("POST", "/api/v1/events/", b"title=a", content_type=kind)
    assert problem(answer) in {(415, "unsupported-media-type"), (400, "invalid-body")}
    assert not Event.objects.exists()


def test_other_methods_and_addresses(program: Program, ours: Organization) -> None:
    event = public_event(ours)
    for method, path in (
        ("PUT", f"events/{event.pk}/"),
        ("DELETE", "events/"),
        ("GET", f"events/{event.pk}/close/"),
    ):
        answer = program(method, path, None)
        assert problem(answer) == (405, "method-not-allowed")
        assert answer.headers["Allow"]
    assert problem(program.get("events/?cursor=x")) == (400, "invalid-parameter")
    assert problem(program.get("events/?cursor=" + "9" * 19)) == (400, "invalid-parameter")


@pytest.mark.parametrize("kind", ["events", "places"])
@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_ones_own_takes_constant_queries(
    program: Program, ours: Organization, django_assert_num_queries: Any, kind: str, number: int
) -> None:
    make: Any = complete_event if kind == "events" else complete_place
    for n in range(number):
        make(ours, **{"title" if kind == "events" else "name": f"{n}番"})
    program.get(f"{kind}/?mine=1")  # notes the use of the key
    with django_assert_num_queries(6 if kind == "events" else 7):
        assert len(json.loads(program.get(f"{kind}/?mine=1").content)["results"]) == number


def test_the_list_of_ones_own_is_paged(program: Program, ours: Organization) -> None:
    made = [complete_event(ours, title=f"会{number}").pk for number in range(5)]
    found, address = [], "events/?mine=1&page_size=2"
    while address:
        said = json.loads(program.get(address).content)
        found += [one["id"] for one in said["results"]]
        address = (said["next"] or "").removeprefix("http://testserver/api/v1/")
    assert found == made
    assert problem(program.get("events/?mine=1&theme=food")) == (400, "invalid-parameter")
    assert problem(Client().get("/api/v1/events/?mine=1")) == (401, "unauthenticated")


def test_a_visitor_reads_what_is_public_and_writes_nothing(client: Client, ours: Organization) -> None:
    public, draft = public_event(ours), complete_event(ours)
    assert client.get(f"/api/v1/events/{public.pk}/").status_code == 200
    assert problem(client.get(f"/api/v1/events/{draft.pk}/")) == (404, "not-found")
    for method, path in (
        ("post", "events/"),
        ("patch", f"events/{public.pk}/"),
        ("post", f"events/{public.pk}/close/"),
    ):
        answer = getattr(client, method)(f"/api/v1/{path}", "{}", content_type="application/json")
        assert problem(answer) == (401, "unauthenticated")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_session_writes_with_the_token_of_a_page(ours: Organization) -> None:
    client = sign_in(Client(enforce_csrf_checks=True), member(ours))
    body = json.dumps({"organizer": ours.pk, "title": "会"})
    assert client.get("/api/v1/events/").status_code == 200
    answer = client.post("/api/v1/events/", body, content_type="application/json")
    assert problem(answer) == (403, "csrf-failed")
    assert "X-CSRFToken" in answer.json()["detail"]
    assert "読むだけ" not in answer.content.decode()
    client.get("/me/profile/")
    token = client.cookies["csrftoken"].value
    wrong = {"X-CSRFToken": token, "Origin": "https://elsewhere.example"}
    answer = client.post("/api/v1/events/", body, content_type="application/json", headers=wrong)
    assert problem(answer) == (403, "csrf-failed")
    assert "Origin" in answer.json()["detail"]
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert not Event.objects.exists()
    answer = client.post("/api/v1/events/", body, content_type="application/json", headers={"X-CSRFToken": token})
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("spoken", "title"), [("en", "en"), ("en-GB,ja;q=0.5", "en"), ("ja", "ja"), ("fr", "ja"), ("", "ja")]
)
def test_the_language_of_a_problem(program: Program, spoken: str, title: str) -> None:
    answer = program.get("events/987654/", Accept_Language=spoken)
    assert answer.headers["Content-Language"] == title


def test_reasons_are_japanese_whatever_language_ones_pages_have(ours: Organization) -> None:
    client, event = sign_in(Client(), member(ours)), complete_event(ours)
    client.cookies["reading"] = "en"
    body = json.dumps({"title": "", "place": 987_654})
    path = f"/api/v1/events/{event.pk}/"
    answer = client.patch(path, body, content_type="application/json", headers={"If-Match": "*"})
    assert errors(answer) == {
        "title": "書いてください。",
        "place": "正しく選択してください。選択したものは候補にありません。",
    }
