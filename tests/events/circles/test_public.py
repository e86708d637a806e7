"""``/circles/`` and a circle's page: what one finds, in how many queries, and that nobody who belongs to it is shown."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.enums import State
from events.models import Circle
from hub.models import Audience, Theme, WelcomeMark
from hub.page_cache import memory
from tests.events.circles.people import SECRET, circle, member_in
from tests.events.members import public_event, public_place
from tests.hub.accounts.factories import OrganizationFactory
from tests.hub.areas.factories import DistrictFactory
from tests.markup import parse
from tests.words import load_words

pytestmark = pytest.mark.django_db


def _names(client: Client, query: str = "") -> list[str]:
    page = parse(client.get(f"/circles/{query}"))
    return [node.text for row in page.all("li", "ev") for node in row.all("h3")]


def _queries(client: Client, address: str) -> int:
    memory.clear()
    client.get(address)  # words and the newest change are then known
    memory.clear()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_a_list_is_read_in_as_many_queries_with_one_circle_as_with_three(client: Client) -> None:
    load_words()
    ours = OrganizationFactory(verified=True)
    fields: dict[str, Any] = {"of": ours, "place": public_place(ours), "district": DistrictFactory(), "venue_name": ""}
    marks = WelcomeMark.objects.filter(key__in=["alone", "watch"])
    circle(name="一", welcome_marks=marks, **fields)
    one = _queries(client, "/circles/")
    for name in ("二", "三"):
        other = circle(name=name, welcome_marks=marks, **fields)
        public_event(ours, circle=other)
        member_in(other)
    assert (_queries(client, "/circles/"), len(_names(client))) == (one, 3)


def test_a_page_is_read_in_as_many_queries_whoever_belongs_to_it(client: Client) -> None:
    load_words()
    one = circle(themes=Theme.objects.filter(key="crafts"))
    address = one.get_absolute_url()
    public_event(one.organization, circle=one)
    before = _queries(client, address)
    for _number in range(3):
        member_in(one)
        public_event(one.organization, circle=one)
    assert _queries(client, address) == before


def test_one_finds_by_word_theme_district_mark_and_audience(client: Client) -> None:
    load_words()
    here, next_door, far = DistrictFactory(column=0), DistrictFactory(column=1), DistrictFactory(column=9)
    here.neighbours.add(next_door)
    circle(
        name="手芸の会", reading="しゅげい", district=here, themes=Theme.objects.filter(key="crafts"),
        welcome_marks=WelcomeMark.objects.filter(key__in=["alone", "watch"]), audiences=Audience.objects.filter(key="seniors"),
    )  # fmt: skip
    circle(
        name="歌う会",
        reading="うたう",
        district=next_door,
        themes=Theme.objects.filter(key="music"),
        audiences=Audience.objects.filter(key="everyone"),
    )
    circle(name="歩く会", reading="あるく", district=far, welcome_marks=WelcomeMark.objects.filter(key="alone"))
    everything = ["歩く会", "歌う会", "手芸の会"]
    found = {
        query: _names(client, query)
        for query in (
            "", "?q=手芸", "?q=しゅげい", "?theme=music", "?theme=music&theme=crafts", f"?district={here.pk}",
            f"?district={here.pk}&near=1", "?mark=alone", "?mark=alone&mark=watch", "?audience=seniors", "?q=ない",
        )
    }  # fmt: skip
    assert found == {
        "": everything, "?q=手芸": ["手芸の会"], "?q=しゅげい": ["手芸の会"], "?theme=music": ["歌う会"],
        "?theme=music&theme=crafts": ["歌う会", "手芸の会"], f"?district={here.pk}": ["手芸の会"],
        f"?district={here.pk}&near=1": ["歌う会", "手芸の会"], "?mark=alone": ["歩く会", "手芸の会"],
        "?mark=alone&mark=watch": ["手芸の会"], "?audience=seniors": ["歌う会", "手芸の会"], "?q=ない": [],
    }  # fmt: skip


def test_what_was_not_understood_is_told_and_leaves_out_nothing(client: Client) -> None:
    circle()
    page = parse(client.get("/circles/?theme=xxx"))
    assert len(page.all("div", "wrongs")) == 1
    assert _names(client, "?theme=xxx") == ["はじめての手芸の会"]
    empty = parse(client.get("/circles/?q=ない")).one("main").text
    assert "この条件では、まだ見つかりませんでした" in empty
    assert "条件をぜんぶ外す" in empty


@pytest.mark.parametrize("state", [one for one in State if one != State.PUBLISHED])
def test_only_what_is_published_stands_in_lists(client: Client, state: State) -> None:
    ours = OrganizationFactory(verified=True)
    place = public_place(ours)
    one = circle(state, of=ours, place=place, name="ひみつの会")
    event = public_event(ours, circle=one)
    pages = ["/circles/", place.get_absolute_url(), f"/organizations/{ours.pk}/", event.get_absolute_url()]
    shown = ["ひみつの会" in client.get(page).content.decode() for page in pages]
    # The page of an event names a circle that has ended, whose page says so.
    assert shown == [False, False, False, state == State.CLOSED]
    assert client.get(one.get_absolute_url()).status_code == (200 if state == State.CLOSED else 404)


def test_a_published_one_is_led_to_from_its_place_organisation_and_dates(client: Client) -> None:
    ours = OrganizationFactory(verified=True)
    place = public_place(ours)
    one = circle(of=ours, place=place, venue_name="")
    event = public_event(ours, circle=one)
    for page in ("/circles/", place.get_absolute_url(), f"/organizations/{ours.pk}/", event.get_absolute_url()):
        links = [node.attributes.get("href") for node in parse(client.get(page)).one("main").all("a")]
        assert one.get_absolute_url() in links, page
    assert "/circles/" in [node.attributes.get("href") for node in parse(client.get("/events/")).all("a")]


def test_its_page_leads_to_the_next_date_without_joining(client: Client) -> None:
    one, now = circle(), timezone.now()
    page = parse(client.get(one.get_absolute_url()))
    assert "まず一度のぞいてみる" not in page.one("main").text
    later = public_event(one.organization, now + timedelta(days=9), circle=one, title="あとの回")
    soon = public_event(one.organization, now + timedelta(days=2), circle=one, title="次の回")
    public_event(one.organization, now + timedelta(days=1), title="べつの催し")
    page = parse(client.get(one.get_absolute_url()))
    assert [node.text for node in page.all("li", "ev") for node in node.all("h3")] == ["次の回", "あとの回"]
    looks = {node.attributes["href"] for node in page.all("a") if node.text == "まず一度のぞいてみる"}
    assert looks == {soon.get_absolute_url()}
    assert later.circle == one


def test_nobody_is_shown_and_no_number_tells_how_many_they_are(client: Client) -> None:
    """The page is the same, byte for byte, with nobody and with twelve."""
    one = circle()
    pages = ["/circles/", one.get_absolute_url(), f"/circles/{one.pk}/join/done/"]
    before = [client.get(page).content for page in pages]
    for number in range(12):
        member_in(one, **SECRET | {"email": f"himitsu{number}@example.org"})
    memory.clear()
    assert [client.get(page).content for page in pages] == before


def test_a_suspended_organisations_circles_are_gone_at_once(client: Client) -> None:
    one = circle()
    assert _names(client) == [one.name]
    one.organization.verification = "suspended"
    one.organization.save()
    memory.clear()
    assert (_names(client), client.get(one.get_absolute_url()).status_code) == ([], 404)
    assert client.get(f"/report/circle/{one.pk}/").status_code == 404
    assert Circle.objects.count() == 1
