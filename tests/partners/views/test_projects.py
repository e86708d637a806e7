"""Pages of projects: what everybody reads and nobody should, and the desk of those who take part."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hub import page_cache
from hub.accounts.enums import Level
from hub.models import Theme
from partners import together
from partners.models import Milestone, Project, ProjectPart, ProjectReport, ProjectResult
from partners.services.project_records import make_findable
from partners.services.projects import REPORTED
from tests.events.factories import EventFactory, PlaceFactory
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of
from tests.hub.accounts.signing_in import sign_in, sign_in_by_password_alone
from tests.hub.areas.factories import DistrictFactory
from tests.markup import parse
from tests.partners.cocreation import part, project
from tests.partners.needs import N, need

pytestmark = pytest.mark.django_db


def _queries(address: str) -> int:
    """Of the second look: the words of the vocabulary are read once after something was published."""
    asked = CaptureQueriesContext(connection)
    for _look in range(2):
        page_cache.memory.clear()
        with asked:
            assert Client().get(address).status_code == 200
    return len(asked)


def _full(number: int) -> Project:
    """With everything that a page shows, each several times, and with what it must not show."""
    one = project(title=f"取り組み{number}", is_everywhere=False)
    for place in range(2):
        helper = OrganizationFactory(name=f"手伝う会{number}-{place}", verified=True)
        part(one, helper, offers=["place", "people"])
        one.needs.add(need(title=f"部屋{number}-{place}"))
        one.places.add(PlaceFactory(name=f"場{number}-{place}", published=True))
        one.events.add(EventFactory(title=f"催し{number}-{place}", published=True))
        one.districts.add(DistrictFactory())
        Milestone.objects.create(project=one, title=f"予定{place}", due_on=date(2026, 12, 1))
        ProjectResult.objects.create(
            project=one, on=date(2026, 1, 5), text="開けた", people=[12, 7][place], minutes=90, organization=helper
        )
    part(one, OrganizationFactory(name=f"ひみつのさそい{number}", verified=True), "invited")
    part(one, OrganizationFactory(name=f"ひみつの停止{number}", verification="suspended"))
    part(one, OrganizationFactory(name=f"ひみつの前の{number}", verified=True), "left")
    one.needs.add(need(N.RAISED, title="ひみつの課題"))
    one.places.add(PlaceFactory(name="ひみつの場"))
    one.events.add(
        EventFactory(title="ひみつの催し"), EventFactory(title="ひみつの集い", published=True, is_for_members=True)
    )
    ProjectReport.objects.create(project=one, **dict.fromkeys(REPORTED, "ひみつの報告"))
    make_findable(one)
    return one


def test_list_page_and_picture_ask_as_often_for_three_as_for_one_and_tell_no_secret() -> None:
    one = _full(1)
    for state in ("preparing", "hidden"):
        project(state, title="ひみつの取り組み")
    project("stopped", title="ひみつの準備", published_at=None)
    project(lead=OrganizationFactory(name="ひみつの停止中", verification="suspended"), title="ひみつの停止")
    addresses = [reverse("partners:projects"), reverse("partners:projects_together"), one.get_absolute_url()]
    before = [_queries(address) for address in addresses]
    for number in (2, 3):
        _full(number)
    assert [_queries(address) for address in addresses] == before
    for address in addresses:
        assert "ひみつ" not in Client().get(address).content.decode(), address
    assert "<b>0</b>" in Client().get("/partners/projects/?q=ひみつ").content.decode()
    page = parse(Client().get(one.get_absolute_url()).content.decode()).text
    for word in ("手伝う会1-1", "部屋1-1", "場1-1", "催し1-1", "予定1", "のべ12人以上", "届いた人 10人未満", "3時間"):
        assert word in page, word
    assert "未満人" not in page
    assert "7人" not in page


def test_list_is_filtered_by_words_theme_district_and_state() -> None:
    here, theme = DistrictFactory(), Theme.objects.create(key="tea", name="お茶")
    made = {
        "here": project(is_everywhere=False), "everywhere": project(text="囲碁を教えあう"),
        "ended": project("ended"), "stopped": project("stopped", is_everywhere=False),
    }  # fmt: skip
    made["here"].districts.set([here])
    made["here"].themes.set([theme])
    for each in made.values():
        make_findable(each)
    organization = made["here"].parts.get().organization
    for query, wanted in {
        "": set(made), "state=running": {"here", "everywhere"}, "state=ended": {"ended", "stopped"},
        f"district={here.pk}": {"here", "everywhere", "ended"}, "theme=tea": {"here"}, "q=囲碁": {"everywhere"},
        f"q={organization.name}": {"here"}, "q=ない言葉": set(),
    }.items():  # fmt: skip
        page = parse(Client().get(f"/partners/projects/?{query}").content.decode())
        found = {node.attributes.get("href") for node in page.all("a")}
        assert {name for name, each in made.items() if each.get_absolute_url() in found} == wanted, query


def test_the_picture_and_the_table_say_the_same() -> None:
    first, second, third, alone = (OrganizationFactory(name=f"{name}の会", verified=True) for name in "あいうえ")
    for partners in ([second], [second, third]):
        made = project(lead=first)
        for organization in partners:
            part(made, organization)
    project(lead=alone)
    hidden = project("hidden", lead=alone)
    part(hidden, first)
    ties = together.ties_of([first.pk, second.pk, third.pk, alone.pk])
    said = {key: {(tie.organization, tie.number) for tie in row} for key, row in ties.items()}
    assert said == {
        first.pk: {(second.pk, 2), (third.pk, 1)}, second.pk: {(first.pk, 2), (third.pk, 1)},
        third.pk: {(first.pk, 1), (second.pk, 1)},
    }  # fmt: skip
    pages = [together.page_of_organizations(number, 3) for number in (0, 1, 2, 99)]
    assert [(page.number, page.total, [one.pk for one in page.items]) for page in pages] == [
        (1, 4, [first.pk, second.pk, third.pk]), (1, 4, [first.pk, second.pk, third.pk]), (2, 4, [alone.pk]), (2, 4, [alone.pk]),
    ]  # fmt: skip
    page = parse(Client().get(reverse("partners:projects_together")).content.decode())
    desc = page.all("desc")[0].text
    assert [desc.count(pair) for pair in ("あの会といの会：2件", "いの会とうの会：1件", "えの会")] == [1, 1, 0]
    rows = [[cell.text.split() for cell in row.all("td")] for row in page.all("tbody")[0].all("tr")]
    assert [row[0] for row in rows] == [["2"], ["2"], ["1"], ["1"]]


def test_the_desk_writes_and_keeps_what_was_typed() -> None:
    one = project("preparing", summary="")
    lead = one.parts.get().organization
    owner, viewer = member_of(lead, Level.OWNER), member_of(lead, Level.VIEWER)
    address = reverse("partners:project_desk", args=[lead.pk, one.pk])
    client = sign_in_by_password_alone(Client(), owner)
    answer = client.post(address, {"act": "start"})
    assert "どんな取り組みかを、ひとことで書いてください。" in answer.content.decode()
    edit = reverse("partners:project_edit", args=[lead.pk, one.pk])
    words = {"title": "居間", "summary": "だれでも", "text": "開ける", "is_everywhere": "1", "ends_on": "2026-99-99"}
    answer = client.post(edit, words | {"seen_version": "1"})
    page = parse(answer.content.decode())
    assert [node.attributes.get("value") for node in page.all("input") if node.attributes.get("name") == "ends_on"] == [
        "2026-99-99"
    ]
    Project.objects.update(version=7)
    answer = client.post(edit, words | {"seen_version": "1", "ends_on": ""})
    assert "ほかの人が保存しました" in answer.content.decode()
    assert client.post(edit, words | {"seen_version": "7", "ends_on": ""}).status_code == 302
    assert client.post(address, {"act": "start"}).status_code == 302
    answer = client.post(address, {"act": "result", "on": "2999-01-01", "text": "できたつもり"})
    assert (answer.status_code, "できたつもり" in answer.content.decode(), ProjectResult.objects.count()) == (
        200,
        True,
        0,
    )
    assert (
        client.post(address, {"act": "result", "on": "2026-01-05", "text": "開けた", "people": "１２人"}).status_code
        == 302
    )
    assert (ProjectResult.objects.get().people, ProjectResult.objects.get().organization) == (12, lead)
    for name in ("ほんの", "ほんのない会"):
        OrganizationFactory(name="ほんの会", verified=True) if name == "ほんの" else None
        client.post(address, {"act": "invite", "name": name, "text": "本を"})
    assert list(ProjectPart.objects.filter(state="invited").values_list("organization__name", "text")) == [
        ("ほんの会", "本を")
    ]
    assert client.post(address, {"act": "plan_done", "one": "99999999999999999999"}).status_code == 200
    reader = sign_in_by_password_alone(Client(), viewer)
    assert (reader.get(address).status_code, reader.post(address, {"act": "stop"}).status_code) == (200, 403)
    assert "<button" not in reader.get(address).content.decode().partition("<main")[2]


def test_what_came_of_it_can_be_taken_out_where_it_would_be_done() -> None:
    one = project()
    lead, helper = one.parts.get().organization, part(one).organization
    for organization in (lead, helper):
        ProjectResult.objects.create(
            project=one, on=date(2026, 1, 5), text="開けた", minutes=90, organization=organization
        )
    seen = {}
    for organization in (lead, helper):
        client = sign_in_by_password_alone(Client(), member_of(organization, Level.EDITOR))
        page = client.get(reverse("partners:project_desk", args=[organization.pk, one.pk])).content.decode()
        seen[organization] = page.count('value="result_remove"')
    assert seen == {lead: 2, helper: 1}


def test_a_coordinator_sets_one_up() -> None:
    client = sign_in(Client(), UserFactory(coordinator=True))
    ours = OrganizationFactory(name="ほんの会", verified=True)
    address = reverse("partners:staff_project_new")
    answer = client.post(address, {"title": "本の広場", "organizations": "ほんの会\nない会"})
    assert (answer.status_code, Project.objects.count()) == (200, 0)
    assert "この名前の、市が確認した団体は見つかりません。" in answer.content.decode()
    answer = client.post(address, {"title": "本の広場", "organizations": "ほんの会"})
    made = Project.objects.get()
    assert answer.headers["Location"] == reverse("partners:staff_project", args=[made.pk])
    assert list(made.parts.values_list("organization", "state", "is_lead")) == [(ours.pk, "invited", False)]
    assert client.get(reverse("partners:staff_projects")).status_code == 200


def test_an_ended_project_offers_its_members_no_box_without_a_button() -> None:
    boxes = []
    for state in ("running", "ended"):
        one = project(state)
        lead = one.parts.get().organization
        client = Client()
        sign_in(client, member_of(lead))
        page = parse(client.get(f"/me/organizations/{lead.pk}/projects/{one.pk}/"))
        boxes.append(len(page.all("section", **{"aria-labelledby": "other-h"})))
    assert boxes == [1, 0]
