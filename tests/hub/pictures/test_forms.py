"""The three boxes: what belongs together, and what is said beside which."""

import io
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from hub.pictures.decoding import Decoded
from hub.pictures.forms import PictureFields
from hub.pictures.models import Picture
from hub.pictures.services import save_picture
from tests.hub.pictures import files

pytestmark = pytest.mark.django_db


class Form(PictureFields):
    title = forms.CharField(label="名前")


def sent(content: bytes | None = None, *, shown: Picture | None = None, name: str = "a.jpg", **typed: Any) -> Form:
    data = {"title": "催し", "picture_alt": "", **typed}
    attached: Any = {} if content is None else {"picture": SimpleUploadedFile(name, content, "text/html")}
    return Form(data, attached, initial={"shown_picture": shown})


def words(form: forms.Form) -> dict[str, list[str]]:
    return {name: list(errors) for name, errors in form.errors.items()}


@pytest.fixture
def shown() -> Picture:
    return save_picture(io.BytesIO(files.jpeg()), alt="庭", organization=None, by=None)


def test_without_a_picture_nothing_is_asked() -> None:
    form = sent()
    assert (words(form), form.cleaned_data["picture"], form.has_picture_change()) == ({}, None, False)
    assert "picture_remove" not in form.fields
    assert form.is_multipart()


@pytest.mark.parametrize("name", ["a.jpg", "../../name.jpg", "a\x00.svg", "あ" * 300 + ".exe", "a\r\nX: 1.html"])
def test_a_picture_is_decoded_whatever_it_is_called(name: str) -> None:
    form = sent(files.jpeg(), name=name, picture_alt="庭")
    assert (words(form), form.has_picture_change()) == ({}, True)
    assert isinstance(form.cleaned_data["picture"], Decoded)


def test_what_is_wrong_is_said_beside_its_box(shown: Picture) -> None:
    no_words = ["写真の説明を書いてください。見えない人に読み上げます。"]
    assert words(sent(files.jpeg())) == {
        "picture_alt": no_words,
        "picture": ["ほかのところを直したら、写真をもう一度選んでください。"],
    }
    assert words(sent(picture_alt="庭")) == {
        "picture": ["写真を選んでください。写真を載せないときは、説明を空にしてください。"]
    }
    assert list(words(sent(b"", picture_alt="庭"))) == ["picture"]
    assert list(words(sent(files.SVG, picture_alt="庭"))) == ["picture"]
    assert words(sent(shown=shown)) == {"picture_alt": no_words}
    both = sent(files.jpeg(), shown=shown, picture_alt="庭", picture_remove="on")
    assert words(both)["picture_remove"] == ["写真を替えるときは、「消す」の印を外してください。"]


def test_who_corrects_another_box_is_told_to_choose_the_file_again() -> None:
    assert words(sent(files.jpeg(), picture_alt="庭", title="")) == {
        "title": ["この項目は必須です。"],
        "picture": ["ほかのところを直したら、写真をもう一度選んでください。"],
    }


def test_a_picture_that_is_there_may_stay_be_described_or_go(shown: Picture) -> None:
    assert sent(shown=shown, picture_alt="庭").has_picture_change() is False
    described = sent(shown=shown, picture_alt="春の庭")
    assert (words(described), described.has_picture_change()) == ({}, True)
    gone = sent(shown=shown, picture_remove="on")
    assert (words(gone), gone.cleaned_data["picture_remove"]) == ({}, True)
