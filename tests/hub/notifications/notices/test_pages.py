"""From a list to a mail and out again, without an account and with one."""

import re
from datetime import time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from hub.notifications import links, sending
from hub.notifications.enums import SubscriptionState
from hub.notifications.models import Delivery, Mailing, Recipient, Subscription
from hub.notifications.services.gathering import gather_due
from hub.notifications.services.subscribing import confirm, forget_unconfirmed
from tests.events.published import published_event
from tests.events.views.conftest import at, now, words
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.hub.notifications.notices.factories import notice, recipient, subscription
from tests.hub.notifications.spread import spread_due

__all__ = ["now", "words"]

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "/notices/new/events/?mark=alone&weekday=3&when=today"


def ask(client: Client, address: str = NEW, **typed: Any) -> Any:
    return client.post(address, {"email": "taro@example.org", "cadence": "now"} | typed)


def link_in(text: str, part: str) -> str:
    found = re.search(rf"http://testserver(/notices/{part}/\S+)", text)
    assert found, text
    return found[1]


def test_asked_confirmed_told_and_stopped_without_an_account(client: Client, words: None) -> None:
    page = client.get(NEW).content.decode()
    assert "ひとり参加" in page or "一人" in page
    assert "日によって変わるので" in page
    assert ask(client).headers["Location"] == "/notices/asked/"
    assert Subscription.objects.get().state == SubscriptionState.WAITING
    sending.send_due()
    [question] = mail.outbox
    address = link_in(question.body, "confirm")
    assert client.get(address).status_code == 200
    assert Subscription.objects.get().state == SubscriptionState.WAITING  # to look changes nothing
    managed = client.post(address).headers["Location"]
    assert Subscription.objects.get().state == SubscriptionState.ACTIVE
    assert "taro@example.org" in client.get(managed).content.decode()
    event = published_event("お茶の会", at(11, 26, 13), welcome_marks=["alone"])  # a Thursday
    published_event("日曜の会", at(11, 29, 13), welcome_marks=["alone"])
    published_event("だれかの会", at(11, 26, 13))
    spread_due(now=timezone.now())
    gather_due(now=timezone.now())
    sending.send_due()
    news = mail.outbox[1]
    assert (news.to, news.subject) == (["taro@example.org"], "お茶の会")
    stop = link_in(news.extra_headers["List-Unsubscribe"].strip("<>") + " ", "stop")
    assert client.get(stop).status_code == 200
    assert Subscription.objects.get().state == SubscriptionState.ACTIVE
    one_click = Client(enforce_csrf_checks=True).post(stop, {"List-Unsubscribe": "One-Click"})
    assert one_click.status_code == 200
    assert Subscription.objects.get().state == SubscriptionState.STOPPED
    assert list(Delivery.objects.values_list("notice__object_id", flat=True)) == [event.pk]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"email": ""}, "メールアドレスを書いてください。"),
        ({"email": "taro"}, "name@example.jp のように"),
        ({"email": "たろう@example.org"}, "name@example.jp のように"),
        ({"cadence": ""}, "間隔を選んでください。"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client: Client, words: None, typed: Any, said: str) -> None:
    answer = ask(client, **typed)
    page = answer.content.decode()
    assert (answer.status_code, said in page) == (200, True)
    assert f'value="{typed.get("email", "taro@example.org")}"' in page or not typed.get("email", "x")
    assert Recipient.objects.count() == 0


def test_an_address_is_taken_in_whatever_width(client: Client, words: None) -> None:
    ask(client, email=" ｔａｒｏ＠ｅｘａｍｐｌｅ．ｏｒｇ ")
    assert Recipient.objects.get().address == "taro@example.org"


def test_a_machine_is_thanked_and_nothing_is_kept(client: Client, words: None) -> None:
    assert ask(client, website="x").headers["Location"] == "/notices/asked/"
    assert (Recipient.objects.count(), Mailing.objects.count()) == (0, 0)


def test_the_answer_says_nothing_of_who_is_known(client: Client, words: None) -> None:
    recipient(address="taro@example.org")
    known, unknown = ask(client), ask(client, email="hanako@example.org")
    assert known.headers["Location"] == unknown.headers["Location"]
    assert Mailing.objects.count() == 2


def test_a_box_is_not_filled_with_questions(client: Client, words: None) -> None:
    for _number in range(5):
        ask(client)
    assert Mailing.objects.count() == 3


def test_one_client_does_not_ask_without_end(client: Client, words: None, settings: Settings) -> None:
    settings.HUB_NOTICES_LIMITS = {"client": ((3_600, 1),), "all": ((3_600, 500),)}
    ask(client)
    late = ask(client, email="hanako@example.org")
    assert (late.status_code, "hanako@example.org" in late.content.decode()) == (429, True)
    assert int(late.headers["Retry-After"]) > 0


@pytest.mark.parametrize("purpose", ["confirm", "stop", "manage"])
def test_a_link_that_was_altered_opens_nothing(client: Client, purpose: str) -> None:
    one, other = subscription(), subscription()
    token = links.manage_token(one.recipient) if purpose == "manage" else links.subscription_token(purpose, one)
    number, _dash, secret = token.partition("-")
    theirs = other.recipient_id if purpose == "manage" else other.pk
    forged = [
        f"{theirs}-{secret}", f"{number}-{secret[:-1]}{'0' if secret[-1] != '0' else '1'}", f"{number}-", number, "-",
        f"{number}-{secret}0", f"９-{secret}", f"{'9' * 30}-{secret}",
    ]  # fmt: skip
    before = list(Subscription.objects.order_by("pk").values())
    for one_forged in forged:
        address = f"/notices/{purpose}/{one_forged}/"
        codes = [client.get(address).status_code, client.post(address, {"List-Unsubscribe": "One-Click"}).status_code]
        assert codes == [404, 404], one_forged
    assert list(Subscription.objects.order_by("pk").values()) == before
    assert client.get(f"/notices/{purpose}/{token}/").status_code == 200


def test_links_of_one_purpose_open_no_other(client: Client) -> None:
    one = subscription()
    confirming = links.subscription_token("confirm", one)
    assert client.post(f"/notices/stop/{confirming}/", {"List-Unsubscribe": "One-Click"}).status_code == 404
    one.recipient.link_version += 1
    one.recipient.save()
    assert client.get(f"/notices/confirm/{confirming}/").status_code == 404


def test_the_button_of_the_page_asks_for_its_token() -> None:
    one = subscription()
    address = f"/notices/stop/{links.subscription_token('stop', one)}/"
    assert Client(enforce_csrf_checks=True).post(address).status_code == 403
    assert Client().post(address).status_code == 200
    assert Subscription.objects.get().state == SubscriptionState.STOPPED


def test_who_was_stopped_is_not_started_by_an_old_link(client: Client) -> None:
    one = subscription(state=SubscriptionState.STOPPED, stopped_at=timezone.now())
    page = client.post(f"/notices/confirm/{links.subscription_token('confirm', one)}/").content.decode()
    assert "もうやめてあります" in page
    assert Subscription.objects.get().state == SubscriptionState.STOPPED


def managed(one: Subscription) -> str:
    return f"/notices/manage/{links.manage_token(one.recipient)}/"


def test_changing_pausing_and_forgetting(client: Client) -> None:
    one = subscription(query="events?mark=alone")
    page = managed(one)
    client.post(page, {"act": "cadence", "subscription": one.pk, "cadence": "daily"})
    later = timezone.localdate() + timedelta(days=366)
    too_late = {"act": "manner", "paused_until": str(later + timedelta(days=1))}
    assert "1年先までの日を書いてください" in client.post(page, too_late).content.decode()
    client.post(page, {"act": "manner", "quiet_from": "21:00", "quiet_until": "07:00", "paused_until": str(later)})
    one.refresh_from_db()
    who = one.recipient
    who.refresh_from_db()
    assert (one.cadence, str(who.quiet_from), str(who.paused_until)) == ("daily", "21:00:00", str(later))
    half = client.post(page, {"act": "manner", "quiet_from": "21:00"}).content.decode()
    assert "両方を書いてください" in half
    assert client.post(page, {"act": "stop_all"}).headers["Location"] == "/"
    assert list(Recipient.objects.values_list("address", "user")) == [("", None)]
    gone = client.get(page).content.decode()
    assert ("ぜんぶやめてあります" in gone, 'name="quiet_from"' in gone) == (True, False)


def test_quiet_hours_are_taken_in_whatever_width(client: Client) -> None:
    one = subscription()
    day = timezone.localdate() + timedelta(days=40)
    typed = f"{day:%Y/%m/%d}".translate(str.maketrans("0123456789/", "０１２３４５６７８９／"))
    sent = {"act": "manner", "quiet_from": "２１：００", "quiet_until": "7:00", "paused_until": typed}
    assert f"{day.month}月{day.day}日" in client.post(managed(one), sent, follow=True).content.decode()
    one.recipient.refresh_from_db()
    assert (one.recipient.quiet_from, one.recipient.paused_until) == (time(21), day)


def test_with_the_last_one_the_address_is_gone(client: Client) -> None:
    one = subscription()
    other = subscription(one.recipient)
    for subscribed, left in ((one, one.recipient.address), (other, "")):
        client.post(f"/notices/stop/{links.subscription_token('stop', subscribed)}/", {"List-Unsubscribe": "One-Click"})
        assert Recipient.objects.get().address == left


def test_nobody_changes_what_is_anothers(client: Client) -> None:
    mine, theirs = subscription(), subscription()
    for act in ("stop", "cadence"):
        client.post(managed(mine), {"act": act, "subscription": theirs.pk, "cadence": "daily"})
    theirs.refresh_from_db()
    assert (theirs.state, theirs.cadence) == (SubscriptionState.ACTIVE, "now")


@pytest.fixture
def known(client: Client) -> Any:
    user = UserFactory()
    sign_in(client, user)
    return user


def test_an_account_asks_and_reads_on_the_site(client: Client, known: Any, words: None) -> None:
    assert client.post(NEW, {"cadence": "now"}).headers["Location"] == "/me/notices/settings/"
    one = Subscription.objects.get()
    assert (one.state, one.channels, one.recipient.user) == (SubscriptionState.ACTIVE, ["inbox"], known)
    assert "今日" not in client.get("/me/notices/settings/").content.decode()
    notice(marks=one.marks, title="お茶の会", path="/events/")
    spread_due(now=timezone.now())
    page = client.get("/me/notices/").content.decode()
    assert ("お茶の会" in page, "未読" in page, "まだ読んでいないもの1件" in page) == (True, True, True)
    assert "まだ読んでいないもの1件" in client.get("/me/").content.decode()
    [delivery] = Delivery.objects.all()
    assert client.post(f"/me/notices/{delivery.pk}/open/").headers["Location"] == "/events/"
    assert "まだ読んでいないもの0件" in client.get("/me/notices/").content.decode()
    client.post(f"/me/notices/{delivery.pk}/archive/")
    assert "お茶の会" not in client.get("/me/notices/").content.decode()
    assert "お茶の会" in client.get("/me/notices/?kept=1").content.decode()


def test_the_newest_comes_first_and_lines_stay_lines(client: Client, known: Any) -> None:
    who = recipient(account=True)
    Recipient.objects.filter(pk=who.pk).update(user=known)
    subscription(who, channels=["inbox"])
    for number in range(3):
        notice(title=f"{number}番目の会", text="一行目\n二行目", path="/events/")
    spread_due(now=timezone.now())
    page = client.get("/me/notices/").content.decode()
    assert re.findall(r"<h2 [^>]*>(\d)番目", page) == ["2", "1", "0"]
    assert page.count("一行目<br>二行目") == 3


def test_what_came_to_another_is_not_there(client: Client, known: Any) -> None:
    subscription(recipient(account=True), channels=["inbox"])
    notice(title="ほかの人のお知らせ")
    spread_due(now=timezone.now())
    [theirs] = Delivery.objects.all()
    assert client.post(f"/me/notices/{theirs.pk}/open/").status_code == 404
    assert client.post(f"/me/notices/{theirs.pk}/archive/").status_code == 404
    client.post("/me/notices/all/")
    theirs.refresh_from_db()
    assert (theirs.read_at, theirs.archived_at) == (None, None)
    assert "ほかの人の" not in client.get("/me/notices/").content.decode()


def test_to_look_makes_no_row(client: Client, known: Any) -> None:
    assert client.get("/me/notices/").status_code == client.get("/me/notices/settings/").status_code == 200
    assert Recipient.objects.count() == 0


def test_so_many_and_no_more(client: Client, known: Any, words: None) -> None:
    who = recipient(account=True)
    Recipient.objects.filter(pk=who.pk).update(user=known)
    for _number in range(30):
        subscription(who)
    page = client.post(NEW, {"cadence": "now"}).content.decode()
    assert "30件まで" in page
    assert Subscription.objects.count() == 30


def test_one_confirms_twice_and_nothing_happens() -> None:
    one = subscription(state=SubscriptionState.WAITING)
    for _time in range(2):
        confirm(one)
    assert Subscription.objects.get().state == SubscriptionState.ACTIVE


def test_the_same_asked_for_twice_is_one(client: Client, known: Any, words: None) -> None:
    client.post(NEW, {"cadence": "now"})
    client.post(NEW, {"cadence": "daily", "by_mail": "on"})
    one = Subscription.objects.get()
    assert (one.channels, one.cadence) == (["inbox", "email"], "daily")
    client.post("/notices/new/events/?mark=alone", {"cadence": "now"})
    assert Subscription.objects.count() == 2


def test_the_same_confirmed_twice_is_one_with_the_pace_said_last() -> None:
    first = subscription(query="events?mark=alone", cadence="now")
    anew, other = (
        subscription(first.recipient, query=query, cadence="daily", state=SubscriptionState.WAITING)
        for query in ("events?mark=alone", "events?mark=watch")
    )
    for one in (anew, other, anew):
        confirm(one)
    told = Subscription.objects.active().order_by("pk").values_list("pk", "cadence")
    assert list(told) == [(first.pk, "daily"), (other.pk, "daily")]


def test_questions_that_nobody_answers_take_no_room() -> None:
    now = timezone.now()
    known, unknown, asked_anew = recipient(), recipient(confirmed_at=None), recipient(confirmed_at=None)
    waiting = [subscription(who, state=SubscriptionState.WAITING) for who in (known, unknown, asked_anew, asked_anew)]
    old = [one.pk for one in waiting[:3]]
    Subscription.objects.filter(pk__in=old).update(created_at=now - timedelta(days=8))
    Recipient.objects.update(created_at=now - timedelta(days=8))
    forget_unconfirmed(now=now)
    assert list(Recipient.objects.order_by("pk")) == [known, asked_anew]
    assert list(Subscription.objects.filter(state=SubscriptionState.WAITING)) == [waiting[3]]


def test_it_is_said_what_is_confirmed_and_what_is_stopped(client: Client, words: None) -> None:
    one = subscription(query="events?mark=alone", state=SubscriptionState.WAITING)
    for purpose in ("confirm", "stop"):
        assert (
            "一人参加歓迎"
            in client.get(f"/notices/{purpose}/{links.subscription_token(purpose, one)}/").content.decode()
        )
    gone = client.post(f"/notices/stop/{links.subscription_token('stop', one)}/").content.decode()
    assert ("メールアドレスも消しました" in gone, "/events/?mark=alone" in gone) == (True, True)
