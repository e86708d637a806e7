"""The staff screens in Chromium: nothing that the content security policy refuses, no accessibility violation."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from hub.vocabulary import load_vocabulary
from tests.events.factories import EventFactory, PlaceFactory, moment
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def staff_page(chromium: Any, live_server: Any, client: Client) -> Iterator[Page]:
    """A page of an administrator; whatever the console says ends up in ``page.said``."""
    load_vocabulary(Path(settings.BASE_DIR) / "data" / "vocabulary")
    sign_in(client, UserFactory(administrator=True))
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="ja-JP")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.said = []  # type: ignore[attr-defined]
    page.on("console", lambda message: message.type == "error" and page.said.append(message.text))  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.said.append(str(error)))  # type: ignore[attr-defined]
    yield page
    context.close()


def test_no_screen_breaks_the_content_security_policy(staff_page: Page, live_server: Any) -> None:
    event = EventFactory(published=True, starts=[moment(2027, 1, 5), moment(2027, 1, 12)])
    place = PlaceFactory(hours=[(0, "09:00", "17:00")])
    date = event.occurrences.first()
    addresses = [
        reverse("admin:index"),
        *(reverse(f"admin:events_{name}_{view}") for name in ("event", "place") for view in ("changelist", "add")),
        *(reverse(f"admin:events_event_{act}", args=[event.pk]) for act in ("change", "return", "schedule", "assure")),
        reverse("admin:events_place_change", args=[place.pk]),
        reverse("admin:events_event_date_move", args=[event.pk, date.pk]),
        reverse("admin:events_event_preview", args=[event.pk]),
        reverse("admin:accounts_user_changelist"),
        reverse("admin:accounts_user_add"),
        reverse("admin:accounts_organization_add"),
        reverse("admin:hub_theme_changelist"),
        reverse("admin:hub_change_changelist"),
    ]
    problems: dict[str, Any] = {}
    for address in addresses:
        staff_page.said.clear()  # type: ignore[attr-defined]
        staff_page.goto(live_server.url + address, wait_until="networkidle")
        said = list(staff_page.said)  # type: ignore[attr-defined]
        found = Axe().run(staff_page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        broken = [(rule["id"], rule["nodes"][0]["html"][:160]) for rule in found.response["violations"]]
        if broken or said:
            problems[address] = (broken, said)
    assert problems == {}


def test_a_clerk_adds_a_row_and_sees_the_dates_of_a_repetition(staff_page: Page, live_server: Any) -> None:
    PlaceFactory(name="スマホ広場", published=True)
    staff_page.goto(live_server.url + reverse("admin:events_event_add"), wait_until="networkidle")
    staff_page.fill("#id_title", "みんなでスマホ")
    staff_page.select_option("#id_place", label="スマホ広場")
    staff_page.fill("#id_rule_starts_at_0", "2027-01-05")
    staff_page.fill("#id_rule_starts_at_1", "10:00")
    staff_page.fill("#id_rule_minutes", "90")
    staff_page.select_option("#id_repeat_kind", "weekly")
    with staff_page.context.expect_page() as opened:
        staff_page.click(".repeat-check button")
    assert "毎週 火曜日" in opened.value.inner_text("#content-main")
    staff_page.click(".add-row a")
    assert staff_page.locator("#id_occurrences-1-starts_at_0").is_visible()
    staff_page.click("input[name=_continue] >> nth=0")
    staff_page.wait_for_load_state("networkidle")
    assert staff_page.locator("#dates-heading ~ :is(table, details) tbody tr").count() > 40
    assert staff_page.said == []  # type: ignore[attr-defined]
