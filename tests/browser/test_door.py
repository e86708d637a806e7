"""The door of a date on a telephone: pressed without a network, each entry arrives once; without a script; read by axe."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from events.models import Attendance, DoorEntry, Occurrence, Registration, Thanks
from events.services.registrations import cancel
from events.services.registrations.letters import link_token
from events.services.registrations.thanks import thank_due, token_for
from hub.accounts.models import User
from tests import waiting
from tests.browser.signed_in import Browsing
from tests.events.members import member
from tests.events.registrations.doors import CAME, UNMARK, WALK_IN, entered, pressed
from tests.events.registrations.people import date, registered
from tests.hub.accounts.factories import OrganizationFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _tonight(**terms: Any) -> tuple[Occurrence, User]:
    """A date that is on now, and who writes for its organiser."""
    organization = OrganizationFactory(verified=True)
    at = date(3, event={"organizer": organization, "title": "囲碁の会"}, **terms)
    return at, member(organization)


def _begin(at: Occurrence) -> None:
    """The day has come."""
    now = timezone.now().replace(microsecond=0)
    Occurrence.objects.filter(pk=at.pk).update(starts_at=now, ends_at=now + timedelta(hours=2))
    at.refresh_from_db()


def _named(at: Occurrence, number: int, name: str, **asked: Any) -> Registration:
    one = registered(at, number, **asked)
    Registration.objects.filter(pk=one.pk).update(name=name)
    one.refresh_from_db()
    return one


def _marks(at: Occurrence) -> list[tuple[int | None, bool, int]]:
    rows = Attendance.objects.filter(occurrence=at).order_by("registration", "pk")
    return list(rows.values_list("registration", "came", "people"))


@pytest.mark.parametrize("width", [360, pytest.param(1280, marks=pytest.mark.soak)])
def test_the_network_drops_and_each_entry_arrives_once(browse: Callable[..., Browsing], width: int) -> None:
    at, by = _tonight()
    first, second = _named(at, 1, "たかはし"), _named(at, 2, "サトウ", party=2, wishes=["writing", "near_exit"])
    third = _named(at, 3, "やまもと")
    _begin(at)
    browsing = browse(width=width)
    browsing.enter(by)
    page = browsing.page
    page.goto(f"/registrations/dates/{at.pk}/door/")
    browsing.picture(f"door-{width}")
    assert browsing.looked_at() == []
    page.get_by_role("button", name="来た たかはし").click()
    waiting.until(lambda: _marks(at) == [(first.pk, True, 1)], what="the first who came")
    expect(page.locator("[data-count=all]")).to_have_text("1")

    browsing.context.set_offline(True)
    page.locator("#id_q").fill(f"https://hub.example/registrations/dates/1/door/?code={second.code}")
    page.keyboard.press("Enter")
    expect(page.locator(f"#r-{first.pk}")).to_be_hidden()
    expect(page.get_by_role("button", name="来た サトウ")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#id_q")).to_be_focused()
    page.locator(".door-others > summary").click()
    page.get_by_role("button", name="来た（当日参加） やまもと").click()
    page.get_by_label("来た人数").last.fill("３人")
    page.get_by_role("button", name="当日参加を入れる").click()
    expect(page.locator("[data-line-said]")).to_contain_text("まだ送っていないものが3件あります。")
    browsing.picture(f"door-offline-{width}")
    kept = page.evaluate("Object.values(localStorage).join()")
    assert [word for word in ("たかはし", "サトウ", "やまもと", "囲碁", second.code) if word in kept] == []
    # Another device marked and took back meanwhile; what was pressed here before it is not entered, and says so.
    assert _marks(at) == [(first.pk, True, 1)]
    now = timezone.now() + timedelta(seconds=5)
    entered(at, pressed(CAME, second, noted_at=now), pressed(UNMARK, second, noted_at=now), now=now)

    browsing.context.set_offline(False)
    expect(page.locator("[data-lost]")).to_contain_text("サトウ 来ました 2人")
    expect(page.locator("[data-lost]")).to_contain_text("ほかの端末で、これよりあとに押されていたので")
    assert _marks(at) == [(first.pk, True, 1), (third.pk, True, 1), (None, True, 3)]
    page.reload()
    expect(page.locator("[data-lost] li")).to_have_count(1)
    browsing.picture(f"door-lost-{width}")
    assert browsing.looked_at() == []
    page.get_by_role("button", name="読みました").click()
    expect(page.locator("[data-lost]")).to_be_hidden()
    assert page.evaluate("localStorage.length") == 0
    assert (DoorEntry.objects.count(), _marks(at)) == (6, [(first.pk, True, 1), (third.pk, True, 1), (None, True, 3)])
    assert [wrong for wrong in browsing.wrong if "ERR_INTERNET_DISCONNECTED" not in wrong] == []


@pytest.mark.soak
@pytest.mark.parametrize("width", [360, 1280])
def test_without_a_script_and_from_paper(browse: Callable[..., Browsing], width: int) -> None:
    at, by = _tonight()
    first, second = _named(at, 1, "たかはし"), _named(at, 2, "サトウ", party=2)
    third = _named(at, 3, "やまもと")
    _begin(at)
    browsing = browse(width=width, script=False)
    browsing.enter(by)
    page = browsing.page
    page.goto(f"/registrations/dates/{at.pk}/door/?code={second.code}")
    expect(page.locator("[data-row]")).to_have_count(1)
    page.locator("summary").click()
    page.locator(f"#r-{second.pk}").get_by_label("来た人数").fill("たくさん")
    page.get_by_role("button", name="この人数で").click()
    expect(page.get_by_role("alert")).to_have_text("数字で書いてください。")
    page.locator(f"#r-{second.pk}").get_by_label("来た人数").fill("1")
    page.get_by_role("button", name="この人数で").click()
    expect(page.locator(f"#r-{second.pk} [data-said]")).to_contain_text("1人")
    page.get_by_label("来た人数").last.fill("4")
    page.get_by_role("button", name="当日参加を入れる").click()
    expect(page.locator("[data-count=all]")).to_have_text("5")
    browsing.picture(f"door-plain-{width}")
    page.get_by_role("link", name="紙の名簿の印").click()
    page.get_by_label("たかはし").first.check()
    browsing.picture(f"door-paper-{width}")
    page.get_by_role("button", name="この内容で記す").click()
    expect(page.locator("h1")).to_have_text("この日の数字と、来た人の声")
    browsing.picture(f"door-after-{width}")
    assert _marks(at) == [(first.pk, True, 1), (second.pk, True, 1), (None, True, 4)]
    assert (third.state, browsing.wrong) == ("waiting", [])


@pytest.mark.soak
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_of_the_door_is_wrong_to_axe(browse: Callable[..., Browsing], width: int) -> None:
    at, by = _tonight()
    one = _named(at, 1, "たかはし", wish_note="耳が遠いです")
    Registration.objects.filter(pk=one.pk).update(email="a@example.org")
    _named(at, 2, "サトウ", party=2)
    _named(at, 3, "やまもと")
    _begin(at)
    entered(at, pressed(CAME, one), pressed(WALK_IN, people=3, first_people=1))
    proof = Attendance.objects.get(registration=one).proof
    browsing = browse(width=width)
    browsing.enter(by)
    page, wrong = browsing.page, {}
    own = f"/registrations/{one.pk}-{link_token(one)}/proof/"
    shown = {
        "door-rows": f"/registrations/dates/{at.pk}/door/", "door-paper-list": f"/registrations/dates/{at.pk}/door/paper/",
        "door-numbers": f"/registrations/dates/{at.pk}/after/", "proof": own,
        "proof-true": f"/registrations/proof/?code={proof}", "proof-none": f"/registrations/proof/?code={'1' * 20}",
        "proof-wrong": "/registrations/proof/?code=12",
    }  # fmt: skip
    Occurrence.objects.filter(pk=at.pk).update(
        starts_at=at.starts_at - timedelta(days=2), ends_at=at.ends_at - timedelta(days=2)
    )
    assert thank_due() == 1
    Thanks.objects.update(good=70, fair=12, asked=99)
    shown |= {
        "thanks": f"/registrations/thanks/{at.pk}/{token_for(one, at)}/",
        "thanked": f"/registrations/thanks/{at.pk}/",
    }
    shown |= {"thanks-used": f"/registrations/thanks/{at.pk}/{'0' * 32}/"}
    for name, address in shown.items():
        page.goto(address)
        browsing.picture(f"{name}-{width}")
        while page.locator("main details:not([open]) > summary").count():
            page.locator("main details:not([open]) > summary").first.click()
        if found := browsing.looked_at():
            wrong[name] = found
    Thanks.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    page.goto(shown["door-numbers"])
    browsing.picture(f"door-answers-{width}")
    page.goto(own)
    page.emulate_media(media="print")
    assert len(page.pdf(format="A4", prefer_css_page_size=True)) > 0
    browsing.picture(f"proof-print-{width}")
    assert (wrong, browsing.wrong) == ({}, [])


@pytest.mark.soak
def test_what_is_not_sent_outlives_the_page_and_the_sign_in(browse: Callable[..., Browsing]) -> None:
    """Pressed without a network and the page closed; signed out meanwhile; and of who had cancelled it is said."""
    at, by = _tonight()
    one, gone = _named(at, 1, "たかはし"), _named(at, 2, "サトウ")
    _begin(at)
    browsing = browse(width=360)
    browsing.enter(by)
    page, address = browsing.page, f"/registrations/dates/{at.pk}/door/"
    page.goto(address)
    cancel(gone, is_own=False)
    page.get_by_role("button", name="来た サトウ").click()
    expect(page.locator(f"#r-{gone.pk} [data-said-tag]")).to_have_text("来ました（当日参加）")
    expect(page.locator("[data-count=walkins]")).to_have_text("1")
    browsing.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="来た たかはし").click()
    expect(page.locator("[data-line-said]")).to_contain_text("この端末に残っています。")
    assert _marks(at) == [(gone.pk, True, 1)]
    page.goto("/")
    browsing.enter(by)
    page.goto(address)
    expect(page.locator(f"#r-{one.pk} [data-said-tag]")).to_have_text("来ました")
    waiting.until(lambda: _marks(at) == [(one.pk, True, 1), (gone.pk, True, 1)], what="what had been kept")
    expect(page.locator("[data-line-said]")).to_contain_text("ぜんぶ送りました。")
    assert page.evaluate("localStorage.length") == 0
