"""What a camera or a program writes becomes a plain picture; what else is sent is refused in words, or harmless."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms
from pytest_django import Settings

from hub.exceptions import DomainError
from hub.pictures.decoding import Decoded, decode
from hub.pictures.sizes import Size
from hub.pictures.sniffing import count_scans
from tests.hub.pictures import files

RED, GREEN, BLUE, GREY = (200, 30, 30), (30, 180, 30), (30, 30, 200), (128, 128, 128)


def decoded(content: bytes) -> Decoded:
    return decode(io.BytesIO(content))


def opened(content: bytes, size: Size = Size.LARGE) -> Image.Image:
    return Image.open(io.BytesIO(decoded(content).files[size]))


def complaint(content: bytes) -> str:
    with pytest.raises(DomainError) as caught:
        decoded(content)
    return str(caught.value)


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(one, other, strict=True))


def pixel(picture: Image.Image, x: int, y: int) -> tuple[int, ...]:
    found = picture.getpixel((x, y))
    assert isinstance(found, tuple)
    return found


@pytest.mark.parametrize(
    ("size", "large", "small"),
    [
        ((4000, 3000), (1280, 960), (480, 360)),
        ((3000, 4000), (1280, 1707), (480, 640)),
        ((640, 480), (640, 480), (480, 360)),
        ((300, 220), (300, 220), (300, 220)),
        ((1000, 5000), (384, 1920), (144, 720)),
    ],
)
def test_two_forms_of_one_shape(size: tuple[int, int], large: tuple[int, int], small: tuple[int, int]) -> None:
    found = decoded(files.written(files.image(size=size, colour=RED)))
    assert (found.width, found.height) == large
    forms = {name: Image.open(io.BytesIO(content)) for name, content in found.files.items()}
    assert {name: form.size for name, form in forms.items()} == {Size.LARGE: large, Size.SMALL: small}
    assert [(form.format, form.mode, form.info["progressive"]) for form in forms.values()] == [("JPEG", "RGB", 1)] * 2


def test_the_forms_keep_within_their_weight() -> None:
    found = decoded(files.jpeg(size=(4000, 3000), quality=95))
    assert len(found.files[Size.SMALL]) <= 40_000
    assert len(found.files[Size.LARGE]) <= 200_000


MODES = {
    "CMYK": files.written(files.image("CMYK", colour=(0, 255, 255, 60))),
    "grey": files.written(files.image("L", colour=128)),
    "16 bit": files.written(Image.new("I;16", files.SIZE, 128 * 256), "PNG"),
    "palette": files.written(files.image(colour=RED).quantize(4), "PNG"),
    "bits": files.written(files.image("1", colour=1), "PNG"),
    "grey with alpha": files.written(files.image("LA", colour=(10, 0)), "PNG"),
    "clear PNG": files.written(files.image("RGBA", colour=(*RED, 0)), "PNG"),
    "half clear PNG": files.written(files.image("RGBA", colour=(0, 0, 0, 127)), "PNG"),
    "clear WebP": files.written(files.image("RGBA", colour=(*RED, 0)), "WEBP"),
    "one colour clear": files.written(files.image(colour=RED), "PNG", transparency=RED),
    "WebP": files.written(files.image(colour=BLUE), "WEBP"),
    "palette with a clear colour": files.written(files.image(colour=RED).quantize(4), "PNG", transparency=0),
}
WHITE = (255, 255, 255)


@pytest.mark.parametrize(
    ("mode", "colour"),
    [
        ("CMYK", (195, 0, 0)), ("grey", GREY), ("16 bit", GREY), ("palette", RED), ("bits", WHITE),
        ("grey with alpha", WHITE), ("clear PNG", WHITE), ("half clear PNG", GREY), ("clear WebP", WHITE),
        ("one colour clear", WHITE), ("WebP", BLUE), ("palette with a clear colour", WHITE),
    ],
)  # fmt: skip
def test_each_mode_shows_what_one_saw(mode: str, colour: tuple[int, int, int]) -> None:
    assert near(pixel(opened(MODES[mode]), 300, 200), colour)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_however_the_camera_was_held_the_picture_stands_upright(orientation: int) -> None:
    upright = Image.new("RGB", (600, 400), GREY)
    upright.paste(RED, (0, 0, 300, 200))  # above, left
    upright.paste(GREEN, (300, 0, 600, 200))
    upright.paste(BLUE, (0, 200, 300, 400))
    turned_by = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    kept = upright.transpose(turned_by[orientation]) if orientation in turned_by else upright
    for kind in ("JPEG", "PNG", "WEBP"):
        found = opened(files.written(kept, kind, exif=files.exif_with_position(orientation)))
        assert found.size == (600, 400)
        corners = [pixel(found, x, y) for x, y in ((100, 100), (500, 100), (100, 300), (500, 300))]
        assert [near(a, b) for a, b in zip(corners, (RED, GREEN, BLUE, GREY), strict=True)] == [True] * 4


def test_of_an_animation_the_first_picture_is_taken() -> None:
    later = [files.image(colour=BLUE), files.image(colour=GREEN)]
    for kind in ("WEBP", "PNG"):
        content = files.written(files.image(colour=RED), kind, save_all=True, append_images=later)
        assert near(pixel(opened(content), 9, 9), RED)


def test_colours_follow_their_profile() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    same = opened(files.written(files.image(colour=RED), icc_profile=lab))
    assert near(pixel(same, 9, 9), RED)
    for nonsense in (b"no profile", lab[:200], lab.replace(b"RGB ", b"CMYK", 1)):
        assert near(pixel(opened(files.written(files.image(colour=RED), icc_profile=nonsense)), 9, 9), RED)


@pytest.mark.parametrize("make", [files.jpeg_with_everything, files.png_with_text])
def test_nothing_but_pixels_is_kept(make: object) -> None:
    content: bytes = make()  # type: ignore[operator]
    assert files.MARK_ASCII in content
    found = decoded(content)
    for kept in found.files.values():
        for word in (files.MARK_ASCII, files.MARK.encode(), b"Exif", b"<", b"xmp", b"Photoshop", b"ICC_PROFILE"):
            assert (word, word in kept.split(b"\xff\xda")[0]) == (word, False)
        assert (files.MARK_ASCII in kept, kept.count(b"\xff\xd9"), kept.endswith(b"\xff\xd9")) == (False, 1, True)
        again = Image.open(io.BytesIO(kept))
        assert (dict(again.getexif()), set(again.info)) == (
            {},
            {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"} & set(again.info),
        )


REFUSED = {
    "empty": (b"", "ファイルが空です"),
    "SVG": (files.SVG, "これは写真のファイルではありません"),
    "HTML": (files.HTML, "これは写真のファイルではありません"),
    "HEIC": (files.HEIC, "HEIC の写真は載せられません"),
    "PDF": (files.PDF, "PDF は写真として載せられません"),
    "ZIP": (files.ZIP, "写真として読めません"),
    "text": (b"GPSLatitude " * 50, "写真として読めません"),
    "GIF": (files.written(files.image("P"), "GIF"), "GIF は載せられません"),
    "GIF with a jar": (files.written(files.image("P"), "GIF") + files.ZIP, "GIF は載せられません"),
    "BMP": (files.written(files.image(), "BMP"), "写真として読めません"),
    "TIFF": (files.written(files.image(), "TIFF"), "写真として読めません"),
    "PNG by its magic alone": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 500, "写真のファイルが壊れているようです"),
    "JPEG by its magic alone": (b"\xff\xd8\xff\xe0" + b"\x00" * 500, "写真のファイルが壊れているようです"),
    "WebP by its magic alone": (b"RIFF\x00\x01\x00\x00WEBP" + b"\x00" * 500, "写真のファイルが壊れているようです"),
    "JPEG cut off": (files.jpeg()[:9_000], "写真のファイルが壊れているようです"),
    "PNG cut off": (files.written(files.image(), "PNG")[:9_000], "写真のファイルが壊れているようです"),
    "WebP cut off": (files.written(files.image(), "WEBP")[:4_000], "写真のファイルが壊れているようです"),
    "too small": (files.written(files.image(size=(900, 199))), "写真が小さすぎます"),
    "a strip": (files.written(files.image(size=(2000, 300))), "写真が細長すぎます"),
    "a PNG that claims": (files.png_that_claims(50_000, 50_000), "写真の画素が多すぎます"),
    "a WebP that claims": (files.webp_that_claims(16_384, 16_384), "写真の画素が多すぎます"),
    "a JPEG that claims": (files.jpeg_that_claims(60_000, 60_000), "写真の画素が多すぎます"),
    "a JPEG that claims less": (files.jpeg_that_claims(8_000, 8_000), "写真の画素が多すぎます"),
    "a PNG without rows": (files.png_that_claims(5_000, 5_000), "写真のファイルが壊れているようです"),
    "a bomb": (files.compressed_bomb(), "写真の画素が多すぎます"),
    "a JPEG of a thousand layers": (files.jpeg_of_many_scans(1_000), "写真のファイルが壊れているようです"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_said_in_words(name: str) -> None:
    content, words = REFUSED[name]
    assert complaint(content)[: len(words)] == words


def test_what_is_too_heavy_is_refused_before_it_is_read(settings: Settings) -> None:
    settings.HUB_PICTURE_BYTES = 2_000_000
    assert complaint(files.jpeg() + b"\x00" * 2_000_000) == (
        "写真が大きすぎます（2MBまで）。小さくしてから選び直してください。"
    )


def test_layers_are_counted_up_to_the_end_of_the_picture() -> None:
    progressive = files.written(files.image(), "JPEG", progressive=True)
    usual = count_scans(io.BytesIO(progressive))
    assert 5 < usual < 20
    assert count_scans(io.BytesIO(files.jpeg())) == 1
    # A film that a telephone appends may hold the mark of a layer by chance.
    assert count_scans(io.BytesIO(progressive + b"\xff\xda\x00\x02" * 500)) == usual


_IN_LITTLE_ROOM = """
import io, resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({room}, {room}))
from django.conf import settings
settings.USE_I18N = False
from hub.exceptions import DomainError
from hub.pictures.decoding import decode
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    found = decode(io.BytesIO(sys.stdin.buffer.read()))
    print("read", found.width, found.height, end=" ")
except DomainError as error:
    print("refused", end=" ")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
MEGABYTE = 1024 * 1024
# content, what becomes of it, by how many megabytes the process may grow
IN_LITTLE_ROOM = {
    "a bomb": (files.compressed_bomb, "refused", 5),
    "a PNG that claims": (lambda: files.png_that_claims(50_000, 50_000), "refused", 5),
    "a WebP that claims": (lambda: files.webp_that_claims(16_384, 16_384), "refused", 5),
    "the largest PNG": (lambda: files.written(Image.new("RGBA", (8000, 5000)), "PNG"), "read 1280 800", 260),
    "the largest JPEG": (lambda: files.written(Image.new("RGB", (8000, 5000))), "read 1280 800", 60),
    "the largest WebP": (lambda: files.written(Image.new("RGBA", (4000, 4000)), "WEBP"), "read 1280 1280", 320),
}


@pytest.mark.parametrize("name", IN_LITTLE_ROOM)
def test_memory_stays_bounded(name: str) -> None:
    make, answer, most = IN_LITTLE_ROOM[name]
    run = subprocess.run(
        [sys.executable, "-c", _IN_LITTLE_ROOM.format(room=1_000 * MEGABYTE)],
        input=make(), capture_output=True, check=True, cwd=Path(__file__).parents[3],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "hub.settings.test"},
    )  # fmt: skip
    *words, grown = run.stdout.decode().split()
    assert " ".join(words) == answer
    assert int(grown) / 1024 < most


STARTS = [
    b"",
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"RIFF\x00\x00\x00\x00WEBP",
    files.jpeg()[:700],
    MODES["palette"][:80],
]


@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=2_000))
def test_any_bytes_are_a_picture_or_refused(start: bytes, rest: bytes) -> None:
    try:
        decoded(start + rest)
    except DomainError:
        return


@given(at=st.integers(0, 60_000), change=st.binary(min_size=1, max_size=40))
def test_a_damaged_picture_is_a_picture_or_refused(at: int, change: bytes) -> None:
    for content in (DAMAGED, MODES["WebP"], MODES["clear PNG"]):
        where = at % len(content)
        try:
            decoded(content[:where] + change + content[where + len(change) :])
        except DomainError:
            continue


DAMAGED = files.jpeg(size=(220, 220), exif=files.exif_with_position(6))
