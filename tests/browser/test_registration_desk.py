"""An organiser with fifteen minutes a week: somebody telephones, a place comes free, one is called, the list is printed."""

import os
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from events.enums import Participation
from events.models import Event, Occurrence, RegistrationQuestion
from events.registration_desk_enums import MessageAudience
from events.services import registrations
from hub.accounts.models import User
from tests.browser.signed_in import Browsing
from tests.events.members import member
from tests.events.registrations.desk.desks import by_phone, url
from tests.events.registrations.people import date
from tests.hub.accounts.factories import OrganizationFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WISHES = ["wheelchair", "writing", "near_exit"]


def _date(capacity: int, *, title: str = "台町こども食堂", **options: Any) -> tuple[Occurrence, User]:
    organization = OrganizationFactory(verified=True)
    at = date(capacity, starts=3, event={"organizer": organization, "title": title}, **options)
    return at, member(organization)


def _full(at: Occurrence, by: User) -> None:
    """Forty people of whom three wait, with all that they may say."""
    question = RegistrationQuestion.objects.create(event=at.event, text="食べられないもの", purpose="献立のため")
    for number in range(40):
        by_phone(
            at, f"台町 {'花子' if number % 3 else 'みどり・エリザベート'}{number}", by=by, phone=f"042-620-{number:04}",
            email=f"p{number}@example.org" if number % 4 == 1 else "", party=1 + number % 3 // 2,
            wishes=WISHES[: number % 4], wish_note="初めてなので、入口で待っています" if number % 5 == 0 else "",
            answers={str(question.pk): "卵"} if number % 7 == 0 else {}, is_first=number % 3 == 0,
        )  # fmt: skip


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.soak
def test_every_page_of_a_desk(browse: Callable[..., Browsing], width: int) -> None:
    at, by = _date(50)
    _full(at, by)
    registrations.send_message(
        at, text="当日は\n正面の入口から", audience=MessageAudience.BOTH, by=by, sent_as=uuid.uuid4()
    )
    registrations.cancel(at.registrations.filter(state="confirmed", party=2).earliest("pk"), by=by, is_own=False)
    asked, _by = _date(5, participation=Participation.APPROVAL, title="語る会")
    Event.objects.filter(pk=asked.event_id).update(organizer=at.event.organizer)
    one = by_phone(asked, "返事待ちの人", by=by, phone="042-620-9999", wishes=WISHES)
    browsing = browse(width=width)
    browsing.enter(by)
    wrong = {}
    first = at.registrations.filter(state="offered").earliest("pk")
    addresses = {
        "desk": "/registrations/desk/", "all-calls": "/registrations/desk/calls/",
        **{name: url(at, name) for name in ("date", "enter", "paper", "capacity", "message", "copy", "calls")},
        "contacts": url(at, "paper") + "?contacts=1", "wait": url(at) + "?part=wait", "reply": url(asked) + "?part=reply",
        "person": url(at, "person", first.pk), "cancel": url(at, "person_cancel", first.pk),
        "admit": url(at, "person_admit", first.pk), "change": url(at, "person_change", first.pk),
        "decline": url(asked, "person_decline", one.pk),
    }  # fmt: skip
    for name, address in addresses.items():
        browsing.page.goto(address)
        browsing.picture(f"desk-{name}-{width}")
        wrong[name] = browsing.looked_at()
    assert (wrong, browsing.wrong) == ({name: [] for name in addresses}, [])


@pytest.mark.soak
def test_the_list_on_paper(browse: Callable[..., Browsing]) -> None:
    """A4, several pages; on each the event, the heads of the columns and who destroys it, 14 pt and more."""
    at, by = _date(60)
    _full(at, by)
    browsing = browse()
    browsing.enter(by)
    browsing.page.goto(url(at, "paper"))
    browsing.page.emulate_media(media="print")
    sizes = browsing.page.evaluate(
        "() => [...document.querySelectorAll('.roll *')].filter(it => it.innerText && !it.matches('.vh'))"
        ".map(it => parseFloat(getComputedStyle(it).fontSize) * 72 / 96)"
    )
    assert min(sizes) >= 14
    repeated = "() => ['thead', 'tfoot'].map(it => getComputedStyle(document.querySelector(it)).display)"
    assert browsing.page.evaluate(repeated) == ["table-header-group", "table-footer-group"]
    paper = browsing.page.pdf(prefer_css_page_size=True, path=os.environ.get("HUB_LOOK_AT_PAPER"))
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", paper)
    assert len(boxes) >= 3
    assert {(round(float(width)), round(float(height))) for width, height in boxes} <= {
        (595, 842),
        (594, 842),
        (595, 841),
    }


def test_somebody_telephones_waits_and_is_called(browse: Callable[..., Browsing]) -> None:
    """On a telephone, by the keyboard alone; the list of calls says whom to ring when a place came free."""
    at, by = _date(1)
    browsing = browse(width=360)
    browsing.enter(by)
    page, keys = browsing.page, browsing.page.keyboard
    page.goto(url(at, "enter"))
    for name, phone in (("佐藤うめ", "042-620-0001"), ("鈴木あやめ", "042-620-0002")):
        expect(page.locator("#id_name")).to_be_focused()
        keys.type(name)
        keys.press("Tab")
        keys.type(phone)
        keys.press("Enter")
        expect(page.get_by_role("status").first).to_contain_text(f"{name}さん")
    expect(page.get_by_role("status").first).to_contain_text("空いたらこちらから電話します")
    wrong = browsing.looked_at()
    first = at.registrations.get(name="佐藤うめ")
    page.goto(url(at, "person_cancel", first.pk))
    page.get_by_role("button", name="取りやめにする").click()
    page.goto("/registrations/desk/")
    wrong += browsing.looked_at()
    page.get_by_role("link", name="電話する人を見る").click()
    expect(page.get_by_role("link", name="042-620-0002")).to_have_attribute("href", "tel:0426200002")
    page.get_by_role("button", name="鈴木あやめ：来る、と返事があった").click()
    expect(page.get_by_role("main")).to_contain_text("いまは、電話で伝えることはありません。")
    assert (wrong, browsing.wrong, at.registrations.get(name="鈴木あやめ").state) == ([], [], "confirmed")
