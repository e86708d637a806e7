"""The field of a 法人番号."""

from typing import Any

from django import forms

from hub.accounts.corporate_numbers import normalize_corporate_number, validate_corporate_number


class CorporateNumberField(forms.CharField):
    """法人番号, 13 digits with a check digit, or nothing."""

    def to_python(self, value: Any) -> str:
        return normalize_corporate_number(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if value:
            validate_corporate_number(value)
