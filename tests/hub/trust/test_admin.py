"""Reports in the admin, in the words of a clerk."""

import pytest
from django.test import Client

from tests.events.published import published_event
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.hub.trust.factories import ReportFactory
from tests.markup import parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> Client:
    sign_in(client, UserFactory(coordinator=True))
    return client


def test_the_list_says_what_a_report_is_about(staff: Client) -> None:
    event, organization = published_event("囲碁の会"), OrganizationFactory(verified=True)
    ReportFactory(object_id=event.pk)
    ReportFactory(kind="organization", object_id=organization.pk)
    table = parse(staff.get("/admin/trust/report/")).one("table", id="result_list")
    heads = [head.text for head in table.one("thead").all("th")]
    assert heads[:2] == ["番号", "何について"]
    about = [cell.text for cell in table.all("td", "field-about")]
    assert about == [f"団体 {organization.pk}", f"催し {event.pk}"]
    filtered = parse(staff.get("/admin/trust/report/?kind=event")).one("table", id="result_list")
    assert [cell.text for cell in filtered.all("td", "field-about")] == [f"催し {event.pk}"]
    assert parse(staff.get("/admin/trust/report/?kind=%00")).all("td", "field-about") == []


@pytest.mark.parametrize("is_there", [True, False])
def test_the_page_names_the_thing(staff: Client, is_there: bool) -> None:
    event = published_event("囲碁の会")
    report = ReportFactory(object_id=event.pk if is_there else 987_654)
    page = parse(staff.get(f"/admin/trust/report/{report.pk}/change/"))
    assert page.one("div", "field-name").one("div", "readonly").text == ("囲碁の会" if is_there else "もうないもの")
