"""Who sees a picture, how long a copy of it is kept, and that it has nothing to do with a session."""

import io
import uuid

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from events.enums import State
from events.models import Event, Place
from hub.accounts.models import Level, Membership, Organization
from hub.pictures.models import Picture
from hub.pictures.services import save_picture
from hub.pictures.storage import delete_files
from tests.events.factories import EventFactory, PlaceFactory
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.hub.pictures import files

pytestmark = pytest.mark.django_db

MINE, PUBLIC = "private, no-store", "private, max-age=86400, immutable"


def make_picture(organization: Organization | None = None) -> Picture:
    return save_picture(io.BytesIO(files.jpeg()), alt="庭", organization=organization, by=None)


def make_thing(kind: str, state: State, picture: Picture) -> Event | Place:
    thing = (EventFactory if kind == "event" else PlaceFactory)(published=True, picture=picture)
    type(thing)._default_manager.filter(pk=thing.pk).update(state=state)
    return thing


def answers(client: Client, picture: Picture) -> tuple[int, int]:
    return client.get(picture.large_url).status_code, client.get(picture.small_url).status_code


def test_a_public_picture(client: Client) -> None:
    picture = make_picture()
    make_thing("event", State.PUBLISHED, picture)
    response = client.get(picture.small_url)
    assert (response.status_code, response.content[:3]) == (200, b"\xff\xd8\xff")
    wanted = {
        "Content-Type": "image/jpeg", "Content-Length": str(len(response.content)), "Content-Disposition": "inline",
        "X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": PUBLIC,
        "ETag": f'"{picture.key.hex}-small"',
    }  # fmt: skip
    assert {name: response.headers.get(name) for name in wanted} == wanted
    assert ("Vary" in response.headers and "Cookie" in response.headers["Vary"], dict(response.cookies)) == (False, {})
    head = client.head(picture.small_url)
    assert (head.status_code, head.content, head.headers["Content-Length"]) == (200, b"", wanted["Content-Length"])
    again = client.get(picture.small_url, headers={"If-None-Match": f"W/{wanted['ETag']}"})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", wanted["ETag"])
    assert client.get(picture.large_url, headers={"If-None-Match": wanted["ETag"]}).status_code == 200
    assert [client.generic(method, picture.small_url).status_code for method in ("POST", "PUT", "DELETE")] == [405] * 3


@pytest.mark.parametrize("kind", ["event", "place"])
@pytest.mark.parametrize("state", State)
def test_a_stranger_sees_it_as_long_as_its_page_is_public(client: Client, kind: str, state: State) -> None:
    picture = make_picture(OrganizationFactory(verified=True))
    make_thing(kind, state, picture)
    expected = 200 if state in {State.PUBLISHED, State.CLOSED} else 404
    assert answers(client, picture) == (expected, expected)
    sign_in(client, UserFactory())
    assert answers(client, picture) == (expected, expected)
    other = OrganizationFactory(verified=True)
    member = UserFactory()
    Membership.objects.create(organization=other, user=member, level=Level.OWNER)
    sign_in(client, member)
    assert answers(client, picture) == (expected, expected)


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("state", [State.DRAFT, State.HIDDEN])
def test_members_of_its_organisation_see_it_before_and_after(client: Client, level: Level, state: State) -> None:
    organization = OrganizationFactory()
    picture = make_picture(organization)
    make_thing("event", state, picture)
    membership = Membership.objects.create(organization=organization, user=UserFactory(), level=level)
    sign_in(client, membership.user)
    response = client.get(picture.large_url)
    assert (response.status_code, response.headers["Cache-Control"]) == (200, MINE)
    again = client.get(picture.large_url, headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 200
    membership.delete()
    assert answers(client, picture) == (404, 404)


def test_staff_see_it_who_may_look_at_such_things(client: Client) -> None:
    picture = make_picture()
    make_thing("event", State.HIDDEN, picture)
    staff = UserFactory(staff=True)
    sign_in(client, staff)
    assert answers(client, picture) == (404, 404)
    staff.user_permissions.add(Permission.objects.get(codename="view_place"))
    assert answers(client, picture) == (404, 404)
    staff.user_permissions.add(Permission.objects.get(codename="view_event"))
    assert answers(client, picture) == (200, 200)
    staff.is_active = False
    staff.save()
    assert answers(client, picture) == (404, 404)


def test_a_picture_that_stands_nowhere_or_is_not_there_is_404_in_the_same_words(client: Client) -> None:
    picture = make_picture()
    lost = uuid.uuid4()
    missing, nowhere = client.get(f"/pictures/{lost}-small.jpg"), client.get(picture.small_url)
    assert (missing.status_code, nowhere.status_code) == (404, 404)
    assert missing.content.decode().replace(str(lost), str(picture.key)) == nowhere.content.decode()
    for address in (
        "/pictures/",
        "/pictures/x-small.jpg",
        f"/pictures/{picture.key}-huge.jpg",
        f"/pictures/{picture.key}.jpg",
    ):
        assert client.get(address).status_code == 404


def test_where_one_of_two_pages_is_public_it_is_public(client: Client) -> None:
    picture = make_picture()
    make_thing("event", State.HIDDEN, picture)
    make_thing("place", State.PUBLISHED, picture)
    assert answers(client, picture) == (200, 200)


def test_a_lost_file_is_404(client: Client) -> None:
    picture = make_picture()
    make_thing("event", State.PUBLISHED, picture)
    delete_files(picture.key)
    assert answers(client, picture) == (404, 404)


def test_a_public_picture_takes_one_query_however_many_things_there_are(
    client: Client, django_assert_num_queries: object
) -> None:
    picture = make_picture()
    make_thing("event", State.PUBLISHED, picture)
    for number in (1, 3):
        for _turn in range(number):
            make_thing("event", State.PUBLISHED, make_picture())
        with django_assert_num_queries(1):  # type: ignore[operator]
            assert client.get(picture.small_url).status_code == 200
