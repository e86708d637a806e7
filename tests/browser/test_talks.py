"""A talk between a company and the city, with a file, from its first words to its end: by touch, keyboard, without JavaScript."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hub.threads.models import Attachment, Thread
from tests.browser.hands import Keyboard, Mouse
from tests.browser.signed_in import Browsing
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of
from tests.hub.threads.talks import PDF
from tests.partners.registrations import S, registration

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = [
    pytest.param(360, Mouse, True, id="360, by touch", marks=pytest.mark.soak),
    pytest.param(360, Mouse, False, id="360, without JavaScript"),
    pytest.param(1280, Keyboard, True, id="1280, by keyboard alone"),
]


def _choose(page: Page) -> None:
    page.get_by_label("ファイル").set_input_files(
        {"name": "会議室の図面.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )


def _look(browsing: Browsing, name: str, h1: str, found: dict[str, list[str]], script: bool) -> None:
    """axe-core is a script itself. A key that was pressed leads on a little later."""
    expect(browsing.page.locator("h1")).to_have_text(h1)
    if script:
        found[name] = browsing.looked_at()
    if folder := os.environ.get("HUB_LOOK"):
        browsing.page.screenshot(path=f"{folder}/{name}-{browsing.width}.png", full_page=True)


@pytest.mark.parametrize(("width", "hands_of", "script"), WAYS)
def test_a_talk_with_a_file(browse: Callable[..., Browsing], width: int, hands_of: Any, script: bool) -> None:
    ours = OrganizationFactory(name="かどのパン", verified=True)
    registration(S.APPROVED, organization=ours)
    found: dict[str, list[str]] = {}
    member, city = browse(width=width, script=script), browse(width=width, script=script)
    member.enter(member_of(ours, display_name="店の人"))
    city.enter(UserFactory(coordinator=True))

    hands, page = hands_of(member.page), member.page
    page.goto(f"/me/organizations/{ours.pk}/")
    hands.follow("市とのやりとりを開く")
    _look(member, "mine-empty", "市とのやりとり", found, script)
    hands.follow("新しいやりとりを始める")
    expect(page.locator("h1")).to_have_text("新しいやりとりを始める")
    hands.write("何について", "会議室のこと")
    hands.press("送る")
    expect(page.get_by_role("alert")).to_contain_text("ひとこと書いてください")
    expect(page.get_by_label("何について")).to_have_value("会議室のこと")
    _look(member, "new-wrong", "新しいやりとりを始める", found, script)
    hands.write("書くこと", "秋から、奥の部屋を貸せます。図面を送ります。")
    _choose(page)
    hands.press("送る")
    expect(page.locator(".say")).to_contain_text("会議室の図面.pdf")
    _look(member, "talk-waits", "会議室のこと", found, script)

    hands, page = hands_of(city.page), city.page
    page.goto("/staff/")
    hands.follow("かどのパン：会議室のこと")
    expect(page.locator("h1")).to_have_text("会議室のこと")
    with page.expect_download() as taken:
        page.get_by_role("link", name="会議室の図面.pdf").click()
    assert taken.value.suggested_filename == "会議室の図面.pdf"
    _look(city, "staff-talk", "会議室のこと", found, script)
    hands.write("書くこと", "ありがとうございます。来週、見にうかがいます。")
    hands.press("送る")
    expect(page.locator(".say")).to_have_count(2)
    page.goto("/staff/talks/?show=open")
    _look(city, "staff-list", "団体とのやりとり", found, script)

    hands, page = hands_of(member.page), member.page
    page.goto("/me/")
    hands.follow("かどのパン：会議室のこと")
    expect(page.locator("h1")).to_have_text("会議室のこと")
    _look(member, "talk-answered", "会議室のこと", found, script)
    hands.press("読んだことにする")
    expect(page.locator("main")).to_contain_text("読んだことにしました")
    page.goto(f"/me/organizations/{ours.pk}/talks/")
    expect(page.locator(".case")).not_to_contain_text("まだ読んでいません")
    _look(member, "mine", "市とのやりとり", found, script)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    assert (Thread.objects.get().waits_for, Attachment.objects.count()) == ("members", 1)
    assert (member.wrong, city.wrong) == ([], [])
