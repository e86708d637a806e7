"""``/staff/rechecks/``: for coordinators alone, one tap each, and nothing ticked off that was not seen."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Recheck
from events.services.member_writing import save_as_member
from hub.accounts.models import User
from tests.events.members import member, public_event, public_place
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse

pytestmark = pytest.mark.django_db
URL = "/staff/rechecks/"


def _client(user: User) -> Client:
    client = Client()
    sign_in(client, user)
    return client


def _changed(title: str = "こども食堂") -> Recheck:
    organization = OrganizationFactory(verified=True, name=f"{title}の会")
    event = public_event(organization)
    event.title = title
    save_as_member(event, by=member(organization), changed=["title"])
    return Recheck.objects.latest("pk")


def test_what_changed_is_listed_in_words_and_ticked_off_by_one_tap() -> None:
    recheck, boss = _changed(), UserFactory(coordinator=True)
    client = _client(boss)
    answer = client.get(URL)
    page = parse(answer)
    assert answer.headers["Cache-Control"] == "private, no-store"
    item = page.one("li", id=f"recheck-{recheck.pk}")
    assert "変わったところ：名前" in item.text
    assert "こども食堂の会" in item.text
    form = item.one("form")
    seen = form.one("input", name="seen").attributes["value"]
    assert client.post(form.attributes["action"], {"seen": seen}).status_code == 302
    recheck.refresh_from_db()
    assert recheck.done_by == boss
    assert "いま、あとから確認するものはありません" in client.get(URL).content.decode()


@pytest.mark.parametrize(
    "seen", ["", "x", "2026-99-99T00:00:00", "2026-01-01T00:00:00", "2020-01-01T00:00:00+09:00", "\x00"]
)
def test_what_was_not_seen_is_not_ticked_off(seen: str) -> None:
    recheck = _changed()
    address = reverse("events:recheck_done", args=[recheck.pk])
    page = _client(UserFactory(coordinator=True)).post(address, {"seen": seen}, follow=True)
    recheck.refresh_from_db()
    assert (recheck.done_at, page.status_code) == (None, 200)


def test_it_is_for_coordinators_alone() -> None:
    recheck = _changed()
    address = reverse("events:recheck_done", args=[recheck.pk])
    organization = OrganizationFactory(verified=True)
    for user in (UserFactory(), UserFactory(staff=True), member(organization)):
        client = _client(user)
        assert [client.get(URL).status_code, client.post(address, {"seen": recheck.updated_at.isoformat()}).status_code] == [403, 403]  # fmt: skip
    recheck.refresh_from_db()
    assert recheck.done_at is None
    assert (
        _client(UserFactory(coordinator=True)).post(reverse("events:recheck_done", args=[987_654])).status_code == 404
    )


def test_what_was_deleted_since_is_still_ticked_off() -> None:
    recheck = Recheck.objects.create(kind="event", object_id=987_654, what=["title", "gone_field"])
    item = parse(_client(UserFactory(coordinator=True)).get(URL)).one("li", id=f"recheck-{recheck.pk}")
    assert "（消されたもの）" in item.text


def test_the_page_costs_the_same_with_one_and_three() -> None:
    client, counts = _client(UserFactory(coordinator=True)), []
    for number in range(2):
        for more in range(1 + 2 * number):
            _changed(f"会{number}{more}")
            organization = OrganizationFactory(verified=True)
            place = public_place(organization)
            place.summary = "かえた"
            save_as_member(place, by=member(organization), changed=["summary"])
        client.get(URL)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(URL).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
