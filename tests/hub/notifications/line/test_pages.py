"""Linking, choosing and unlinking in the browser."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from hub.notifications import links
from hub.notifications.models import LineNonce, Recipient, Subscription
from hub.notifications.sending import send_due
from hub.notifications.services.gathering import gather_due
from tests.events.views.conftest import now, words
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.hub.notifications.line.calls import call, event, friend, line_id
from tests.hub.notifications.line_server import LINK_TOKEN, LineServerOfTests
from tests.hub.notifications.notices.factories import notice, recipient, subscription
from tests.hub.notifications.spread import spread_due
from tests.markup import parse

__all__ = ["now", "words"]

pytestmark = pytest.mark.django_db(transaction=True)
SETTINGS = "/me/notices/settings/"
LINK = f"/line/link/?linkToken={LINK_TOKEN}"
NEW = "/notices/new/events/?mark=alone"


@pytest.fixture
def known(client: Client) -> Any:
    user = UserFactory()
    sign_in(client, user)
    return user


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_an_account_is_linked_told_by_line_and_unlinked(
    client: Client, known: Any, words: None, line: LineServerOfTests
) -> None:
    who = line_id()
    assert ("https://line.me/R/ti/p/%40hub" in page(client, SETTINGS), "LINEでも" in page(client, NEW)) == (True, False)
    shown = page(client, LINK)
    assert 'method="post"' in shown
    assert (LineNonce.objects.count(), Recipient.objects.count()) == (0, 0)  # to look changes nothing
    answer = client.post(LINK)
    gone_to = urlsplit(answer.headers["Location"])
    assert (answer.status_code, gone_to.scheme, gone_to.netloc) == (302, "https", "access.line.me")
    assert gone_to.path == "/dialog/bot/accountLink"
    asked = parse_qs(gone_to.query)
    assert (set(asked), asked["linkToken"]) == ({"linkToken", "nonce"}, [LINK_TOKEN])
    call(event("accountLink", who, link={"result": "ok", "nonce": asked["nonce"][0]}))
    assert Recipient.objects.get().line_id == who
    assert "LINEとつながっています" in page(client, SETTINGS)
    assert who not in page(client, SETTINGS)
    client.post(NEW, {"cadence": "now", "by_line": "on"})
    one = Subscription.objects.get()
    assert one.channels == ["inbox", "line"]
    told = notice(marks=one.marks, title="お茶の会", path="/events/3/")
    spread_due(now=timezone.now())
    gather_due(now=timezone.now())
    send_due()
    assert line.accepted[-1].texts == [f"お茶の会\n{links.page_of(told, 'line')}"]
    client.post(
        SETTINGS, {"act": "cadence", "subscription": one.pk, "cadence": "daily", "channels": ["inbox", "email"]}
    )
    one.refresh_from_db()
    assert (one.channels, one.cadence) == (["inbox", "email"], "daily")
    client.post(SETTINGS, {"act": "cadence", "subscription": one.pk, "cadence": "daily", "channels": ["inbox", "line"]})
    client.post(SETTINGS, {"act": "unlink"})
    one.refresh_from_db()
    assert (one.channels, Recipient.objects.get().line_id) == (["inbox"], "")


def test_who_is_not_linked_gets_no_line_by_a_forged_form(client: Client, known: Any, words: None) -> None:
    client.post(NEW, {"cadence": "now", "by_line": "on"})
    one = Subscription.objects.get()
    client.post(SETTINGS, {"act": "cadence", "subscription": one.pk, "cadence": "daily", "channels": ["inbox", "line"]})
    client.post(SETTINGS, {"act": "choose"})
    one.refresh_from_db()
    assert one.channels == ["inbox"]


@pytest.mark.parametrize("token", ["", "a", "x" * 400, "a b c d e f", "https://evil.example/?x", "<script>alert(1)"])
def test_a_link_without_a_token_of_line_leads_nowhere(client: Client, known: Any, token: str) -> None:
    address = "/line/link/"
    assert "10分で使えなくなります" in client.get(address, {"linkToken": token}).content.decode()
    answer = client.post(f"{address}?{'&'.join([f'linkToken={token}'])}")
    assert (answer.status_code, LineNonce.objects.count()) == (200, 0)


def test_who_is_not_signed_in_signs_in_first(client: Client) -> None:
    answer = client.get(LINK)
    assert (answer.status_code, answer.headers["Location"].startswith("/accounts/login/?next=/line/link/")) == (
        302,
        True,
    )
    assert client.post(LINK).status_code == 302
    assert LineNonce.objects.count() == 0


def test_linking_asks_for_the_token_of_the_page() -> None:
    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, UserFactory())
    assert strict.post(LINK).status_code == 403
    assert LineNonce.objects.count() == 0


def test_the_form_may_lead_to_line_and_only_this_one(client: Client, known: Any) -> None:
    policies = [client.get(path).headers["Content-Security-Policy"] for path in (LINK, SETTINGS)]
    assert [re.findall(r"form-action ([^;]*)", policy) for policy in policies] == [
        ["'self' https://access.line.me"],
        ["'self'"],
    ]


def test_a_friend_without_an_account_chooses_is_told_and_stops(
    client: Client, words: None, line: LineServerOfTests
) -> None:
    who = line_id()
    call(event("follow", who))
    send_due()
    found = re.search(r"http://testserver(/notices/manage/\S+)", line.accepted[0].texts[0])
    assert found
    managed = found[1]
    assert "LINEで受け取るものを選ぶ" in page(client, managed)
    links_out = {a.attributes["href"] for a in parse(page(client, managed)).one("main").all("a")}
    assert links_out & {"/events/", "/places/", "/notices/"} == set()  # who goes by those is asked for an address
    assert client.post(managed, {"act": "choose_city"}).headers["Location"] == "/notices/"
    assert client.post(managed, {"act": "choose"}).headers["Location"] == "/events/"
    shown = page(client, NEW)
    assert ("id_email" in shown, "LINEに届きます" in shown) == (False, True)
    assert client.post(NEW, {}).status_code == 200  # says what is missing
    assert client.post(NEW, {"cadence": "now"}).headers["Location"] == managed
    one = Subscription.objects.get()
    assert (one.channels, one.state, one.recipient.line_id) == (["line"], "active", who)
    told = notice(marks=one.marks, title="お茶の会", path="/events/3/")
    spread_due(now=timezone.now())
    gather_due(now=timezone.now())
    send_due()
    assert line.accepted[-1].texts == [f"お茶の会\n{links.page_of(told, 'line')}"]
    assert "LINEの番号を消します" in page(client, managed)
    assert client.post(managed, {"act": "stop_all"}).headers["Location"] == "/"
    assert list(Recipient.objects.values_list("line_id", flat=True)) == [""]
    assert "id_email" in page(client, NEW)  # nobody's friend any more
    assert "LINEで受け取るものを選ぶ" not in page(client, managed)


def test_a_link_of_an_address_makes_nobody_a_friend(client: Client, words: None) -> None:
    one = subscription()
    managed = f"/notices/manage/{links.manage_token(one.recipient)}/"
    assert "LINE" not in page(client, managed)
    client.post(managed, {"act": "choose"})
    assert "id_email" in page(client, NEW)


def test_so_many_and_no_more(client: Client, words: None) -> None:
    who = friend()
    for _number in range(30):
        subscription(who, channels=["line"])
    client.post(f"/notices/manage/{links.manage_token(who)}/", {"act": "choose"})
    assert "30件まで" in client.post(NEW, {"cadence": "now"}).content.decode()
    assert Subscription.objects.count() == 30


def test_without_a_channel_nothing_speaks_of_line(client: Client, known: Any, words: None, settings: Settings) -> None:
    Recipient.objects.filter(pk=recipient(account=True, line_id=line_id()).pk).update(user=known)
    settings.LINE_CHANNEL_ACCESS_TOKEN = settings.LINE_CHANNEL_SECRET = ""
    assert ("LINE" in page(client, SETTINGS), "LINE" in page(client, NEW)) == (False, False)
