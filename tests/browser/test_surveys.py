"""A survey is answered on a telephone without JavaScript, and typed in from paper by staff with the keyboard; all pages by axe."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from indicators import survey_numbers
from indicators.models import Answer, Response, Survey
from tests.browser.hands import Keyboard, Mouse
from tests.browser.seat import Seat
from tests.browser.signed_in import Browsing
from tests.indicators.plans import planner
from tests.indicators.surveys import fill_in, number_for, opened, published, survey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _survey(kind: str = "sample", **fields: object) -> Survey:
    today = timezone.localdate()
    return survey(kind, opens_on=today, closes_on=today + timedelta(days=20), **fields)


def test_answered_on_a_telephone_without_javascript(browse: Callable[..., Browsing]) -> None:
    one = opened(_survey())
    number = survey_numbers.in_groups(number_for(one))
    seat = Seat(browse, None, (360, Mouse, False))
    page, hands = seat.page, seat.hands
    seat.open(f"/surveys/{one.code}/?t={number}", one.title)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    hands.press("送る")
    expect(page.get_by_role("alert")).to_contain_text("まだ、ひとつも選ばれていません。")
    page.locator("#id_q1").get_by_label("40から64歳").check()
    page.locator("#id_q2").get_by_label("たまにある").check()
    page.locator("#id_q3").get_by_label("図書館").check()
    for item in (1, 2, 3):
        page.locator(f"#id_q4_{item}").get_by_label("ほとんどない").check()
    page.get_by_label("問5").fill("あ" * 1001)
    hands.press("送る")
    expect(page.locator("#id_q5_error")).to_have_text("1000文字までで書いてください。いまは1001文字です。")
    expect(page.locator("#id_q2").get_by_label("たまにある")).to_be_checked()
    page.get_by_label("問5").fill("夜に開いている場所")
    hands.press("送る")
    expect(page.locator("h1")).to_have_text("答えを受け取りました")
    rows = Answer.objects.order_by("question__order")
    assert list(rows.values_list("choice__number", "number", "text")) == [
        (2, None, ""), (3, None, ""), (2, None, ""), (None, 6, ""), (None, None, "夜に開いている場所"),
    ]  # fmt: skip
    page.goto(f"/surveys/{one.code}/?t={number}")
    expect(page.get_by_text("この番号は使えません。")).to_be_visible()
    assert seat.browsing.wrong == []
    assert [cookie["name"] for cookie in seat.browsing.context.cookies() if cookie["name"] == "sessionid"] == []


@pytest.mark.soak
def test_three_sheets_of_paper_by_keyboard(browse: Callable[..., Browsing]) -> None:
    """A sheet is one page of boxes; after it the next one begins in its first box."""
    one = opened(_survey())
    numbers = [number_for(one) for _n in range(3)]
    seat = Seat(browse, planner(), (1280, Keyboard, True))
    seat.open(f"/staff/surveys/{one.code}/paper/", "紙の答えを入れる")
    keys = seat.page.keyboard
    for place, number in enumerate(numbers):
        expect(seat.page.locator("#id_number")).to_be_focused()
        for typed in (number.lower(), "2", "4", "1 3", "1", "2", "3" if place else "9"):
            keys.type(typed)
            keys.press("Tab")
        keys.press("Shift+Tab")
        keys.press("Enter")
        if not place:
            expect(seat.page.locator("#id_q4_3_error")).to_have_text("1から4の番号で書いてください。")
            seat.look()
            seat.page.locator("#id_q4_3").fill("3")
            keys.press("Enter")
        expect(seat.page.get_by_text("次の1枚をどうぞ")).to_be_visible()
    seat.look()
    assert list(Response.objects.values_list("way", flat=True)) == ["paper"] * 3
    assert sorted(Answer.objects.filter(number__isnull=False).values_list("number", flat=True)) == [6, 6, 6]
    assert (seat.wrong, seat.browsing.wrong) == ([], [])


@pytest.mark.soak
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_is_wrong_to_axe(browse: Callable[..., Browsing], width: int) -> None:
    by = planner()
    draft, is_open, done = _survey(code="draft"), opened(_survey(code="open"), by), opened(_survey(code="done"), by)
    every = _survey("open", code="every")
    fill_in(opened(every, by), [{1: [1 + n % 3], 2: [1 + n % 5], 3: [1], 5: "ひとこと"} for n in range(40)])
    fill_in(done, [{1: [1 + n % 3], 2: [1 + n % 5], 3: [1, 2], 4: [3 + n % 4], 5: "ひとこと"} for n in range(64)])
    published(done, by)
    reader, staff = Seat(browse, None, (width, Mouse, True)), Seat(browse, by, (width, Mouse, True))
    reader.open("/surveys/", "アンケート")
    for address in ("open/", "open/?t=ABCD2345EFGH", "every/", "every/?tablet=1", "every/thanks/?tablet=1", "done/"):
        reader.open(f"/surveys/{address}")
    for address in ("", "new/", *(f"{one.code}/" for one in (draft, is_open, done)), "draft/edit/", "open/edit/",
                    "draft/questions/", f"draft/questions/{draft.questions.all()[1].pk}/", "draft/preview/", "draft/tickets/",
                    "open/sheet/", "open/paper/", "done/texts/"):  # fmt: skip
        staff.open(f"/staff/surveys/{address}")
    staff.open("/staff/surveys/open/tickets/", "番号")
    staff.hands.write("作る枚数", "3")
    staff.hands.press("番号を作る")
    expect(staff.page.get_by_text("3枚の番号を作りました")).to_be_visible()
    staff.look()
    assert (reader.wrong, staff.wrong) == ([], [])
    assert (reader.browsing.wrong, staff.browsing.wrong) == ([], [])
