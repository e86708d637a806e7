"""What staff see and do: writing a notice, looking how far it is, calling it off."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from hub.exceptions import DomainError
from hub.models import Theme
from hub.notifications import sending
from hub.notifications.models import Delivery, Notice, NoticeAct, Subscription
from hub.notifications.services import call_off_notice, compose_notice
from hub.notifications.services.composing import Draft, reach_of
from hub.notifications.services.gathering import gather_due
from tests.events.factories import EventFactory
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.hub.areas.factories import DistrictFactory
from tests.hub.notifications.notices.factories import notice, recipient, subscription
from tests.hub.notifications.spread import spread_due
from tests.markup import parse

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "/staff/notices/new/"


def typed(**changes: Any) -> dict[str, Any]:
    own = {
        "title": "手伝う人をさがしています", "text": "台町の縁側で、\nお茶を出します。", "path": "/events/", "subject": "city",
        "reason": "縁側の会に頼まれた", "key": str(uuid.uuid4()), "act": "preview",
    }  # fmt: skip
    return own | changes


def seal_in(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


def draft(**changes: Any) -> Draft:
    return Draft(**({"title": "お茶の会", "text": "どうぞ", "path": "/events/", "reason": "頼まれた"} | changes))


def asked(number: int, **conditions: Any) -> list[Subscription]:
    return [subscription(**({"subjects": ["city"]} | conditions)) for _number in range(number)]


def test_written_looked_at_and_sent(desk: Client, clerk: Any) -> None:
    asked(12)
    subscription(subjects=["event"])
    values = typed(many="on")
    page = desk.post(NEW, values).content.decode()
    assert parse(page).one("p", "count").text == "届く人の数：12"
    assert page.count("手伝う人をさがしています") >= 4  # in the inbox, in the mail, and kept
    assert Notice.objects.count() == 0
    answer = desk.post(NEW, values | {"act": "send", "seen": seal_in(page)})
    [made] = Notice.objects.all()
    assert answer.headers["Location"] == f"/staff/notices/{made.pk}/"
    [act] = NoticeAct.objects.all()
    assert (act.act, act.by, act.reason, act.people) == ("composed", clerk, "縁側の会に頼まれた", 12)
    now = timezone.now()
    spread_due(now=now)
    gather_due(now=now)
    sending.send_due()
    assert [message.subject for message in mail.outbox] == ["手伝う人をさがしています"] * 12
    page = desk.get(f"/staff/notices/{made.pk}/").content.decode()
    assert ("縁側の会に頼まれた" in page, "届く見込み 12" in page, "送った 12" in page) == (True, True, True)


def test_nothing_is_sent_that_was_not_shown(desk: Client) -> None:
    asked(1)
    asked(2, subjects=["event"])
    seen = seal_in(desk.post(NEW, typed()).content.decode())
    for values in ({"seen": ""}, {"seen": seen, "title": "ほかのこと"}, {"seen": seen, "subject": "event"}):
        page = desk.post(NEW, typed(act="send", many="on", **values)).content.decode()
        assert "まだ送っていません。" in page
    assert Notice.objects.count() == 0


def test_a_double_tap_is_one_notice(desk: Client) -> None:
    asked(1)
    values = typed(many="on")
    seen = seal_in(desk.post(NEW, values).content.decode())
    places = {desk.post(NEW, values | {"act": "send", "seen": seen}).headers["Location"] for _tap in range(2)}
    assert (len(places), Notice.objects.count(), NoticeAct.objects.count()) == (1, 1, 1)


def test_what_was_typed_is_kept_when_it_is_written_anew(desk: Client) -> None:
    district = DistrictFactory.create(name="台町中学校区", column=0)
    page = parse(desk.post(NEW, typed(districts=[district.pk], act="edit")).content.decode())
    boxes = [node for node in page.all("input") if node.attributes.get("name") == "districts"]
    assert ["checked" in node.attributes for node in boxes] == [True]
    assert [node.attributes["value"] for node in page.all("input") if node.attributes.get("name") == "title"] == [
        "手伝う人をさがしています"
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "題を書いてください。"),
        ({"title": "あ" * 61}, "60文字までで書いてください。いまは61文字です。"),
        ({"text": ""}, "知らせることを書いてください。"),
        ({"text": "あ" * 301}, "300文字までで書いてください。いまは301文字です。"),
        ({"path": ""}, "くわしく書いたページのアドレスを書いてください。"),
        ({"path": "https://example.org/events/"}, "/ から書いてください"),
        ({"path": "//example.org/events/"}, "/ から書いてください"),
        ({"path": "/\\example.org"}, "/ から書いてください"),
        ({"path": "javascript:alert(1)"}, "/ から書いてください"),
        ({"path": "/nowhere/"}, "このサイトにありません"),
        ({"path": "/events/99999/"}, "このサイトにありません"),
        ({"path": "/staff/"}, "だれでも開けるページではありません"),
        ({"path": "/me/notices/"}, "だれでも開けるページではありません"),
        ({"path": "/admin/"}, "だれでも開けるページではありません"),
        ({"subject": "person"}, "どれか1つを選んでください。"),
        ({"districts": ["987654"]}, "一覧にないものが選ばれています。"),
        ({"districts": ["x"]}, "一覧にないものが選ばれています。"),
        ({"reason": ""}, "送るわけを書いてください。"),
    ],
)
def test_what_is_wrong_is_said(desk: Client, changes: dict[str, Any], said: str) -> None:
    asked(1)
    answer = desk.post(NEW, typed(**changes))
    page = answer.content.decode()
    assert (answer.status_code, said in page, "直してほしいところがあります" in page) == (200, True, True)
    assert Notice.objects.count() == 0


@pytest.mark.parametrize("path", ["http://testserver/events/?theme=go", "／events/?theme=go", "/events/?theme=go"])
def test_the_page_may_be_pasted_whole(desk: Client, path: str) -> None:
    asked(1)
    page = desk.post(NEW, typed(path=path)).content.decode()
    assert '<a href="/events/?theme=go">くわしく見る</a>' in page


def test_the_page_of_a_thing_must_be_public(desk: Client) -> None:
    asked(1)
    hidden, shown = EventFactory(), EventFactory(published=True)
    said = [
        "このサイトにありません" in desk.post(NEW, typed(path=one.get_absolute_url())).content.decode()
        for one in (hidden, shown)
    ]
    assert said == [True, False]


def test_for_whom() -> None:
    near, far = (DistrictFactory.create(name=f"{name}中学校区", column=n) for n, name in enumerate(("台町", "元八")))
    go, tea = (Theme.objects.create(key=key, name=key) for key in ("go", "tea"))
    asked(1, districts=[near.pk])
    asked(1, districts=[far.pk], themes=[go.pk])
    asked(1)
    subscription(subjects=["event"], districts=[near.pk])
    reached = {
        "all": reach_of(draft()).people,
        "near": reach_of(draft(districts=[near.pk])).people,
        "tea": reach_of(draft(themes=[tea.pk])).people,
        "events": reach_of(draft(subject="event")).people,
    }
    assert reached == {"all": 3, "near": 2, "tea": 2, "events": 1}


def test_to_more_than_half_of_all_it_must_be_meant(clerk: Any) -> None:
    asked(2)
    subscription(subjects=["event"])
    with pytest.raises(DomainError, match="半分より多く"):
        compose_notice(draft(), by=clerk, key=uuid.uuid4())
    assert compose_notice(draft(), by=clerk, key=uuid.uuid4(), is_many_meant=True).pk
    subscription(subjects=["event"])
    compose_notice(draft(), by=clerk, key=uuid.uuid4())


def test_the_page_asks_whether_it_is_meant(desk: Client) -> None:
    asked(1)
    values = typed()
    page = desk.post(NEW, values).content.decode()
    assert 'name="many"' in page
    page = desk.post(NEW, values | {"act": "send", "seen": seal_in(page)}).content.decode()
    assert ("確かめの欄に印を" in page, Notice.objects.count()) == (True, 0)
    for _other in range(2):
        subscription(subjects=["event"])
    page = desk.post(NEW, typed()).content.decode()
    assert 'name="many"' not in page


def test_so_many_a_day_and_person(desk: Client, clerk: Any, settings: Settings) -> None:
    settings.HUB_NOTICES_COMPOSED_A_DAY = 1
    asked(1)
    asked(2, subjects=["event"])
    compose_notice(draft(), by=clerk, key=uuid.uuid4())
    with pytest.raises(DomainError, match="1日1件まで"):
        compose_notice(draft(), by=clerk, key=uuid.uuid4())
    compose_notice(draft(), by=UserFactory(administrator=True), key=uuid.uuid4())
    page = desk.post(NEW, typed()).content.decode()
    assert ("今日は、もう1件送りました" in page, 'value="send"' in page) == (True, False)
    NoticeAct.objects.update(created_at=timezone.now() - timedelta(days=1))
    assert compose_notice(draft(), by=clerk, key=uuid.uuid4()).pk


def test_to_nobody_nothing_is_sent(desk: Client, clerk: Any) -> None:
    subscription(subjects=["event"])
    with pytest.raises(DomainError, match="届く人は、いません"):
        compose_notice(draft(), by=clerk, key=uuid.uuid4())
    assert 'value="send"' not in desk.post(NEW, typed()).content.decode()


@pytest.mark.parametrize("role", ["staff", "planner", "consultation"])
def test_nobody_else_writes_or_calls_off(role: str) -> None:
    asked(1)
    by = UserFactory(**{role: True})
    with pytest.raises(DomainError, match="担当の職員だけ"):
        compose_notice(draft(), by=by, key=uuid.uuid4(), is_many_meant=True)
    told = notice()
    with pytest.raises(DomainError, match="担当の職員だけ"):
        call_off_notice(told, by=by, reason="誤り")
    told.refresh_from_db()
    assert (told.withdrawn_at, Notice.objects.count()) == (None, 1)


def test_calling_off_drops_what_waits_and_says_who_was_told(desk: Client) -> None:
    told, later, reader = (
        subscription(),
        subscription(cadence="weekly"),
        subscription(recipient(account=True), channels=["inbox"]),
    )
    one = notice(title="まちがい")
    now = timezone.now()
    spread_due(now=now)
    gather_due(now=now)
    sending.send_due()
    other = subscription()
    Delivery.objects.create(notice=one, recipient=other.recipient, subscription=other, channel="email", due_at=now)
    gather_due(now=now)  # gathered, and not sent yet
    answer = desk.post(f"/staff/notices/{one.pk}/", {"reason": "日を誤った"})
    assert answer.headers["Location"] == f"/staff/notices/{one.pk}/"
    one.refresh_from_db()
    assert one.withdrawn_at is not None
    states = dict(Delivery.objects.values_list("recipient", "state"))
    assert states == {
        told.recipient_id: "handed", later.recipient_id: "dropped", reader.recipient_id: "handed",
        other.recipient_id: "dropped",
    }  # fmt: skip
    assert NoticeAct.objects.get().people == 2
    sending.send_due()
    assert len(mail.outbox) == 1
    page = desk.get(f"/staff/notices/{one.pk}/").content.decode()
    assert ("取り下げました。もう届いていた人の数：非公表。" in page, "日を誤った" in page) == (True, True)
    late = desk.post(f"/staff/notices/{one.pk}/", {"reason": "日を誤った"}).content.decode()
    assert "もう取り下げてあります" in late


def test_calling_off_one_leaves_others_of_the_same_thing(clerk: Any) -> None:
    one, other = notice(object_id=7), notice(object_id=7)
    call_off_notice(one, by=clerk, reason="誤り")
    other.refresh_from_db()
    assert other.withdrawn_at is None


def test_a_reason_must_be_given(desk: Client) -> None:
    one = notice()
    page = desk.post(f"/staff/notices/{one.pk}/", {"reason": ""}).content.decode()
    assert "取り下げるわけを書いてください。" in page
    one.refresh_from_db()
    assert one.withdrawn_at is None


def test_how_far_it_is(desk: Client) -> None:
    for _number in range(10):
        subscription()
    subscription(cadence="weekly")
    one = notice(title="お茶の会")
    page = desk.get("/staff/notices/").content.decode()
    assert ("あて先をさがしている" in page, "いまの数にする" in page) == (True, True)
    now = timezone.now()
    spread_due(now=now)
    gather_due(now=now)
    sending.send_due()
    page = parse(desk.get("/staff/notices/").content.decode())
    assert page.one("li", "case").one("ul", "says").all("li")[0].text == (
        "メール：あて先 非公表（送った 10、これから 10未満、送らないことにした 0、送れなかった 0） 開いた 0"
    )
    call_off_notice(one, by=UserFactory(administrator=True), reason="誤り")
    assert "いまの数にする" not in desk.get("/staff/notices/").content.decode()


def test_what_goes_to_one_named_person_is_nothing_for_staff(desk: Client) -> None:
    named = notice(title="ひみつの順番", recipients=[recipient().pk])
    assert "ひみつ" not in desk.get("/staff/notices/").content.decode()
    assert desk.get(f"/staff/notices/{named.pk}/").status_code == 404
    assert desk.post(f"/staff/notices/{named.pk}/", {"reason": "x"}).status_code == 404
    assert "ひみつ" not in desk.get("/admin/notifications/notice/").content.decode()


@pytest.mark.parametrize("address", ["/staff/notices/", "/staff/notices/results/"])
def test_queries(desk: Client, address: str) -> None:
    counts = []
    for number in (1, 3):
        for _more in range(number):
            subscription()
            notice()
        spread_due(now=timezone.now())
        desk.get(address)
        with CaptureQueriesContext(connection) as asked_for:
            desk.get(address)
        counts.append(len(asked_for))
    assert counts[0] == counts[1]


def test_a_dead_mail_of_notices_is_sent_again(client: Client) -> None:
    sign_in(client, UserFactory(administrator=True))
    one = subscription()
    notice(title="お茶の会")
    now = timezone.now()
    spread_due(now=now)
    gather_due(now=now)
    mailing = Delivery.objects.get().mailing
    type(mailing).objects.update(state="dead", ended_at=now, last_error="SMTPDataError 554")
    assert "送れなかったメール" in client.get("/staff/").content.decode()
    shown = client.get("/admin/notifications/mailing/").content.decode()
    assert (one.recipient.address in shown, f"知らせを受ける人 {one.recipient_id}" in shown) == (False, True)
    client.post(f"/admin/notifications/mailing/{mailing.pk}/send-again/")
    assert sending.send_due() == {"sent": 1}
    assert [message.to for message in mail.outbox] == [[one.recipient.address]]


@pytest.mark.parametrize("name", ["notice", "delivery", "subscription", "recipient"])
def test_lists_of_the_admin_show_no_address(client: Client, name: str) -> None:
    sign_in(client, UserFactory(administrator=True))
    subscription(recipient(address="himitsu@example.org"))
    subscription(recipient(account=True))
    notice()
    spread_due(now=timezone.now())
    page = client.get(f"/admin/notifications/{name}/")
    assert (page.status_code, "@example" in page.content.decode()) == (200, False)


def test_the_sum_over_all_ways_gives_no_small_one_away(desk: Client, clerk: Any) -> None:
    asked(12)
    subscription(recipient(account=True), subjects=["city"], channels=["inbox"])
    made = compose_notice(draft(), by=clerk, key=uuid.uuid4(), is_many_meant=True)
    now = timezone.now()
    spread_due(now=now)
    gather_due(now=now)
    page = desk.get(f"/staff/notices/{made.pk}/").content.decode()
    assert ("届く見込み 非公表" in page, "これから 12" in page) == (True, True)
