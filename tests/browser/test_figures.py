"""A planner writes down, settles and corrects a figure and decides on a place; everybody reads it with its history."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Keyboard, Mouse
from tests.browser.signed_in import Browsing
from tests.events.published import published_place
from tests.indicators.plans import load, planner

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = [
    pytest.param(360, Mouse, False, id="360, without JavaScript", marks=pytest.mark.soak),
    pytest.param(1280, Keyboard, True, id="1280, by keyboard alone"),
]


class _Seat:
    """Somebody at a screen, and what axe-core found on the pages that were looked at."""

    def __init__(self, browsing: Browsing, hands_of: Any, *, has_script: bool) -> None:
        self.browsing, self.page, self.hands = browsing, browsing.page, hands_of(browsing.page)
        self.found: dict[str, list[str]] = {}
        self._has_script = has_script

    def look(self, h1: str) -> None:
        """axe-core is a script itself. A key that was pressed leads on a little later."""
        expect(self.page.locator("h1")).to_have_text(h1)
        if self._has_script:
            self.found[f"{h1} {len(self.found)}"] = self.browsing.looked_at()

    def says(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()


BA = "孤独・孤立状態にある本人や家族の居場所や社会参加等の「場」の数"


def _write(seat: _Seat) -> None:
    """A value with a slip, settled, corrected."""
    seat.page.goto("/staff/indicators/")
    seat.look("指標")
    seat.hands.follow(BA)
    seat.look(BA)
    seat.hands.write("実績（か所）", "九")
    seat.hands.write("出典・調べ方", "市の台帳")
    seat.hands.press("書く")
    seat.says("数字で書いてください。例：12、40.3")
    expect(seat.page.get_by_label("出典・調べ方")).to_have_value("市の台帳")
    seat.look(BA)
    seat.hands.write("実績（か所）", "９")
    seat.hands.press("書く")
    seat.says("値を書きました。公開のページにも出ています。")
    seat.hands.follow("直す・確定する")
    seat.look("値を直す")
    seat.hands.press("確定する")
    seat.says("確定しました。")
    seat.hands.follow("直す")
    expect(seat.page.locator("h1")).to_have_text("値を直す")
    seat.hands.write("実績（か所）", "8")
    seat.hands.write("直す理由", "1か所を二度数えていた")
    seat.hands.press("直す")
    seat.says("直しました。前の値も残っています。")
    seat.look(BA)


def _decide(seat: _Seat) -> None:
    seat.page.goto("/staff/indicators/places/")
    seat.look("計画の「場」")
    seat.hands.follow("ひだまり")
    seat.look("ひだまり")
    seat.hands.tick("数える")
    seat.hands.write("理由", "週に1回、居場所として開いている")
    seat.hands.press("決める")
    seat.says("いま数えているのは1か所です。")


@pytest.mark.parametrize(("width", "hands_of", "script"), WAYS)
def test_a_figure_from_the_desk_to_the_public_page(
    browse: Callable[..., Browsing], width: int, hands_of: Any, script: bool
) -> None:
    load()
    published_place("ひだまり")
    seats = [_Seat(browse(width=width, script=script), hands_of, has_script=script) for _n in range(2)]
    staff, reader = seats
    staff.browsing.enter(planner())
    _write(staff)
    _decide(staff)
    reader.page.goto("/indicators/")
    reader.look("数字で見る、まちのつながり")
    reader.hands.follow("これまでの値をすべて見る")
    reader.look(BA)
    expect(reader.page.locator("p.sum").first).to_contain_text("8か所")
    history = reader.page.get_by_role("region", name="これまでに書かれた値")
    expect(history.get_by_role("row")).to_have_count(4)
    expect(history).to_contain_text("直す前の値：1か所を二度数えていた")
    assert [seat.browsing.wrong for seat in seats] == [[], []]
    assert {name: wrong for seat in seats for name, wrong in seat.found.items() if wrong} == {}
