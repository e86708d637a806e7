"""Which passwords are refused, in our words; among them those that anybody who knows this site would try first."""

import re
import unicodedata
from typing import Any

from django.contrib.auth import password_validation
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


class SimilarityValidator(password_validation.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return _("メールアドレスやニックネームに似ているので、当てられやすいです。別のものにしてください。")

    def get_help_text(self) -> str:
        return _("メールアドレスやニックネームに似たものは使えません。")


class LengthValidator(password_validation.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return _("短すぎます。%(number)s文字以上にしてください。") % {"number": self.min_length}

    def get_help_text(self) -> str:
        return _("%(number)s文字以上にします。ことばをいくつか並べると、長くても覚えやすいです。") % {
            "number": self.min_length
        }


class CommonValidator(password_validation.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return _("多くの人が使っているので、当てられやすいです。別のものにしてください。")

    def get_help_text(self) -> str:
        return _("多くの人が使っているものは使えません。")


class NumericValidator(password_validation.NumericPasswordValidator):
    def get_error_message(self) -> str:
        return _("数字だけなので、当てられやすいです。文字も入れてください。")

    def get_help_text(self) -> str:
        return _("数字だけのものは使えません。")


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
            raise ValidationError(
                _("このサイトや市の名前をもとにしているので、当てられやすいです。別のものにしてください。")
            )

    def get_help_text(self) -> str:
        return _("このサイトや市の名前をもとにしたものは使えません。")
