"""Where notices are asked for besides the lists, and by which ways they come."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from hub.models import Theme
from hub.notifications import links
from hub.notifications.models import Delivery, Subscription
from hub.notifications.services.subscribing import subscribe
from tests.events.members import public_event, public_place
from tests.events.views.conftest import now, words
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.hub.notifications.notices.factories import subscription
from tests.hub.notifications.spread import spread_due
from tests.markup import parse

__all__ = ["now", "words"]

pytestmark = pytest.mark.django_db
SETTINGS = "/me/notices/settings/"


@pytest.fixture
def known(client: Client) -> Any:
    user = UserFactory()
    sign_in(client, user)
    return user


def test_an_organisation_is_asked_for_on_its_page(client: Client, known: Any) -> None:
    organization, other = OrganizationFactory(verified=True, name="縁側の会"), OrganizationFactory(verified=True)
    page = parse(client.get(f"/organizations/{organization.pk}/").content.decode())
    [address] = [a.attributes["href"] for a in page.all("a") if "知らせてもらう" in a.text]
    assert address == f"/notices/new/organization/?id={organization.pk}"
    assert "「縁側の会」の催しと場所" in client.get(address).content.decode()
    client.post(address, {"cadence": "now"})
    assert f"/organizations/{organization.pk}/" in client.get(SETTINGS).content.decode()
    wanted = [public_event(organization), public_place(organization)]
    public_event(other)
    spread_due(now=timezone.now())
    assert [row.notice.path for row in Delivery.objects.order_by("notice_id")] == [
        one.get_absolute_url() for one in wanted
    ]


def test_a_theme_is_asked_for_on_an_event(client: Client, known: Any, words: None) -> None:
    organization, theme = OrganizationFactory(verified=True), Theme.objects.get(key="food")
    event = public_event(organization)
    event.themes.set([theme])
    page = parse(client.get(f"/notices/new/theme/?id={theme.key}").content.decode())
    assert [a.attributes["href"] for a in page.all("a") if a.text == "条件を変える"] == ["/events/?theme=food"]
    client.post("/notices/new/theme/?id=food", {"cadence": "now"})
    one = Subscription.objects.get()
    assert (one.themes, one.subjects, one.query) == ([theme.pk], ["event", "place"], "theme?id=food")


@pytest.mark.parametrize("address", ["organization/?id=0", "organization/?id=x", "theme/?id=x", "theme/"])
def test_what_is_not_there_can_not_be_asked_for(client: Client, address: str) -> None:
    hidden = OrganizationFactory()
    for asked in (address, f"organization/?id={hidden.pk}"):
        assert client.get(f"/notices/new/{asked}").status_code == 404


def test_news_of_the_city_are_chosen_and_chosen_otherwise(client: Client, words: None) -> None:
    page = parse(client.get("/notices/?theme=food").content.decode())
    [form] = [one for one in page.all("form") if one.attributes["action"] == "/notices/new/city/"]
    assert form.attributes["method"] == "get"
    assert [box.attributes["value"] for box in page.all("input") if "checked" in box.attributes] == ["food"]
    then = parse(client.get("/notices/new/city/?theme=food&district=").content.decode())
    assert [a.attributes["href"] for a in then.all("a") if a.text == "条件を変える"] == ["/notices/?theme=food#city"]


def test_the_ways_of_one_are_changed_later_and_one_stays(client: Client, known: Any) -> None:
    one = subscribe(known, channels=["email"], cadence="now", conditions={"query": "city?"})
    sent = {"act": "cadence", "subscription": one.pk, "cadence": "daily"}
    wrong = parse(client.post(SETTINGS, sent).content.decode())
    assert "ひとつは選んでください" in wrong.one("div", id=f"s{one.pk}-channels_error").text
    client.post(SETTINGS, sent | {"channels": ["line"]})
    one.refresh_from_db()
    assert (one.channels, one.cadence) == (["inbox", "email"], "now")
    client.post(SETTINGS, sent | {"channels": ["email"]})
    one.refresh_from_db()
    assert (one.channels, one.cadence) == (["email"], "daily")


def test_of_an_address_alone_there_is_one_way(client: Client) -> None:
    one = subscription(query="city?")
    sent = {"act": "cadence", "subscription": one.pk, "cadence": "daily", "channels": ["inbox", "line"]}
    client.post(f"/notices/manage/{links.manage_token(one.recipient)}/", sent)
    one.refresh_from_db()
    assert (one.channels, one.cadence) == (["email"], "daily")
