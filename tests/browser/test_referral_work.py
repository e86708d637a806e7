"""Chromium works for a form by itself; without a script it is sent all the same. Another language loses nothing, nor Enter."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from hub.accounts.models import User
from referrals.models import CaseFile, Message, Referral, SupportOffice
from referrals.services.intake import receive_referral
from tests.browser.signed_in import Browsing
from tests.hub.accounts.factories import OrganizationFactory, member_of
from tests.hub.areas.factories import DistrictFactory
from tests.hub.threads.talks import PDF
from tests.referrals.cases import office, told, worker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "夜に明かりが\nつかない"
_LONG = 10**10
# One way in CI, whose time is short; all of them by hand.
SCREENS = [
    (360, True),
    pytest.param(1280, True, marks=pytest.mark.soak),
    pytest.param(360, False, marks=pytest.mark.soak),
]


@pytest.fixture(autouse=True)
def _narrow(transactional_db: None, settings: Any) -> None:
    cache.clear()
    settings.HUB_REFERRALS_PROOF_BITS = 12
    settings.HUB_REFERRALS_LIMITS = {"client": ((_LONG, 0),), "all": ((_LONG, 100),)}
    settings.HUB_REFERRALS_FOLLOW_LIMITS = {"client": ((_LONG, 0),), "all": ((_LONG, 100),)}
    office("南の事務所", districts=(DistrictFactory(name="ひとつめ中学校区"),))


def _press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name).first.click()


def _fill(page: Page) -> None:
    """Up to the last step."""
    page.goto("/support/refer/?who=self")
    page.get_by_label("くわしく書けることがあれば").fill(WORDS)
    _press(page, "次へ")
    page.get_by_label("地区").select_option(label="ひとつめ中学校区")
    _press(page, "次へ")
    page.get_by_label("受付番号で、このサイトで読む").check()


def _held() -> list[tuple[bool, str]]:
    return [(one.is_held, one.text.unsealed()) for one in Referral.objects.order_by("pk")]


@pytest.mark.parametrize(("width", "script"), SCREENS)
def test_a_form_is_worked_for_and_sent(browse: Callable[..., Browsing], width: int, script: bool) -> None:
    browsing = browse(width=width, script=script)
    page = browsing.page
    _fill(page)
    _press(page, "送る")
    if not script:
        expect(page.locator("h1")).to_have_text("もう少しで送れます")
        expect(page.locator("[data-with-script]").first).to_be_hidden()
        browsing.picture(f"work-plain-{width}")
        _press(page, "送る")
    expect(page.locator("h1")).to_have_text("受け付けました")
    assert (_held(), browsing.wrong) == ([(not script, WORDS)], [])


@pytest.mark.parametrize(("width", "script"), SCREENS)
def test_a_box_stands_there_where_its_way_of_answering_was_chosen(
    browse: Callable[..., Browsing], width: int, script: bool
) -> None:
    browsing = browse(width=width, script=script)
    page = browsing.page
    _fill(page)
    phone, email = page.get_by_label("電話番号"), page.get_by_label("メールアドレス")
    seen = []
    for way in ("電話で", "メールで", "返事はいらない"):
        page.locator("#id_reply").get_by_label(way).check()
        seen.append((phone.is_visible(), email.is_visible()))
        browsing.picture(f"reply-{way}-{width}")
    assert seen == [(True, False), (False, True), (False, False)]
    page.locator("summary", has_text="いのちが危ない").click()
    expect(page.locator("a[href='tel:119']")).to_be_visible()
    browsing.picture(f"danger-open-{width}")
    assert (browsing.looked_at() if script else [], browsing.wrong) == ([], [])


@pytest.mark.parametrize("width", [360, pytest.param(1280, marks=pytest.mark.soak)])
def test_while_it_works_the_page_says_so_and_can_be_left(
    browse: Callable[..., Browsing], width: int, settings: Any
) -> None:
    settings.HUB_REFERRALS_PROOF_BITS = 32
    browsing = browse(width=width)
    page = browsing.page
    _fill(page)
    _press(page, "送る")
    expect(page.get_by_role("status")).to_have_text("計算しています。そのままお待ちください。")
    expect(page.get_by_role("button", name="送る", exact=True)).to_have_count(0)
    browsing.picture(f"work-{width}")
    assert browsing.looked_at() == []
    _press(page, "待たずに送る")
    expect(page.locator("h1")).to_have_text("受け付けました")
    assert (_held(), browsing.wrong) == ([(True, WORDS)], [])


@pytest.mark.parametrize(("width", "script"), SCREENS)
def test_a_code_beyond_the_limit_is_worked_for(browse: Callable[..., Browsing], width: int, script: bool) -> None:
    code = receive_referral(told(district=None, likely_district=SupportOffice.objects.get().districts.get())).code
    browsing = browse(width=width, script=script)
    page = browsing.page
    page.goto("/support/follow/")
    page.get_by_label("受付番号").fill(f"受付番号：{code}")
    _press(page, "開く")
    if script:
        expect(page.locator("h1")).to_have_text("やりとりの続き")
    else:
        expect(page.get_by_role("alert")).to_contain_text("少し待ってください")
        expect(page.locator("form[data-proof]")).to_be_hidden()
        expect(page.get_by_label("受付番号")).to_have_value(f"受付番号：{code}")
    # A 429 is said in the console.
    assert [one for one in browsing.wrong if "429" not in one] == []


@pytest.mark.parametrize("width", [360, pytest.param(1280, marks=pytest.mark.soak)])
def test_while_it_works_for_a_code_it_is_said_first_that_it_does(
    browse: Callable[..., Browsing], width: int, settings: Any
) -> None:
    settings.HUB_REFERRALS_PROOF_BITS = 32
    code = receive_referral(told(district=None, likely_district=SupportOffice.objects.get().districts.get())).code
    browsing = browse(width=width)
    page = browsing.page
    page.goto("/support/follow/")
    page.get_by_label("受付番号").fill(code)
    _press(page, "開く")
    expect(page.get_by_role("status")).to_have_text("計算しています。そのままお待ちください。")
    said = page.locator("main").inner_text()
    places = [said.find(words) for words in ("計算が終わるのを待って", "計算しています", "分ほどたってから「開く」")]
    assert (places == sorted(places), min(places) > 0, "分ほど止めて" in said) == (True, True, False)
    assert browsing.looked_at() == []
    browsing.picture(f"follow-work-{width}")


@pytest.mark.parametrize(("width", "script"), SCREENS)
def test_another_language_loses_no_half_reply(
    browse: Callable[..., Browsing], width: int, script: bool, settings: Any
) -> None:
    settings.HUB_REFERRALS_FOLLOW_LIMITS = {"client": ((_LONG, 100),), "all": ((_LONG, 100),)}
    code = receive_referral(told(district=None, likely_district=SupportOffice.objects.get().districts.get())).code
    browsing = browse(width=width, script=script)
    page = browsing.page
    page.goto("/support/follow/")
    page.get_by_label("受付番号").fill(code)
    page.locator("header.head").get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#id_code")).to_have_value(code)
    page.locator("header.head").get_by_role("button", name="日本語", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    # Enter opens, and chooses no language.
    page.locator("#id_code").press("Enter")
    expect(page.locator("h1")).to_have_text("やりとりの続き")
    page.get_by_label("続きを書く").fill(WORDS)
    page.locator("header.head").get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#id_text")).to_have_value(WORDS)
    assert browsing.looked_at() == []
    browsing.picture(f"talk-reading-{width}")
    page.locator("main form").get_by_role("button").click()
    expect(page.get_by_role("status")).to_be_visible()
    assert ([one.text.unsealed() for one in Message.objects.all()], browsing.wrong) == ([WORDS], [])


@pytest.mark.parametrize(("width", "script"), SCREENS)
def test_another_language_loses_nothing_and_enter_goes_on(
    browse: Callable[..., Browsing], width: int, script: bool
) -> None:
    browsing = browse(width=width, script=script)
    page = browsing.page
    page.goto("/support/refer/?who=self")
    page.get_by_label("くわしく書けることがあれば").fill(WORDS)
    page.locator("header.head").get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#id_text")).to_have_value(WORDS)
    if script:
        assert browsing.looked_at() == []
    page.locator("header.head").get_by_role("button", name="日本語", exact=True).click()
    _press(page, "次へ")
    page.get_by_label("会えるところ").fill("駅前")
    page.keyboard.press("Enter")  # the town or district is missing for nobody: where to meet is enough
    expect(page.locator(".steps [aria-current], [role=alert]").first).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    assert (Referral.objects.count(), browsing.wrong) == (0, [])


def _professional() -> User:
    user: User = member_of(OrganizationFactory(verified=True, kind="care"))
    return user


@pytest.mark.parametrize(("width", "script"), SCREENS)
def test_a_professional_adds_a_file_that_the_desk_takes_home(
    browse: Callable[..., Browsing], width: int, script: bool
) -> None:
    sender, desk = browse(width=width, script=script), browse(width=width, script=script)
    sender.enter(_professional())
    desk.enter(worker(SupportOffice.objects.get()))
    page, wrong = sender.page, []
    page.goto("/support/refer/")
    page.get_by_label("医療・福祉などの専門職").check()
    _press(page, "次へ")
    page.get_by_label("くわしく書けることがあれば").fill(WORDS)
    page.get_by_label("町の名前がわからないときは、地区").select_option(label="ひとつめ中学校区")
    _press(page, "次へ")
    chosen = {"name": "診断書.pdf", "mimeType": "application/pdf", "buffer": PDF}
    page.get_by_label("ファイルを付ける").set_input_files(chosen)  # type: ignore[arg-type]
    sender.picture(f"files-{width}")
    _press(page, "送る")  # how to be answered is missing
    expect(page.locator("#id_attached_error")).to_contain_text("もう一度選んでください")
    wrong += sender.looked_at() if script else []
    page.get_by_label("返事はいらない").check()
    page.get_by_label("ファイルを付ける").set_input_files(chosen)  # type: ignore[arg-type]
    _press(page, "送る")
    expect(page.locator("h1")).to_have_text("受け付けました")
    page = desk.page
    page.goto(f"/staff/referrals/{Referral.objects.get().pk}/")
    expect(page.locator("#personal")).to_contain_text("ファイルが1つ付いています")
    page.get_by_label("開く理由").fill("受付")
    _press(page, "個人の部分を開く")
    wrong += desk.looked_at() if script else []
    desk.picture(f"case-files-{width}")
    with page.expect_download() as got:
        _press(page, "ファイル1を受け取る")
    assert got.value.suggested_filename == "診断書.pdf"
    assert re.sub(rb"\s", b"", got.value.path().read_bytes()) == re.sub(rb"\s", b"", PDF)
    assert (CaseFile.objects.count(), wrong, sender.wrong, desk.wrong) == (1, [], [], [])
