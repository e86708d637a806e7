"""The front door: today, the weekend, places where one can go alone, the ways into everything else."""

import pytest
import time_machine
from django.test import Client

from events.enums import State
from events.services.circles import publish_circle
from events.services.occurrences import cancel_occurrence
from hub.page_cache import memory
from tests.events.circles.people import circle
from tests.events.published import draft_event, draft_place, published_event, published_place
from tests.events.views.conftest import at
from tests.events.views.reading import get
from tests.hub.accounts.factories import OrganizationFactory
from tests.hub.areas.factories import DistrictFactory
from tests.markup import Node
from tests.partners.registrations import S, of_two_years, programme, registration


def _columns(page: Node) -> dict[str, list[str]]:
    """The titles below each heading of the day columns."""
    return {
        column.one("h3", "day").text: [row.all("a")[0].text for row in column.all("li", "ev")]
        for column in page.one("div", "two").children
        if isinstance(column, Node)
    }


def test_today_and_the_weekend(client: Client) -> None:
    for title, starts_at in {
        "けさ終わった": at(11, 25, 8),
        "今日の午後": at(11, 25, 14),
        "あした": at(11, 26),
        "土曜": at(11, 28),
        "日曜": at(11, 29),
        "月曜": at(11, 30),
    }.items():
        published_event(title, starts_at)
    draft_event("下書き", at(11, 25, 15))
    assert _columns(get(client, "/")) == {
        "今日 11月25日(水)": ["今日の午後"],
        "今度の土日 11月28日(土)・29日(日)": ["土曜", "日曜"],
    }


def test_on_a_day_without_anything_the_next_ones_are_shown(client: Client) -> None:
    published_event("あした", at(11, 26))
    assert _columns(get(client, "/"))["近いうちに 今日の催しは、ありません"] == ["あした"]


def test_no_more_than_three_each_and_a_way_to_all(client: Client) -> None:
    for number in range(5):
        published_event(f"今日{number}", at(11, 25, 12 + number))
        published_event(f"土曜{number}", at(11, 28, 12 + number))
    page = get(client, "/")
    assert [len(rows) for rows in _columns(page).values()] == [3, 3]
    assert page.link("土日の催しを全部見る") == "/events/?when=weekend"
    assert page.link("今週の催しを見る") == "/events/?when=week"


def test_on_a_sunday_the_weekend_is_today(client: Client) -> None:
    published_event("日曜の夜", at(11, 29, 19))
    with time_machine.travel(at(11, 29, 12), tick=False):
        assert _columns(get(client, "/")) == {
            "今日 11月29日(日)": ["日曜の夜"],
            "今度の土日 11月29日(日)": ["日曜の夜"],
        }


def test_a_cancelled_date_is_marked(client: Client) -> None:
    event = published_event("お茶会", at(11, 25, 14))
    cancel_occurrence(event.occurrences.get(), by=None, note="雨")
    assert [tag.text for tag in get(client, "/").all("span", "bad")] == ["中止"]


def test_places_where_one_may_drop_in_come_first_and_samples_last(client: Client) -> None:
    published_place("あ 見本", is_sample=True)
    published_place("い 集会所")
    published_place("う サロン", is_drop_in=True)
    draft_place("え 下書き", is_drop_in=True)
    page = get(client, "/")
    assert [card.one("h3").text for card in page.all("li", "card")] == ["う サロン", "い 集会所", "あ 見本"]
    assert page.link("場所を全部見る（3か所）") == "/places/"


def test_the_map_leads_to_each_district(client: Client) -> None:
    district = DistrictFactory.create(name="台町中学校区")
    region = get(client, "/").one("svg", "map").one("a")
    assert region.attributes["href"] == f"/places/?district={district.pk}"


def test_every_door_is_there(client: Client) -> None:
    page = get(client, "/")
    doors = {link.text: link.attributes["href"] for item in page.all("li", "door") for link in item.all("a")}
    assert doors == {
        "出かける": "/events/",
        "立ち寄る": "/places/",
        "迷っている": "/find/",
        "手伝う": "/roles/",
        "相談する": "/support/",
        "企業・団体の方": "/partners/",
    }
    quiet = {link.text: link.attributes["href"] for link in page.one("ul", "quiet").all("a")}
    assert quiet == {"自分のことで相談したい": "/support/#me", "まわりに気になる人がいる": "/support/#someone"}
    for address in [*doors.values(), *quiet.values()]:
        target = get(client, address.partition("#")[0])
        if "#" in address:
            assert target.one(id=address.partition("#")[2])


def test_an_empty_hub_has_a_front_door(client: Client) -> None:
    page = get(client, "/")
    assert "今日お知らせできる催しは、ありません。" in page.text
    assert page.link("場所を全部見る（0か所）") == "/places/"


@pytest.mark.parametrize("path", ["/", "/find/"])
def test_the_door_to_firms_that_one_asks_oneself_is_there_as_long_as_there_is_one_behind_it(
    client: Client, path: str
) -> None:
    door = "会社や団体に、直接たのむ"
    support = of_two_years(name="見守りの登録")
    registration(S.SUSPENDED, of=support)
    registration(S.APPROVED, of=support, organization=OrganizationFactory())
    registration(S.APPROVED, of=programme("kyoso"))
    assert door not in get(client, path).text
    sample = OrganizationFactory(verified=True, is_sample=True)
    registration(S.APPROVED, of=support, organization=sample, is_sample=True, contact_phone="")
    memory.clear()
    assert "運動、栄養見守りの登録見本" in "".join(get(client, path).text.split())
    one = registration(S.APPROVED, of=support)
    memory.clear()
    page = get(client, path)
    assert page.link(door) == "/partners/list/?programme=jinsei"
    said = "市に登録した1つの会社や団体に、自分で連絡できます。運動、栄養見守りの登録"
    assert (said in (text := "".join(page.text.split())), f"{said}見本" in text) == (True, False)
    rows = get(client, page.link(door)).all("li", "place")
    assert sorted(one.organization.name in row.text for row in rows) == [False, True]


def test_circles_are_behind_the_door_when_there_are_any(client: Client) -> None:
    def links() -> list[str]:
        memory.clear()
        return [link.text for link in get(client, "/").one("main").all("a", href="/circles/")]

    draft = circle(State.DRAFT)
    assert links() == []
    publish_circle(draft, by=None)
    assert links() == ["くり返し集まるサークル"]
