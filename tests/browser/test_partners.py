"""A clerk of a supermarket from a first question to a page that everybody sees; what a coordinator does with it; the
pages that members and staff have besides. Each page by axe."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Locator, expect

from hub.accounts.enums import Level
from hub.accounts.models import Organization, User
from hub.accounts.services import verify_organization
from partners.models import Inquiry, Partnership, Programme
from partners.seeds import load_programmes
from partners.services import joining, reviewing
from tests.browser.hands import Mouse
from tests.browser.signed_in import Browsing
from tests.browser.test_people import WITHOUT_SCRIPT
from tests.hub.accounts.factories import MembershipFactory, OrganizationFactory, UserFactory
from tests.hub.areas.factories import DistrictFactory
from tests.partners.asked import InquiryFactory
from tests.partners.registrations import registration, tick_all

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SUPPORT = "はちおうじ人生100年サポート企業"
TEXT = ".field:has(#id_text)"


@pytest.fixture(autouse=True)
def _city(transactional_db: None) -> None:
    load_programmes(settings.BASE_DIR / "data" / "programmes")
    DistrictFactory(name="ひとつめ中学校区")


class Desk:
    """Somebody at a screen; ``wrong`` gathers what axe finds on the pages that they were shown."""

    def __init__(self, browsing: Browsing, kind: type[Mouse], *, script: bool) -> None:
        self.browsing, self.page, self.hands = browsing, browsing.page, kind(browsing.page)
        self._script = script
        self.wrong: list[str] = []

    def look(self) -> None:
        if self._script:  # axe-core is one
            self.wrong += self.browsing.looked_at()

    def says(self, text: str, role: str = "status") -> None:
        expect(self.page.get_by_role(role).first).to_contain_text(text)  # type: ignore[arg-type]
        self.look()

    def remark(self, name: str) -> Locator:
        return self.page.locator(f"#id_{name}_remark")


def _ask(desk: Desk) -> None:
    """まず話を聞く, without an account."""
    desk.page.goto("/partners/")
    desk.look()
    desk.hands.follow("まず話してみる")
    desk.hands.press("送る")
    desk.says("まだ送れていません", "alert")
    _write_and_send(desk)
    expect(desk.page.locator("h1")).to_have_text("相談を受け取りました")
    desk.look()
    sent = desk.page.url
    # Who wrote it at one go and goes back finds it as it was; a page that shows what was typed wrong is kept nowhere.
    desk.page.goto("/partners/talk/")
    _write_and_send(desk)
    expect(desk.page).to_have_url(sent)
    desk.page.go_back()
    expect(desk.page.locator("#id_name")).to_have_value("佐藤")
    desk.hands.press("送る")
    expect(desk.page).to_have_url(sent)


def _write_and_send(desk: Desk) -> None:
    for label, text in {
        "会社・団体の名前": "みどりスーパー",
        "お名前": "佐藤",
        "電話番号": "０４２－０００－１２３４",
    }.items():
        desk.hands.write(label, text)
    desk.hands.press("送る")


def _begin(desk: Desk, person: User) -> None:
    """As much as there is time for between two customers."""
    desk.page.goto("/partners/join/?programme=jinsei100")
    desk.look()
    desk.browsing.enter(person)
    desk.page.reload()
    desk.hands.press("書きはじめる")
    expect(desk.page.locator("h1")).to_have_text("はじめに、団体を登録する")
    desk.hands.write("団体の名前", "みどりスーパー")
    desk.hands.pick("種類", "企業")
    desk.hands.write("どんな団体か", "台町の店です。")
    desk.hands.write("担当の方の名前", "佐藤")
    desk.hands.write("担当の方の電話番号", "042-000-1234")
    desk.look()
    desk.hands.press("登録して、つぎへ")
    expect(desk.page.locator("h1")).to_have_text(SUPPORT)
    desk.look()
    desk.hands.tick("場所")
    desk.hands.write("できること", "店の奥の部屋を使えます。", within=TEXT)
    desk.hands.write("担当の方の電話番号", "042")
    desk.hands.press("途中で保存する")
    desk.says("途中まで保存しました。")


def _finish(desk: Desk, person: User) -> None:
    """The day after, on another machine: what was typed is there, and what is missing is told at once."""
    desk.browsing.enter(person)
    desk.page.goto("/me/")
    desk.hands.follow(f"みどりスーパー：{SUPPORT}")
    expect(desk.page.locator("#id_text")).to_have_value("店の奥の部屋を使えます。")
    expect(desk.page.locator("#id_contact_phone")).to_have_value("042")
    desk.look()
    desk.hands.press("確認に出す")
    desk.says("書いたものは保存しました。", "alert")
    desk.hands.tick("栄養")
    desk.hands.tick("市内のどこでもできます")
    desk.hands.write("住民からの連絡のしかた", "店の窓口")
    desk.hands.write("担当の方の電話番号", "042-000-1234")
    desk.hands.tick("約束を読みました。守ります")
    desk.hands.press("確認に出す")
    desk.says("確認に出しました。")


def _open_from_queue(staff: Desk) -> None:
    staff.page.goto("/staff/")
    staff.look()
    staff.hands.follow("みどりスーパー", within="#partners-waiting")
    expect(staff.page.locator("h1")).to_have_text("みどりスーパー")


def _return(staff: Desk) -> None:
    _open_from_queue(staff)
    staff.look()
    staff.hands.press_on(staff.page.locator("#row-text summary"))
    staff.hands.write("直してほしいこと", "何人まで入れるかを書いてください。", within="#row-text")
    staff.hands.press("書いたことを添えて、直してもらう")
    staff.says("直してほしいことを添えて、戻しました。")


def _mend(desk: Desk) -> None:
    desk.page.reload()
    expect(desk.remark("text")).to_contain_text("何人まで入れるかを書いてください。")
    desk.look()
    desk.hands.write("できること", "店の奥の部屋を、8人まで使えます。", within=TEXT)
    desk.hands.tick("約束を読みました。守ります")
    desk.hands.press("確認に出す")
    desk.says("確認に出しました。")


def _approve(staff: Desk, by: User) -> None:
    """The organisation itself is checked in the admin's pages (test_people)."""
    verify_organization(Organization.objects.get(), by=by, what="電話", office="見本の課")
    _open_from_queue(staff)
    for label in staff.page.locator("#id_checks label").all_inner_texts():
        staff.hands.tick(label.strip())
    staff.hands.press("登録する")
    staff.says("登録しました。番号は J100-0001")


def _certificate(desk: Desk) -> tuple[str, str]:
    desk.page.reload()
    desk.look()
    desk.hands.follow("登録証を印刷する")
    expect(desk.page.locator("h1")).to_have_text(f"{SUPPORT} 登録証")
    desk.look()
    paper = desk.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 1
    return Partnership.objects.get().number, desk.page.locator(".code").inner_text()


def _check(visitor: Desk, number: str, code: str, verdict: str) -> None:
    visitor.page.goto("/partners/check/")
    visitor.hands.write("登録番号", number)
    visitor.hands.write("符号", code)
    visitor.hands.press("確かめる")
    visitor.says(verdict)


def _find(visitor: Desk) -> None:
    """As somebody who lives there."""
    visitor.page.goto("/partners/list/?field=nutrition")
    visitor.look()
    visitor.hands.follow("みどりスーパー")
    expect(visitor.page.locator("#registered + article")).to_contain_text("8人まで使えます")
    expect(visitor.page.locator("#registered + article")).to_contain_text("店の窓口")
    expect(visitor.page.locator("main")).not_to_contain_text("佐藤")
    visitor.look()


@pytest.mark.parametrize(("width", "kind", "script"), WITHOUT_SCRIPT)
def test_from_a_first_question_to_a_public_page(
    browse: Callable[..., Browsing], width: int, kind: type[Mouse], script: bool
) -> None:
    person, coordinator = UserFactory(confirmed=True), UserFactory(coordinator=True, confirmed=True)

    def sit_down(wide: int = width) -> Desk:
        return Desk(browse(width=wide, script=script), kind, script=script)

    clerk = sit_down()
    _ask(clerk)
    assert Inquiry.objects.get().phone == "042-000-1234"
    _begin(clerk, person)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        elsewhere, staff, visitor = sit_down(1640 - width), sit_down(), sit_down()
        staff.browsing.enter(coordinator)
        _finish(elsewhere, person)
        _return(staff)
        _mend(elsewhere)
        _approve(staff, coordinator)
        number, code = _certificate(elsewhere)
        _check(visitor, number, code.lower(), "登録は、いまも続いています")
        _check(visitor, number, ("0" if code[0] != "0" else "1") + code[1:], "ありません")
        _find(visitor)
    assert [wrong for desk in (clerk, elsewhere, staff, visitor) for wrong in desk.wrong] == []
    assert [desk.browsing.wrong for desk in (clerk, elsewhere, staff, visitor)] == [[]] * 4


@pytest.mark.parametrize("width", [360, 1280])
def test_the_other_pages_of_members_and_staff(browse: Callable[..., Browsing], width: int) -> None:
    person, coordinator = UserFactory(confirmed=True), UserFactory(coordinator=True, confirmed=True)
    support = Programme.objects.get(key="jinsei100")
    ours = OrganizationFactory(verified=True, name="みどりスーパー", kind="company")
    MembershipFactory(organization=ours, user=person, level=Level.OWNER)
    ends = timezone.localdate() + timedelta(days=20)
    one = registration("approved", organization=ours, of=support, ends_on=ends, number="J100-1", effort="月に1回")
    other = registration("submitted", of=support, text="体操を教えます。")
    tick_all(other)
    ended = registration("declined", organization=ours, of=Programme.objects.get(key="kyoso"))
    inquiry = InquiryFactory()
    member, staff = (Desk(browse(width=width), Mouse, script=True) for _who in range(2))
    member.browsing.enter(person)
    staff.browsing.enter(coordinator)
    mine = f"/me/organizations/{ours.pk}/partnerships/"
    for address in (mine, f"{mine}{one.pk}/", f"{mine}{ended.pk}/", f"{mine}{one.pk}/withdraw/", "/partners/join/"):
        member.page.goto(address)
        member.look()
    member.page.goto(f"{mine}{one.pk}/renew/")
    member.hands.press("更新を申し込む")
    member.says("約束を読んで", "alert")
    member.hands.tick("約束を読みました。守ります")
    member.hands.press("更新を申し込む")
    member.says("更新を申し込みました。")
    joining.write_partnership(one, by=person, values={"effort": "毎週"}, seen_version=one.version)
    reviewing.suspend_partnership(registration("approved", of=support, number="J100-2"), by=coordinator, reason="苦情")
    shelves = [f"/staff/partners/?show={shelf}" for shelf in ("waiting", "renewals", "changed", "approved")]
    questions = [f"/staff/inquiries/{path}" for path in ("", f"{inquiry.pk}/", f"{inquiry.pk}/faq/")]
    details = [f"/staff/partners/{pk}/" for pk in Partnership.objects.values_list("pk", flat=True)]
    for address in (*shelves, *questions, *details):
        staff.page.goto(address)
        staff.look()
    assert ([*member.wrong, *staff.wrong], member.browsing.wrong, staff.browsing.wrong) == ([], [], [])
