"""What a desk does with one registration: each act says who is told, calls one service, and what the rules refuse is said."""

import pytest

from events.enums import Participation
from events.models import Registration, RegistrationCall
from events.registration_enums import REGISTRATION_MOVES, RegistrationState
from events.services import registrations
from events.views.registrations.desk_acts import ACTS
from tests.events.registrations.desk.desks import by_phone, desk, page, url
from tests.events.registrations.people import registered, states

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", RegistrationState)
def test_each_state_offers_what_the_table_allows(state: RegistrationState) -> None:
    row = Registration(state=state)
    assert [act.name for act in ACTS if act.is_offered(row)] == [
        act.name for act in ACTS if state in REGISTRATION_MOVES[act.action][0]
    ]


def test_what_has_no_name_any_more_is_left_alone() -> None:
    at, by, client = desk()
    one = registered(at)
    Registration.objects.filter(pk=one.pk).update(names_removed_at=at.starts_at, name="", phone="")
    found = page(client, url(at, "person", one.pk))
    assert (found.one("h1").text, [link.text for link in found.all("a", "btn")]) == ("（名前は消えました） 1人", [])
    assert by.is_active


def _after(one: Registration) -> tuple[str, str, object]:
    last = one.moves.last()
    return Registration.objects.get(pk=one.pk).state, last.note, last.by


def test_who_asked_is_received_from_the_list_with_one_press_or_declined() -> None:
    at, by, client = desk(participation=Participation.APPROVAL)
    first, second = registered(at, 1), registered(at, 2)
    answer = client.post(url(at, "person_approve", first.pk), {"back": "reply"})
    assert (answer.headers["Location"], _after(first)) == (f"{url(at)}?part=reply", ("confirmed", "", by))
    client.post(url(at, "person_decline", second.pk), {"note": "席の都合"})
    assert _after(second) == ("declined", "席の都合", by)
    refused = page(client, url(at, "person_approve", second.pk), {})
    assert "はできません" in refused.one("div", "wrongs").text


def test_where_there_is_no_room_it_is_said() -> None:
    at, _by, client = desk(1, participation=Participation.APPROVAL)
    first, second = registered(at, 1), registered(at, 2)
    client.post(url(at, "person_approve", first.pk))
    refused = page(client, url(at, "person_approve", second.pk), {})
    assert "席が足りません" in refused.one("div", "wrongs").text
    assert states(at) == [("confirmed", 1), ("awaiting", 1)]


def test_somebody_is_admitted_with_a_reason_and_the_capacity_follows_where_one_says_so() -> None:
    at, by, client = desk(1)
    registered(at, 1)
    waits = registered(at, 2, party=1)
    address = url(at, "person_admit", waits.pk)
    assert "書いてください" in page(client, address, {"reason": ""}).one("", "is-wrong").text
    refused = page(client, address, {"reason": "付き添い"})
    assert refused.one("input", name="reason").attributes["value"] == "付き添い"
    client.post(address, {"reason": "付き添い", "more_room": "on"})
    at.refresh_from_db()
    assert (_after(waits), at.capacity, at.taken) == (("confirmed", "付き添い", by), 2, 2)


@pytest.mark.parametrize(("who", "calls"), [("person", []), ("desk", ["called_off"])])
def test_who_took_it_back_decides_who_is_told(who: str, calls: list[str]) -> None:
    at, by, client = desk(1)
    one, waits = registered(at, 1), registered(at, 2)
    client.post(url(at, "person_cancel", one.pk), {"who": who, "note": "かぜ"})
    assert _after(one) == ("cancelled", "かぜ", by)
    told = list(RegistrationCall.objects.filter(registration=one).values_list("about", flat=True))
    assert (told, Registration.objects.get(pk=waits.pk).state) == (calls, "offered")


def test_a_page_of_a_person_says_what_happened_and_by_whom() -> None:
    at, by, client = desk(1)
    first = by_phone(at, "佐藤", by=by, phone="042-620-0001", wishes=["wheelchair"], wish_note="娘と")
    second = registered(at, 2)
    registrations.cancel(first)
    registrations.accept_offer(second)
    said = [one.text.split(" ", 1)[1] for one in page(client, url(at, "person", second.pk)).one("ol", "ways").all("li")]
    assert [line.split(" ", 1)[1] for line in said] == [
        "本人：申し込んだ",
        "自動：空いた席を渡した",
        "本人：空いた席を受けた",
    ]
    found = page(client, url(at, "person", first.pk)).one("main").text
    for words in ("042-620-0001", "車いすで行く", "娘と", f"電話（{by}さんが書きました）", f"{by}：申し込んだ"):
        assert words in found


@pytest.mark.parametrize(
    ("typed", "expected"), [({"capacity": "３人"}, 3), ({"is_unlimited": "on"}, None), ({"capacity": "2"}, 2)]
)
def test_the_capacity_is_changed_and_who_waits_is_offered(typed: dict[str, str], expected: int | None) -> None:
    at, _by, client = desk(1)
    registered(at, 1)
    registered(at, 2)
    client.post(url(at, "capacity"), {**typed, "reason": "机を足した"})
    at.refresh_from_db()
    assert (at.capacity, states(at)) == (expected, [("confirmed", 1), ("offered", 1)])


def test_fewer_than_have_a_place_is_refused_beside_the_box() -> None:
    at, _by, client = desk(5)
    registered(at, 1, party=3)
    for typed in ("2", "x", "0", ""):
        found = page(client, url(at, "capacity"), {"capacity": typed, "reason": "のこる"})
        boxes = [
            found.one("", "is-wrong").one("input").attributes.get("value", ""),
            found.one("input", name="reason").attributes["value"],
        ]
        assert boxes == [typed, "のこる"]
    at.refresh_from_db()
    assert at.capacity == 5
