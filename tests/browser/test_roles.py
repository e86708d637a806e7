"""A student finds a role by 学チカ on a telephone, without JavaScript; and all that posts, confirms and hides one."""

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import expect

from hub.accounts.enums import OrganizationKind
from hub.vocabulary import load_vocabulary
from partners.models import Role, RoleCourse
from partners.services import courses
from partners.services.role_records import make_roles_findable
from tests.browser.hands import Mouse
from tests.browser.signed_in import Browsing
from tests.browser.test_needs import _Desk
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of
from tests.hub.areas.factories import DistrictFactory
from tests.partners.cocreation import role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "小学生の宿題を見る人"


@pytest.fixture(autouse=True)
def _city(transactional_db: None) -> None:
    load_vocabulary(settings.BASE_DIR / "data" / "vocabulary")
    DistrictFactory(name="ひとつめ中学校区")


def _posted() -> Role:
    university = OrganizationFactory(verified=True, kind=OrganizationKind.UNIVERSITY, name="もみじ大学")
    one = role(
        kind="gakuchika", title=TITLE, minutes=90, when="火曜か木曜の夕方", places=3, is_with_minors=True,
        safeguards="大人が2人以上いる部屋でします。", organization=OrganizationFactory(verified=True, name="みどりの会"),
    )  # fmt: skip
    role(title="チラシを作る人", kind="pro_bono", is_online=True)
    courses.add_course(one, university, by=member_of(university), name="地域活動実習", credit="30時間で1単位")
    make_roles_findable(Role.objects.all())
    return one


def test_a_student_finds_a_role_by_gakuchika_without_javascript(browse: Callable[..., Browsing]) -> None:
    _posted()
    page = browse(width=360, script=False).page
    page.goto("/")
    page.get_by_role("link", name="手伝う", exact=True).click()
    page.get_by_role("link", name="学チカ（ガクチカ）").click()
    page.get_by_role("link", name=TITLE).click()
    expect(page.locator("h1")).to_have_text(TITLE)
    for words in ("1回1時間30分から", "地域活動実習", "みどりの会", "大人が2人以上いる部屋でします。"):
        expect(page.locator("main")).to_contain_text(words)
    # The other word, and the search of the front page, lead there too.
    page.goto("/")
    page.get_by_role("searchbox").fill("ガクチカ")
    page.get_by_role("button", name="さがす").first.click()
    page.get_by_role("link", name="手伝えること（役割）をさがす").click()
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.soak
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_roles_is_in_order(browse: Callable[..., Browsing], width: int) -> None:
    """Axe, at both widths, in each state that a page has."""
    one = _posted()
    ours, university = one.organization, RoleCourse.objects.get().university
    asked = courses.ask_course(role(organization=ours, title="畑の手伝い"), university, by=member_of(ours))
    draft, full = role("draft", organization=ours), role(organization=ours, places=1, filled=1)
    people = {
        None: ["/roles/", "/roles/?q=ない", "/roles/?kind=nothing", f"/roles/{one.pk}/", f"/roles/{full.pk}/", f"/organizations/{ours.pk}/"],
        member_of(ours): [f"/me/organizations/{ours.pk}/roles/", f"/me/organizations/{ours.pk}/roles/new/",
                          *(f"/me/organizations/{ours.pk}/roles/{pk}/" for pk in (one.pk, draft.pk))],
        member_of(university): [f"/me/organizations/{university.pk}/courses/", f"/me/organizations/{university.pk}/courses/{asked.pk}/",
                                f"/roles/{draft.pk}/course/".replace(str(draft.pk), str(full.pk))],
        UserFactory(coordinator=True): ["/staff/roles/", f"/staff/roles/{one.pk}/"],
    }  # fmt: skip
    for user, addresses in people.items():
        desk = _Desk(browse, user, width, Mouse, script=True)
        for address in addresses:
            desk.open(address)
            assert desk.page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert desk.wrong == []
