"""Which districts have no place on Saturday afternoons: by the keyboard on a telephone, and without a script."""

from collections.abc import Callable
from datetime import time
from typing import Any

import pytest
from playwright.sync_api import expect

from hub.areas.models import District
from indicators.services.covering import take_coverage
from tests.browser.hands import Keyboard, Mouse
from tests.browser.signed_in import Browsing
from tests.city import load_city
from tests.events.published import published_place
from tests.words import load_words

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = [
    pytest.param(360, Keyboard, True, id="360, by keyboard alone"),
    pytest.param(1280, Mouse, False, id="1280, without JavaScript", marks=pytest.mark.soak),
]


@pytest.mark.parametrize(("width", "hands_of", "script"), WAYS)
def test_the_map_says_where_nothing_is_open(
    browse: Callable[..., Browsing], width: int, hands_of: Any, script: bool
) -> None:
    load_city()
    load_words()
    first = District.objects.current().order_by("reading", "name", "pk")[0]
    published_place("ひだまり", district=first, open_on=[5], opens=time(13), closes=time(16))
    take_coverage()
    browsing = browse(width=width, script=script)
    page, hands = browsing.page, hands_of(browsing.page)
    page.goto("/indicators/")
    hands.follow("まだ場のない地区を、曜日や時間帯、だれのための場かで見る")
    expect(page.locator("#res")).to_have_text("37地区のうち、場のない地区は36")
    hands.pick("曜日", "土曜日")
    hands.pick("時間帯", "午後")
    hands.press("この条件で見る")
    expect(page.locator("#res")).to_have_text("37地区のうち、土曜日の午後に開いている場のない地区は36")
    hands.pick("時間帯", "夜（17時から）")
    hands.press("この条件で見る")
    expect(page.locator("#res")).to_have_text("37地区のうち、土曜日の夜に開いている場のない地区は37")
    assert browsing.wrong == []
    if script:
        assert browsing.looked_at() == []
