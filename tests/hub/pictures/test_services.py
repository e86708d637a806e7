"""Files before rows, rows before files' end: nothing is shown that is not there, and nothing stays that is shown nowhere."""

import io
import uuid
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from hub.exceptions import DomainError
from hub.pictures.models import Picture
from hub.pictures.services import remove_picture, save_picture, sweep_orphans
from hub.pictures.sizes import Size
from hub.pictures.storage import name_of, read_file, write_files
from tests.events.factories import EventFactory, PlaceFactory
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.pictures import files

pytestmark = pytest.mark.django_db

LATER = timedelta(days=2)


def make_picture(alt: str = "畳の部屋") -> Picture:
    return save_picture(io.BytesIO(files.jpeg()), alt=alt, organization=None, by=None)


def are_there(picture: Picture) -> list[bool]:
    return [default_storage.exists(name_of(picture.key, size)) for size in Size]


def test_what_is_kept_of_a_picture() -> None:
    organization, user = OrganizationFactory(), UserFactory()
    picture = save_picture(io.BytesIO(files.jpeg()), alt=" 畳の\n部屋 ", organization=organization, by=user)
    picture.refresh_from_db()
    assert (picture.alt, picture.width, picture.height, picture.small_width) == ("畳の 部屋", 640, 480, 480)
    assert (picture.organization, picture.created_by) == (organization, user)
    assert are_there(picture) == [True, True]
    content = read_file(picture.key, Size.SMALL)
    assert content is not None
    assert content[:3] == b"\xff\xd8\xff"


@pytest.mark.parametrize("alt", ["", "  \n"])
def test_a_picture_without_a_description_is_refused_and_leaves_no_file(alt: str) -> None:
    before = _names()
    with pytest.raises(DomainError, match="写真の説明を書いてください"):
        make_picture(alt)
    assert (_names(), Picture.objects.count()) == (before, 0)


def _names() -> set[str]:
    try:
        folders = default_storage.listdir("pictures")[0]
    except FileNotFoundError:
        return set()
    return {name for folder in folders for name in default_storage.listdir(f"pictures/{folder}")[1]}


def test_files_go_after_commit_alone(django_capture_on_commit_callbacks: object) -> None:
    picture = make_picture()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert remove_picture(picture)
        assert are_there(picture) == [True, True]
    assert are_there(picture) == [False, False]
    assert not Picture.objects.exists()
    assert not remove_picture(picture)


def test_a_removal_that_is_taken_back_keeps_the_files() -> None:
    picture = make_picture()
    point = transaction.savepoint()
    remove_picture(picture)
    transaction.savepoint_rollback(point)
    assert (Picture.objects.count(), are_there(picture)) == (1, [True, True])


@pytest.mark.parametrize("factory", [EventFactory, PlaceFactory])
def test_what_something_shows_is_not_removed(factory: type[EventFactory | PlaceFactory]) -> None:
    picture = make_picture()
    factory(picture=picture)
    assert not remove_picture(picture)
    assert Picture.objects.filter(pk=picture.pk).exists()


def test_orphans_are_swept_after_a_day(django_capture_on_commit_callbacks: object) -> None:
    used, unused, lost = make_picture(), make_picture(), uuid.uuid4()
    EventFactory(picture=used)
    write_files(lost, {Size.LARGE: b"x", Size.SMALL: b"x"})
    stranger = default_storage.save("pictures/ab/readme.txt", io.BytesIO(b"x"))  # type: ignore[arg-type]
    now = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        sweep_orphans(now)
    assert (Picture.objects.count(), default_storage.exists(name_of(lost, Size.SMALL))) == (2, True)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert sweep_orphans(now + LATER) >= 2
    assert list(Picture.objects.all()) == [used]
    assert (are_there(used), are_there(unused)) == ([True, True], [False, False])
    assert [default_storage.exists(name_of(lost, size)) for size in Size] == [False, False]
    assert default_storage.exists(stranger)
    assert sweep_orphans(now + LATER) == 0


def test_the_sweep_takes_no_more_queries_for_more_files(django_assert_num_queries: object) -> None:
    sweep_orphans(timezone.now() + LATER)
    for number in (1, 4):
        for _file in range(number):
            write_files(uuid.uuid4(), {Size.LARGE: b"x", Size.SMALL: b"x"})
        with django_assert_num_queries(2):  # type: ignore[operator]
            assert sweep_orphans(timezone.now() + LATER) == number
