"""The staff's home: what waits for me, urgent first, then oldest, each with its clock."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from hub import queues
from hub.pages.staff import clock
from hub.queues import Queue, Waiting, queues_for, register_queue
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("waited", "expected"),
    [
        (timedelta(0), "0分"),
        (timedelta(minutes=59), "59分"),
        (timedelta(minutes=60), "1時間"),
        (timedelta(hours=47, minutes=59), "47時間"),
        (timedelta(hours=48), "2日"),
        (timedelta(days=40), "40日"),
        (timedelta(minutes=-5), "0分"),  # clocks of two machines differ
    ],
)
def test_the_clock_speaks_in_the_largest_unit_that_fits(waited: timedelta, expected: str) -> None:
    assert clock(NOW - waited, NOW) == expected


@pytest.fixture
def _two_queues(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queues, "_queues", {})
    rows = [
        Waiting("ふるい件", "/staff/", NOW - timedelta(days=3)),
        Waiting("いそぐ件", "/staff/", NOW - timedelta(hours=1), is_urgent=True),
    ]
    register_queue(
        Queue(
            "mine",
            "わたしの列",
            lambda: "/staff/",
            lambda user: user.is_superuser,
            lambda _u, most: rows[:most],
            lambda _u: 2,
        )
    )
    register_queue(
        Queue("none", "からの列", lambda: "/staff/", lambda _u: True, lambda _u, _most: [], lambda _u: 0, order=1)
    )
    register_queue(
        Queue("others", "ほかの人の列", lambda: "/staff/", lambda _u: False, lambda _u, _most: rows, lambda _u: 9)
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("_two_queues")
def test_one_sees_ones_own_queues_and_what_is_urgent_on_top(client: Client) -> None:
    sign_in(client, UserFactory(administrator=True))
    page = client.get("/staff/").content.decode()
    assert "ほかの人の列" not in page
    assert page.index("いそぐ件") < page.index("わたしの列 <span")
    assert page.index("待っているものがないところ") < page.rindex("からの列")


def _register(key: str, waiting: list[Waiting], count: int = 0) -> None:
    register_queue(
        Queue(key, key, lambda: f"/{key}/", lambda _u: True, lambda _u, most: waiting[:most], lambda _u: count)
    )


@pytest.mark.django_db
def test_what_is_urgent_stands_above_what_is_late_once_and_the_rest_is_told(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "_queues", {})
    ago = NOW - timedelta(days=400)
    _register("a-late", [Waiting(f"おそい{n}", "/x/", ago, due_at=ago) for n in range(7)], 7)
    _register("b-child", [Waiting("子どものこと", "/x/", NOW, is_urgent=True), Waiting("ほかの件", "/x/", ago)])
    _register("c-calm", [Waiting(f"まだよい{n}", "/x/", ago, due_at=NOW + timedelta(days=9_999)) for n in range(6)], 6)
    sign_in(client, UserFactory(staff=True))
    page = parse(client.get("/staff/")).one("main")
    shown = {
        part.attributes["aria-labelledby"]: [case.one("a").text for case in part.all("li", "case")]
        for part in page.all("section")
    }
    marked = [case.one("a").text for case in page.all("li", "is-late")]
    assert marked == ["子どものこと", *(f"おそい{n}" for n in range(5))]
    assert shown == {
        "urgent-h": ["子どものこと", *(f"おそい{n}" for n in range(5))],
        "a-late-h": [],
        "b-child-h": ["ほかの件"],
        "c-calm-h": [f"まだよい{n}" for n in range(5)],
    }
    more = [(link.text, link.attributes["href"]) for row in page.all("p", "more") for link in row.all("a")]
    assert more == [
        ("「a-late」に、ほかに2件", "/a-late/"),
        ("7件すべて見る", "/a-late/"),
        ("6件すべて見る", "/c-calm/"),
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("_two_queues")
def test_who_looks_after_nothing_is_told_so(client: Client) -> None:
    sign_in(client, UserFactory(staff=True))
    page = client.get("/staff/").content.decode()
    assert "いま待っているものはありません。" in page
    assert "ふるい件" not in page


def test_a_queue_is_registered_once() -> None:
    taken = queues_for(
        type(
            "Administrator",
            (),
            {
                "is_superuser": True,
                "is_authenticated": False,
                "is_active": True,
                "is_staff": True,
                "has_perm": lambda *_: True,
            },
        )()
    )
    assert len({queue.key for queue in taken}) == len(taken) > 0
    with pytest.raises(ValueError, match="two queues are called"):
        register_queue(taken[0])


NAVIGATION = {
    "電話・FAXで届いたもの": "/staff/entry/",
    "困ったことのお知らせ": "/staff/reports/",
    "あとから確認するもの": "/staff/rechecks/",
}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/staff/", *NAVIGATION.values()])
def test_each_page_of_staff_leads_to_the_others_and_back(client: Client, address: str) -> None:
    sign_in(client, UserFactory(coordinator=True))
    page = parse(client.get(address))
    assert page.one("body").attributes["class"] == "staff"
    links = {link.text: link.attributes["href"] for link in page.one("nav", id="menu").all("a")}
    assert NAVIGATION.items() <= links.items()
    assert links["今日のこと"] == "/staff/"
    current = [
        link.attributes["href"] for link in page.one("nav", id="menu").all("a") if "aria-current" in link.attributes
    ]
    assert current == [address]


@pytest.mark.django_db
def test_nobody_is_led_to_what_they_may_not_open(client: Client) -> None:
    sign_in(client, UserFactory(staff=True))
    page = parse(client.get("/staff/"))
    assert {link.attributes["href"] for link in page.all("a")} & set(NAVIGATION.values()) == set()
    sign_in(client, UserFactory(coordinator=True))
    assert parse(client.get("/staff/")).one("main").one("a", "btn").attributes["href"] == "/staff/entry/"
