"""Pages of referrals in the states that no journey shows: nothing that axe finds, nothing sideways. The manual's pictures."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from hub.accounts.models import User
from referrals.enums import Consent, Ground, Look, Reply, State, Urgency, Writer
from referrals.models import AccessRecord, CaseFile, DangerHelp, OfficeStaff, Referral, Sign, SupportOffice
from referrals.services import cases, transfers
from referrals.services.intake import receive_referral
from referrals.services.records import MADE_ONES_OWN
from tests.browser.signed_in import Browsing
from tests.hub.accounts.factories import UserFactory
from tests.hub.threads.talks import PDF
from tests.referrals.cases import district, office, told

# The browser of CI has its time: these run by hand.
pytestmark = [pytest.mark.browser, pytest.mark.soak, pytest.mark.django_db(transaction=True)]
WIDTHS = [360, 1280]
SAID = {
    "text": "毎朝会っていた方を、2週間ほど見ていません。新聞がたまっています。",
    "about_name": "見本 太郎",
    "about_phone": "042-000-1111",
    "meeting": "バス停の前",
    "writer_name": "見本 花子",
}
_LONG = 10**10
UNFOLD = "document.querySelectorAll('main details').forEach(it => { it.open = true })"


@pytest.fixture
def here(transactional_db: None) -> SupportOffice:
    Sign.objects.create(text="しばらく姿を見ない")
    DangerHelp.objects.create(phone="119", name="救急・火事")
    made = office("南の事務所（見本）", staff=0, districts=(district("見本の地区"),))
    for order, name in enumerate(("見本 さくら", "見本 いちろう")):
        OfficeStaff.objects.create(office=made, user=UserFactory(staff=True, display_name=name), order=order)
    return made


class _Looks:
    """``wrong``: what was found, by the state of the page."""

    def __init__(self, browsing: Browsing) -> None:
        self.browsing, self.page = browsing, browsing.page
        self.wrong: dict[str, list[str]] = {}

    def at(self, state: str, address: str = "", *, shows: str = "", where: str = "main", picture: str = "") -> None:
        """``shows``: by which it is known that the page is in this state."""
        if address:
            self.page.goto(address)
        expect(self.page.locator(where).first).to_contain_text(shows)
        if picture:
            self.browsing.picture(f"{picture}-{self.browsing.width}")
        if found := self.browsing.looked_at():
            self.wrong[state] = found

    def press(self, name: str, within: str = "main") -> None:
        self.page.locator(within).get_by_role("button", name=name).first.click()


def _received(here: SupportOffice, number: int, **fields: Any) -> Referral:
    given = {"district": here.districts.get(), "words": SAID, "reply": Reply.CODE, "writer": Writer.COMPANY}
    one = receive_referral(told(page=f"page-{number}", **given), is_held=fields.pop("is_held", False)).referral
    Referral.objects.filter(pk=one.pk).update(**fields)
    one.signs.set(Sign.objects.all())
    return Referral.objects.get(pk=one.pk)


def _queue(here: SupportOffice) -> list[Referral]:
    """One of each kind; the first is urgent and too late, the second is somebody else's, the last is held."""
    me, other = (row.user for row in here.members.order_by("order"))
    now = timezone.now()
    last = now - timedelta(days=9)
    with_me = {"state": State.IN_CONTACT, "assigned_to": me, "first_looked_at": now, "contacted_at": now}
    return [
        _received(here, 1, urgency=Urgency.URGENT, received_at=last, first_look_by=last, contact_by=last),
        _received(here, 2, state=State.ASSIGNED, assigned_to=other, first_looked_at=now),
        _received(here, 3, **with_me, writer_wrote_at=now),
        _received(here, 4, consent=Consent.GIVEN, writer=Writer.PLACE),
        _received(here, 5, is_held=True),
    ]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_desk_in_every_state(browse: Callable[..., Browsing], here: SupportOffice, width: int) -> None:
    urgent, others, _mine, _new, held = _queue(here)
    me = here.members.order_by("order")[0].user
    browsing = browse(width=width)
    browsing.enter(me)
    looks, page = _Looks(browsing), browsing.page
    looks.at("queue", "/staff/referrals/", shows="期限を過ぎています", picture="referral-queue")
    page.locator("summary", has_text="事務所や地区でしぼる").click()
    page.get_by_label("事務所", exact=True).select_option(label=here.name)
    looks.press("しぼる")
    looks.at("narrowed", shows="しぼらない")
    looks.at("empty", "/staff/referrals/?show=tasks", shows="いま、ここにあたる相談はありません")
    looks.at(
        "narrowed and empty", f"/staff/referrals/?show=closed&office={here.pk}", shows="この条件に合う相談はありません"
    )
    looks.at("held", "/staff/referrals/?show=held", shows=str(held))
    looks.at("held case", f"/staff/referrals/{held.pk}/", shows="確認を待っています")
    _case(looks, others)
    _too_late(looks, urgent, by=others.assigned_to)
    _link(looks, urgent)
    _sheet(looks, others)
    _search(looks)
    assert (looks.wrong, browsing.wrong) == ({}, [])


def _case(looks: _Looks, others: Referral) -> None:
    """Somebody else's: it asks for a reason. All that can be done is unfolded."""
    looks.at("not opened", f"/staff/referrals/{others.pk}/?show=open", shows="開く理由")
    looks.press("個人の部分を開く", "#personal")
    looks.at("no reason", shows="担当ではない相談を開くときは、理由を書いてください", where="[role=alert]")
    looks.page.get_by_label("開く理由").fill("休みの人の代わり")
    looks.press("個人の部分を開く", "#personal")
    looks.at("opened", shows=SAID["about_name"], where="#personal")
    looks.browsing.picture(f"referral-opened-{looks.browsing.width}", of=looks.page.locator("#personal"))
    looks.browsing.picture(
        f"referral-steps-{looks.browsing.width}", of=looks.page.locator("section[aria-labelledby=main-h]")
    )
    looks.page.evaluate(UNFOLD)
    looks.at("unfolded")


def _too_late(looks: _Looks, one: Referral, *, by: Any) -> None:
    """Somebody else was quicker. Then it is one's own, with a reason."""
    looks.at("urgent", f"/staff/referrals/{one.pk}/?show=open", shows="急ぎ", picture="referral-case")
    cases.close_referral(Referral.objects.get(pk=one.pk), by=by, outcome="no_need", reason="会えた")
    looks.press("引き受けた")
    looks.at("too late", shows="いま押したことは、行われていません")
    looks.at("closed", f"/staff/referrals/{one.pk}/", shows="終わり方")
    cases.reopen_referral(Referral.objects.get(pk=one.pk), by=by, reason="また見ない")


def _link(looks: _Looks, one: Referral) -> None:
    page = looks.page
    page.goto(f"/staff/referrals/{one.pk}/")
    page.locator("#act-hand_agency > summary").click()
    part = page.locator("#act-hand_agency")
    part.get_by_label("どの機関に").fill("見本の訪問看護")
    part.get_by_label("いのち・からだを守るため").check()
    part.get_by_label("引き継ぐ理由").fill("すぐに訪ねるため")
    part.get_by_label("その機関に伝えること").fill("ひとり暮らしの方の訪問をお願いします。")
    looks.browsing.picture(f"referral-hand-{looks.browsing.width}", of=part)
    looks.press("引き継ぎを頼む", "#act-hand_agency")
    looks.at("link", shows="引き継ぎを頼みました", where="h1", picture="referral-link")
    looks.at("waiting", f"/staff/referrals/{one.pk}/", shows="引き継ぎの返事を待っています")


def _sheet(looks: _Looks, others: Referral) -> None:
    """The sheet and a file of it; each is asked for a reason first."""
    CaseFile.objects.create(
        referral=others, number=1, name="見本.pdf", content=PDF, size=len(PDF), media_type="application/pdf",
        at=timezone.now(),
    )  # fmt: skip
    looks.at("file", f"/staff/referrals/{others.pk}/files/1/", shows="ファイル1を開く")
    looks.press("ファイルを受け取る")
    looks.at("file without reason", shows="理由を書いてください", where="[role=alert]")
    looks.at("sheet first", f"/staff/referrals/{others.pk}/print/", shows="受付票を作る")
    looks.press("受付票を作る")
    looks.at("sheet without reason", shows="理由を書いてください", where="[role=alert]")
    looks.page.get_by_label("開く理由").fill("訪問に持って行く")
    looks.press("受付票を作る")
    looks.at("sheet", shows=SAID["about_name"])


def _search(looks: _Looks) -> None:
    looks.page.goto("/staff/referrals/search/")
    looks.press("さがす")
    looks.at("search sent empty", shows="直してほしいところがあります", where="[role=alert]")
    for phone, found in ((SAID["about_phone"], "5件ありました"), ("042-000-9999", "0件ありました")):
        looks.page.get_by_label("電話番号").fill(phone)
        looks.press("さがす")
        looks.at(f"found {found}", shows=found)


@pytest.fixture
def records(here: SupportOffice) -> None:
    """One of everything that is unusual."""
    _received(here, 1)
    who, night = (
        here.members.order_by("order")[1].user,
        timezone.localtime().replace(hour=2, minute=0, second=0) - timedelta(days=2),
    )
    row = {"user_number": who.pk, "user_name": str(who), "case_number": Referral.objects.get().pk}
    rows = [
        *(row | {"look": Look.PERSONAL, "case_number": number, "at": night} for number in range(9_000_000, 9_000_040)),
        row | {"look": Look.CHANGE, "what": MADE_ONES_OWN, "reason": "休みの人の代わり", "at": night},
        row | {"look": Look.PERSONAL, "reason": "休みの人の代わり", "at": night + timedelta(minutes=1)},
        row | {"look": Look.REFUSED, "what": "相談の画面", "at": night},
        row | {"look": Look.FOLLOW, "user_number": None, "user_name": "", "at": night},
    ]
    for one in rows:
        AccessRecord.objects.create(**one)


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize("width", WIDTHS)
def test_what_coordinators_alone_see(browse: Callable[..., Browsing], here: SupportOffice, width: int) -> None:
    me: User = UserFactory(consultation=True, display_name="見本 みどり")
    browsing = browse(width=width)
    browsing.enter(me)
    looks, page = _Looks(browsing), browsing.page
    looks.at("records", "/staff/referrals/records/", shows="受付番号を持つ人")
    looks.at("no records", "/staff/referrals/records/?case=999999", shows="この条件に合う記録はありません")
    looks.at(
        "records wrong", "/staff/referrals/records/?since=x", shows="直してほしいところがあります", where="[role=alert]"
    )
    looks.press("署名つきのCSVで書き出す")
    looks.at("export wrong", shows="まだ書き出していません", where="h1")
    page.goto("/staff/referrals/records/unusual/")
    expect(page.get_by_text("ありません。", exact=True)).to_have_count(0)
    looks.at("unusual", shows="41件")
    # An export that can't be made is a 400, which is said in the console.
    assert [one for one in browsing.wrong if "400" not in one] == []
    browsing.wrong.clear()
    away = here.members.order_by("order")[0]
    today = timezone.localdate()
    away.away_from, away.away_until, away.substitute = (
        today,
        today + timedelta(days=4),
        here.members.order_by("order")[1].user,
    )
    away.save()
    _absence(looks, here)
    assert (looks.wrong, browsing.wrong) == ({}, [])


def _absence(looks: _Looks, here: SupportOffice) -> None:
    """In the admin, where staff write who is away; what is wrong stands beside its box."""
    page = looks.page
    looks.at("office", reverse("admin:referrals_supportoffice_change", args=[here.pk]), shows="休み", where="#content")
    rows = page.locator("#members-group")
    looks.browsing.picture(f"referral-away-{looks.browsing.width}", of=rows)
    page.locator("#id_members-0-away_until").fill("2020-01-01")
    page.locator("input[name=_continue]").first.click()
    looks.at("office wrong", shows="終わりの日が、初日より前です", where="#members-group")


@pytest.mark.parametrize("width", WIDTHS)
def test_an_agency_outside(browse: Callable[..., Browsing], here: SupportOffice, width: int) -> None:
    me, looks = here.members.order_by("order")[0].user, _Looks(browse(width=width))
    for number, act in enumerate(("受ける", "断る"), start=1):
        _asked, token = transfers.hand_on_to_agency(
            _received(here, number, state=State.ASSIGNED, assigned_to=me), by=me, agency="見本の訪問看護",
            ground=Ground.PROTECTION, reason="すぐに訪ねるため", summary="ひとり暮らしの方の訪問をお願いします。",
        )  # fmt: skip
        address = reverse("referrals:transfer", args=[token])
        looks.at("asked", address, shows="相談の引き継ぎのお願い")
        looks.press(act)
        looks.at(f"{act}, empty", shows="お返事する方の名前を書いてください", where="[role=alert]")
        looks.page.get_by_label("お返事する方の名前").fill("見本 次郎")
        looks.page.get_by_label("うちの役割ではない").check()
        looks.page.get_by_label("ひとこと").fill("範囲の外です。")
        looks.press(act)
        looks.at(f"{act}, answered", shows="お返事を受け取りました", where="h1")
        if act == "受ける":
            looks.at("read again", address, shows="引き受けていただいた相談", where="h1")
    assert (looks.wrong, looks.browsing.wrong) == ({}, [])


@pytest.mark.parametrize("width", WIDTHS)
def test_who_wrote_where_something_is_in_the_way(
    browse: Callable[..., Browsing], here: SupportOffice, width: int, settings: Any
) -> None:
    """A number that is not one, the browser at work for it, an answer that nobody wants, nobody who would read."""
    code = receive_referral(told(district=here.districts.get(), reply=Reply.NONE)).code
    cache.clear()
    browsing = browse(width=width)
    looks, page = _Looks(browsing), browsing.page
    _open(page, "0" * 20)
    looks.at("unknown number", shows="まだ開けません", where="[role=alert]")
    _open(page, code)
    looks.at("no answer wanted", shows="「返事はいらない」と選んだので", where="form")
    settings.HUB_REFERRALS_PROOF_BITS = 32
    settings.HUB_REFERRALS_FOLLOW_LIMITS = {"client": ((_LONG, 0),), "all": ((_LONG, 100),)}
    _open(page, code)
    looks.at("at work", shows="計算しています", where="form[data-proof] [role=status]")
    here.members.all().delete()
    looks.at("nobody reads", "/support/refer/", shows="ここからは、まだ送れません", where="h1")
    # A 429 is said in the console.
    assert (looks.wrong, [one for one in browsing.wrong if "429" not in one]) == ({}, [])


def _open(page: Page, code: str) -> None:
    page.goto("/support/follow/")
    page.get_by_label("受付番号").fill(code)
    page.locator("main").get_by_role("button", name="開く").click()
