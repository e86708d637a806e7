"""The list of a date: who comes and waits, how they are found, what it costs, and that it is there for nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.enums import Participation
from events.models import Registration
from events.registration_enums import RegistrationScope
from events.services import registrations
from hub.accounts.enums import Level
from tests.events.members import member
from tests.events.registrations.desk.desks import by_phone, desk, names, page, url
from tests.events.registrations.people import date, registered
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.accounts.signing_in import sign_in, sign_in_by_password_alone
from tests.markup import Node, parse

pytestmark = pytest.mark.django_db
PAGES = ["date", "enter", "paper", "capacity", "message", "copy", "calls"]
ACTS = ["person", "person_change", "person_approve", "person_decline", "person_admit", "person_accept", "person_cancel"]


def _addresses(at: Any, one: Registration) -> list[str]:
    return [url(at, name) for name in PAGES] + [url(at, name, one.pk) for name in (*ACTS, "call")]


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_each_page_opens_and_costs_the_same_for_one_and_for_three() -> None:
    at, by, client = desk(20, starts=3)
    by_phone(at, "佐藤", by=by, via="fax", phone="042-620-0001", wishes=["writing"])
    addresses = [*(url(at, name) for name in PAGES), "/registrations/desk/", "/registrations/desk/calls/"]
    for address in addresses:
        _queries(client, address)  # what is kept of words is read once
    before = {address: _queries(client, address) for address in addresses}
    for number in range(2):
        by_phone(at, f"鈴木{number}", by=by, via="fax", phone=f"042-620-000{number}", wishes=["writing"])
        registered(date(5, event={"organizer": at.event.organizer}), number)
    assert {address: _queries(client, address) for address in addresses} == before
    assert max(before.values()) <= 16


def _text(answer: Any) -> str:
    """What it says: the links to read it otherwise hold its own address."""
    return parse(answer).one("main").text


def test_to_everybody_else_the_date_is_as_missing_as_none() -> None:
    at, by, _client = desk()
    one = by_phone(at, "ひみつの佐藤", by=by, phone="042-620-0001")
    strangers = [member(OrganizationFactory(verified=True), Level.OWNER), member(at.event.organizer, Level.VIEWER)]
    missing = url(at).replace(f"/{at.pk}/", "/987654/", 1)
    for user in strangers:
        client = sign_in(Client(), user)
        nowhere = client.get(missing)
        for address in _addresses(at, one)[:-1]:
            there = client.get(address)
            assert (there.status_code, _text(there)) == (404, _text(nowhere)), address
        assert client.post(url(at, "call", one.pk), {"act": "told"}).status_code == 404
        for address in ("/registrations/desk/", "/registrations/desk/calls/"):
            assert "囲碁の会" not in client.get(address).content.decode()
    visitor = Client().get(url(at))
    assert (visitor.status_code, visitor.headers["Location"].split("?")[0]) == (302, "/accounts/login/")


def test_a_registration_of_another_date_is_missing() -> None:
    at, by, client = desk()
    elsewhere = registered(date(5, event={"organizer": at.event.organizer}))
    foreign = registered(date(5))
    by_phone(at, "佐藤", by=by)
    for other in (elsewhere, foreign):
        assert [client.get(url(at, name, other.pk)).status_code for name in ACTS] == [404] * len(ACTS)
        assert client.post(url(at, "person_cancel", other.pk), {"who": "desk"}).status_code == 404
        assert client.post(url(at, "call", other.pk), {"act": "told"}).status_code == 404


def test_staff_look_after_all_dates_with_a_second_factor() -> None:
    at, by, _client = desk()
    by_phone(at, "佐藤", by=by)
    coordinator = UserFactory(coordinator=True)
    assert names(page(sign_in(Client(), coordinator), url(at))) == ["佐藤さん"]
    alone = sign_in_by_password_alone(Client(), coordinator)
    for address in (url(at), "/registrations/desk/"):
        assert alone.get(address).headers["Location"].split("?")[0] in {
            "/accounts/2fa/",
            "/accounts/2fa/reauthenticate/",
        }


def _shown(client: Client, address: str, part: str) -> list[str]:
    return names(page(client, f"{address}?part={part}"))


def test_the_list_says_how_each_stands_and_can_be_narrowed() -> None:
    at, by, client = desk(3)
    people = {name: by_phone(at, name, by=by, party=1) for name in ("うめ", "あやめ", "いちご")}
    waits = [by_phone(at, name, by=by) for name in ("さくら", "かえで")]
    Registration.objects.filter(pk=people["うめ"].pk).update(user=UserFactory(email="ume@example.org"))
    assert names(page(client, url(at))) == ["あやめさん", "いちごさん", "うめさん", "かえでさん", "さくらさん"]
    assert (_shown(client, url(at), "come"), _shown(client, url(at), "wait")) == (
        ["あやめさん", "いちごさん", "うめさん"], ["さくらさん", "かえでさん"],
    )  # fmt: skip
    registrations.cancel(people["いちご"], by=by)
    assert (_shown(client, url(at), "over"), _shown(client, url(at), "wait")) == (
        ["いちごさん"],
        ["さくらさん", "かえでさん"],
    )
    found = page(client, url(at))
    tags = [one.one("span", "tag").text for one in found.all("h3", "big")]
    assert tags == ["来ます", "来ます", "空き待ち", "空きをご案内中"]
    assert "ume@example.org" in found.text
    assert waits[0].pk != waits[1].pk


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("ハナコ", ["はなこさん"]), ("はな", ["はなこさん"]), ("ﾀﾛｳ", ["タロウさん"]), ("はな こ", ["はなこさん"]),
        ("0002", ["タロウさん"]), ("042-620-0001", ["はなこさん"]), ("０４２６２００００１", ["はなこさん"]), ("いない", []),
        ("", ["はなこさん", "タロウさん"]),
    ],
)  # fmt: skip
def test_somebody_is_found_by_name_or_number_and_no_name_stands_in_an_address(asked: str, expected: list[str]) -> None:
    at, by, client = desk()
    first, second = (
        by_phone(at, name, by=by, phone=phone)
        for name, phone in (("はなこ", "042-620-0001"), ("タロウ", "042-620-0002"))
    )
    for one, code in ((first, "111122223333"), (second, "444455556666")):
        Registration.objects.filter(pk=one.pk).update(code=code)
    found = page(client, url(at), {"q": asked})
    assert names(found) == expected
    addresses = [one.attributes.get("href", "") for one in found.all("a")]
    assert [one for one in addresses if "はな" in one or "%E3%81%AF" in one] == []


def test_the_number_that_somebody_reads_out_finds_them() -> None:
    at, by, client = desk()
    one, _other = by_phone(at, "はなこ", by=by), by_phone(at, "タロウ", by=by)
    spoken = f"{one.code[:4]} {one.code[4:8]}-{one.code[8:]}"
    assert names(page(client, url(at), {"q": spoken})) == ["はなこさん"]


def test_fifty_stand_on_a_page() -> None:
    at, _by, client = desk(None)
    first = registered(at, 0)
    rows = [Registration(**_row(first, number)) for number in range(1, 53)]
    Registration.objects.bulk_create(rows)
    found = page(client, url(at) + "?part=come")
    assert (len(names(found)), found.one("a", rel="next").attributes["href"]) == (50, f"{url(at)}?part=come&page=2")
    assert len(names(page(client, url(at) + "?part=come&page=2"))) == 3


def _row(one: Registration, number: int) -> dict[str, Any]:
    return {
        "occurrence_id": one.occurrence_id, "state": "confirmed", "seats": 1, "name": f"人{number:02}",
        "code": f"{number:012}", "person": f"{number:040}",
    }  # fmt: skip


def _title(found: Node) -> str:
    return "".join(str(part) for part in found.one("title").children)


def test_no_name_stands_in_a_title_or_an_address() -> None:
    at, by, client = desk(participation=Participation.APPROVAL)
    one = by_phone(at, "ひみつ", by=by, phone="042-620-0001")
    for address in _addresses(at, one)[:-1]:
        found = page(client, address)
        links = [node.attributes.get("href", "") + node.attributes.get("action", "") for node in found.walk()]
        assert (_title(found).count("ひみつ"), [link for link in links if "ひみつ" in link]) == (0, []), address


def test_the_desk_shows_the_next_date_first_with_what_waits() -> None:
    at, by, client = desk(3, starts=2)
    organizer = at.event.organizer
    soon = date(2, starts_at=timezone.now() + timedelta(days=1), event={"organizer": organizer, "title": "あすの会"})
    for number in range(3):
        registered(soon, number)
    registrations.cancel(registered(date(9), 1))
    by_phone(at, "佐藤", by=by, party=2, via="fax")
    found = page(client, "/registrations/desk/")
    assert [one.all("a")[0].text for one in found.all("h2", "big")] == ["あすの会", "囲碁の会", "囲碁の会"]
    assert [one.text for one in found.all("p", "line")] == [
        "来る2人／定員2人空き待ち1人", "来る2人／定員3人電話する1人", "来る0人／定員3人",
    ]  # fmt: skip
    over = timezone.now() + timedelta(days=2)
    assert found.one("main").text.count("電話で伝える人が1人います") == 1
    soon.event.occurrences.update(starts_at=over - timedelta(days=4), ends_at=over - timedelta(days=3))
    past = page(client, "/registrations/desk/?when=past")
    assert [one.all("a")[0].text for one in past.all("h2", "big")] == ["あすの会"]


def test_of_a_course_each_date_shows_all_who_take_part() -> None:
    at, by, client = desk(5, starts=3, scope=RegistrationScope.COURSE)
    by_phone(at, "佐藤", by=by, party=2)
    assert [one.text for one in page(client, "/registrations/desk/").all("p", "line")] == ["来る2人／定員5人"] * 3
    last = at.event.occurrences.latest("starts_at")
    assert names(page(client, url(last))) == ["佐藤さん"]


def test_the_page_of_the_event_leads_there_for_who_writes_alone() -> None:
    at, by, client = desk(5)
    by_phone(at, "佐藤", by=by, party=2)
    registrations.set_capacity(at, 6, by=by)
    address = f"/me/organizations/{at.event.organizer_id}/events/{at.event_id}/"
    found = page(client, address)
    assert url(at) in [one.attributes["href"] for one in found.all("a")]
    assert ("来る2人／定員6人" in found.one("main").text, "定員を変えました" in found.text) == (True, True)
    seen = page(sign_in(Client(), member(at.event.organizer, Level.VIEWER)), address).one("main")
    assert ("来る2人" in seen.text, [one for one in seen.all("a") if one.attributes["href"] == url(at)]) == (False, [])
