"""Asked for, confirmed, told, opened and stopped, without an account and on LINE; the inbox of who has an account; what
staff send. Each page by axe."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from events.services.publishing import publish
from hub.accounts.models import Organization
from hub.notifications import sending
from hub.notifications.models import Delivery, Notice, Recipient, Subscription
from hub.notifications.services.gathering import gather_due
from hub.vocabulary import load_vocabulary
from tests.browser.hands import Mouse
from tests.browser.signed_in import Browsing
from tests.browser.test_people import WAYS
from tests.events.members import complete_event
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.notifications.line.calls import call, event, line_id
from tests.hub.notifications.line.conftest import line
from tests.hub.notifications.line_server import LineServerOfTests
from tests.hub.notifications.notices.factories import subscription
from tests.hub.notifications.spread import spread_due

__all__ = ["line"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def organization(transactional_db: None) -> Organization:
    load_vocabulary(Path(settings.BASE_DIR) / "data" / "vocabulary")
    made: Organization = OrganizationFactory(verified=True)
    return made


@pytest.fixture(autouse=True)
def _nothing_is_to_be_told(transactional_db: None) -> None:
    """What other files published for their pages may still be there: it was told before."""
    Notice.objects.filter(spread_at=None).update(spread_at=timezone.now())


def _tell(organization: Organization) -> None:
    """An event is published, and what is due goes out."""
    publish(complete_event(organization, title="囲碁を楽しむ会"), by=None)
    spread_due(now=timezone.now())
    gather_due(now=timezone.now())
    sending.send_due()


def _linked(text: str, part: str) -> str:
    found = re.search(rf"https?://[^/\s]+(/{part}/\S+)", text)
    assert found, text
    return found[1]


@pytest.mark.parametrize(("width", "kind", "script"), WAYS)
def test_without_an_account(
    browse: Callable[..., Browsing], organization: Organization, width: int, kind: type[Mouse], script: bool
) -> None:
    browsing = browse(width=width, script=script)
    page, hands, wrong = browsing.page, kind(browsing.page), []
    looked_at = browsing.looked_at if script else list  # axe-core is a script
    page.goto("/events/?free=1")
    hands.follow("この条件で知らせる")
    expect(page.locator("h1")).to_have_text("この条件で知らせる")
    wrong += looked_at()
    hands.press("確認のメールを受け取る")
    expect(page.get_by_role("alert")).to_contain_text("メールアドレスを書いてください。")
    wrong += looked_at()
    hands.write("メールアドレス", "taro@example.org")
    hands.tick("そのつど")
    hands.press("確認のメールを受け取る")
    expect(page.locator("h1")).to_have_text("確認のメールを送りました")
    wrong += looked_at()
    sending.send_due()
    page.goto(_linked(str(mail.outbox[-1].body), "notices/confirm"))
    wrong += looked_at()
    hands.press("知らせを受け取る")
    expect(page.get_by_role("status")).to_contain_text("これで、知らせが届きます。")
    wrong += looked_at()
    Subscription.objects.update(features=[])  # the made event costs something
    _tell(organization)
    news = mail.outbox[-1]
    assert news.subject == "囲碁を楽しむ会"
    page.goto(_linked(str(news.body), "n"))
    expect(page.locator("h1")).to_have_text("囲碁を楽しむ会")
    page.goto(_linked(news.extra_headers["List-Unsubscribe"].rstrip(">"), "notices/stop"))
    wrong += looked_at()
    hands.press("やめる")
    expect(page.locator("h1")).to_have_text("この知らせをやめました")
    assert list(Recipient.objects.values_list("address", flat=True)) == [""]
    assert [*wrong, *(looked_at())] == []
    assert browsing.wrong == []


@pytest.mark.parametrize(("width", "kind", "script"), WAYS)
def test_the_inbox(
    browse: Callable[..., Browsing], organization: Organization, width: int, kind: type[Mouse], script: bool
) -> None:
    browsing = browse(width=width, script=script)
    browsing.enter(UserFactory(confirmed=True))
    page, hands, wrong = browsing.page, kind(browsing.page), []
    looked_at = browsing.looked_at if script else list
    page.goto("/me/notices/")
    wrong += looked_at()
    page.goto("/notices/new/events/")
    hands.tick("そのつど")
    hands.press("申し込む")
    expect(page.locator("h1")).to_have_text("知らせの申し込み")
    wrong += looked_at()
    _tell(organization)
    page.goto("/me/")
    hands.follow("届いたお知らせ（まだ読んでいないもの1件）")
    expect(page.locator("h1")).to_have_text("お知らせ")
    wrong += looked_at()
    hands.press("くわしく見る")
    expect(page.locator("h1")).to_have_text("囲碁を楽しむ会")
    assert Delivery.objects.get(channel="inbox").read_at is not None
    page.goto("/me/notices/")
    hands.press("しまう")
    expect(page.locator("main")).to_contain_text("まだ何も届いていません")
    hands.follow("しまったものを見る")
    expect(page.locator("main")).to_contain_text("囲碁を楽しむ会")
    assert [*wrong, *looked_at()] == []
    assert browsing.wrong == []


def test_a_friend_on_line(browse: Callable[..., Browsing], organization: Organization, line: LineServerOfTests) -> None:
    who = line_id()
    call(event("follow", who))
    sending.send_due()
    greeting = line.accepted[-1].texts[0]
    browsing = browse(width=360)
    page, hands = browsing.page, Mouse(browsing.page)
    page.goto(_linked(greeting, "notices/manage"))
    wrong = browsing.looked_at()
    hands.press("LINEで受け取るものを選ぶ")
    page.goto("/events/?weekday=0&weekday=1&weekday=2&weekday=3&weekday=4&weekday=5&weekday=6")
    hands.follow("この条件で知らせる")
    expect(page.get_by_label("メールアドレス")).to_have_count(0)
    hands.tick("そのつど")
    wrong += browsing.looked_at()
    hands.press("申し込む")
    expect(page.get_by_role("status")).to_contain_text("申し込みました。")
    wrong += browsing.looked_at()
    _tell(organization)
    news = line.accepted[-1]
    assert (news.to, news.texts[0].splitlines()[0]) == (who, "囲碁を楽しむ会")
    page.goto(_linked(news.texts[0], "n"))
    expect(page.locator("h1")).to_have_text("囲碁を楽しむ会")
    browsing.enter(UserFactory(confirmed=True))
    page.goto(_linked(greeting, "line/link"))
    wrong += browsing.looked_at()
    page.context.route("https://access.line.me/**", lambda route: route.fulfill(body="LINE"))
    hands.press("LINEとつなぐ")
    page.wait_for_url("https://access.line.me/**")
    call(event("accountLink", who, link={"result": "ok", "nonce": parse_qs(urlsplit(page.url).query)["nonce"][0]}))
    page.goto("/me/notices/settings/")
    expect(page.get_by_role("checkbox", name="LINE")).to_be_checked()
    wrong += browsing.looked_at()
    hands.press("LINEをはずす")
    expect(page.get_by_role("status")).to_contain_text("LINEをはずしました。")
    assert [*wrong, *browsing.looked_at()] == []
    assert [said for said in browsing.wrong if not said.startswith("https://access.line.me/")] == []
    assert list(Recipient.objects.values_list("line_id", flat=True)) == [""]


def test_staff_write_send_and_call_off(browse: Callable[..., Browsing], organization: Organization) -> None:
    for _number in range(2):
        subscription(subjects=["city"])
    browsing = browse(width=1280)
    browsing.enter(UserFactory(administrator=True))
    page, hands = browsing.page, Mouse(browsing.page)
    page.goto("/staff/notices/")
    wrong = browsing.looked_at()
    hands.follow("お知らせを書く")
    hands.press("届く人数と見え方を確かめる")
    expect(page.get_by_role("alert")).to_contain_text("題を書いてください。")
    wrong += browsing.looked_at()
    for label, text in {"題": "冬の相談会", "ことば": "予約はいりません", "くわしく書いたページ": "/events/"}.items():
        hands.write(label, text)
    hands.write("送るわけ", "冬の知らせ")
    hands.press("届く人数と見え方を確かめる")
    expect(page.locator("h1")).to_have_text("送る前に確かめる")
    wrong += browsing.looked_at()
    hands.tick("半分より多くの人に送ることを確かめた")
    hands.press("送る")
    expect(page.get_by_role("status")).to_contain_text("送り始めました。")
    wrong += browsing.looked_at()
    spread_due(now=timezone.now())
    gather_due(now=timezone.now())
    assert dict(sending.send_due()) == {"sent": 2}
    assert [one.subject for one in mail.outbox] == ["冬の相談会"] * 2
    hands.follow("お知らせの送り出し")
    hands.follow("種類と地区ごとの結果")
    expect(page.locator("table").first).to_contain_text("市からのお知らせ（新しい）")
    wrong += browsing.looked_at()
    page.go_back()
    hands.follow("冬の相談会")
    hands.write("取り下げるわけ", "日を誤った")
    hands.press("このお知らせを取り下げる")
    expect(page.get_by_role("status")).to_contain_text("取り下げました。")
    assert [*wrong, *browsing.looked_at()] == []
    assert browsing.wrong == []
