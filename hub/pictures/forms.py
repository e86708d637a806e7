"""The boxes by which a form takes a picture."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.pictures.decoding import Decoded, decode
from hub.pictures.models import Picture
from hub.pictures.sniffing import PictureError


class PictureField(forms.FileField):
    """Its value is the decoded picture, so whatever is wrong with a file is said beside it."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def to_python(self, data: Any) -> Any:
        if data in self.empty_values:
            return None
        try:
            return decode(data)
        except PictureError as error:
            raise forms.ValidationError(str(error), code="picture") from error


class PictureFields(forms.Form):
    """For forms of things that have a ``picture``; what is filled in goes to ``replace_picture_of`` of the thing's app.

    A form without an ``instance`` gets the picture that is there as ``initial["shown_picture"]``. The form is to be sent
    as ``multipart/form-data`` (``form.is_multipart``).
    """

    picture = PictureField(
        label=gettext_lazy("写真"), required=False,
        help_text=gettext_lazy(
            "JPEG、PNG、WebP。10MBまで。撮った場所などの記録は、自動で消します。"
            "写っている人に、載せてよいか聞いてから選んでください。"
        ),
    )  # fmt: skip
    picture_alt = forms.CharField(
        label=gettext_lazy("写真の説明"), required=False, max_length=200, widget=forms.TextInput({"size": 60}),
        help_text=gettext_lazy("見えない人に読み上げる言葉です。例：畳の部屋で、5人が折り紙をしている"),
    )  # fmt: skip
    picture_remove = forms.BooleanField(label=gettext_lazy("いまの写真を消す"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown_picture: Picture | None = self.initial.get("shown_picture") or getattr(
            getattr(self, "instance", None), "picture", None
        )
        if self.shown_picture:
            self.initial.setdefault("picture_alt", self.shown_picture.alt)
        else:
            del self.fields["picture_remove"]

    def full_clean(self) -> None:
        """A browser sends no file twice by itself, so who has to correct another box is told to choose it again."""
        super().full_clean()
        sent = self.is_bound and self.files.get(self.add_prefix("picture"))
        if sent and self.errors and "picture" not in self.errors:
            self.add_error("picture", _("ほかのところを直したら、写真をもう一度選んでください。"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.cleaned_data = data
        new, words = data.get("picture"), (data.get("picture_alt") or "").strip()
        if data.get("picture_remove"):
            if new:
                self.add_error("picture_remove", _("写真を替えるときは、「消す」の印を外してください。"))
            return data
        if isinstance(new, Decoded) and not words and "picture_alt" not in self.errors:
            self.add_error("picture_alt", _("写真の説明を書いてください。見えない人に読み上げます。"))
        if not new and "picture" not in self.errors and bool(words) != bool(self.shown_picture):
            if words:
                self.add_error("picture", _("写真を選んでください。写真を載せないときは、説明を空にしてください。"))
            else:
                self.add_error("picture_alt", _("写真の説明を書いてください。見えない人に読み上げます。"))
        return data

    def has_picture_change(self) -> bool:
        """Whether there is anything to do for ``replace_picture_of``."""
        return bool({"picture", "picture_alt", "picture_remove"} & set(self.changed_data))
