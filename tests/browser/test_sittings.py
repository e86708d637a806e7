"""The end of a sitting of staff, drafts, and what a quick exit leaves behind: what only a browser shows."""

import re
import time
from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from playwright.sync_api import APIResponse, Route, expect

from hub.accounts.models import User
from hub.accounts.session_limits import SIGNED_IN_AT
from referrals.enums import State
from referrals.models import CaseNote, Draft, OfficeStaff, Referral, SupportOffice
from tests import waiting
from tests.browser.signed_in import Browsing
from tests.hub.accounts.factories import UserFactory
from tests.hub.areas.factories import DistrictFactory
from tests.referrals.cases import WORDS, office, referral

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "あしたの朝に訪ねる"


@pytest.fixture(autouse=True)
def here(transactional_db: None) -> SupportOffice:
    return office("南の事務所", districts=(DistrictFactory(name="だいち"),))


def _idle(browsing: Browsing, minutes: int) -> None:
    """So much time passes, here and at the hub."""
    for cookie in browsing.context.cookies():
        if cookie.get("name") == settings.SESSION_COOKIE_NAME:
            row = Session.objects.get(session_key=cookie.get("value"))
            values = row.get_decoded()
            for record in values["account_authentication_methods"]:
                record["at"] -= minutes * 60
            values["staff_seen_at"] = values.get("staff_seen_at", 0) - minutes * 60
            Session.objects.filter(pk=row.pk).update(session_data=Session.objects.encode(values))
    browsing.page.clock.fast_forward(minutes * 60_000)


def _at_an_opened_case(browse: Callable[..., Browsing], one: Referral, width: int) -> Browsing:
    browsing = browse(width=width)
    browsing.enter(_who(one))
    browsing.page.clock.install()
    browsing.page.goto(f"/staff/referrals/{one.pk}/")
    browsing.page.get_by_role("button", name="個人の部分を開く").click()
    expect(browsing.page.locator("#personal")).to_contain_text(WORDS["about_name"])
    return browsing


def _who(one: Referral) -> User:
    assert one.assigned_to is not None
    return one.assigned_to


def _write(browsing: Browsing) -> None:
    browsing.page.locator("summary", has_text="記録を書く").click()
    browsing.page.locator("#note_text").fill(TEXT)


@pytest.mark.parametrize("width", [360, pytest.param(1280, marks=pytest.mark.soak)])
def test_before_the_end_it_is_said_and_one_press_goes_on(
    browse: Callable[..., Browsing], here: SupportOffice, width: int
) -> None:
    one = referral(State.ASSIGNED, at=here)
    browsing = _at_an_opened_case(browse, one, width)
    page, bar = browsing.page, browsing.page.locator(".sitting")
    _write(browsing)
    expect(bar).to_be_hidden()
    _idle(browsing, 26)
    expect(bar).to_be_visible()
    expect(bar.get_by_role("alert")).to_contain_text("に閉じます")
    # Who is writing is not torn away.
    expect(page.locator("#note_text")).to_be_focused()
    assert browsing.looked_at() == []
    browsing.picture(f"referral-closing-{width}", of=bar)
    bar.get_by_role("button", name="つづける").click()
    expect(bar).to_be_hidden()
    _idle(browsing, 20)
    expect(page.locator("#personal")).to_contain_text(WORDS["about_name"])
    _idle(browsing, 11)
    expect(page.get_by_role("heading", level=1)).to_have_text("時間がたったので、画面を閉じました")
    page.wait_for_function("word => !document.documentElement.outerHTML.includes(word)", arg=WORDS["about_name"])
    # What was being written waits unseen.
    assert [one for one in browsing.looked_at() if not one.startswith("unseen")] == []
    browsing.picture(f"referral-closed-{width}")
    browsing.enter(_who(one))
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator("#note_text")).to_have_value(TEXT)
    assert WORDS["about_name"] not in page.content()
    page.locator("#act-note").get_by_role("button", name="記録する").click()
    expect(page.get_by_text("記録しました。")).to_be_visible()
    assert (CaseNote.objects.get().by, browsing.wrong) == (_who(one), [])


def test_another_who_signs_in_meanwhile_finds_nothing_on_the_page(
    browse: Callable[..., Browsing], here: SupportOffice
) -> None:
    one, colleague = referral(State.ASSIGNED, at=here), UserFactory(staff=True)
    OfficeStaff.objects.create(office=here, user=colleague)
    browsing = _at_an_opened_case(browse, one, 1280)
    page = browsing.page
    _write(browsing)
    _idle(browsing, 31)
    expect(page.get_by_role("heading", level=1)).to_have_text("時間がたったので、画面を閉じました")
    browsing.enter(colleague)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.get_by_text("別の人がログインしている")).to_be_visible()
    assert [word for word in (*WORDS.values(), str(one)) if word in page.locator("body").inner_text()] == []
    assert page.locator("#note_text").count() == 0


@pytest.mark.parametrize("late", ["**/staff/session/", "**/staff/referrals/*/draft/**"])
def test_who_comes_back_before_a_late_answer_is_told_of_who_is_there_now(
    browse: Callable[..., Browsing], here: SupportOffice, late: str
) -> None:
    one, colleague = referral(State.ASSIGNED, at=here), UserFactory(staff=True)
    OfficeStaff.objects.create(office=here, user=colleague)
    browsing = _at_an_opened_case(browse, one, 1280)
    page, held = browsing.page, list[tuple[Route, APIResponse]]()
    _write(browsing)

    def hold(route: Route) -> None:
        held.append((route, route.fetch()))

    page.route(late, hold, times=1)
    _idle(browsing, 31)
    expect(page.get_by_role("heading", level=1)).to_have_text("時間がたったので、画面を閉じました")
    waiting.until(lambda: page.title() and held, what="the answer that is held back")
    browsing.enter(colleague)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    # The answer that was under way tells of a time before the colleague, whose sign-in it leaves alone.
    route, before = held[0]
    route.fulfill(response=before)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.get_by_text("別の人がログインしている")).to_be_visible()


def test_another_tab_that_goes_on_keeps_this_one_open(browse: Callable[..., Browsing], here: SupportOffice) -> None:
    one = referral(State.ASSIGNED, at=here)
    browsing = _at_an_opened_case(browse, one, 1280)
    _idle(browsing, 26)
    expect(browsing.page.locator(".sitting")).to_be_visible()
    other = browsing.context.new_page()
    other.goto("/staff/")
    browsing.page.clock.fast_forward(60_000)
    expect(browsing.page.locator(".sitting")).to_be_hidden()
    expect(browsing.page.locator("#personal")).to_contain_text(WORDS["about_name"])


def _sign_in_long_ago(browsing: Browsing, minutes: int) -> None:
    for cookie in browsing.context.cookies():
        if cookie.get("name") == settings.SESSION_COOKIE_NAME:
            row = Session.objects.get(session_key=cookie.get("value"))
            values = row.get_decoded() | {SIGNED_IN_AT: time.time() - minutes * 60}
            Session.objects.filter(pk=row.pk).update(session_data=Session.objects.encode(values))


@pytest.mark.parametrize("width", [360, pytest.param(1280, marks=pytest.mark.soak)])
def test_of_the_end_that_nothing_puts_off_it_is_said_so_and_stays_said(
    browse: Callable[..., Browsing], here: SupportOffice, width: int
) -> None:
    one = referral(State.ASSIGNED, at=here)
    browsing = browse(width=width)
    browsing.enter(_who(one))
    _sign_in_long_ago(browsing, 12 * 60 - 4)
    page, bar = browsing.page, browsing.page.locator(".sitting")
    page.clock.install()
    page.goto(f"/staff/referrals/{one.pk}/")
    go_on = bar.get_by_role("button", name="つづける")

    def look() -> None:
        expect(bar.get_by_role("alert")).to_contain_text("ログインしてから12時間になる")
        expect(go_on).to_be_hidden()

    look()
    assert browsing.looked_at() == []
    browsing.picture(f"referral-last-{width}")
    for _time in range(2):
        with page.expect_response("**/staff/session/") as asked:
            page.clock.fast_forward(21_000)
        assert (asked.value.request.method, asked.value.json()["is_last"]) == ("GET", True)
        look()
    assert browsing.wrong == []


@pytest.mark.parametrize("width", [360, pytest.param(1280, marks=pytest.mark.soak)])
def test_what_was_typed_when_the_browser_went_is_there_the_next_time(
    browse: Callable[..., Browsing], here: SupportOffice, width: int
) -> None:
    one = referral(State.ASSIGNED, at=here)
    browsing = _at_an_opened_case(browse, one, width)
    _write(browsing)
    expect(browsing.page.locator("#act-note [data-draft-said]")).to_contain_text("書きかけを残しました")
    assert browsing.page.evaluate("localStorage.length + sessionStorage.length") == 0
    browsing.page.goto("about:blank")
    later = _at_an_opened_case(browse, one, width)
    page = later.page
    expect(page.locator("#note_text")).to_have_value(TEXT)
    expect(page.locator(".note", has_text="書きかけがあります").first).to_be_visible()
    assert later.looked_at() == []
    later.picture(f"referral-draft-{width}", of=page.locator("#act-note"))
    throw = page.locator("#act-note").get_by_role("button", name="書きかけを捨てる")
    expect(throw).to_be_hidden()
    page.locator("#act-note summary", has_text="書きかけを捨てるとき").click()
    throw.click()
    expect(page.get_by_text("書きかけを捨てました。")).to_be_visible()
    # It is open still.
    expect(page.locator("#personal")).to_contain_text(WORDS["about_name"])
    assert (Draft.objects.kept().count(), later.wrong) == (0, [])


def test_a_draft_that_is_under_way_stops_when_its_form_is_sent(
    browse: Callable[..., Browsing], here: SupportOffice
) -> None:
    one = referral(State.ASSIGNED, at=here)
    browsing = _at_an_opened_case(browse, one, 1280)
    page, stopped = browsing.page, []
    page.on("requestfailed", lambda request: stopped.append(request.failure) if "/draft/" in request.url else None)
    held: list[Route] = []  # under way for as long as the test lasts
    browsing.context.route("**/draft/", lambda route: held.append(route))  # noqa: PLW0108 - Playwright looks at its signature
    # The page stays, so that it is its script that stops it.
    browsing.context.route("**/referrals/*/", lambda route: route.fulfill(status=204))
    with page.expect_request("**/draft/"):
        _write(browsing)
        page.clock.fast_forward(2_000)
    with page.expect_event("requestfailed"):
        page.locator("#act-note").get_by_role("button", name="記録する").click()
    assert (stopped, len(held)) == (["net::ERR_ABORTED"], 1)
    expect(page.locator("#act-note [data-draft-said]")).to_be_hidden()


@pytest.mark.parametrize("steps", [1, 2])
def test_after_a_quick_exit_back_shows_nothing_of_it(browse: Callable[..., Browsing], steps: int) -> None:
    """Also where the way there led over pages that were sent, which a browser asks to send again."""
    browsing = browse(width=360)
    page = browsing.page
    weather = "https://www.jma.go.jp/bosai/forecast/"
    browsing.context.route(
        f"{weather}**", lambda route: route.fulfill(body="<h1>WEATHER</h1>", content_type="text/html")
    )
    page.goto("/support/")
    page.goto("/support/refer/")
    assert browsing.looked_at() == []
    page.get_by_label("店・会社・配達など").check()
    page.get_by_role("button", name="次へ").click()
    page.get_by_label("くわしく書けることがあれば").fill(TEXT)
    if steps == 2:
        page.get_by_label("町の名前がわからないときは、地区").select_option(label="だいち")
        page.get_by_role("button", name="次へ").click()
        expect(page.get_by_role("heading", level=2, name="送ったあとは")).to_be_visible()
        expect(page.locator(".steps [aria-current]")).to_contain_text("3")
    page.get_by_role("link", name="すぐ閉じる").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("WEATHER")
    for _press in range(steps + 2):
        page.go_back(wait_until="commit")
        expect(page).to_have_url(re.compile(f"^({weather}|about:blank)$"))
        expect(page.locator("body")).to_have_text(re.compile("^(WEATHER)?$"))


def test_without_a_script_the_page_says_what_a_quick_exit_leaves(browse: Callable[..., Browsing]) -> None:
    page = browse(width=360, script=False).page
    page.goto("/support/refer/")
    expect(page.locator(".quit")).to_contain_text("「戻る」を押すと、この画面が出ることがあります")
    expect(page.get_by_role("link", name="すぐ閉じる")).to_have_attribute(
        "href", "https://www.jma.go.jp/bosai/forecast/"
    )


@pytest.mark.parametrize("width", [360, pytest.param(1280, marks=pytest.mark.soak)])
def test_the_admin_says_it_too(browse: Callable[..., Browsing], width: int) -> None:
    browsing = browse(width=width)
    browsing.enter(UserFactory(administrator=True))
    browsing.page.clock.install()
    browsing.page.goto("/admin/")
    _idle(browsing, 26)
    expect(browsing.page.locator(".sitting").get_by_role("alert")).to_contain_text("に閉じます")
    browsing.picture(f"admin-closing-{width}")
    browsing.page.get_by_role("button", name="つづける").click()
    expect(browsing.page.locator(".sitting")).to_be_hidden()
    _idle(browsing, 31)
    expect(browsing.page.get_by_role("heading", level=1)).to_have_text("時間がたったので、画面を閉じました")
    assert browsing.wrong == []
