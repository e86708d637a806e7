"""Nobody is forgotten: where all others get a mail, who has no address is on the list of calls, until somebody ticked it off."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from events.enums import Participation
from events.models import Registration, RegistrationCall
from events.registration_desk_enums import CALL_HOLDS, CallAbout, CallOutcome
from events.registration_enums import RegistrationState
from events.services import registrations
from events.services.registrations import letters
from events.services.registrations.telling import tell_registered
from events.services.registrations.undelivered import call_undelivered
from hub.notifications.models import Mailing
from tests.events.registrations.desk.desks import by_phone, desk, page, url
from tests.events.registrations.people import registered
from tests.hub.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db


def _open(one: Registration | None = None) -> list[str]:
    rows = RegistrationCall.objects.open(timezone.now())
    return [call.about for call in (rows.filter(registration=one) if one else rows).order_by("pk")]


def test_each_kind_of_mail_is_told_by_telephone_or_needs_no_call() -> None:
    kinds = {
        value for name, value in vars(letters).items() if name.isupper() and str(value).startswith("registration_")
    }
    assert {*letters.BY_TELEPHONE, *letters.BY_MAIL_ALONE} == kinds
    assert set(letters.BY_TELEPHONE) & letters.BY_MAIL_ALONE == set()
    assert set(CALL_HOLDS) == set(CallAbout) == set(letters.BY_TELEPHONE.values())


@pytest.mark.parametrize(
    ("via", "expected"), [("phone", []), ("counter", []), ("fax", ["placed"]), ("paper", ["placed"])]
)
def test_who_is_at_the_telephone_needs_no_call_and_who_sent_a_fax_does(via: str, expected: list[str]) -> None:
    at, by, _client = desk()
    one = by_phone(at, "佐藤", by=by, phone="042-620-0001", via=via)
    assert _open(one) == expected


def _decided(what: str) -> tuple[Registration, list[str]]:
    """What is decided while the person is away, and of whom one is called for it."""
    ways = {"approve": Participation.APPROVAL, "decline": Participation.APPROVAL}
    at, by, _client = desk(1, participation=ways.get(what, Participation.FIRST_COME))
    first = registered(at, 1)
    if what == "approve":
        registrations.approve(first, by=by)
        return first, ["placed"]
    if what == "decline":
        registrations.decline(first, by=by)
        return first, ["declined"]
    if what == "call_off":
        registrations.cancel(first, by=by, is_own=False)
        return first, ["called_off"]
    if what == "change":
        with transaction.atomic():
            tell_registered([at.pk], letters.CHANGED, 1)
            tell_registered([at.pk], letters.CHANGED, 1)
        return first, ["changed"]
    second = registered(at, 2)
    if what == "admit":
        registrations.admit(second, by=by, reason="付き添い", more_room=True)
        return second, ["placed"]
    registrations.cancel(first)
    if what == "lapse":
        registrations.expire_due(now=timezone.now() + timedelta(hours=25))
        return second, ["lapsed"]
    return second, ["offered"]


@pytest.mark.parametrize("what", ["approve", "decline", "call_off", "change", "admit", "offer", "lapse"])
def test_what_is_decided_elsewhere_is_on_the_list_once(what: str) -> None:
    one, expected = _decided(what)
    assert (_open(one), Mailing.objects.filter(ids__registration=one.pk).count()) == (expected, 0)
    assert _open() == expected  # whoever took it back themselves is called by nobody


def test_who_has_an_address_gets_a_mail_and_is_on_no_list() -> None:
    at, by, _client = desk(1)
    first, second = (by_phone(at, f"人{n}", by=by, email=f"p{n}@example.org") for n in (1, 2))
    registrations.cancel(first, by=by, is_own=False)
    told = Counter(Mailing.objects.filter(ids__has_key="registration").values_list("ids__registration", "kind"))
    assert told == {
        (first.pk, letters.PLACED): 1, (first.pk, letters.CALLED_OFF): 1, (second.pk, letters.QUEUED): 1,
        (second.pk, letters.OFFERED): 1,
    }  # fmt: skip
    assert RegistrationCall.objects.count() == 0


def test_what_no_longer_holds_is_told_by_nobody() -> None:
    at, by, _client = desk(1)
    first, second = registered(at, 1), registered(at, 2)
    registrations.cancel(first)
    assert _open() == ["offered"]
    registrations.accept_offer(second, by=by)
    call = RegistrationCall.objects.get()
    assert (_open(), call.outcome, call.ended_by) == ([], CallOutcome.TOLD, by)
    registrations.cancel(second, by=by, is_own=False)
    assert _open() == ["called_off"]
    Registration.objects.filter(pk=second.pk).update(names_removed_at=timezone.now())
    assert _open() == []


def test_a_call_is_ticked_off_with_by_whom_and_when_once() -> None:
    at, by, _client = desk()
    one, other = by_phone(at, "佐藤", by=by, via="fax"), by_phone(at, "鈴木", by=by, via="fax")
    seen = RegistrationCall.objects.latest("pk").pk
    registrations.cancel(one, by=by, is_own=False)
    now = timezone.now()
    # What came after the page was opened was not said.
    assert registrations.end_calls(other, CallOutcome.TOLD, by=by, upto=seen, now=now) == 1
    assert registrations.end_calls(other, CallOutcome.TOLD, by=UserFactory(), upto=seen) == 0
    assert registrations.end_calls(one, CallOutcome.TOLD, by=by, upto=seen) == 0
    done = RegistrationCall.objects.get(registration=other)
    assert (done.outcome, done.ended_by, done.ended_at, _open()) == ("told", by, now, ["called_off"])
    registrations.reopen_call(done)
    assert _open() == ["placed", "called_off"]


def test_a_mail_that_reached_nobody_becomes_one_call() -> None:
    at, by, _client = desk(1)
    first, second = (by_phone(at, f"人{n}", by=by, email=f"p{n}@example.org") for n in (1, 2))
    registrations.cancel(first)
    now = timezone.now()
    Mailing.objects.filter(ids__registration=second.pk).update(state="dead", ended_at=now)
    assert [call_undelivered(now=now), call_undelivered(now=now)] == [2, 2]
    assert _open() == ["offered"]  # that it waits holds no longer
    assert call_undelivered(now=now + timedelta(days=4)) == 0


def _cards(found: Any) -> list[str]:
    return [one.all("a")[0].text for one in found.all("h3", "big")]


def test_the_list_says_whom_to_call_and_for_what_the_shortest_time_first() -> None:
    at, by, client = desk(2)
    first = registered(at, 1)
    by_phone(at, "鈴木", by=by, phone="042-620-0002", via="fax")
    registered(at, 3)
    registrations.cancel(first)
    found = page(client, url(at, "calls"))
    assert _cards(found) == ["ひと3さん", "鈴木さん"]
    card = found.all("li", "case")[0]
    assert [one.text for one in card.all("button")] == [
        "来る、と返事があった", "来ない、と返事があった", "つながらなかった", "伝えた（返事はまだ）", "伝えなくてよくなった",
    ]  # fmt: skip
    assert [one.attributes["href"] for one in found.all("a") if one.attributes["href"].startswith("tel:")] == [
        "tel:0420000003", "tel:0426200002",
    ]  # fmt: skip
    assert _cards(page(client, "/registrations/desk/calls/")) == ["ひと3さん", "鈴木さん"]


def test_one_ticks_off_tries_again_and_takes_back_by_hand() -> None:
    at, by, client = desk()
    one = by_phone(at, "鈴木", by=by, phone="042-620-0002", via="fax")
    call = one.calls.get()
    address, mark = url(at, "call", one.pk), {"upto": str(call.pk)}
    assert client.get(address).headers["Location"] == url(at, "calls")
    for _tap in range(2):
        client.post(address, {"act": "tried", **mark})
    assert "2回かけました" in page(client, url(at, "calls")).one("li", "case").text
    client.post(address, {"act": "told", **mark})
    found = page(client, url(at, "calls"))
    assert (_cards(found), [str(by) in one.text for one in found.all("ul", "ways")[-1].all("li")]) == ([], [True])
    client.post(address, {"act": "reopen", **mark})
    assert _cards(page(client, url(at, "calls"))) == ["鈴木さん"]
    for nonsense in ("", "x", "9" * 30):
        assert client.post(address, {"act": "told", "upto": nonsense}).status_code == 302
    assert _open() == ["placed"]


def test_an_offer_is_answered_at_the_telephone_from_the_list() -> None:
    at, by, client = desk(2)
    people = [registered(at, number) for number in range(4)]
    for one in people[:2]:
        registrations.cancel(one)
    client.post(url(at, "person_accept", people[2].pk), {"back": "calls"})
    answer = client.post(url(at, "person_cancel", people[3].pk), {"back": "calls", "who": "person"})
    assert answer.headers["Location"] == url(at, "calls")
    states = [Registration.objects.get(pk=one.pk).state for one in people[2:]]
    assert (states, _open()) == ([RegistrationState.CONFIRMED, RegistrationState.CANCELLED], [])
    told = RegistrationCall.objects.order_by("registration").values_list("outcome", "ended_by")
    assert list(told) == [("told", by.pk), ("told", by.pk)]
