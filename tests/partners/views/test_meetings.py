"""交流会: where a meeting of organisations stands, and where it must not."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from events.models import Event
from events.services.member_writing import MEMBER_FIELDS
from hub.accounts.enums import Level, Verification
from hub.notifications.models import Notice
from tests.events.published import published_event
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of
from tests.hub.accounts.signing_in import sign_in

pytestmark = pytest.mark.django_db
TITLE = "異業種のつどい"


@pytest.fixture
def meeting() -> Event:
    soon = timezone.now() + timedelta(hours=3)
    published_event("だれでもの会", soon, address="台町1-1")
    return published_event(TITLE, soon, soon + timedelta(days=7), is_for_members=True, how_to_apply="受付で名刺を出す")


def test_it_stands_in_no_list_for_residents_and_no_notice_tells_of_it(client: Client, meeting: Event) -> None:
    for path in (
        "/",
        "/events/",
        "/events/?view=calendar",
        "/api/v1/occurrences/",
        "/api/v1/occurrences/?format=ics",
    ):
        text = client.get(path).content.decode()
        assert (path, TITLE in text, "だれでもの会" in text) == (path, False, True)
    assert list(Notice.objects.filter(subject="event").values_list("title", flat=True)) == ["だれでもの会"]


def test_its_page_says_for_whom_it_is_and_so_does_the_feed(client: Client, meeting: Event) -> None:
    page = client.get(meeting.get_absolute_url()).content.decode()
    shown = [word in page for word in ("登録した団体の方の集まりです", "受付で名刺を出す", "application/ld+json")]
    assert shown == [True, True, False]
    found = {one["title"]: one["is_for_members"] for one in client.get("/api/v1/events/").json()["results"]}
    assert found == {TITLE: True, "だれでもの会": False}
    for form in ("ics", "atom", "csv", "jsonld"):
        answer = client.get(f"/api/v1/events/?format={form}")
        text = answer.content.decode("utf-8-sig").replace("\r\n ", "")
        assert (form, TITLE in text, "【登録した団体の集まり】" in text) == (form, True, True)


WHO: dict[str, tuple[Any, bool]] = {
    "viewer of a verified one": (Verification.VERIFIED, True),
    "owner of one that waits": (Verification.UNVERIFIED, False),
    "owner of a suspended one": (Verification.SUSPENDED, False),
    "resident": (None, False),
}


def test_partners_see_it_on_their_pages(client: Client, meeting: Event) -> None:
    assert TITLE in client.get("/partners/").content.decode()
    for who, (verification, sees) in WHO.items():
        level = Level.VIEWER if "viewer" in who else Level.OWNER
        user = member_of(OrganizationFactory(verification=verification), level) if verification else UserFactory()
        page = sign_in(Client(), user).get("/me/").content.decode()
        assert (who, TITLE in page) == (who, sees)


def test_members_cannot_mark_an_event_so() -> None:
    assert "is_for_members" not in MEMBER_FIELDS[Event]


def test_the_next_date_counts_and_what_is_over_or_called_off_is_gone(meeting: Event) -> None:
    now = timezone.now()
    first, second = meeting.occurrences.order_by("starts_at")
    assert [one.coming_at for one in Event.objects.meetings(now)] == [first.starts_at]
    assert [one.coming_at for one in Event.objects.meetings(now + timedelta(days=1))] == [second.starts_at]
    meeting.occurrences.filter(pk=second.pk).update(state="cancelled")
    assert list(Event.objects.meetings(now + timedelta(days=1))) == []
