"""A student from the form of a role to the certificate, and the university that checks it. Without JavaScript too."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from hub.accounts.enums import Level
from hub.vocabulary import load_vocabulary
from partners.models import ActivityCertificate, Role
from partners.services.activity_certificates import code_of
from tests.browser.hands import Mouse
from tests.browser.signed_in import Browsing
from tests.browser.test_people import WITHOUT_SCRIPT
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of
from tests.partners.cocreation import role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _city(transactional_db: None) -> None:
    load_vocabulary(settings.BASE_DIR / "data" / "vocabulary")


class _Seat:
    """Somebody at a screen; what axe finds on what they were shown stands in ``wrong``."""

    def __init__(self, browsing: Browsing, hands: type[Mouse], script: bool) -> None:
        self.browsing, self.page, self._script = browsing, browsing.page, script
        self.hands, self.wrong = hands(browsing.page), list[str]()

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.look()

    def press(self, name: str, says: str) -> None:
        self.hands.press(name)
        expect(self.page.get_by_role("status").first).to_contain_text(says)
        self.look()

    def look(self) -> None:
        if self._script:
            self.wrong += [f"{self.page.url} {one}" for one in self.browsing.looked_at()]


def _apply(student: _Seat, wanted: Role) -> None:
    student.open(f"/roles/{wanted.pk}/apply/")
    student.hands.press("申し込む")
    expect(student.page.get_by_role("alert").first).to_contain_text("何とよべばよいか")
    student.browsing.picture("activities-apply-360")
    student.hands.write("お名前かよび名", "はな")
    student.hands.write("伝えておきたいこと、聞きたいこと", "土曜の午後なら行けます。")
    student.press("申し込む", "申し込みました")


def _accept(member: _Seat, organization: int) -> None:
    member.open(f"/me/organizations/{organization}/applications/")
    member.hands.follow("はな")
    expect(member.page.locator("main")).to_contain_text("土曜の午後なら行けます。")
    member.look()
    member.browsing.picture("activities-desk-360")
    member.hands.write("相手に伝えること", "では土曜に来てください。")
    member.press("お願いする", "お願いすることにしました")


def _write_hours(student: _Seat) -> None:
    student.page.reload()
    expect(student.page.locator("main")).to_contain_text("では土曜に来てください。")
    student.look()
    student.hands.write("いつ", timezone.localdate().isoformat())
    student.hands.write("何時間", "2")
    student.press("記録する", "記録しました")
    expect(student.page.locator("main")).not_to_contain_text("証明書を作る")


@pytest.mark.parametrize(("width", "hands", "script"), WITHOUT_SCRIPT)
def test_from_the_form_to_the_certificate_and_its_check(
    browse: Callable[..., Browsing], width: int, hands: type[Mouse], script: bool
) -> None:
    wanted = role(title="お茶を出す人", organization=OrganizationFactory(verified=True, name="みんなの居間の会"))

    def sit(user: object) -> _Seat:
        browsing = browse(width=width, script=script)
        if user is not None:
            browsing.enter(user)  # type: ignore[arg-type]
        return _Seat(browsing, hands, script)

    student, member = sit(UserFactory()), sit(member_of(wanted.organization, Level.EDITOR))
    university = sit(None)
    _apply(student, wanted)
    _accept(member, wanted.organization_id)
    _write_hours(student)
    member.page.reload()
    member.press("合っています", "確かめました")
    student.page.reload()
    student.browsing.picture("activities-own-360")
    student.hands.follow("証明書を作る")
    expect(student.page.locator("h1")).to_have_text("証明書を作る")
    student.look()
    student.hands.write("証明書に載せるお名前", "八王子 花")
    student.hands.press("証明書を作る")
    expect(student.page.locator("main")).to_contain_text("八王子 花")
    student.look()
    paper = ActivityCertificate.objects.get()
    university.open("/roles/certificates/check/")
    university.hands.write("証明書の番号", paper.number)
    university.hands.write("確認の符号", code_of(paper))
    university.press("確かめる", "この証明書は、本物です")
    university.browsing.picture("activities-check-360")
    student.browsing.picture("activities-certificate-360")
    expect(university.page.get_by_role("status")).to_contain_text("2時間（1日）")
    for path in ("people/", "people/skills/"):
        member.open(f"/me/organizations/{wanted.organization_id}/{path}")
    for path in ("/me/skills/", "/roles/applications/"):
        student.open(path)
    seats = (student, member, university)
    assert [one for seat in seats for one in (*seat.wrong, *seat.browsing.wrong)] == []
