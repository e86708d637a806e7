"""Roles in the feed: SQL says what the serializer says, whoever follows ends equal to the list, nothing hidden is there."""

import csv
import io
import json

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from hub.accounts.enums import OrganizationKind
from hub.accounts.models import Organization
from hub.accounts.services.organizations import save_organization
from hub.accounts.services.verification import restore_organization, suspend_organization
from hub.api.reading import chosen_documents
from hub.areas.models import District
from hub.models import Theme
from partners.api.roles import ROLES
from partners.models import Role, RoleCourse
from partners.role_enums import CourseState, RoleState
from partners.services import courses, roles
from partners.services.role_records import make_roles_findable
from tests.events.api.following import Follower, full_lists
from tests.events.factories import PlaceFactory
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of
from tests.hub.areas.factories import DistrictFactory
from tests.partners.cocreation import role

pytestmark = pytest.mark.django_db(transaction=True)
_R = RoleState


@pytest.fixture(autouse=True)
def _as_often_as_we_like(settings: Settings) -> None:
    settings.HUB_API_LIMITS = {"visitor": 10**9, "token": 10**9}


def _in_all_states() -> None:
    former = DistrictFactory(name="なくなった中学校区")
    District.objects.update(is_current=False)
    tea, now = Theme.objects.create(key="tea", name="お茶"), timezone.now()
    for state in _R.values:
        for is_shown in (True, False):
            ours = OrganizationFactory(verified=is_shown, name=f"{state}{'の会' if is_shown else 'ひみつの会'}")
            is_public = is_shown and state in {_R.PUBLISHED, _R.CLOSED}
            place = PlaceFactory(published=True, operator=ours) if is_public else None
            one = role(
                state, organization=ours, title="=1+1\n\"'<b>" if is_public else "ひみつの役割", place=place, places=3, filled=1,
                costs="ひみつ" if not is_public else "", created_by=UserFactory(display_name="ひみつの人"),
            )  # fmt: skip
            one.districts.set([former])
            one.themes.set([tea])
            for course in CourseState.values:
                name = "実習" if course == CourseState.CONFIRMED else "ひみつの実習"
                university = OrganizationFactory(
                    verified=True,
                    name=f"{course}大学{one.pk}" if course == CourseState.CONFIRMED else f"ひみつ大学{one.pk}{course}",
                )
                RoleCourse.objects.create(
                    role=one,
                    university=university,
                    state=course,
                    name=name,
                    asked="ひみつの問い",
                    asked_at=now,
                    decided_at=now,
                )
            stopped = OrganizationFactory(verification="suspended", name=f"ひみつの停止大学{one.pk}")
            RoleCourse.objects.create(
                role=one, university=stopped, state="confirmed", name="ひみつ", asked_at=now, decided_at=now
            )
    make_roles_findable(Role.objects.all())


def test_sql_says_what_the_serializer_says_and_no_answer_holds_a_secret() -> None:
    _in_all_states()
    every = list(Role.objects.values_list("pk", flat=True))
    found = chosen_documents(ROLES.document, every, list(ROLES.document.fields), ())
    said = {row.pk: json.loads(json.dumps(ROLES.serializer(row).data)) for row in Role.objects.public()}
    assert {key: json.loads(text) for key, text in found.items()} == said
    assert (len(said), {one["places_left"] for one in said.values()}) == (2, {2})
    client = Client()
    addresses = [
        *("/api/v1/roles/", "/api/v1/roles/?format=csv", "/api/v1/roles/?q=ひみつ", "/roles/", "/sitemap.xml"),
        *(f"/{where}{pk}/" for pk in every for where in ("api/v1/roles/", "roles/")),
    ]
    for address in addresses:
        answer = client.get(address)
        text = answer.content.decode().replace("q=ひみつ", "")
        assert "ひみつ" not in text, address
    rows = list(csv.reader(io.StringIO(client.get("/api/v1/roles/?format=csv").content.decode("utf-8-sig"))))
    assert (len(rows), {len(row) for row in rows}, {row[0][:1] for row in rows[1:]}) == (3, {27}, {"'"})


def test_filters_are_those_of_the_list() -> None:
    here, university = DistrictFactory(), OrganizationFactory(verified=True, kind=OrganizationKind.UNIVERSITY)
    made = {
        "here": role(kind="gakuchika", is_everywhere=False, minutes=60, skills=["cooking"]),
        "everywhere": role(can_visit_first=False, minutes=240),
        "online": role(is_everywhere=False, is_online=True, kind="pro_bono"),
        "closed": role(_R.CLOSED, title="囲碁の相手"),
    }
    made["here"].districts.set([here])
    courses.add_course(made["here"], university, by=member_of(university), name="実習")
    make_roles_findable(made.values())
    names, client = {one.pk: name for name, one in made.items()}, Client()
    for query, wanted in {
        "": {*made}, "state=published": {*made} - {"closed"}, "state=closed": {"closed"}, f"district={here.pk}": {*made},
        f"district={DistrictFactory().pk}": {*made} - {"here"}, "kind=gakuchika&kind=pro_bono": {"here", "online"}, "minutes=60": {*made} - {"everywhere"},
        "skill=cooking": {"here"}, "credit=1": {"here"}, f"university={university.pk}": {"here"}, "visit=1": {*made} - {"everywhere"},
        "online=1": {"online"}, "q=囲碁": {"closed"}, "q=ガクチカ": {"here"},
    }.items():  # fmt: skip
        answer = client.get(f"/api/v1/roles/?{query}").json()
        assert {names[one["id"]] for one in answer["results"]} == wanted, query
    assert client.get("/api/v1/roles/?state=draft").status_code == 400


def test_whoever_follows_ends_equal_to_the_list() -> None:
    one = role(_R.DRAFT, organization=OrganizationFactory(verified=True))
    by, staff, administrator = (
        member_of(one.organization),
        UserFactory(coordinator=True),
        UserFactory(administrator=True),
    )
    university = OrganizationFactory(verified=True, kind=OrganizationKind.UNIVERSITY)
    reader = Follower()

    def same() -> None:
        reader.catch_up()
        there = full_lists(Client())
        assert {key: thing for key, thing in reader.things.items() if key[0] == "roles"} == {
            key: thing for key, thing in there.items() if key[0] == "roles"
        }

    roles.publish_role(one, by=by, seen_version=1)
    same()
    assert ("roles", one.pk) in reader.things
    roles.write_role(one, by=by, values={"text": "べつの文"}, seen_version=1)
    same()
    course = courses.add_course(one, university, by=member_of(university), name="実習")
    same()
    for organization in (one.organization, university):
        named = Organization.objects.get(pk=organization.pk)
        named.name = f"{named.name}の新しい名前"
        save_organization(named, by=administrator)
        same()
        suspend_organization(named, by=administrator, reason="確かめています")
        same()
        restore_organization(named, by=administrator)
        same()
    courses.end_course(course, by=by)
    same()
    for act in (
        lambda: roles.close_role(one, by=by),
        lambda: roles.reopen_role(one, by=by),
        lambda: roles.hide_role(one, by=staff),
    ):
        act()
        same()
    assert Client().get(f"/api/v1/roles/{one.pk}/").status_code == 410
    roles.show_role(one, by=staff)
    same()
