"""「ほかの場にまとめる」: the place that stays is chosen, what will happen is said, then it is done."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.enums import State
from events.models import Place, Transition
from hub.accounts.enums import Level
from hub.accounts.models import Membership, User
from tests.events.factories import EventFactory, PlaceFactory, moment
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import Node, parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator() -> User:
    return UserFactory(coordinator=True)


@pytest.fixture
def staff(client: Client, coordinator: User) -> Client:
    return sign_in(client, coordinator)


@pytest.fixture
def pair() -> tuple[Place, Place]:
    place = PlaceFactory(published=True, name="みなみ会館", address="みなみ町1-1")
    return place, PlaceFactory(published=True, name="南市民会館", address="みなみ町9-9")


def _url(place: Place, name: str = "merge") -> str:
    return reverse(f"admin:events_place_{name}", args=[place.pk])


def _found(page: Node) -> list[str]:
    """Where the links of the page that chooses lead."""
    return [link.attributes["href"] for link in page.all("a") if "?into=" in link.attributes.get("href", "")]


def _page(client: Client, place: Place, **asked: Any) -> Node:
    answer = client.get(_url(place), asked)
    assert answer.status_code == 200
    return parse(answer)


def test_the_same_place_is_offered_by_name_and_address(staff: Client, pair: tuple[Place, Place]) -> None:
    place, _into = pair
    same_name = PlaceFactory(published=True, name="みなみ会館別館", address="よその町1")
    same_address = PlaceFactory(published=True, name="ひまわり", address="みなみ町1-1")
    for traits in ({}, {"closed": True}, {"hidden": True}):
        PlaceFactory(name="みなみ会館", address="みなみ町1-1", **traits)
    expected = [f"?into={one.pk}" for one in (same_name, same_address)]
    assert sorted(_found(_page(staff, place))) == sorted(expected)


@pytest.mark.parametrize("typed", ["南市民会館", "number", "full width"])
def test_it_is_found_by_number_or_name(staff: Client, pair: tuple[Place, Place], typed: str) -> None:
    place, into = pair
    wide = str(into.pk).translate({ord(str(n)): ord("０") + n for n in range(10)})
    words = {"number": str(into.pk), "full width": wide}.get(typed, typed)
    assert _found(_page(staff, place, q=words)) == [f"?into={into.pk}"]


@pytest.mark.parametrize("typed", ["見つからない名前", "999999", "9" * 30, "\0", "<b>"])
def test_nothing_found_says_what_to_do(staff: Client, pair: tuple[Place, Place], typed: str) -> None:
    page = _page(staff, pair[0], q=typed)
    assert _found(page) == []
    assert "公開中の場だけ" in page.text or "番号か名前で探して" in page.text


def test_it_is_said_what_will_happen_then_it_is_done(
    staff: Client, pair: tuple[Place, Place], coordinator: User
) -> None:
    place, into = pair
    assert "「みなみ会館」で開く催しは、ありません。" in _page(staff, place, into=into.pk).text
    EventFactory(place=place, published=True, starts=[moment(2026, 12, 1)])
    EventFactory(place=place)
    assert _url(place) in staff.get(_url(place, "change")).content.decode()
    page = _page(staff, place, into=into.pk)
    assert f"「みなみ会館」（番号{place.pk}）を「南市民会館」（番号{into.pk}）にまとめます。" in page.text
    assert "催し2件（うち公開中1件）が「南市民会館」に移ります。" in page.text
    place.refresh_from_db()
    assert place.state == State.PUBLISHED
    answer = staff.post(f"{_url(place)}?into={into.pk}", {"into": into.pk, "reason": "同じ建物"}, follow=True)
    assert answer.redirect_chain == [(_url(place, "change"), 302)]
    told = parse(answer)
    assert any(link.attributes.get("href") == _url(into, "change") for link in told.one("ul", "messagelist").all("a"))
    assert "まとめた先：南市民会館。" in told.one("ul", "messagelist").text
    assert "南市民会館にまとめた場です。" in told.text
    place.refresh_from_db()
    assert (place.state, place.merged_into, place.merged_into and into.events.count()) == (State.CLOSED, into, 2)
    assert Transition.objects.get(kind="place").by == coordinator


def test_what_is_done_is_what_was_shown(staff: Client, pair: tuple[Place, Place]) -> None:
    """The place that was chosen goes along in the form; a page without one does nothing."""
    place, into = pair
    other = PlaceFactory(published=True)
    staff.post(f"{_url(place)}?into={other.pk}", {"into": into.pk, "reason": "同じ建物"})
    place.refresh_from_db()
    assert place.merged_into == into


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"reason": "同じ建物"}, "選ばれていません"),
        ({"reason": "同じ建物", "into": "x"}, "選ばれていません"),
        ({"reason": "同じ建物", "into": "999999"}, "選ばれていません"),
        ({"reason": "同じ建物", "into": "itself"}, "同じ場です"),
        ({"reason": " ", "into": "other"}, "理由を書いてください"),
    ],
)
def test_what_is_missing_is_said_beside_what_was_typed(
    staff: Client, pair: tuple[Place, Place], values: dict[str, str], said: str
) -> None:
    place, into = pair
    keys = {"itself": str(place.pk), "other": str(into.pk)}
    answer = staff.post(_url(place), {name: keys.get(value, value) for name, value in values.items()})
    assert answer.status_code == 200
    page = parse(answer)
    assert said in page.text
    assert values["reason"].strip() in page.one("textarea").text
    place.refresh_from_db()
    assert (place.state, Transition.objects.count()) == (State.PUBLISHED, 0)


@pytest.mark.parametrize("traits", [{}, {"in_review": True}, {"hidden": True}])
def test_what_was_never_public_is_not_merged(staff: Client, pair: tuple[Place, Place], traits: dict[str, bool]) -> None:
    place, into = PlaceFactory(**traits), pair[1]
    assert _url(place) not in staff.get(_url(place, "change")).content.decode()
    assert "できません" in _page(staff, place).text
    page = parse(staff.post(_url(place), {"into": into.pk, "reason": "同じ建物"}))
    assert "できません" in page.text
    assert not Transition.objects.exists()


def test_a_merged_place_is_merged_and_opened_no_more(staff: Client, pair: tuple[Place, Place]) -> None:
    place, into = pair
    staff.post(_url(place), {"into": into.pk, "reason": "同じ建物"})
    page = staff.get(_url(place, "change")).content.decode()
    assert [_url(place, act) in page for act in ("merge", "reopen", "hide")] == [False, False, True]
    for act, values in (("merge", {"into": into.pk, "reason": "x"}), ("reopen", {"reason": ""})):
        assert "もう「南市民会館」" in parse(staff.post(_url(place, act), values)).text
    assert f'<option value="{place.pk}"' not in staff.get(reverse("admin:events_event_add")).content.decode()


def test_members_of_its_organisation_leave_it_to_others(
    staff: Client, pair: tuple[Place, Place], coordinator: User
) -> None:
    ours = OrganizationFactory(verified=True)
    Membership.objects.create(organization=ours, user=coordinator, level=Level.VIEWER)
    place, into = PlaceFactory(published=True, operator=ours), pair[1]
    assert _url(place) not in staff.get(_url(place, "change")).content.decode()
    assert _found(_page(staff, place)) == []
    for one, other in ((place, into), (into, place)):
        page = parse(staff.post(_url(one), {"into": other.pk, "reason": "同じ建物"}))
        assert "ほかの職員に頼んでください" in page.text
    assert not Transition.objects.exists()


def test_queries_do_not_grow(staff: Client) -> None:
    counts = []
    staff.get("/admin/")
    for number in (1, 3):
        place, into = PlaceFactory(published=True, name="みなみ会館"), PlaceFactory(published=True)
        for _n in range(number):
            PlaceFactory(published=True, name="みなみ会館別館")
            EventFactory(place=place)
        asked = []
        for values in ({}, {"into": into.pk}):
            with CaptureQueriesContext(connection) as queries:
                _page(staff, place, **values)
            asked.append(len(queries))
        counts.append(asked)
    assert counts[0] == counts[1]
