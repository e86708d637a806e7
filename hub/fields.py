"""Fields that take what people write as they write it: full-width digits, spaces, hyphens of every kind."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hub.areas.town_names import one_width
from hub.unseen import without_unseen

_DASHES = re.compile("[‐‑‒–—―−－ーｰ]")
_PHONE = re.compile(r"\+?[0-9(][0-9()-]{5,18}")
# The number of Japan as it is dialled from abroad, also as +81(0)42.
_FROM_ABROAD = re.compile(r"\+81-?(?:\(0\)|0)?-?(?=[1-9(])")
UNREADABLE = _("読めない文字が入っています。いちど消して、書きなおしてください。")


_TOO_LONG = _("%(limit_value)d文字までで書いてください。いまは%(show_value)d文字です。")
# ァ to ヶ, as far as they have a hiragana.
_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}


def count_aloud(field: forms.Field) -> None:
    """A browser cuts what is pasted at ``maxlength`` and says nothing: the form says how much is too much."""
    field.widget.attrs.pop("maxlength", None)
    field.error_messages["max_length"] = _TOO_LONG


class LineField(forms.CharField):
    """One line of text; spaces in a row are one. Nothing that can't be seen is kept, and nothing else is no text."""

    default_error_messages = {"null_characters_not_allowed": UNREADABLE}

    def to_python(self, value: Any) -> str:
        return " ".join(without_unseen(super().to_python(value) or "").split())


class StreetField(LineField):
    """An address of a house: digits and hyphens of one width, as it is found by."""

    def to_python(self, value: Any) -> str:
        return one_width(super().to_python(value))


class KanaField(LineField):
    """How a name is read, in hiragana, also of who types katakana in whatever width."""

    def to_python(self, value: Any) -> str:
        return unicodedata.normalize("NFKC", super().to_python(value)).translate(_HIRAGANA)


class LinesField(forms.CharField):
    """Several lines. A line ends with one character, so that a limit counts what the writer sees."""

    widget = forms.Textarea
    default_error_messages = {"null_characters_not_allowed": UNREADABLE}

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return without_unseen(text.replace("\r\n", "\n").replace("\r", "\n"))


class PhoneField(forms.CharField):
    """A telephone number, kept in half width with hyphens: ０４２ ６２６ ３１１１ is 042-626-3111, as is +81 42 626 3111."""

    default_error_messages = {
        "phone": _("電話番号を、042-000-0000 のように市外局番から書いてください。"),
        "digits": _(
            "電話番号は、0で始まる10けたか11けたの数字です。いまは%(count)dけたです。042-000-0000 のように市外局番から書いてください。"
        ),
        "abroad": _(
            "＋で始まる番号は、国番号から8けたから15けたの数字です。いまは%(count)dけたです。+44 20 0000 0000 のように書いてください。"
        ),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 20} | kwargs)
        self.widget.attrs.setdefault("inputmode", "tel")

    def to_python(self, value: Any) -> str:
        plain = unicodedata.normalize("NFKC", _DASHES.sub("-", super().to_python(value) or ""))
        return _FROM_ABROAD.sub("0", re.sub(r"\s*-\s*|\s+", "-", plain.strip()))

    def validate(self, value: str) -> None:
        """Of Japan 10 or 11 digits; of another country, with its + in front, what the world has (E.164)."""
        super().validate(value)
        if not value:
            return
        if not _PHONE.fullmatch(value):
            raise ValidationError(self.error_messages["phone"], code="phone")
        digits = re.sub("[^0-9]", "", value)
        is_abroad = value.startswith("+")
        is_dialled = 8 <= len(digits) <= 15 if is_abroad else re.fullmatch("0[1-9][0-9]{8,9}", digits)
        if not is_dialled:
            code = "abroad" if is_abroad else "digits"
            raise ValidationError(self.error_messages[code], code=code, params={"count": len(digits)})


class AddressField(forms.EmailField):
    """An email address, also in full-width letters. Letters of other scripts that look like ours are refused."""

    default_error_messages = {"invalid": _("メールアドレスを、name@example.jp のように書いてください。")}

    def to_python(self, value: Any) -> str:
        return unicodedata.normalize("NFKC", super().to_python(value) or "").strip().lower()

    def run_validators(self, value: str) -> None:
        if value and not value.isascii():
            raise ValidationError(self.error_messages["invalid"])
        super().run_validators(value)


class WebField(forms.URLField):
    """An address of the web, https where nothing is said."""

    default_error_messages = {"invalid": _("ウェブサイトの住所を、https://example.jp のように書いてください。")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(unicodedata.normalize("NFKC", value) if isinstance(value, str) else value))

    def run_validators(self, value: str) -> None:
        if value and not value.startswith(("https://", "http://")):
            raise ValidationError(self.error_messages["invalid"])
        super().run_validators(value)
