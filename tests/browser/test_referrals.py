"""From somebody who noticed to a closed loop: the form, the desk, the answer by number. Each page by axe, without JavaScript too."""

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import expect

from hub.vocabulary import load_vocabulary
from referrals.enums import Outcome, State
from referrals.models import AccessRecord, Referral, Sign, SupportOffice
from tests.browser.hands import Mouse
from tests.browser.seat import STEP, TAG, Seat, read_by_code
from tests.browser.signed_in import Browsing
from tests.browser.test_people import WITHOUT_TOUCH
from tests.hub.areas.factories import DistrictFactory
from tests.referrals.cases import office, worker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "毎朝会っていた方を、2週間ほど見ていません。"
ANSWER = "知らせてくださって、ありがとうございます。様子を見に行きます。"


@pytest.fixture(autouse=True)
def _office(transactional_db: None) -> None:
    load_vocabulary(settings.BASE_DIR / "data" / "vocabulary")
    Sign.objects.create(text="しばらく姿を見ない")
    office("南の事務所", districts=(DistrictFactory(name="ひとつめ中学校区"),))


def _send(clerk: Seat) -> str:
    """What is missing is said once; the number is read off the receipt."""
    clerk.open("/support/")
    clerk.open("/support/refer/", "気になる人のことを知らせる")
    clerk.press("次へ", "[role=alert]", "ひとつ選んでください")
    clerk.hands.tick("店・会社・配達など")
    clerk.press("次へ", STEP, "2")
    clerk.hands.tick("しばらく姿を見ない")
    clerk.hands.write("くわしく書けることがあれば", WORDS)
    clerk.hands.pick("町の名前がわからないときは、地区", "ひとつめ中学校区")
    clerk.press("次へ", STEP, "3")
    clerk.press("戻る", STEP, "2")
    expect(clerk.page.get_by_label("くわしく書けることがあれば")).to_have_value(WORDS)
    clerk.press("次へ", STEP, "3")
    clerk.hands.tick("受付番号で、このサイトで読む")
    clerk.press("送る", "h1", "受け付けました")
    return clerk.page.locator(".code").inner_text()


def _take(desk: Seat, one: Referral) -> None:
    """From the list, in which nothing of it stands."""
    desk.open("/staff/")
    expect(desk.page.locator("main")).not_to_contain_text(WORDS)
    desk.open("/staff/referrals/")
    desk.hands.follow(str(one))
    desk.look(str(one))
    expect(desk.page.locator("main")).not_to_contain_text(WORDS)
    desk.press("引き受けた", TAG, "担当が決まった")


def _work(desk: Seat) -> None:
    """Opened, answered, reached."""
    desk.press("個人の部分を開く", "#personal", WORDS)
    desk.hands.unfold("書いた人に返事をする")
    desk.hands.write("返事", ANSWER, within="#act-answer")
    desk.press("返事を送る", "main", "返事を書いた", within="#act-answer")
    desk.press("連絡がついた", TAG, "連絡がついた")


def _close(desk: Seat, one: Referral) -> None:
    desk.open(f"/staff/referrals/{one.pk}/", str(one))
    desk.hands.press_on(desk.page.locator("#act-close summary"))
    desk.hands.tick(str(Outcome.SUPPORTED.label), within="#act-close")
    desk.hands.write("ひとこと", "訪ねて、話を聞きました。", within="#act-close")
    desk.press("終わったことにする", TAG, "終わった", within="#act-close")


@pytest.mark.parametrize(("width", "hands", "script"), WITHOUT_TOUCH)
def test_from_who_noticed_to_the_closed_loop(
    browse: Callable[..., Browsing], width: int, hands: type[Mouse], script: bool
) -> None:
    way = (width, hands, script)
    clerk, desk = Seat(browse, None, way), Seat(browse, worker(SupportOffice.objects.get()), way)
    code = _send(clerk)
    one = Referral.objects.get()
    read_by_code(clerk, code, "受け付けました")
    _take(desk, one)
    read_by_code(clerk, code, "担当が決まりました")
    _work(desk)
    read_by_code(clerk, code, "お返事があります")
    expect(clerk.page.locator(".talk")).to_contain_text(ANSWER)
    clerk.hands.write("続きを書く", "昼は家にいるようです。")
    clerk.hands.press("送る")
    expect(clerk.page.get_by_role("status").first).to_contain_text("送りました")
    clerk.look()
    _close(desk, one)
    read_by_code(clerk, code, "終わりました")
    one.refresh_from_db()
    assert (one.state, one.outcome, one.created_by) == (State.CLOSED, Outcome.SUPPORTED, None)
    # Opened once by hand, and again with each page that an act of an opened page led to.
    assert AccessRecord.objects.filter(look="personal", case_number=one.pk).count() == 3
    assert [cookie["name"] for cookie in clerk.browsing.context.cookies()] == ["csrftoken"]
    assert [seat.wrong + seat.browsing.wrong for seat in (clerk, desk)] == [[], []]
