"""A child writes what they think; a planner takes a name out, publishes and replies; the child reads the answer."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.hands import Keyboard, Mouse
from tests.browser.signed_in import SIDEWAYS, Browsing
from tests.indicators.plans import planner
from tests.indicators.voices import for_children

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = [
    pytest.param(360, Mouse, False, id="360, without JavaScript"),
    pytest.param(1280, Keyboard, True, id="1280, by keyboard alone", marks=pytest.mark.soak),
]


class _Seat:
    """Somebody at a screen, and what axe-core found on the pages that were looked at."""

    def __init__(self, browsing: Browsing, hands_of: Any, *, has_script: bool) -> None:
        self.browsing, self.page, self.hands = browsing, browsing.page, hands_of(browsing.page)
        self.found: dict[str, list[str]] = {}
        self._has_script = has_script

    def look(self) -> None:
        """axe-core is a script itself. No page is wider than the screen, once its style is there."""
        self.page.wait_for_load_state()
        assert self.page.evaluate(SIDEWAYS) == 0, self.page.url
        if self._has_script:
            self.found[f"{self.page.url} {len(self.found)}"] = self.browsing.looked_at()

    def says(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)


def _write(child: _Seat) -> None:
    """With readings over the words a button's name has them in it, so it is found by what it does."""
    child.page.goto("/voices/")
    child.look()
    child.hands.press_on(child.page.locator("main a.btn"))
    expect(child.page.locator("#id_text")).to_be_visible()
    expect(child.page.locator("section.danger a[href='tel:189']")).to_be_visible()
    child.look()
    child.hands.write("あなたの", "ゆうただよ。ぶらんこがほしい。042-000-0000")
    child.hands.press_on(child.page.locator("main form .btns button"))
    expect(child.page.locator("#id_text-e")).to_be_visible()
    child.look()
    child.hands.write("あなたの", "ゆうただよ。ぶらんこがほしい。")
    child.hands.press_on(child.page.locator("main form .btns button"))
    expect(child.page).to_have_url(re.compile("/voices/park/thanks/"))
    child.look()


def _answer(staff: _Seat) -> None:
    staff.page.goto("/staff/")
    staff.hands.follow("公園について")
    expect(staff.page.locator("h1")).to_have_text("意見を確かめる")
    staff.look()
    staff.hands.write("公開する文", "ぶらんこがほしい。")
    staff.hands.tick("名前など、だれのことかわかることを消した")
    staff.hands.press("公開する")
    staff.says("「公開する」をしました。")
    staff.look()
    staff.hands.tick("1", within="main table")
    staff.hands.press("選んだ意見に返事を書く")
    expect(staff.page.locator("h1")).to_have_text("返事を書く")
    staff.look()
    staff.hands.tick("一部取り入れた")
    staff.hands.write("理由", "1つだけ、おくことにしました。")
    staff.hands.press("返事を公開する")
    staff.says("返事を書きました。")
    staff.hands.press("受けつけを終える")
    staff.hands.press("返事が出そろったことにする")
    staff.says("市の返事が出そろいました")


@pytest.mark.parametrize(("width", "hands_of", "script"), WAYS)
def test_a_child_s_opinion_from_the_call_to_the_answer(
    browse: Callable[..., Browsing], width: int, hands_of: Any, script: bool
) -> None:
    today = timezone.localdate()
    for_children(opens_on=today, closes_on=today + timedelta(days=9), answer_by=today + timedelta(days=99))
    seats = [_Seat(browse(width=width, script=script), hands_of, has_script=script) for _n in range(2)]
    child, staff = seats
    _write(child)
    staff.browsing.enter(planner())
    _answer(staff)
    child.page.goto("/voices/park/")
    child.look()
    talk = child.page.locator("article.talk")
    expect(talk).to_have_count(1)
    expect(talk).to_contain_text("ぶらんこがほしい。")
    expect(talk.locator(".say.me")).to_contain_text("1つだけ、おくことにしました。")
    expect(child.page.locator("main")).not_to_contain_text("ゆうた")
    assert [seat.browsing.wrong for seat in seats] == [[], []]
    assert {name: wrong for seat in seats for name, wrong in seat.found.items() if wrong} == {}
