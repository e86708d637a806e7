"""A circle from the organiser's telephone to the next gathering: read, joined by who has a telephone alone and by mail, told, left."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from events.circle_enums import MemberState
from events.models import Circle, CircleMember
from events.services.circles.letters import own_token
from hub.vocabulary import load_vocabulary
from tests.browser.hands import Mouse
from tests.browser.signed_in import Browsing
from tests.browser.test_people import WAYS
from tests.events.members import public_event
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME = "台町で歌う会"
_BY_HAND = [pytest.param(*way.values, id=way.id, marks=pytest.mark.soak) for way in WAYS[1:]]


class _Seat:
    """Somebody at a screen; ``wrong`` gathers what axe finds on the pages that they were shown."""

    def __init__(self, browsing: Browsing, hands: type[Mouse], script: bool) -> None:
        self.browsing, self.page, self.hands, self._script = browsing, browsing.page, hands(browsing.page), script
        self.wrong: list[str] = []
        self._seen: set[str] = set()

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.look()

    def look(self, says: str = "") -> None:
        if says:
            expect(self.page.locator("main")).to_contain_text(says)
        here = re.sub("[0-9]+", "0", f"{self.page.url} {self.page.title()}")
        if self._script and here not in self._seen:  # axe-core is a script, and takes a second
            self._seen.add(here)
            self.wrong += [f"{self.page.url} {one}" for one in self.browsing.looked_at()]


def _write(seat: _Seat, organization: int) -> Circle:
    seat.open(f"/me/organizations/{organization}/")
    seat.hands.follow("団体のサークルを開く")
    seat.hands.follow("サークルを書く")
    seat.look("名前だけでも、下書きとして残せます")
    seat.hands.write("サークルの名前", NAME)
    seat.hands.press("保存して、確認に出す")
    seat.look("確認に出すには、足りないところを書いてください")
    seat.hands.follow("書きたす")
    seat.hands.write("ひとことで", "昭和の歌を、座ったまま歌います。")
    seat.hands.write("いつ集まる", "毎月第1火曜日の午前")
    seat.hands.write("集まるところの名前", "台町会館 2階")
    seat.hands.write("はじめての方へ", "半分はひとりで来ます。聞くだけでもかまいません。")
    seat.hands.tick("主催者が、ひとりずつお返事します")
    seat.hands.press("保存して、確認に出す")
    seat.look("市の担当が確かめています")
    return Circle.objects.get()


def _publish(seat: _Seat, one: Circle) -> None:
    seat.open("/staff/")
    seat.hands.follow(NAME)
    seat.look("昭和の歌を")
    seat.hands.press("読んで確かめたので、公開する")
    expect(seat.page.locator("main")).to_contain_text("公開しました")


def _join(seat: _Seat, one: Circle, contact: str, value: str) -> CircleMember:
    seat.open("/circles/?q=歌う")
    seat.hands.follow(NAME)
    seat.look("まず一度のぞいてみる")
    seat.open(f"/circles/{one.pk}/join/")
    seat.hands.press("送る")
    seat.look("なんと呼べばよいか")
    seat.hands.write("よび名", "はな")
    seat.hands.write(contact, value)
    seat.hands.press("送る")
    seat.look("申し込みを受けました")
    return CircleMember.objects.latest("pk")


def _answer(seat: _Seat, one: Circle) -> None:
    seat.open(f"/me/organizations/{one.organization_id}/circles/{one.pk}/")
    seat.hands.follow("返事をする")
    seat.look("お返事を待っています")
    seat.hands.follow("受ける")
    expect(seat.page.locator("main")).to_contain_text("仲間になります")
    seat.hands.press("受ける")
    expect(seat.page.locator("main")).to_contain_text("受けました")
    seat.hands.follow("みんなにお知らせを送る")
    seat.hands.write("件名", "持ち物")
    seat.hands.write("本文", "飲みものは用意します。")
    seat.hands.press("みんなに送る")
    seat.look("あと1人です")
    seat.hands.press("伝えた")
    seat.look("みんなに伝えました")


@pytest.mark.parametrize(("width", "hands", "script"), [WAYS[0], *_BY_HAND])
def test_a_circle_from_the_first_word_to_who_leaves(
    browse: Callable[..., Browsing], width: int, hands: type[Mouse], script: bool
) -> None:
    load_vocabulary(settings.BASE_DIR / "data" / "vocabulary")
    ours = OrganizationFactory(verified=True, name="台町の手しごとの会")

    def sit(user: object = None) -> _Seat:
        browsing = browse(width=width, script=script)
        if user is not None:
            browsing.enter(user)  # type: ignore[arg-type]
        return _Seat(browsing, hands, script)

    organiser, coordinator, visitor = sit(member_of(ours)), sit(UserFactory(coordinator=True)), sit()
    one = _write(organiser, ours.pk)
    _publish(coordinator, one)
    public_event(ours, timezone.now() + timedelta(days=3), title="12月の歌う会", circle=one)
    assert _join(visitor, one, "電話番号", "０４２−６２６−３１１１").state == MemberState.ASKED
    _answer(organiser, one)
    row = _join(visitor, one, "メールアドレス", "hana@example.org")
    assert row.state == MemberState.UNCONFIRMED
    visitor.open(f"/circles/members/{row.pk}-{own_token(row)}/")
    visitor.hands.press("申し込みを確かめる")
    visitor.look("主催者のお返事を待っています")
    visitor.hands.follow("サークルをやめる")
    visitor.look("理由はいりません")
    visitor.hands.press("やめる")
    visitor.look("名前と連絡先は、もう消えています")
    visitor.open("/circles/?q=ない言葉")
    people = (organiser, coordinator, visitor)
    assert [seat.wrong + seat.browsing.wrong for seat in people] == [[], [], []]
