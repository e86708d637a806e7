"""Every page of members × visitors, strangers, members of another organisation, viewers, editors, owners."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from events.enums import State
from events.models import Event, Place
from hub.accounts.enums import Level
from hub.accounts.models import Organization, User
from tests.events.factories import EventFactory
from tests.events.members import complete_event, complete_place, member, public_event, public_place
from tests.events.views.conftest import at
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.accounts.signing_in import sign_in

pytestmark = pytest.mark.django_db
MISSING = 987_654
OPEN_TO_READERS = {"things", "event", "place", "event_preview", "place_preview"}
# POST of an empty form by a writer: what is done at once (302), what asks for more (200), what takes no POST (405).
DONE_AT_ONCE = {
    "event_copy",
    "event_submit",
    "place_submit",
    "event_delete",
    "place_delete",
    "date_remove",
}


@dataclass
class Desk:
    organization: Organization
    event: Event
    draft: Event
    place: Place
    place_draft: Place

    def address(self, name: str, *, pk: int | None = None, organization: int | None = None) -> str:
        own = organization or self.organization.pk
        if name == "things" or name.endswith("_new"):
            return reverse(f"writing:{name}", args=[own])
        kind = name.split("_", maxsplit=1)[0]
        thing = {"event": self.draft, "place": self.place_draft, "date": self.draft}[kind]
        args = [own, pk or thing.pk]
        if kind == "date":
            args.append(self.draft.occurrences.order_by("pk").first().pk)  # type: ignore[union-attr]
        return reverse(f"writing:{name}", args=args)


def names() -> list[str]:
    """Every page of this part."""
    found = [entry for entry in get_resolver().url_patterns if getattr(entry, "namespace", "") == "writing"]
    return sorted(pattern.name for pattern in found[0].url_patterns)


def make_desk() -> Desk:
    organization = OrganizationFactory(verified=True)
    return Desk(
        organization, public_event(organization), complete_event(organization, at(12, 5), at(12, 6)),
        public_place(organization), complete_place(organization),
    )  # fmt: skip


@pytest.fixture
def ours() -> Desk:
    return make_desk()


def client_of(user: User | None) -> Client:
    client = Client()
    if user:
        sign_in(client, user)
    return client


def _codes(client: Client, desk: Desk, method: str) -> dict[str, int]:
    return {name: client.generic(method, desk.address(name)).status_code for name in names()}


def test_visitors_are_sent_to_sign_in(ours: Desk) -> None:
    for method in ("GET", "POST"):
        for name in names():
            answer = client_of(None).generic(method, ours.address(name))
            expected = 405 if method == "POST" and name in OPEN_TO_READERS else 302
            assert answer.status_code == expected, name
            assert answer.headers.get("Location", "/accounts/login/").startswith("/accounts/login/")


@pytest.mark.parametrize("who", ["resident", "staff", "coordinator", "administrator", "owner of another", "former"])
def test_to_others_nothing_is_there(ours: Desk, who: str) -> None:
    if who == "owner of another":
        user = member(OrganizationFactory(verified=True), Level.OWNER)
    elif who == "former":
        user = member(ours.organization, Level.OWNER)
        user.memberships.all().delete()
    else:
        user = UserFactory(**{} if who == "resident" else {who: True})
    for method in ("GET", "POST"):
        codes = set(_codes(client_of(user), ours, method).values())
        assert codes == ({404} if method == "GET" else {404, 405})


def test_a_viewer_opens_and_changes_nothing(ours: Desk) -> None:
    client = client_of(member(ours.organization, Level.VIEWER))
    assert _codes(client, ours, "GET") == {name: 200 if name in OPEN_TO_READERS else 403 for name in names()}
    assert _codes(client, ours, "POST") == {name: 405 if name in OPEN_TO_READERS else 403 for name in names()}
    for name in ("event", "place", "things"):
        page = client.get(ours.address(name)).content.decode()
        for word in ("直す</a>", "確認に出す", "edit/", "/new/", "copy/", "cancel/"):
            assert word not in page, (name, word)
    assert Event.objects.filter(state=State.DRAFT).count() == 1


@pytest.mark.parametrize("level", [Level.OWNER, Level.EDITOR])
def test_owners_and_editors_open_everything(ours: Desk, level: Level) -> None:
    client = client_of(member(ours.organization, level))
    for name in names():
        answer = client.get(ours.address(name))
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store"), name
        with transaction.atomic():
            posted = client.post(ours.address(name)).status_code
            transaction.set_rollback(True)  # the next page finds what this one found
        assert posted == (405 if name in OPEN_TO_READERS else 302 if name in DONE_AT_ONCE else 200), name


def test_a_foreign_thing_answers_like_a_missing_one(ours: Desk) -> None:
    theirs = make_desk()
    client = client_of(member(ours.organization, Level.OWNER))
    for name in names():
        if name == "things" or name.endswith("_new"):
            continue
        kind = theirs.place if name.startswith("place") else theirs.event
        for pk in (kind.pk, MISSING):
            for method in ("GET", "POST"):
                answer = client.generic(method, ours.address(name, pk=pk))
                assert answer.status_code in {404, 405}, (name, pk)
                if method == "GET":
                    assert answer.status_code == 404, (name, pk)
    assert client.get(ours.address("things", organization=theirs.organization.pk)).status_code == 404
    assert client.get(ours.address("things", organization=MISSING)).status_code == 404


def test_a_date_of_another_event_is_not_there(ours: Desk) -> None:
    client = client_of(member(ours.organization))
    other = ours.event.occurrences.get()
    for act in ("cancel", "move", "restore", "remove"):
        address = reverse(f"writing:date_{act}", args=[ours.organization.pk, ours.draft.pk, other.pk])
        assert [client.get(address).status_code, client.post(address).status_code] == [404, 404]
    assert ours.event.occurrences.count() == 1


def test_the_list_names_what_is_ours_alone(ours: Desk) -> None:
    theirs = make_desk()
    Event.objects.filter(organizer=theirs.organization).update(title="ひみつの会")
    Event.objects.filter(pk=ours.event.pk).update(title="わたしたちの会")
    page = client_of(member(ours.organization)).get(ours.address("things")).content.decode()
    assert ("わたしたちの会" in page, "ひみつの会" in page, "催し（2）" in page) == (True, False, True)


def test_what_the_city_hides_is_read_and_can_not_be_touched(ours: Desk) -> None:
    hidden = EventFactory(organizer=ours.organization, state=State.HIDDEN, title="止められた会", starts=[at(12, 5)])
    client = client_of(member(ours.organization, Level.OWNER))
    page = client.get(ours.address("event", pk=hidden.pk)).content.decode()
    assert "市の担当が公開を止めています" in page
    for word in ("edit/", "copy/", "submit/", "cancel/"):
        assert word not in page, word
    form = client.get(ours.address("event_edit", pk=hidden.pk))
    assert (form.status_code, "市の担当が公開を止めている" in form.content.decode()) == (200, True)
    assert '<form method="post" enctype' not in form.content.decode()
    assert (
        client.post(ours.address("event_edit", pk=hidden.pk), {"title": "名前を変える", "act": "save"}).status_code
        == 200
    )
    for act in ("submit", "publish", "reopen", "close", "copy", "delete"):
        assert client.post(ours.address(f"event_{act}", pk=hidden.pk)).status_code == 200
    hidden.refresh_from_db()
    assert (hidden.state, Event.objects.filter(title="止められた会").count()) == (State.HIDDEN, 1)


def _later(month: int, number: int) -> datetime:
    return at(month, 10 + number, year=2026 if month == 12 else 2027)


@pytest.mark.parametrize("name", ["things", "event", "place", "event_edit", "place_edit", "event_preview"])
def test_a_page_costs_the_same_with_one_and_three(ours: Desk, name: str) -> None:
    client = client_of(member(ours.organization))
    counts = []
    for month in (12, 1):
        client.get(ours.address(name))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(ours.address(name)).status_code == 200
        counts.append(len(asked))
        for number in range(3):
            complete_event(ours.organization, title=f"会{number}", place=ours.place)
            complete_place(ours.organization, name=f"場{number}")
            ours.draft.occurrences.create(starts_at=_later(month, number), ends_at=_later(month, number))
            ours.place_draft.opening_exceptions.create(date=_later(month, number).date())
    assert counts[0] == counts[1] <= 30
