"""Somebody registers, changes and cancels; somebody else waits, is offered the place and takes it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from events.models import Occurrence, Registration
from events.services.registrations.letters import link_token
from hub.notifications.letters import writer_of
from hub.notifications.models import Mailing
from tests.browser.hands import Keyboard, Mouse
from tests.browser.seat import Seat
from tests.browser.signed_in import Browsing
from tests.events.registrations.people import date, registered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = [
    pytest.param((360, Mouse, False), id="360, without JavaScript"),
    pytest.param((1280, Keyboard, True), id="1280, by keyboard alone", marks=pytest.mark.soak),
    pytest.param((360, Keyboard, True), id="360, by keyboard alone", marks=pytest.mark.soak),
]


def _at() -> Occurrence:
    return date(2, event={"title": "はじめての料理の会"}, message_after="エプロンは貸します。")


def _registers(seat: Seat, at: Occurrence) -> None:
    """From the list to the own page, with one mistake on the way."""
    seat.page.goto(f"/events/?q={at.event.title}")
    seat.hands.press_on(seat.page.locator(".ev a", has_text=at.event.title))
    seat.look(at.event.title)
    seat.hands.press_on(seat.page.locator("main a.btn:visible").first)
    seat.look("申し込む")
    seat.hands.write("お名前かよび名", "はな")
    seat.hands.tick("電話")
    seat.press("申し込む", ".wrongs", "電話番号を書いてください。")
    expect(seat.page.locator("#id_name")).to_have_value("はな")
    seat.hands.write("電話番号", "０４２　０００　０００１")
    seat.hands.tick("見学だけしたい")
    seat.press("申し込む", "h1", "参加が決まっています")
    expect(seat.page.locator("main")).to_contain_text("エプロンは貸します。")


def _changes(seat: Seat) -> None:
    seat.hands.follow("人数や希望を変える")
    seat.look("人数や希望を変える")
    seat.hands.write("何人で来ますか", "9")
    seat.press("変える", ".wrongs", "一度に申し込めるのは4人まで")
    seat.hands.write("何人で来ますか", "2")
    seat.press("変える", "main", "変えました。")
    expect(seat.page.locator("dl.qa")).to_contain_text("2人")


def _waits(seat: Seat, at: Occurrence) -> None:
    seat.page.goto(f"/events/{at.event_id}/register/{at.pk}/")
    seat.look("空きを待つ")
    seat.hands.write("お名前かよび名", "ゆき")
    seat.hands.tick("メール")
    seat.hands.write("メールアドレス", "yuki@example.org")
    seat.press("空きを待つ", "h1", "メールを確かめてください")
    seat.page.goto(_link())
    seat.look("あと少しです")
    seat.press("申込を決める", "h1", "空きを待っています")


def _link() -> str:
    """What the last mail leads to."""
    mailing = Mailing.objects.latest("pk")
    write = writer_of(mailing.kind)
    letter = write(mailing) if write else None
    assert letter is not None
    found = re.search("/registrations/.*", letter.links[0][1])
    assert found is not None
    return found[0]


def _cancels(seat: Seat, one: Registration) -> None:
    """With the number that was noted down."""
    seat.page.goto("/registrations/")
    seat.look("申込を見る、変える、取りやめる")
    seat.hands.write("申込番号", one.code)
    seat.press("開く", "h1", "参加が決まっています")
    seat.hands.follow("取りやめる")
    seat.look("取りやめますか")
    seat.press("取りやめる", "h1", "取りやめました")


@pytest.mark.parametrize("way", WAYS)
def test_registering_changing_cancelling_and_the_place_that_comes_free(
    browse: Callable[..., Browsing], way: tuple[int, type[Mouse], bool]
) -> None:
    at = _at()
    first, second = Seat(browse, None, way), Seat(browse, None, way)
    _registers(first, at)
    _changes(first)
    one = Registration.objects.get()
    _waits(second, at)
    _cancels(first, one)
    second.page.goto(_link())
    second.look("席が空きました")
    second.press("参加する", "h1", "参加が決まっています")
    one.refresh_from_db()
    at.refresh_from_db()
    assert (one.state, at.taken) == ("cancelled", 1)
    assert [seat.browsing.wrong for seat in (first, second)] == [[], []]
    assert first.wrong + second.wrong == []


STATES = ["confirmed", "waiting", "offered", "in_lot", "cancelled", "expired", "not_drawn"]


@pytest.mark.soak
@pytest.mark.parametrize("width", [360, 1280])
def test_every_state_of_the_own_page_by_axe(browse: Callable[..., Browsing], width: int) -> None:
    at, browsing = date(20), browse(width=width)
    one = registered(at)
    found = {}
    for state in STATES:
        held = "2030-01-01T00:00:00+09:00" if state == "offered" else None
        holds = 1 if state in {"confirmed", "offered"} else 0
        Registration.objects.filter(pk=one.pk).update(state=state, seats=holds, held_until=held, queue_number=1)
        for act in ("", "cancel/", "change/", "together/"):
            browsing.page.goto(f"/registrations/{one.pk}-{link_token(one)}/{act}")
            found[state, act] = browsing.looked_at()
    assert {where: wrong for where, wrong in found.items() if wrong} == {}
    assert browsing.wrong == []
