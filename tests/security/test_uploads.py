"""What is uploaded as a picture: taken apart and written anew, or refused; what is stored holds nothing of the file itself."""

import io
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from events.models import Event
from hub.pictures.models import Picture
from hub.pictures.sizes import Size
from hub.pictures.storage import name_of
from tests.events.factories import EventFactory
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.hub.pictures import files

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    return EventFactory(published=True)


@pytest.fixture
def staff(client: Client) -> Client:
    sign_in(client, UserFactory(coordinator=True))
    return client


def send(
    client: Client, event: Event, content: bytes, *, name: str = "a.jpg", kind: str = "image/jpeg", alt: str = "庭"
) -> HttpResponse:
    url = f"/admin/events/event/{event.pk}/picture/"
    return client.post(url, {"picture": SimpleUploadedFile(name, content, kind), "picture_alt": alt})  # type: ignore[return-value]


def stored(picture: Picture) -> list[bytes]:
    found = []
    for size in Size:
        with default_storage.open(name_of(picture.key, size)) as file:
            found.append(file.read())
    return found


def all_names(folder: str = "") -> list[str]:
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    below = [name for one in folders for name in all_names(f"{folder}/{one}".lstrip("/"))]
    return sorted([f"{folder}/{name}" for name in names] + below)


HARMLESS = {
    "JPEG with EXIF, XMP, IPTC, comment, script, PHP": files.jpeg_with_everything(),
    "PNG with HTML in its texts": files.png_with_text(),
    "JPEG that is a ZIP too": files.jpeg() + files.ZIP + files.MARK_ASCII,
    "JPEG with HTML before its pixels": files.jpeg(comment=b"<html><script>" + files.MARK_ASCII + b"</script>"),
    "PNG that is HTML too": files.written(files.image(), "PNG") + files.HTML + files.MARK_ASCII,
    "WebP with a position": files.written(files.image(), "WEBP", exif=files.exif_with_position(), xmp=files.MARK_ASCII),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_more_than_a_picture_becomes_one(staff: Client, event: Event, name: str) -> None:
    assert send(staff, event, HARMLESS[name]).status_code == 302
    picture = Picture.objects.get()
    for content in stored(picture):
        for word in (
            files.MARK_ASCII,
            b"GPS",
            b"Exif",
            b"xmp",
            b"script",
            b"php",
            b"html",
            b"PK\x03\x04",
            b"Photoshop",
        ):
            assert (word, word in content) == (word, False)
        image = Image.open(io.BytesIO(content))
        image.load()
        assert (image.format, dict(image.getexif()), "exif" in image.info) == ("JPEG", {}, False)
    response = Client().get(picture.small_url)
    assert (response.headers["Content-Type"], response.headers["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert "script-src" in response.headers["Content-Security-Policy"]


REFUSED = {
    "SVG": files.SVG, "HTML": files.HTML, "HEIC": files.HEIC, "PDF": files.PDF, "ZIP": files.ZIP, "empty": b"",
    "GIF with a jar": files.written(files.image("P"), "GIF") + files.ZIP, "magic alone": b"\xff\xd8\xff" + files.HTML,
    "cut off": files.jpeg()[:9_000], "claims": files.png_that_claims(50_000, 50_000), "bomb": files.compressed_bomb(),
    "layers": files.jpeg_of_many_scans(500),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("claimed", [("a.jpg", "image/jpeg"), ("a.svg", "image/svg+xml")])
def test_what_is_no_picture_is_refused_whatever_it_calls_itself(
    staff: Client, event: Event, name: str, claimed: tuple[str, str]
) -> None:
    before = all_names()
    response = send(staff, event, REFUSED[name], name=claimed[0], kind=claimed[1])
    page = response.content.decode()
    assert (response.status_code, 'class="errorlist"' in page, 'value="庭"' in page) == (200, True, True)
    event.refresh_from_db()
    assert (event.picture, Picture.objects.count(), all_names()) == (None, 0, before)


NAMES = [
    "../../name.jpg",
    "..\\..\\name.jpg",
    "/etc/passwd",
    "a\x00b.jpg",
    "a.php",
    "a.jpg.html",
    "あ" * 500,
    "con",
    "a\r\nSet-Cookie: x=1",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "x"])
def test_names_and_types_that_are_sent_are_kept_nowhere(staff: Client, event: Event, name: str, kind: str) -> None:
    before = set(all_names())
    assert send(staff, event, files.jpeg(), name=name, kind=kind).status_code == 302
    picture = Picture.objects.get()
    assert set(all_names()) - before == {name_of(picture.key, size) for size in Size}
    assert name_of(picture.key, Size.SMALL) == f"pictures/{picture.key.hex[:2]}/{picture.key}-small.jpg"
    assert Client().get(picture.small_url).headers["Content-Disposition"] == "inline"


def test_addresses_lead_to_no_other_file() -> None:
    default_storage.save("secret-large.jpg", io.BytesIO(b"x"))  # type: ignore[arg-type]
    for address in (
        "/pictures/../secret-large.jpg",
        "/pictures/..%2fsecret-large.jpg",
        "/pictures/secret-large.jpg",
        "/media/secret-large.jpg",
    ):
        assert Client().get(address).status_code == 404


def test_a_hidden_page_takes_its_picture_along(staff: Client, event: Event) -> None:
    send(staff, event, files.jpeg())
    picture, visitor = Picture.objects.get(), Client()
    answers = []
    for state in ("published", "hidden", "draft", "in_review", "closed"):
        Event.objects.filter(pk=event.pk).update(state=state)
        answers.append(visitor.get(picture.large_url).status_code)
    assert answers == [200, 404, 404, 404, 200]
    send(staff, event, files.jpeg(), alt="ほかの庭")
    assert visitor.get(picture.large_url).status_code == 404


@pytest.mark.parametrize("user", [{}, {"staff": True}])
def test_who_may_not_change_the_event_uploads_nothing(client: Client, event: Event, user: dict[str, bool]) -> None:
    sign_in(client, UserFactory(**user))
    assert send(client, event, files.jpeg()).status_code == (403 if user else 302)
    assert not Picture.objects.exists()
    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, UserFactory(coordinator=True))
    assert send(strict, event, files.jpeg()).status_code == 403


def test_the_description_is_text(staff: Client, event: Event) -> None:
    hostile = '"><script>alert(1)</script>' + "あ" * 150
    assert send(staff, event, files.jpeg(), alt=hostile).status_code == 302
    page = Client().get(event.get_absolute_url()).content.decode()
    assert ("<script>alert" in page, "&quot;&gt;&lt;script&gt;alert(1)" in page) == (False, True)
    for alt in ("a\x00b", "あ" * 201):
        assert send(staff, event, files.jpeg(), alt=alt).status_code == 200


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF0000WEBP", files.jpeg()[:800]]),
    rest=st.binary(max_size=1_500),
)
def test_random_bytes_are_answered(staff: Client, event: Event, start: bytes, rest: bytes) -> None:
    assert send(staff, event, start + rest).status_code in {200, 302}


def test_the_picture_is_replaced_described_and_removed(staff: Client, event: Event) -> None:
    url = f"/admin/events/event/{event.pk}/picture/"
    assert 'enctype="multipart/form-data"' in staff.get(url).content.decode()
    assert "picture_remove" not in staff.get(url).content.decode()
    send(staff, event, files.jpeg())
    page = staff.get(url).content.decode()
    assert ("いまの写真：庭" in page, "picture_remove" in page, 'value="庭"' in page) == (True, True, True)
    assert staff.post(url, {"picture_alt": "春の庭"}).status_code == 302
    assert Picture.objects.get().alt == "春の庭"
    removal: dict[str, Any] = {"picture_alt": "春の庭", "picture_remove": "on"}
    assert staff.post(url, removal).status_code == 302
    assert not Picture.objects.exists()
    assert staff.post(url, {"picture_alt": ""}).status_code == 302
