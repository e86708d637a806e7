"""The desk's pages besides the case: through a list case by case, and the measures. By mouse, by keyboard, without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from referrals.enums import Ground, Outcome, Refusal, State
from referrals.models import Sign
from referrals.services import cases, transfers
from tests.browser.hands import Mouse
from tests.browser.signed_in import Browsing
from tests.browser.test_people import WAYS
from tests.hub.accounts.factories import UserFactory
from tests.referrals.cases import asked, district, office, referral, worker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "hands", "script"), WAYS)
def test_from_one_case_of_a_list_to_the_next(
    browse: Callable[..., Browsing], width: int, hands: type[Mouse], script: bool
) -> None:
    here = office("南の事務所", districts=(district(),))
    first, second, third = (referral(at=here) for _n in range(3))
    browsing = browse(width=width, script=script)
    browsing.enter(worker(here))
    page, hand = browsing.page, hands(browsing.page)
    page.goto("/staff/referrals/?show=untaken")
    hand.follow(str(first))
    for one, after in ((first, second), (second, third)):
        expect(page.locator("h1")).to_have_text(str(one))
        hand.press("引き受けた")
        expect(page.locator("header.title .tag").first).to_have_text("担当が決まった")
        expect(page.locator("nav a[rel=next]")).to_have_text(f"次の相談：{after}")
        if script:
            assert browsing.looked_at() == []
        hand.press_on(page.locator("nav a[rel=next]"))
    expect(page.locator("h1")).to_have_text(str(third))
    browsing.picture(f"referral-next-{width}")
    hand.press("引き受けた")
    expect(page.locator("main nav.line")).to_contain_text("ほかの相談は、この一覧にありません")
    assert browsing.wrong == []


@pytest.mark.parametrize("width", [360, 1280])
def test_the_measures_are_read_at_any_width(browse: Callable[..., Browsing], width: int) -> None:
    here, there = office("南の事務所", districts=(district(),)), office("北の事務所", kana="きた")
    sign, me = Sign.objects.create(text="しばらく姿を見ない"), UserFactory(consultation=True)
    for n, state in enumerate((State.RECEIVED, State.IN_SUPPORT, State.CLOSED, State.CLOSED)):
        one = referral(state, at=here)
        one.signs.set([sign] if n else [])
    asked = transfers.hand_on_to_office(
        referral(State.ASSIGNED, at=here), by=me, office=there, ground=Ground.PROTECTION, reason="わけ"
    )
    transfers.decline_transfer(asked, by=worker(there), refusal=Refusal.NO_ROOM, reason="ヒミツのわけ")
    done = referral(State.IN_CONTACT, at=here)
    cases.close_referral(done, by=me, outcome=Outcome.INFORMED, reason="話した")
    cases.reopen_referral(done, by=me, reason="まだ続く")
    browsing = browse(width=width)
    browsing.enter(me)
    browsing.page.goto("/staff/referrals/measures/")
    expect(browsing.page.locator("h1")).to_have_text("件数と日数")
    browsing.picture(f"referral-measures-{width}")
    assert browsing.looked_at() == []
    browsing.page.get_by_label("いつから").fill("きのう")
    browsing.page.get_by_role("button", name="この条件で見る").click()
    expect(browsing.page.locator("main")).to_contain_text("日付として読めません")
    assert (browsing.looked_at(), browsing.wrong) == ([], [])


@pytest.mark.parametrize(("width", "hands", "script"), WAYS)
def test_the_link_of_an_agency_is_stopped(
    browse: Callable[..., Browsing], width: int, hands: type[Mouse], script: bool
) -> None:
    here = office("南の事務所", districts=(district(),))
    one = referral(State.IN_CONTACT, at=here)
    transfers.accept_transfer(asked(one, "市内の病院 地域連携室"), by=None, answer="だれか")
    agency, browsing = browse(width=width, script=script), browse(width=width, script=script)
    agency.page.goto(f"/support/transfer/{one.pk}/")
    expect(agency.page.locator("main")).to_contain_text("ヒミツのまとめ")
    browsing.enter(worker(here))
    page, hand = browsing.page, hands(browsing.page)
    page.goto(f"/staff/referrals/{one.pk}/")
    hand.unfold("もれたかもしれないとき、渡しまちがえたとき")
    if script:
        assert browsing.looked_at() == []
    hand.press("リンクを止める")
    expect(page.locator("main")).to_contain_text("リンクを止めた 市内の病院 地域連携室")
    expect(page.locator("#links-h")).to_have_count(0)
    agency.page.reload()
    expect(agency.page.locator("h1")).to_have_text("ページが見つかりません")
    assert browsing.wrong == []
