"""The picture of a place or an event: one at a time, told to those who read pages, kept from imports."""

import io
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from events.models import Event, Place
from events.services.pictures import clear_picture, describe_picture, replace_picture_of, set_picture
from hub.exceptions import DomainError
from hub.models import Change
from hub.pictures.models import Picture
from hub.pictures.sizes import Size
from hub.pictures.storage import name_of
from tests.events.factories import EventFactory, PlaceFactory
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.pictures import files

pytestmark = pytest.mark.django_db


def make(kind: str, **fields: Any) -> Event | Place:
    role = {"event": "organizer", "place": "operator"}[kind]
    owner = OrganizationFactory(verified=True)
    return (EventFactory if kind == "event" else PlaceFactory)(published=True, **{role: owner}, **fields)


def give(thing: Event | Place, alt: str = "庭") -> Picture:
    return set_picture(thing, file=io.BytesIO(files.jpeg()), alt=alt, by=UserFactory())


def is_there(picture: Picture) -> bool:
    return default_storage.exists(name_of(picture.key, Size.LARGE))


@pytest.mark.parametrize("kind", ["event", "place"])
def test_setting_replacing_and_clearing(kind: str, django_capture_on_commit_callbacks: Any) -> None:
    thing = make(kind)
    first = give(thing)
    stored = type(thing)._default_manager.get(pk=thing.pk)
    assert (stored.picture, stored.version, stored.edited_fields) == (first, 2, ["picture"])
    assert (thing.picture, thing.version) == (first, 2)
    assert first.organization == (stored.organizer if kind == "event" else stored.operator)
    assert list(Change.objects.values_list("kind", "object_id", "action")) == [(kind, thing.pk, "changed")]
    with django_capture_on_commit_callbacks(execute=True):
        second = give(thing, "台所")
    assert (list(Picture.objects.all()), is_there(first), is_there(second)) == ([second], False, True)
    with django_capture_on_commit_callbacks(execute=True):
        clear_picture(thing, by=None)
    stored.refresh_from_db()
    assert (stored.picture, stored.version, Picture.objects.count(), is_there(second)) == (None, 4, 0, False)
    clear_picture(thing, by=None)
    assert Change.objects.count() == 3


def test_two_things_may_show_one_picture(django_capture_on_commit_callbacks: Any) -> None:
    event = make("event")
    picture = give(event)
    copy = make("event", picture=picture)
    with django_capture_on_commit_callbacks(execute=True):
        clear_picture(event, by=None)
    copy.refresh_from_db()
    assert (copy.picture, is_there(picture)) == (picture, True)


def test_other_words(client: Client) -> None:
    event = make("event")
    with pytest.raises(DomainError, match="写真がないので"):
        describe_picture(event, alt="庭", by=None)
    picture = give(event)
    describe_picture(event, alt="春の<庭>", by=None)
    picture.refresh_from_db()
    assert picture.alt == "春の<庭>"
    assert 'alt="春の&lt;庭&gt;"' in client.get(event.get_absolute_url()).content.decode()
    with pytest.raises(DomainError, match="写真の説明"):
        describe_picture(event, alt=" ", by=None)


def test_what_the_boxes_say_is_done() -> None:
    event = make("event")
    boxes = {"picture": None, "picture_alt": "", "picture_remove": False}
    assert replace_picture_of(event, values=boxes, by=None) is False
    assert replace_picture_of(event, values=boxes | {"picture": io.BytesIO(files.jpeg()), "picture_alt": "庭"}, by=None)
    assert replace_picture_of(event, values=boxes | {"picture_alt": "庭"}, by=None) is False
    assert replace_picture_of(event, values=boxes | {"picture_alt": "台所"}, by=None)
    assert Picture.objects.get().alt == "台所"
    assert replace_picture_of(event, values=boxes | {"picture_remove": True}, by=None)
    assert (event.picture, Picture.objects.count()) == (None, 0)


def test_a_refused_file_changes_nothing() -> None:
    event = make("event")
    picture = give(event)
    for content in (files.SVG, b""):
        with pytest.raises(DomainError):
            set_picture(event, file=io.BytesIO(content), alt="庭", by=None)
    event.refresh_from_db()
    assert (event.picture, event.version, Picture.objects.count()) == (picture, 2, 1)


def test_what_is_gone_gets_no_picture() -> None:
    event = make("event")
    Event.objects.filter(pk=event.pk).delete()
    with pytest.raises(DomainError, match="もうありません"):
        give(event)
    assert not Picture.objects.exists()


@pytest.mark.parametrize("kind", ["event", "place"])
def test_the_page_shows_it_with_room_kept_for_it(client: Client, kind: str) -> None:
    thing = make(kind)
    assert "<figure" not in client.get(thing.get_absolute_url()).content.decode()
    picture = give(thing)
    page = client.get(thing.get_absolute_url()).content.decode()
    assert f'<img src="{picture.small_url}" srcset="{picture.small_url} 480w, {picture.large_url} 640w"' in page
    assert 'width="640" height="480" alt="庭" loading="lazy" decoding="async"' in page
    assert client.get(picture.small_url).status_code == 200
