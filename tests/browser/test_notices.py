"""Asked for, confirmed, told, opened and stopped, without an account; the inbox of who has one. Each page by axe."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from events.services.publishing import publish
from hub.accounts.models import Organization
from hub.notifications import sending
from hub.notifications.models import Delivery, Recipient, Subscription
from hub.notifications.services.gathering import gather_due
from hub.notifications.services.spreading import spread_due
from hub.vocabulary import load_vocabulary
from tests.browser.hands import Mouse
from tests.browser.signed_in import Browsing
from tests.browser.test_people import WAYS
from tests.events.members import complete_event
from tests.hub.accounts.factories import OrganizationFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def organization(transactional_db: None) -> Organization:
    load_vocabulary(Path(settings.BASE_DIR) / "data" / "vocabulary")
    made: Organization = OrganizationFactory(verified=True)
    return made


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
