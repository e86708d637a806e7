"""Projects in the feed: whoever follows them ends equal to the list, and nothing of them is there that is not public."""

import csv
import io
import json
from datetime import date

import pytest
from django.test import Client
from pytest_django import Settings

from hub.accounts.services.verification import restore_organization, suspend_organization
from hub.api.reading import chosen_documents
from hub.areas.models import District
from partners.api.projects import PROJECTS
from partners.cocreation_enums import PartState, ProjectState
from partners.models import Milestone, Project, ProjectReport, ProjectResult
from partners.services import project_contents, project_parts, projects
from tests.events.api.following import Follower, full_lists
from tests.events.factories import PlaceFactory
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of
from tests.hub.areas.factories import DistrictFactory
from tests.partners.cocreation import part, project
from tests.partners.needs import need
from tests.words import load_words

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _as_often_as_we_like(settings: Settings) -> None:
    settings.HUB_API_LIMITS = {"visitor": 10**9, "token": 10**9}


def _in_all_states() -> None:
    """In each state one with everything, and with parts of every kind."""
    former = DistrictFactory(name="なくなった中学校区")
    District.objects.update(is_current=False)
    for state in ProjectState.values:
        secret = "" if state in {"running", "ended", "stopped"} else "ひみつ"
        one = project(
            state, title=f"{secret}居間", is_everywhere=False, starts_on=date(2026, 4, 1), text="=1+1\n\"'<b>"
        )
        one.districts.set([former])
        one.needs.set([need()])
        one.places.set([PlaceFactory(published=True)])
        for part_state in PartState.values:
            name = f"{secret}{state}の会" if part_state == "joined" else f"{state}{part_state}ひみつ"
            part(one, OrganizationFactory(name=name, verified=True), part_state, offers=["place"])
        part(one, OrganizationFactory(name=f"{state}ひみつの停止", verification="suspended"))
        ProjectReport.objects.create(project=one, did=f"{'' if state == 'ended' else 'ひみつ'}報告")
        for people in (None, 0, 1, 9, 10, 1200):
            ProjectResult.objects.create(project=one, on=date(2026, 1, 5), text="開けた", people=people, minutes=90)
        for due_on in (None, date(2026, 5, 1)):
            Milestone.objects.create(project=one, title="借りる", due_on=due_on)
    project("stopped", title="ひみつの準備", published_at=None)


def test_sql_says_what_the_serializer_says_and_no_answer_holds_a_secret() -> None:
    load_words()
    _in_all_states()
    every = list(Project.objects.values_list("pk", flat=True))
    found = chosen_documents(PROJECTS.document, every, list(PROJECTS.document.fields), ())
    said = {row.pk: json.loads(json.dumps(PROJECTS.serializer(row).data)) for row in Project.objects.public()}
    assert {key: json.loads(text) for key, text in found.items()} == said
    people = [(one["people"], one["is_people_withheld"]) for one in next(iter(said.values()))["results"]]
    assert people == [(1200, False), (10, False), (None, True), (None, True), (0, False), (None, False)]
    assert len(said) == 3
    client = Client()
    for address in (
        *("/api/v1/projects/", "/api/v1/projects/?format=csv", "/partners/projects/", "/partners/projects/together/"),
        *(f"/{where}{pk}/" for pk in every for where in ("api/v1/projects/", "partners/projects/")),
    ):
        assert "ひみつ" not in client.get(address).content.decode(), address
    rows = list(csv.reader(io.StringIO(client.get("/api/v1/projects/?format=csv").content.decode("utf-8-sig"))))
    assert (len(rows), {len(row) for row in rows}) == (4, {20})
    assert client.get("/api/v1/projects/?state=hidden").status_code == 400


def test_whoever_follows_ends_equal_to_the_list() -> None:
    by, administrator = UserFactory(coordinator=True), UserFactory(administrator=True)
    one, reader = project("preparing"), Follower()
    lead = one.parts.get().organization
    owner, guest = member_of(lead), OrganizationFactory(verified=True)

    def same(is_there: bool) -> None:
        reader.catch_up()
        there = {key: thing for key, thing in full_lists(Client()).items() if key[0] == "projects"}
        assert {key: thing for key, thing in reader.things.items() if key[0] == "projects"} == there
        assert (("projects", one.pk) in there) == is_there

    same(is_there=False)
    projects.start_project(one, by=owner)
    same(is_there=True)
    project_contents.add_result(one, by=owner, values={"on": date(2026, 1, 5), "text": "開けた", "people": 12})
    milestone = project_contents.add_milestone(one, by=owner, title="開ける")
    project_contents.mark_milestone(milestone, by=owner, is_done=True)
    own = project_parts.invite(one, guest, by=owner)
    project_parts.join(own, by=member_of(guest), text="部屋を出す")
    same(is_there=True)
    projects.write_project(one, by=owner, values={"title": "べつの名前"}, seen_version=1)
    projects.write_report(one, by=owner, values=dict.fromkeys(projects.NEEDED, "書きました"), seen_version=0)
    projects.end_project(one, by=owner)
    same(is_there=True)
    projects.hide_project(one, by=by)
    same(is_there=False)
    projects.show_project(one, by=by)
    suspend_organization(guest, by=administrator, reason="理由")
    same(is_there=True)
    suspend_organization(lead, by=administrator, reason="理由")
    same(is_there=False)
    restore_organization(lead, by=administrator)
    same(is_there=True)
