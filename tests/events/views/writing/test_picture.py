"""A member puts a picture on the organisation's own page; what is public is then checked afterwards."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from events.models import Event, Recheck
from events.services.publishing import hide
from hub.accounts.enums import Level
from hub.accounts.models import Organization
from tests.events.members import complete_event, member, public_event
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.hub.pictures.files import jpeg
from tests.markup import parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization() -> Organization:
    return OrganizationFactory(verified=True)


@pytest.fixture
def editor(organization: Organization) -> Client:
    return sign_in(Client(), member(organization))


def _page(event: Event) -> str:
    return f"/me/organizations/{event.organizer_id}/events/{event.pk}/picture/"


def _sent(**changes: object) -> dict[str, object]:
    return {"picture": SimpleUploadedFile("../../x.jpg", jpeg()), "picture_alt": "夕ごはんの食卓"} | changes


def test_a_picture_stands_on_the_public_page_and_waits_to_be_looked_at(
    editor: Client, organization: Organization
) -> None:
    event = public_event(organization)
    assert editor.get(_page(event)).status_code == 200
    assert editor.post(_page(event), _sent()).status_code == 302
    assert 'alt="夕ごはんの食卓"' in Client().get(event.get_absolute_url()).content.decode()
    assert list(Recheck.objects.values_list("kind", "object_id", "what")) == [("event", event.pk, ["picture"])]
    assert editor.post(_page(event), {"picture_remove": "on", "picture_alt": "夕ごはんの食卓"}).status_code == 302
    event.refresh_from_db()
    assert event.picture is None


def test_of_a_draft_nothing_waits(editor: Client, organization: Organization) -> None:
    editor.post(_page(complete_event(organization)), _sent())
    assert Recheck.objects.count() == 0


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"picture_alt": ""}, "写真の説明を書いてください。"),
        ({"picture": SimpleUploadedFile("x.jpg", b"<svg onload=alert(1)>")}, "写真"),
    ],
)
def test_what_is_wrong_is_said_beside_the_box(
    editor: Client, organization: Organization, sent: dict[str, object], said: str
) -> None:
    event = public_event(organization)
    page = editor.post(_page(event), _sent(**sent))
    assert page.status_code == 200
    assert 'class="wrong"' in page.content.decode()
    assert said in page.content.decode()
    event.refresh_from_db()
    assert event.picture is None


def test_who_may_not_write_changes_no_picture(organization: Organization) -> None:
    event = public_event(organization)
    statuses = {
        name: sign_in(Client(), user).post(_page(event), _sent()).status_code
        for name, user in (
            ("viewer", member(organization, Level.VIEWER)),
            ("stranger", UserFactory()),
            ("other", member(OrganizationFactory(verified=True), Level.OWNER)),
        )
    }
    assert statuses == {"viewer": 403, "stranger": 404, "other": 404}
    event.refresh_from_db()
    assert event.picture is None


def test_what_the_city_hides_keeps_its_picture(editor: Client, organization: Organization) -> None:
    event = public_event(organization)
    hide(event, by=UserFactory(coordinator=True), reason="確認のため")
    page = editor.post(_page(event), _sent()).content.decode()
    assert "市が公開を止めています。" in page
    event.refresh_from_db()
    assert event.picture is None


def test_nothing_chosen_is_said(editor: Client, organization: Organization) -> None:
    event = public_event(organization)
    labels = [label.text for label in parse(editor.get(_page(event))).all("label")]
    assert labels == ["写真 必要", "写真の説明 必要"]
    answer = editor.post(_page(event), {"picture_alt": ""})
    assert [node.text for node in parse(answer).all("div", "wrong")] == [
        "写真を選んでください。載せないときは「やめて戻る」を押します。"
    ]
    editor.post(_page(event), _sent())
    same = editor.post(_page(event), {"picture_alt": "夕ごはんの食卓"}, follow=True)
    assert "写真と説明は、前のままです。" in same.content.decode()
