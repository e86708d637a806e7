"""A project from an invitation to its report, by those who do it, a coordinator and a reader; each page by axe."""

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import expect

from hub.vocabulary import load_vocabulary
from partners.models import Project
from tests.browser.hands import Keyboard, Mouse
from tests.browser.seat import Seat
from tests.browser.signed_in import Browsing
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of
from tests.hub.areas.factories import DistrictFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "店の前のベンチ"
REPORT = ("何をしたか", "うまくいったこと", "うまくいかなかったこと", "地域に残ったもの")
MOUSE = (360, Mouse, False)


@pytest.fixture(autouse=True)
def _city(transactional_db: None) -> None:
    load_vocabulary(settings.BASE_DIR / "data" / "vocabulary")
    DistrictFactory(name="ひとつめ中学校区")


@pytest.mark.parametrize(
    "way",
    [
        pytest.param(MOUSE, id="360-no-script"),
        pytest.param((1280, Keyboard, True), id="1280-keyboard", marks=pytest.mark.soak),
        pytest.param((360, Mouse, True), id="360-axe", marks=pytest.mark.soak),
    ],
)
def test_a_project_from_an_invitation_to_its_report(
    browse: Callable[..., Browsing], way: tuple[int, type[Mouse], bool]
) -> None:
    market = OrganizationFactory(name="いちば商店", verified=True)
    city, clerk = Seat(browse, UserFactory(coordinator=True), way), Seat(browse, member_of(market), way)
    city.open("/staff/projects/new/", "共創プロジェクトを立ち上げる")
    city.hands.write("名前", TITLE)
    city.hands.write("さそう団体", "いちば商店")
    city.hands.press("立ち上げる（まだ公開しない）")
    city.look(TITLE)
    clerk.open(f"/me/organizations/{market.pk}/projects/", "共創プロジェクト")
    clerk.hands.follow(TITLE)
    clerk.look(TITLE)
    clerk.hands.write("何をするか", "ベンチを3つ置く")
    clerk.press("加わる", "main [role=status]", "加わりました")
    clerk.press("公開して始める", "main [role=alert]", "始めるには、あと少し書きます")
    clerk.hands.follow("内容を書きなおす")
    clerk.look("書きなおす")
    clerk.hands.write("ひとことで", "買いものの途中で座れます。")
    clerk.hands.write("どんな取り組みか", "店の前にベンチを置きます。")
    clerk.hands.tick("市内のどこでも")
    clerk.press("保存する", "main [role=status]", "保存しました")
    clerk.press("公開して始める", "main [role=status]", "公開して、始めました")
    form = "form:has(#result_on)"
    clerk.hands.write("いつ", "2026-01-05", within=form)
    clerk.hands.write("できたこと", "ベンチを置きました。", within=form)
    clerk.hands.write("届いた人（人）", "12", within=form)
    clerk.press("できたことを書く", "main [role=status]", "できたことを書きました", within=form)
    clerk.press("終えて、報告を公開する", "main [role=alert]", "報告にあと少し書きます")
    clerk.hands.follow("報告を書く")
    clerk.look("おわりの報告")
    for label in REPORT:
        clerk.hands.write(label, f"{label}を書きました。")
    clerk.press("報告を保存する（まだ公開しない）", "main [role=status]", "報告を保存しました")
    clerk.press("終えて、報告を公開する", "main [role=status]", "終えて、報告を公開しました")
    reader = Seat(browse, None, way)
    reader.open("/partners/projects/", "いっしょに取り組んでいること 共創プロジェクト")
    reader.hands.follow(TITLE)
    reader.look(TITLE)
    expect(reader.page.locator("main")).to_contain_text("うまくいかなかったことを書きました。")
    expect(reader.page.locator("main")).to_contain_text("のべ12人")
    reader.hands.follow("だれとだれが取り組んでいるか")
    reader.look("だれとだれが取り組んでいるか")
    expect(reader.page.locator("tbody tr")).to_have_count(1)
    assert Project.objects.get().state == "ended"
    assert [one for seat in (city, clerk, reader) for one in seat.wrong] == []
