"""What became of a place that was merged into another: its page leads there, and it is in no list."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from events.models import Event, Place
from events.services.merging import merge_place
from events.services.publishing import close, hide
from hub.accounts.models import Organization, User
from tests.events.members import member
from tests.events.published import draft_place, published_event, published_place
from tests.events.views.queries import queries_of
from tests.events.views.reading import PLACES, get, titles
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse

pytestmark = pytest.mark.django_db
BOTH = ("place_detail", "place_print")


@pytest.fixture
def by() -> User:
    return UserFactory(coordinator=True)


def _merged(by: User, operator: Organization | None = None) -> tuple[Place, Place, Event]:
    place, into = published_place("みなみ会館", operator=operator, open_on=[1]), published_place("南市民会館")
    event = published_event("囲碁の会", place=place)
    merge_place(place, into=into, by=by, reason="同じ場")
    return place, into, event


def _address(name: str, place: Place) -> str:
    return reverse(f"events:{name}", args=[place.pk])


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize("is_over", [False, True])
def test_its_page_leads_to_the_same_page_of_the_other(client: Client, by: User, name: str, is_over: bool) -> None:
    place, into, _event = _merged(by)
    if is_over:
        close(into, by=by)
    answer = client.get(_address(name, place))
    assert (answer.status_code, answer.headers["Location"]) == (301, _address(name, into))
    # Where it leads can be taken back, so that nobody keeps it.
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", BOTH)
def test_where_the_other_is_gone_it_says_that_it_has_ended(client: Client, by: User, name: str) -> None:
    place, into, _event = _merged(by)
    hide(into, by=by, reason="勧誘")
    assert client.get(_address(name, place)).status_code == 200
    assert client.get(_address(name, into)).status_code == 404
    assert "この場所は終わりました。" in get(client, place.get_absolute_url()).one("div", "note").text


def test_of_a_merged_place_that_is_hidden_nobody_learns_where_it_led(client: Client, by: User) -> None:
    place, _into, _event = _merged(by)
    hide(place, by=by, reason="勧誘")
    assert [client.get(_address(name, place)).status_code for name in BOTH] == [404, 404]


@pytest.mark.django_db(transaction=True)
def test_a_page_that_was_kept_leads_on_from_the_moment_of_the_merge(client: Client, by: User) -> None:
    place, into, third = (published_place(name) for name in ("みなみ会館", "南会館", "三つめの会館"))
    close(place, by=by)
    assert client.get(place.get_absolute_url()).status_code == 200
    merge_place(place, into=into, by=by, reason="同じ場")
    assert client.get(place.get_absolute_url()).headers["Location"] == into.get_absolute_url()
    assert client.get(into.get_absolute_url()).status_code == 200
    merge_place(into, into=third, by=by, reason="同じ場")
    for one in (place, into):
        assert client.get(one.get_absolute_url()).headers["Location"] == third.get_absolute_url()


def test_it_is_in_no_list_and_its_events_are_with_the_other(client: Client, by: User) -> None:
    place, into, event = _merged(by)
    draft_place("みなみ会館の下書き")
    assert titles(get(client, PLACES)) == ["南市民会館"]
    assert titles(get(client, PLACES, q="みなみ会館")) == []
    for page in (get(client, PLACES, view="map"), get(client, "/find/", q="みなみ会館"), get(client, "/find/")):
        assert place.get_absolute_url() not in [link.attributes.get("href") for link in page.all("a")]
    assert "囲碁の会" in get(client, into.get_absolute_url()).one("main").text
    text = get(client, event.get_absolute_url()).one("main").text
    assert ("南市民会館" in text, "みなみ会館" in text) == (True, False)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_the_page_of_the_one_that_stays(client: Client, settings: Settings, number: int) -> None:
    by = UserFactory(coordinator=True)
    into = published_place("南市民会館")
    for n in range(number):
        place = published_place(f"みなみ会館{n}")
        for m in range(number):
            published_event(f"囲碁の会{n}{m}", place=place)
        merge_place(place, into=into, by=by, reason="同じ場")
    address = into.get_absolute_url()
    assert queries_of(client, settings, [address]) == {address: 9}


def test_its_operator_reads_what_became_of_it_and_cannot_open_it_again(client: Client, by: User) -> None:
    ours = OrganizationFactory(verified=True)
    place, _into, _event = _merged(by, ours)
    sign_in(client, member(ours))
    page = parse(client.get(reverse("writing:place", args=[ours.pk, place.pk])))
    assert "市の担当が「南市民会館」にまとめました。" in page.one("main").text
    reopen = reverse("writing:place_reopen", args=[ours.pk, place.pk])
    assert reopen not in [link.attributes.get("href") for link in page.all("a")]
    client.post(reopen)
    place.refresh_from_db()
    assert place.state == "closed"
