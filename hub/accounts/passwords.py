"""Passwords that anybody who knows this site would try first."""

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Names of the product, the city and what staff are called (documented in docs/asvs.md).
CONTEXT_WORDS = (
    *(
        "tsunagari",
        "tunagari",
        "hachioji",
        "hatiouji",
        "hachiouji",
        "shakyo",
        "coordinator",
        "kyousou",
        "kyoso",
        "password",
    ),
    *("つながり", "ハブ", "八王子", "はちおうじ", "はちまる", "社協", "共創", "相談", "コーディネーター", "パスワード"),
)
# So much must be left that is neither such a word nor a row of digits.
_LEAST_LEFT = 6


class ContextWordsValidator:
    """Refuses what is little more than such a word with digits and signs around it."""

    def validate(self, password: str, user: Any = None) -> None:
        left = unicodedata.normalize("NFKC", password).lower()
        for word in CONTEXT_WORDS:
            left = left.replace(unicodedata.normalize("NFKC", word).lower(), "")
        left = re.sub(r"[\d\W_]", "", left)
        if left == re.sub(r"[\d\W_]", "", unicodedata.normalize("NFKC", password).lower()):
            return  # no such word in it
        if len(left) < _LEAST_LEFT:
            raise ValidationError(_("このサイトや市の名前をもとにしたパスワードは、当てられやすいので使えません。"))

    def get_help_text(self) -> str:
        return _("このサイトや市の名前だけのパスワードは使えません。")
