"""The pages behind a sign-in, and the sign-in's own, in every state: no accessibility violation, nothing sideways, nothing refused."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page

from events.letters_of_week import weekly_url
from events.services.weekly import week_of
from hub.accounts.models import User
from hub.notifications.letters import writer_of
from hub.notifications.models import Mailing
from tests.browser.signed_in import Browsing
from tests.events.services.test_weekly import make_place, writer
from tests.hub.accounts.factories import UserFactory
from tests.security.addresses import address, patterns
from tests.security.expectations import ADMIN, PAGES
from tests.security.world import ROLES, World, make_world
from tests.tiers import often

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = (360, 1280)
# Forms that are sent as they are: what they say then. The admin's acts are looked at by an administrator.
EMPTY = {
    "visitor": ("account_login", "account_signup", "account_reset_password", "trust:report"),
    "owner": (
        "me_delete", "account_change_password", "mfa_activate_totp", "organizations:new", "organizations:invite",
        "writing:place_new", "writing:event_new", "writing:event_picture", "writing:date_move", "writing:date_cancel",
    ),
    "coordinator": (
        "events:entry", "trust:staff_report", "admin:accounts_organization_confirm", "admin:accounts_organization_add",
    ),
    "consultation": ("staff_referrals:search", "staff_referrals:print", "staff_referrals:file"),
}  # fmt: skip
ADMINS = (
    "admin:accounts_organization_changelist", "admin:accounts_organization_change", "admin:accounts_organization_verify",
    "admin:accounts_organization_suspend", "admin:accounts_rightsrequest_changelist", "admin:accounts_rightsrequest_add",
    "admin:accounts_rightsrequest_change", "admin:accounts_rightsrequest_grant", "admin:accounts_user_change",
    "admin:notifications_mailing_changelist", "admin:notifications_mailing_change", "admin:events_event_hide",
    *(f"admin:referrals_{name}_{view}" for name in ("supportoffice", "sign", "dangerhelp", "specialdesk", "retention")
      for view in ("changelist", "add", "change", "history")),
)  # fmt: skip
# Presses the form's own button, not one that is for who writes on.
SEND = """form => form.requestSubmit([...form.querySelectorAll('button:not(.vh), input[type=submit]')]
  .find(it => !['more', 'check'].includes(it.value) && it.name !== 'more'))"""


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


# What a browser saves, and shows nowhere.
_SAVED = {
    "me_download",
    "registrations:attendance_csv",
    "staff:session",
    "threads:file",
    "threads:staff_file",
    "staff_referrals:measures_export",
}


def _shown_to(role: str, world: World) -> dict[str, str]:
    """Pages outside the admin that this role sees and the one before in the list doesn't."""
    place = ROLES.index(role)
    found = {}
    for name, route in patterns():
        if name in PAGES and PAGES[name][0][place] == 200 and name not in _SAVED:
            is_for_all = PAGES[name][0][0] == 200 or (role != "owner" and PAGES[name][0][4] == 200)
            if role == "visitor" or not is_for_all:
                found[name] = address(name, route, world.keys)
    return found


def _send_empty(page: Page) -> None:
    with page.expect_navigation(wait_until="load"):
        page.locator("main form[method=post], #content form[method=post]").first.evaluate(SEND)


def _look(browsing: Browsing, names: dict[str, str], *, empty: tuple[str, ...] = ()) -> dict[str, list[str]]:
    wrong = {}
    for name, where in names.items():
        answer = browsing.page.goto(where)
        assert answer is not None
        assert answer.ok, (where, answer.status)
        wrong[name] = browsing.looked_at()
        if name in empty:
            _send_empty(browsing.page)
            wrong[f"{name} sent empty"] = browsing.looked_at()
    return {name: found for name, found in wrong.items() if found}


@pytest.mark.parametrize("width", often(WIDTHS, 360))
@pytest.mark.parametrize(
    "role", ["visitor", "owner", "coordinator", pytest.param("consultation", marks=pytest.mark.soak)]
)
def test_every_page_of_a_role(
    browse: Callable[..., Browsing], world: World, role: str, width: int, capsys: pytest.CaptureFixture[str]
) -> None:
    browsing = browse(width=width)
    if role != "visitor":
        browsing.enter(world.users[role])
    names = _shown_to(role, world)
    routes = dict(patterns())
    names |= {name: address(name, routes[name], world.keys) for name in EMPTY[role] if name not in names}
    wrong = _look(browsing, names, empty=EMPTY[role])
    with capsys.disabled():
        pages = len(names) + len(EMPTY[role])
        print(f"\naxe for {role} at {width} px: {pages} pages, {sum(map(len, wrong.values()))} violations")  # noqa: T201
    assert (wrong, browsing.wrong) == ({}, [])


def test_the_admin_of_people(browse: Callable[..., Browsing], world: World) -> None:
    browsing = browse(width=1280)
    browsing.enter(world.users["administrator"])
    routes = dict(patterns())
    assert set(ADMINS) <= set(ADMIN)
    wrong = _look(browsing, {name: address(name, routes[name], world.keys) for name in ADMINS})
    assert (wrong, browsing.wrong) == ({}, [])


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_behind_a_link_in_a_mail(browse: Callable[..., Browsing], world: World, width: int) -> None:
    browsing, place = browse(width=width), make_place(name="ひだまり")
    mailing = Mailing.objects.get(address="himitsu@example.org")
    writer_of_mail = writer_of(mailing.kind)
    assert writer_of_mail is not None
    letter = writer_of_mail(mailing)
    assert letter is not None
    invitation = letter.links[0][1].removeprefix(settings.SITE_URL)
    who: User = writer(place)
    names = {"invitation": invitation, "weekly": weekly_url(place.pk, week_of(timezone.now()), who.pk)}
    wrong = _look(browsing, names)
    browsing.enter(UserFactory(email="himitsu@example.org", confirmed=True))
    wrong |= _look(browsing, {"invitation, signed in": invitation})
    assert (wrong, browsing.wrong) == ({}, [])
