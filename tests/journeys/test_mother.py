"""She has a baby of ten months: somewhere on a weekday morning where children are welcome and there is a nursing room."""

from django.test import Client

from tests.journeys.person import Person

WEEKDAYS = [("weekday", str(day)) for day in range(5)]
MOST_TAPS = 10


def test_a_weekday_morning_with_a_nursing_room(client: Client, city: None) -> None:
    she = Person(client)
    she.tap("出かける")
    she.taps += 1  # 条件を変える
    she.send(
        she.page.one("form", id="filters"),
        ("mark", "with_children"),
        ("feature", "nursery"),
        ("time", "morning"),
        *WEEKDAYS[:3:2],
        ("weekday", "3"),
    )
    assert she.titles == ["親子の遊び場"]
    she.tap("親子の遊び場")
    assert "授乳室、おむつ替えの台" in she.text
    assert "申込不要" in she.text
    assert she.taps <= MOST_TAPS


def test_taking_one_condition_off_shows_more(client: Client, city: None) -> None:
    she = Person(client)
    she.go("/events/?mark=with_children&feature=nursery&time=morning")
    she.tap("授乳室×を外す")
    assert she.titles == ["親子の遊び場", "授乳室のない会"]


def test_she_sends_the_selection_to_a_friend(client: Client, city: None) -> None:
    she = Person(client)
    she.go("/events/?mark=with_children&feature=nursery")
    friend = Person(Client())
    friend.go(she.address)
    assert friend.titles == she.titles == ["親子の遊び場", "親子の夜会"]
