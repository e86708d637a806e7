"""法人番号: 13 digits, the first of which checks the others."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def check_digit(base: str) -> int:
    """The check digit of 12 digits: 9 − (Σ digit × weight mod 9), weights 1, 2, 1, 2 … from the right.

    Source: 法人番号の指定等に関する省令 第2条.
    """
    total = sum(int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(base)))
    return 9 - total % 9


def normalize_corporate_number(text: str) -> str:
    """Full-width digits, spaces and hyphens as people write them; what is no such number stays as it was."""
    plain = unicodedata.normalize("NFKC", text)
    for sign in (" ", "-", "‐", "−", "ー", "–"):
        plain = plain.replace(sign, "")
    return plain


def validate_corporate_number(value: str) -> None:
    """Raises ``ValidationError`` for what is not 13 digits, or whose check digit does not fit."""
    if len(value) != 13 or not (value.isascii() and value.isdigit()):
        raise ValidationError(_("法人番号は13けたの数字です。"))
    if int(value[0]) != check_digit(value[1:]):
        raise ValidationError(_("この法人番号は正しくありません。書き写しをもう一度確かめてください。"))
