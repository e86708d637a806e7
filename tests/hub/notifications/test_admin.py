"""Administrators see the outbox and send again what is dead. No list shows an address."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from hub.accounts.models import User
from hub.notifications.letters import kinds, name_of
from hub.notifications.models import Mailing
from hub.queues import queues_for
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.hub.notifications.factories import queued
from tests.markup import parse

pytestmark = pytest.mark.django_db
LIST = "/admin/notifications/mailing/"


@pytest.fixture
def role_of_clerk() -> str:
    return "administrator"


def _dead(**options: object) -> Mailing:
    mailing = queued(to=options.pop("to", "himitsu@example.org"))
    ended = {"state": "dead", "ended_at": timezone.now(), "attempts": 6, "last_error": "SMTPDataError 554"}
    Mailing.objects.filter(pk=mailing.pk).update(**(ended | options))
    mailing.refresh_from_db()
    return mailing


def test_the_list_tells_the_number_of_the_account_and_no_address(desk: Client) -> None:
    reader = UserFactory(email="himitsu-reader@example.org", display_name="ひみつの人")
    queued(to=reader)
    _dead()
    forgotten = _dead()
    Mailing.objects.filter(pk=forgotten.pk).update(address="")
    text = desk.get(LIST).content.decode()
    assert [word for word in ("himitsu", "ひみつ") if word in text] == []
    cells = [node.text for node in parse(text).all("td", "field-reader")]
    assert cells == ["記録なし", "登録のない方", f"利用者 {reader.pk}"]


def test_it_is_chosen_by_state(desk: Client) -> None:
    dead = _dead()
    queued()
    found = parse(desk.get(f"{LIST}?state__exact=dead").content.decode()).all("th", "field-id")
    assert [node.text for node in found] == [str(dead.pk)]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list(desk: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int) -> None:
    for _ in range(count):
        queued(to=UserFactory())
    with django_assert_num_queries(6):
        desk.get(LIST)


def test_a_dead_one_is_sent_again(desk: Client, clerk: User) -> None:
    mailing = _dead()
    there = f"{LIST}{mailing.pk}/change/"
    buttons = parse(desk.get(there).content.decode()).all("a", "button")
    assert [(node.text, node.attributes["href"]) for node in buttons] == [
        ("もう一度送る", f"{LIST}{mailing.pk}/send-again/"),
        ("送らない", f"{LIST}{mailing.pk}/call-off/"),
    ]
    assert desk.get(f"{LIST}{mailing.pk}/send-again/").status_code == 200
    mailing.refresh_from_db()
    assert mailing.state == "dead"
    answer = desk.post(f"{LIST}{mailing.pk}/send-again/")
    assert (answer.status_code, answer.headers["Location"]) == (302, there)
    mailing.refresh_from_db()
    assert (mailing.state, mailing.attempts, mailing.last_error) == ("pending", 0, "")
    (entry,) = LogEntry.objects.all()
    assert (entry.user, entry.object_id, entry.change_message) == (clerk, str(mailing.pk), "もう一度送る")


@pytest.mark.parametrize("state", ["pending", "failed", "dead"])
def test_what_has_not_left_is_called_off(desk: Client, state: str) -> None:
    mailing = _dead(**({"state": state, "ended_at": None} if state != "dead" else {}))
    assert desk.post(f"{LIST}{mailing.pk}/call-off/").status_code == 302
    mailing.refresh_from_db()
    assert mailing.state == "cancelled"


@pytest.mark.parametrize(("state", "act"), [("sent", "send-again"), ("sent", "call-off"), ("cancelled", "call-off")])
def test_what_has_ended_is_refused_and_said(desk: Client, state: str, act: str) -> None:
    mailing = _dead(state=state)
    assert parse(desk.get(f"{LIST}{mailing.pk}/change/").content.decode()).all("a", "button") == []
    answer = desk.post(f"{LIST}{mailing.pk}/{act}/")
    assert (answer.status_code, "はできません" in answer.content.decode()) == (200, True)
    mailing.refresh_from_db()
    assert (mailing.state, LogEntry.objects.count()) == (state, 0)


def test_nothing_of_it_is_edited(desk: Client) -> None:
    mailing = _dead()
    text = desk.get(f"{LIST}{mailing.pk}/change/").content.decode()
    assert 'type="submit" value' not in text
    assert desk.post(f"{LIST}{mailing.pk}/change/", {"state": "sent"}).status_code == 403
    assert desk.get(f"{LIST}add/").status_code == 403
    assert desk.post(f"{LIST}{mailing.pk}/delete/", {"post": "yes"}).status_code == 403
    assert desk.get(f"{LIST}{mailing.pk + 1}/change/").status_code == 302


@pytest.mark.parametrize("who", ["staff", "coordinator"])
def test_other_staff_see_none_of_it(client: Client, who: str) -> None:
    mailing = _dead()
    sign_in(client, UserFactory(**{who: True}))
    for address in ("", f"{mailing.pk}/change/", f"{mailing.pk}/send-again/", f"{mailing.pk + 1}/send-again/"):
        assert client.get(f"{LIST}{address}").status_code == 403
    assert client.post(f"{LIST}{mailing.pk}/send-again/").status_code == 403
    mailing.refresh_from_db()
    assert mailing.state == "dead"


def test_what_waits_for_administrators(clerk: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    now = timezone.now()
    dead = [_dead(ended_at=now - timedelta(hours=hours)) for hours in (1, 3, 2)]
    queued()
    (queue,) = [one for one in queues_for(clerk) if one.key == "dead-mails"]
    with django_assert_num_queries(2):
        assert queue.count(clerk) == 3
        rows = queue.rows(clerk, 2)
    assert [(row.label, row.url, row.note) for row in rows] == [
        (f"会のお知らせ {mailing.pk}", f"{LIST}{mailing.pk}/change/", "相手のサーバーに断られました")
        for mailing in (dead[1], dead[2])
    ]
    assert queue.url() == f"{LIST}?state__exact=dead"
    assert "himitsu" not in "".join(row.label for row in rows)
    for other in (UserFactory(staff=True), UserFactory(coordinator=True), UserFactory()):
        assert "dead-mails" not in {one.key for one in queues_for(other)}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", ""),
        ("SMTPRecipientsRefused 550", "あて先のメールアドレスがないか、使われていません"),
        ("550 5.1.1 user unknown", "あて先のメールアドレスがないか、使われていません"),
        ("SMTPDataError 552", "あて先の受信箱がいっぱいです"),
        ("SMTPDataError 555", "相手のサーバーが受け取りませんでした"),
        ("SMTPDataError 451", "相手のサーバーが、いまは受け取れません"),
        ("TimeoutError", "メールのサーバーにつながりませんでした"),
        ("NoEnd", "送っている途中で、くり返し止まりました"),
        ("UnknownKindError", "いまは使っていない種類のメールです"),
        ("RuntimeError", "つながりハブの側の失敗です"),
    ],
)
def test_why_it_did_not_leave_is_said_in_words(desk: Client, written: str, said: str) -> None:
    mailing = _dead(last_error=written)
    assert mailing.failure == said
    shown = parse(desk.get(f"{LIST}{mailing.pk}/change/"))
    assert shown.one("div", "field-failure").one("div", "readonly").text == (said or "－")


def test_its_page_calls_it_by_name_and_nothing_twice(desk: Client) -> None:
    shown = parse(desk.get(f"{LIST}{_dead().pk}/change/"))
    assert shown.one("div", "field-name").one("div", "readonly").text == "会のお知らせ"
    labels = [label.text for label in shown.one("form", id="mailing_form").all("label")]
    assert len(set(labels)) == len(labels)


def test_each_kind_has_a_name_and_lists_are_chosen_by_it(desk: Client) -> None:
    ours = {kind for kind in kinds() if not kind.startswith("test-")}
    assert [kind for kind in ours if name_of(kind) == kind] == []
    mailing = queued()
    assert name_of("of an old app") == "of an old app"
    found = {kind: len(parse(desk.get(f"{LIST}?kind={kind}")).all("th", "field-id")) for kind in (mailing.kind, "%00")}
    assert found == {mailing.kind: 1, "%00": 0}
