"""A proposal for a need: written by two, one question, one acceptance. Each page by axe, by keyboard, without JavaScript too."""

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import expect

from hub.accounts.enums import Level
from hub.accounts.models import User
from hub.vocabulary import load_vocabulary
from partners.models import Project, Proposal
from tests.browser.hands import Mouse
from tests.browser.signed_in import Browsing
from tests.browser.test_people import WITHOUT_SCRIPT
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of
from tests.hub.areas.factories import DistrictFactory
from tests.partners.cocreation import project, proposal
from tests.partners.needs import need

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "閉店後の食堂を、夕食の場にする"


@pytest.fixture(autouse=True)
def _city(transactional_db: None) -> None:
    load_vocabulary(settings.BASE_DIR / "data" / "vocabulary")
    DistrictFactory(name="ひとつめ中学校区")


class _Desk:
    """Somebody at a screen; ``wrong`` gathers what axe finds on the pages that they were shown."""

    def __init__(
        self, browse: Callable[..., Browsing], user: User, width: int, hands: type[Mouse], script: bool
    ) -> None:
        self.browsing = browse(width=width, script=script)
        self.browsing.enter(user)
        self.page, self.hands, self._script = self.browsing.page, hands(self.browsing.page), script
        self.wrong: list[str] = []

    def open(self, address: str, picture: str = "") -> None:
        self.page.goto(address)
        self.look(picture)

    def press(self, name: str, says: str, *, role: str = "status", within: str = "main", picture: str = "") -> None:
        self.hands.press(name, within=within)
        expect(self.page.get_by_role(role).first).to_contain_text(says)  # type: ignore[arg-type]
        self.look(picture)

    def look(self, picture: str = "") -> None:
        if picture:
            self.browsing.picture(f"{picture}-{self.browsing.width}")
        if self._script:  # axe-core is one
            self.wrong += [f"{self.page.url} {one}" for one in self.browsing.looked_at()]


def _write(clerk: _Desk, organization: int, of: int) -> Proposal:
    """From the need's page; what is missing is said beside each field."""
    clerk.open(f"/needs/{of}/")
    clerk.hands.follow("提案する")
    expect(clerk.page.locator("h1")).to_have_text("新しい共創提案")
    clerk.look("proposal-new")
    clerk.press("保存する", "まだ保存していません", role="alert")
    clerk.hands.write("ひとことで", TITLE)
    clerk.hands.write("何を、どう変えたいか", "ひとりで食べる人が、月に1回はだれかと食べられるように。")
    clerk.press("保存する", "まだ市には出していません", picture="proposal-draft")
    expect(clerk.page.locator("main")).to_contain_text("次のところを書くと、市に出せます")
    clerk.hands.follow("何をするか")
    expect(clerk.page.get_by_role("alert").first).to_contain_text("何をするかを書いてください")
    clerk.look("proposal-missing")
    clerk.hands.write("何をするか", "毎月の最後の金曜日に、食堂を開けます。")
    clerk.hands.tick("場所")
    clerk.press("保存する", "保存しました")
    assert clerk.page.url.endswith(f"/me/organizations/{organization}/proposals/{Proposal.objects.get().pk}/")
    return Proposal.objects.get()


def _ask(city: _Desk, one: Proposal) -> None:
    city.open("/staff/")
    city.hands.follow(TITLE)
    expect(city.page.locator("h1")).to_have_text(TITLE)
    city.look("proposal-staff")
    city.press("いっしょに取り組む", "団体に伝える言葉を書いてください", role="alert")
    city.hands.write("書くこと", "食事の代金は、どう考えていますか。")
    city.press("送って、話し合いを始める", "送りました")


def _accept(city: _Desk, one: Proposal) -> None:
    city.open("/staff/cocreation/", "board")
    city.hands.follow(TITLE)
    expect(city.page.locator("main")).to_contain_text("1人300円です。")
    city.hands.write("団体に伝える言葉", "とてもよい案です。いっしょに始めましょう。")
    city.press("いっしょに取り組む", "いっしょに取り組むことにしました", picture="proposal-accepted")
    assert Project.objects.get().proposal == one


@pytest.mark.parametrize(("width", "hands", "script"), WITHOUT_SCRIPT)
def test_a_proposal_with_one_question_and_an_acceptance(
    browse: Callable[..., Browsing], width: int, hands: type[Mouse], script: bool
) -> None:
    ours = OrganizationFactory(verified=True, name="みどり食堂")
    of = need(title="ひとりで夕食をとる人の場がほしい", offers=["place"])
    clerk = _Desk(browse, member_of(ours, Level.EDITOR), width, hands, script)
    city = _Desk(browse, UserFactory(coordinator=True), width, hands, script)
    one = _write(clerk, ours.pk, of.pk)
    clerk.press("市に出す", "市に出しました", picture="proposal-submitted")
    _ask(city, one)
    clerk.open(f"/me/organizations/{ours.pk}/proposals/", "proposals")
    clerk.hands.follow(TITLE)
    expect(clerk.page.locator("main")).to_contain_text("食事の代金は、どう考えていますか。")
    clerk.look("proposal-asked")
    clerk.hands.write("書くこと", "1人300円です。")
    clerk.press("送る", "送りました")
    _accept(city, one)
    clerk.open(f"/me/organizations/{ours.pk}/proposals/{one.pk}/", "proposal-done")
    expect(clerk.page.locator("main")).to_contain_text("とてもよい案です。いっしょに始めましょう。")
    assert [one.wrong + one.browsing.wrong for one in (clerk, city)] == [[], []]


@pytest.mark.soak
@pytest.mark.parametrize("width", [360, 1280])
def test_every_state_of_the_pages_has_no_fault(browse: Callable[..., Browsing], width: int) -> None:
    ours = OrganizationFactory(verified=True, name="みどり食堂")
    clerk = _Desk(browse, member_of(ours, Level.OWNER), width, Mouse, True)
    reader = _Desk(browse, member_of(ours, Level.VIEWER), width, Mouse, True)
    city = _Desk(browse, UserFactory(coordinator=True), width, Mouse, True)
    project(title="商店街の居間", lead=ours)
    for state in ("draft", "submitted", "talking", "accepted", "declined", "withdrawn"):
        one = proposal(state, organization=ours, title=f"{TITLE}（{state}）")
        for desk in (clerk, reader):
            desk.open(f"/me/organizations/{ours.pk}/proposals/{one.pk}/", f"state-{state}" if desk is clerk else "")
        if one.submitted_at:
            city.open(f"/staff/proposals/{one.pk}/", f"staff-{state}")
    for address in ("", "new/"):
        clerk.open(f"/me/organizations/{ours.pk}/proposals/{address}")
    city.open("/staff/cocreation/", "board-all")
    city.open("/staff/cocreation/?q=ない言葉")
    stranger = _Desk(browse, UserFactory(), width, Mouse, True)
    stranger.open("/me/organizations/proposals/new/")
    stranger.open("/partners/", "home")
    assert [one.wrong + one.browsing.wrong for one in (clerk, reader, city, stranger)] == [[], [], [], []]
