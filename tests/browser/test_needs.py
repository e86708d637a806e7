"""A need from a place's member to a raised hand, to chosen, to met. Each page by axe, without JavaScript too."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from hub.accounts.models import User
from hub.vocabulary import load_vocabulary
from partners.enums import NeedState
from partners.models import Hand, Need
from tests.browser.hands import Mouse
from tests.browser.signed_in import Browsing
from tests.browser.test_people import WITHOUT_SCRIPT
from tests.events.published import EVERY_DAY, published_event, published_place
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of
from tests.hub.areas.factories import DistrictFactory
from tests.partners.registrations import S, registration

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "朝の体操の会に使う部屋がほしい"


@pytest.fixture(autouse=True)
def _city(transactional_db: None) -> None:
    load_vocabulary(settings.BASE_DIR / "data" / "vocabulary")
    DistrictFactory(name="ひとつめ中学校区")


class _Desk:
    """Somebody at a screen; ``wrong`` gathers what axe finds on the pages that they were shown."""

    def __init__(
        self, browse: Callable[..., Browsing], user: User | None, width: int, hands: type[Mouse], script: bool
    ):
        self.browsing = browse(width=width, script=script)
        if user is not None:
            self.browsing.enter(user)
        self.page, self.hands, self._script = self.browsing.page, hands(self.browsing.page), script
        self.wrong: list[str] = []

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.look()

    def follow(self, name: str, heading: str) -> None:
        self.hands.follow(name)
        expect(self.page.locator("h1")).to_have_text(heading)
        self.look()

    def press(self, name: str, says: str, *, role: str = "status") -> None:
        self.hands.press(name)
        expect(self.page.get_by_role(role).first).to_contain_text(says)  # type: ignore[arg-type]
        self.look()

    def look(self) -> None:
        if self._script:  # axe-core is one
            self.wrong += [f"{self.page.url} {one}" for one in self.browsing.looked_at()]


def _raise(desk: _Desk, place: int) -> Need:
    desk.open(f"/needs/raise/?as=place-{place}")
    desk.press("送る", "まだ送れていません", role="alert")
    desk.hands.write("何が足りないか（ひとことで）", TITLE)
    desk.hands.write("くわしく", "いまの部屋では、20人が入れません。")
    desk.hands.tick("場所")
    desk.hands.tick("市内のどこでも")
    desk.hands.tick("公開のページに、場や団体の名前を載せてよい")
    desk.hands.press("送る")
    expect(desk.page.locator("h1")).to_have_text("知らせを受け取りました")
    desk.look()
    desk.hands.follow("わたしが知らせたこと")
    expect(desk.page.locator("main .tag").first).to_have_text("確認を待っています")
    desk.look()
    return Need.objects.get()


def _publish(desk: _Desk, need: Need) -> None:
    desk.open("/staff/")
    desk.follow(TITLE, TITLE)
    form = 'form[aria-labelledby="write-h"]'
    desk.hands.press("公開する", within=form)
    expect(desk.page.get_by_role("alert").first).to_contain_text("まだ保存していません")
    desk.look()
    desk.press("空いている欄に、届いた文を下書きとして入れる", "人を指す言葉がないか見てください")
    expect(desk.page.locator("#id_title")).to_have_value(TITLE)
    desk.hands.press("公開する", within=form)
    expect(desk.page.get_by_role("alert").first).to_contain_text("書いたものは保存しました")
    desk.look()
    desk.hands.write("公開する文", "朝の体操の会が、20人ほどで使える部屋を探しています。", within=form)
    desk.hands.tick("読みなおして、だれのことかわかる言葉がないことを確かめました", within=form)
    desk.hands.press("公開する", within=form)
    expect(desk.page.get_by_role("status").first).to_contain_text("公開しました")
    desk.look()
    need.refresh_from_db()
    assert need.state == NeedState.PUBLISHED


def _raise_hand(desk: _Desk, organization: int) -> Hand:
    desk.open(f"/me/organizations/{organization}/needs/")
    expect(desk.page.locator("main")).to_contain_text("場所を出せます")
    desk.follow("手を挙げる", "手を挙げる")
    expect(desk.page.get_by_label("場所")).to_be_checked()
    desk.hands.write("何ができそうか", "店の奥の部屋（20人）を、毎週水曜の朝に使えます。")
    desk.hands.tick("かなったとき、団体の名前を載せてよい")
    desk.press("手を挙げる", "手を挙げました")
    return Hand.objects.get()


def _meet(desk: _Desk, need: Need, name: str) -> None:
    desk.open(f"/staff/needs/{need.pk}/")
    desk.follow(name, name)
    desk.press("いっしょに取り組むことにする", "いっしょに取り組むことにしました")
    desk.hands.write("どうなったか、または終える理由", "毎週水曜の朝に、体操の会が始まりました。")
    desk.press("かなった", "かなったことにしました")
    desk.open("/staff/needs/week/")
    desk.open("/staff/needs/?show=met")


@pytest.mark.parametrize(("width", "hands", "script"), WITHOUT_SCRIPT)
def test_a_need_from_a_place_to_what_came_of_it(
    browse: Callable[..., Browsing], width: int, hands: type[Mouse], script: bool
) -> None:
    theirs = OrganizationFactory(verified=True, name="みんなの居間の会")
    place = published_place("みんなの居間", open_on=EVERY_DAY, operator=theirs)
    partner = registration(S.APPROVED, organization=OrganizationFactory(verified=True, name="みどりスーパー"))

    def sit(user: User | None) -> _Desk:
        return _Desk(browse, user, width, hands, script)

    operator, coordinator = sit(member_of(theirs)), sit(UserFactory(coordinator=True))
    member, visitor = sit(member_of(partner.organization)), sit(None)
    soon = timezone.now() + timedelta(hours=3)
    published_event("異業種のつどい", soon, soon + timedelta(days=7), is_for_members=True)
    need = _raise(operator, place.pk)
    assert visitor.page.request.get(f"/needs/{need.pk}/").status == 404
    _publish(coordinator, need)
    visitor.open("/needs/?offer=place&q=体操")
    visitor.hands.follow(TITLE)
    expect(visitor.page.locator("main")).to_contain_text("みんなの居間")
    visitor.look()
    own = _raise_hand(member, partner.organization_id)
    _meet(coordinator, need, "みどりスーパー")
    member.open(f"/me/organizations/{partner.organization_id}/hands/{own.pk}/")
    expect(member.page.locator("main .tag").first).to_have_text("いっしょに取り組むことになりました")
    visitor.open("/needs/?state=met")
    visitor.hands.follow(TITLE)
    expect(visitor.page.locator("main")).to_contain_text("体操の会が始まりました")
    expect(visitor.page.locator("main")).to_contain_text("みどりスーパー")
    visitor.look()
    for address in ("/needs/", "/needs/?q=ない言葉", "/partners/"):
        visitor.open(address)
    member.open("/me/")
    operator.open(f"/me/organizations/{theirs.pk}/needs/")
    coordinator.open(f"/staff/talks/new/{partner.organization_id}/")
    people = (operator, coordinator, member, visitor)
    assert [one.wrong + one.browsing.wrong for one in people] == [[], [], [], []]
