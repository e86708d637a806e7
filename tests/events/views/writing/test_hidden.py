"""What the city hides while somebody writes: said, and what was typed stays on the page."""

import pytest
from django.test import Client
from django.urls import reverse

from events.enums import State
from events.services.publishing import hide
from hub.accounts.enums import Level
from hub.accounts.models import Organization
from hub.accounts.services import suspend_organization
from tests.events.members import member, public_event, public_place
from tests.events.views.writing.forms import problems, sent_by
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse

pytestmark = pytest.mark.django_db
LONG = "ながい説明。" * 200


@pytest.fixture
def client(ours: Organization) -> Client:
    client = Client()
    sign_in(client, member(ours, Level.OWNER))
    return client


@pytest.mark.parametrize("kind", ["event", "place"])
@pytest.mark.parametrize("act", ["save", "submit", "publish"])
@pytest.mark.parametrize(
    ("is_suspended", "said"),
    [(False, "理由は、市の担当に聞いてください。"), (True, "理由は、団体のページにあります。")],
)
def test_what_was_typed_stays_and_nothing_is_saved(
    client: Client, ours: Organization, kind: str, act: str, is_suspended: bool, said: str
) -> None:
    thing = public_event(ours) if kind == "event" else public_place(ours)
    address = reverse(f"writing:{kind}_edit", args=[ours.pk, thing.pk])
    typed = sent_by(parse(client.get(address)).one("form", id="form")) | {"description": LONG}
    boss = UserFactory(coordinator=True)
    if is_suspended:
        suspend_organization(ours, by=boss, reason="勧誘がありました")
    else:
        hide(thing, by=boss, reason="となりの山田さんのお知らせ")
    answer = client.post(address, typed | {"act": act})
    assert answer.status_code == 200
    (told,) = problems(answer)
    assert ("いまは保存できません。" in told, told.endswith(said)) == (True, True)
    assert sent_by(parse(answer).one("form", id="form"))["description"] == LONG
    assert "山田" not in answer.content.decode()
    thing.refresh_from_db()
    assert (thing.state, thing.description) == (State.HIDDEN, "")


def test_the_form_of_what_is_hidden_says_why_there_is_none(client: Client, ours: Organization) -> None:
    thing, theirs = public_event(ours), public_event(OrganizationFactory(verified=True))
    for one in (thing, theirs):
        hide(one, by=UserFactory(coordinator=True), reason="となりの山田さんのお知らせ")
    address = reverse("writing:event_edit", args=[ours.pk, thing.pk])
    page = parse(client.get(address))
    assert (page.one("h1").text, page.all("form", id="form"), "山田" in page.text) == ("いまは直せません", [], False)
    assert "理由は、市の担当に聞いてください。" in page.one("main").text
    for method in (client.get, client.post):
        assert method(reverse("writing:event_edit", args=[ours.pk, theirs.pk])).status_code == 404


def test_of_a_suspended_organisation_the_reason_is_there(client: Client, ours: Organization) -> None:
    thing = public_place(ours)
    suspend_organization(ours, by=UserFactory(coordinator=True), reason="勧誘がありました。\n連絡をください。")
    page = parse(client.get(reverse("writing:place_edit", args=[ours.pk, thing.pk])))
    assert [len(one.all("br")) for one in page.one("div", "note").all("p", "big")] == [1]
    assert "勧誘がありました。" in page.one("div", "note").text
