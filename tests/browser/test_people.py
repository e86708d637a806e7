"""Whole journeys of those who sign in: an organiser from nothing to a series, a coordinator's Monday, a passkey."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from events.enums import State
from events.models import Event, Recheck
from hub.accounts.enums import OrganizationKind
from hub.accounts.models import Organization, User
from hub.accounts.services import create_organization, verify_organization
from hub.trust.services import file_report
from hub.vocabulary import load_vocabulary
from tests.browser.hands import Keyboard, Mouse
from tests.browser.signed_in import Browsing
from tests.events.published import published_event
from tests.hub.accounts.factories import PASSWORD, OrganizationFactory, UserFactory, member_of
from tests.hub.accounts.letters import sent
from tests.hub.accounts.second_factor import code_of, start_of_step
from tests.hub.areas.factories import TownFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OWN_PASSWORD = "だいどころの窓は南むきです"
# How it is done: width, by keyboard alone, with JavaScript.
WAYS = [
    pytest.param(360, Mouse, True, id="360, by touch"),
    pytest.param(1280, Keyboard, True, id="1280, by keyboard alone"),
    pytest.param(360, Mouse, False, id="360, without JavaScript"),
]


# For a journey that is long: the keyboard by hand, or touch by hand.
WITHOUT_KEYBOARD = [WAYS[0], pytest.param(*WAYS[1].values, id=WAYS[1].id, marks=pytest.mark.soak), WAYS[2]]
# One that is very long, where its pages are looked at by axe elsewhere.
WITHOUT_SCRIPT = [
    *(pytest.param(*one.values, id=one.id, marks=pytest.mark.soak) for one in WAYS[:2]),
    WAYS[2],
]
WITHOUT_TOUCH = [pytest.param(*WAYS[0].values, id=WAYS[0].id, marks=pytest.mark.soak), *WAYS[1:]]


@pytest.fixture(autouse=True)
def _city(transactional_db: None) -> None:
    load_vocabulary(Path(settings.BASE_DIR) / "data" / "vocabulary")
    TownFactory.create(name="台町")


def _sign_in(browsing: Browsing, hands: Mouse, email: str, password: str) -> None:
    browsing.page.goto("/accounts/login/")
    hands.write("メールアドレス", email)
    hands.write("パスワード", password)
    hands.press("ログインする")


def _make_account(browsing: Browsing, hands: Mouse) -> None:
    browsing.page.goto("/accounts/signup/")
    browsing.picture("signup-360")
    hands.write("メールアドレス", "hidamari@example.org")
    hands.write("パスワード", OWN_PASSWORD)
    hands.write("ニックネーム", "ひだまり係")
    hands.tick("利用のきまりを読み、守ります")
    hands.press("登録する")
    expect(browsing.page.locator("h1")).to_contain_text("メール")
    browsing.page.goto(sent()[-1].path)
    hands.press("確認する")
    expect(browsing.page.locator("h1")).not_to_have_text("メールアドレスの確認")


def _register_organization(browsing: Browsing, hands: Mouse) -> Organization:
    hands.follow("団体を登録する")
    hands.write("団体の名前", "子ども食堂ひだまり")
    hands.pick("種類", "地域団体")
    hands.write("どんな団体か", "台町会館で、月に一度、夕ごはんの会をひらいています。")
    hands.write("担当の方の名前", "見本の担当")
    hands.write("担当の方の電話番号", "０４２－０００－１２３４")
    hands.press("登録する")
    expect(browsing.page.locator("h1")).to_have_text("子ども食堂ひだまり")
    expect(browsing.page.locator("main .tag").first).to_have_text("確認前")
    browsing.picture("organization-360")
    return Organization.objects.get(name="子ども食堂ひだまり")


def _write_series(browsing: Browsing, hands: Mouse) -> None:
    """On one screen, with the dates before anything is kept."""
    page = browsing.page
    first = timezone.localdate() + timedelta(days=40)
    first = first.replace(day=1) + timedelta(days=(5 - first.replace(day=1).weekday()) % 7)
    hands.write("催しの名前", "第1土曜日のこども食堂")
    hands.write("ひとこと", "だれでも来られる、夕ごはんの会です。")
    hands.unfold("くり返す（毎週、毎月など）")
    hands.tick("毎月、第1土曜日など")
    hands.write("最初の日", first.isoformat(), within="#id_rule_starts_at")
    hands.write("始まりの時刻", "１７時", within="#id_rule_starts_at")
    hands.write("1回の終わりの時刻", "19:00")
    hands.tick("土", within="#id_repeat_weekdays")
    hands.tick("第1", within="#id_repeat_weeks")
    hands.press("できる日を見る")
    expect(page.locator(".dates-list li").first).to_contain_text(f"{first.month}月{first.day}日")
    assert page.locator(".dates-list li").count() >= 11
    assert not Event.objects.exists()
    browsing.picture("event-form-360")
    hands.write("会場の名前", "台町会館")
    hands.write("住所", "八王子市台町1-1")
    hands.tick("申込はいらない")
    hands.press("保存して、確認に出す")


def _publish(browse: Callable[..., Browsing], by: User) -> Browsing:
    """In the screens of staff, from the queue."""
    staff = browse(width=1280)
    staff.enter(by)
    staff.page.goto("/staff/")
    staff.page.get_by_role("link", name="第1土曜日のこども食堂").click()
    staff.page.get_by_role("link", name="公開する").first.click()
    staff.page.locator("input[type=submit]").first.click()
    expect(staff.page.locator(".messagelist")).to_be_visible()
    return staff


@pytest.mark.parametrize(("width", "kind", "script"), WAYS)
def test_an_organiser_from_nothing_to_a_series(
    browse: Callable[..., Browsing], width: int, kind: type[Mouse], script: bool
) -> None:
    coordinator = UserFactory(coordinator=True, confirmed=True)
    browsing = browse(width=width, script=script)
    page, hands = browsing.page, kind(browsing.page)
    _make_account(browsing, hands)
    _sign_in(browsing, hands, "hidamari@example.org", OWN_PASSWORD)
    organization = _register_organization(browsing, hands)
    verify_organization(organization, by=coordinator, what="電話", office="見本の課")
    page.goto(f"/me/organizations/{organization.pk}/events/new/")
    _write_series(browsing, hands)
    expect(page.locator("main .tag").first).to_have_text("確認中")
    staff = _publish(browse, coordinator)
    event = Event.objects.get()
    assert event.state == State.PUBLISHED
    page.goto(f"/me/organizations/{organization.pk}/events/{event.pk}/")
    hands.follow("中止")
    hands.write("理由", "台風のため")
    hands.press("中止")
    expect(page.locator("main .tag.bad").first).to_have_text("中止")
    page.goto(event.get_absolute_url())
    expect(page.get_by_text("中止", exact=True).first).to_be_visible()
    browsing.picture("event-360")
    expect(page.get_by_text("台風のため").first).to_be_visible()
    assert (browsing.wrong, staff.wrong) == ([], [])


def _count_of(browsing: Browsing, queue: str) -> int:
    """How many wait; a queue without any is not shown with a number."""
    browsing.page.goto("/staff/")
    shown = browsing.page.locator(f".tally a[href='#{queue}'] + b")
    return int(shown.inner_text()) if shown.count() else 0


def _monday(organizer: Organization) -> Event:
    """What waits: a report of something urgent, an organisation to be verified, a page that was changed."""
    soon = timezone.now() + timedelta(days=3)
    bad = published_event("あやしい勧誘の会", soon, organizer=organizer, address="台町1-1")
    file_report(kind="event", object_id=bad.pk, reason="danger", text="物を売られました。", reply_to="")
    changed = published_event("囲碁の会", soon, organizer=organizer, address="台町1-1")
    Recheck.objects.create(kind="event", object_id=changed.pk, what=["title"])
    values = {"name": "はじめの会", "kind": OrganizationKind.COMMUNITY, "description": "見本です。"}
    create_organization(by=UserFactory(confirmed=True), values=values)
    return bad


@pytest.mark.parametrize(("width", "kind"), [(1280, Keyboard), (360, Mouse)], ids=["1280, keyboard", "360, touch"])
def test_a_coordinators_monday_morning(browse: Callable[..., Browsing], width: int, kind: type[Mouse]) -> None:
    coordinator, secret = UserFactory(coordinator=True, confirmed=True), generate_totp_secret()
    TOTP.activate(coordinator, secret)
    organizer = OrganizationFactory(verified=True)
    member_of(organizer, confirmed=True)
    bad = _monday(organizer)
    browsing = browse(width=width)
    page, hands = browsing.page, kind(browsing.page)
    _sign_in(browsing, hands, coordinator.email, PASSWORD)
    with time_machine.travel(start_of_step()):
        hands.write("コード", code_of(secret))
        hands.press("ログインする")
        expect(page.locator("h1")).to_have_text("今日、あなたを待っていること")
    queues = ["reports", "organizations", "rechecks"]
    assert [_count_of(browsing, queue) for queue in queues] == [1, 1, 1]
    browsing.picture("staff-home-1280")

    hands.follow("あやしい勧誘の会", within="section[aria-labelledby='urgent-h']")
    hands.write("どうしたか", "電話で聞き、公開を止めました。")
    hands.press("公開を止めて対応済みにする")
    expect(page.locator("main h1")).not_to_have_text("今日、あなたを待っていること")
    expect(page.get_by_role("button", name="公開を止めて対応済みにする")).to_have_count(0)
    bad.refresh_from_db()
    assert bad.state == State.HIDDEN

    page.goto("/staff/")
    hands.follow("はじめの会", within="#organizations")
    hands.follow("確認済みにする", within="#content")
    hands.tick("電話", within="#content")
    hands.write("確かめた部署・団体", "見本の課", within="#content")
    browsing.picture("verify-1280")
    hands.press("確認済みにする", within="#content")
    expect(page.locator(".messagelist")).to_be_visible()

    page.goto("/staff/rechecks/")
    hands.press("囲碁の会を確かめた")
    expect(page.locator(".count b")).to_have_text("0")
    assert [_count_of(browsing, queue) for queue in queues] == [0, 0, 0]

    page.goto("/staff/entry/")
    hands.tick("電話", within="#id_via")
    hands.write("名前", "電話で聞いたお茶会")
    hands.write("1日目 日付", "12/5")
    hands.write("1日目 始まり", "１０時")
    hands.write("一覧にない会場の名前", "台町会館")
    browsing.picture("entry-1280")
    hands.press("公開する")
    expect(page.get_by_role("status")).to_contain_text("「電話で聞いたお茶会」を公開しました。")
    assert Event.objects.public().filter(title="電話で聞いたお茶会").exists()
    assert browsing.wrong == []


def test_a_passkey_is_registered_and_opens_the_account(browse: Callable[..., Browsing], settings: Any) -> None:
    """With Chromium's own authenticator, under the hub's content security policy."""
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    person = UserFactory(confirmed=True)
    browsing = browse(width=360)
    page = browsing.page
    device = browsing.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    hands = Mouse(page)
    _sign_in(browsing, hands, person.email, PASSWORD)
    expect(page.locator("h1")).to_have_text("わたしのページ")
    page.goto("/accounts/2fa/webauthn/add/")
    page.locator("#id_name").fill("この機械")
    if page.locator("#id_passwordless").count():
        page.locator("#id_passwordless").check()
    hands.press("登録する")
    expect(page).not_to_have_url(re.compile("/add/"))
    assert Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).count() == 1
    browsing.context.clear_cookies()
    page.goto("/accounts/login/")
    hands.press("パスキーで入る")
    expect(page.locator("h1")).to_have_text("わたしのページ")
    assert browsing.wrong == []
