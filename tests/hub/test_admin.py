"""Words and organisations whose things somebody else holds: said in the form, nothing typed is lost."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hub.accounts.models import Organization
from hub.models import Theme
from tests.events.published import draft_event
from tests.hub.accounts.factories import PASSWORD, OrganizationFactory, UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.locks import holding

pytestmark = pytest.mark.django_db(transaction=True)

SAID = "ほかの人が同じものを直しています。少し待って、もう一度押してください。"


@pytest.fixture
def admin(client: Client) -> Client:
    sign_in(client, UserFactory(administrator=True))
    return client


def test_a_word_on_an_event_that_somebody_saves(admin: Client) -> None:
    theme = Theme.objects.create(key="go", name="囲碁")
    event = draft_event("催し", timezone.now() + timedelta(days=1), themes=["go"])
    values = {"name": "盤上遊戯", "name_easy": "", "name_en": "", "order": "0", "is_active": "on", "words": "碁"}
    with holding(event):
        answer = admin.post(f"/admin/hub/theme/{theme.pk}/change/", values)
    page = answer.content.decode()
    assert (answer.status_code, SAID in page, 'value="盤上遊戯"' in page) == (200, True, True)
    theme.refresh_from_db()
    assert theme.name == "囲碁"
    assert admin.post(f"/admin/hub/theme/{theme.pk}/change/", values).status_code == 302


def test_an_organisation_of_an_event_that_somebody_saves(admin: Client) -> None:
    organization = OrganizationFactory(name="台町会")
    event = draft_event("催し", timezone.now() + timedelta(days=1), organizer=organization)
    values = {"name": "新しい台町会", "kind": organization.kind, "url": ""}
    with holding(event):
        answer = admin.post(f"/admin/accounts/organization/{organization.pk}/change/", values)
    page = answer.content.decode()
    assert (answer.status_code, SAID in page, 'value="新しい台町会"' in page) == (200, True, True)
    assert Organization.objects.get().name == "台町会"


@pytest.mark.parametrize(
    "address",
    [
        "events/event/?state=%00",
        "events/event/?participation=%00",
        "events/place/?kind=%00",
        "events/importrun/?state=%00",
        "accounts/organization/?kind=%00",
        "hub/change/?action=%00",
        "events/importrun/?created_at__year=99999999999",
        "accounts/organization/?_to_field=places",
        "events/event/add/?rule_starts_at=xx",
        "events/event/add/?themes=abc",
        "events/place/add/?themes=abc",
    ],
)
def test_an_address_that_nobody_can_mean_is_a_bad_request(admin: Client, address: str) -> None:
    assert admin.get(f"/admin/{address}").status_code == 400


def test_the_login_leads_to_the_staffs_pages_whatever_it_was_asked(client: Client) -> None:
    user = UserFactory(administrator=True, confirmed=True)
    answer = client.get("/admin/login/?next=https://example.org/")
    values = {"login": user.email, "password": PASSWORD, "next": "https://example.org/"}
    answer = client.post(answer["Location"], values)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/staff/")
