"""What is sealed stays so, wherever a row is shown; and it is opened in few places, which are named here."""

import ast
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection

from hub.sealed import Sealed, rotate_sealed, sealed_fields
from referrals.models import Referral
from tests.referrals.cases import WORDS, referral

# Where words are opened, and why there.
OPENED_IN = {
    "hub/sealed.py",  # says how
    "referrals/services/opening.py",  # records who looks before it does
}


def test_words_are_opened_where_it_is_recorded_and_nowhere_else() -> None:
    found = set()
    for folder in ("hub", "events", "partners", "referrals", "indicators"):
        for file in (Path(settings.BASE_DIR) / folder).rglob("*.py"):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            if any(
                isinstance(node, ast.Attribute) and node.attr in {"unsealed", "unsealed_bytes"}
                for node in ast.walk(tree)
            ):
                found.add(str(file.relative_to(settings.BASE_DIR)))
    assert found == OPENED_IN - {"hub/sealed.py"}


def test_a_sealed_value_shows_nothing() -> None:
    sealed = Sealed.of("ひみつ")
    shown = [str(sealed), repr(sealed), f"{sealed}", f"{[sealed]}", f"{sealed!r:>20}"]
    assert [("ひみつ" in one or sealed.token in one) for one in shown] == [False] * 5
    assert (bool(sealed), bool(Sealed.of("")), sealed.unsealed()) == (True, False, "ひみつ")


@pytest.mark.django_db
def test_a_row_holds_no_word_in_the_clear_neither_loaded_nor_new() -> None:
    one = referral()
    with connection.cursor() as cursor:
        cursor.execute("SELECT r::text FROM referrals_referral r")
        stored = cursor.fetchone()[0]
    loaded = repr(vars(Referral.objects.get())) + serializers.serialize("json", Referral.objects.all())
    new = repr(vars(Referral(text="ヒミツノブン")))
    assert [word for word in WORDS.values() if word in stored + loaded + new + repr(vars(one))] == []
    assert Referral.objects.get().about_name.unsealed() == WORDS["about_name"]


@pytest.mark.django_db
def test_nothing_is_found_or_sorted_by_what_is_sealed() -> None:
    for lookup in ("text", "text__contains", "about_phone__startswith", "notes__text__icontains"):
        with pytest.raises(FieldError):
            Referral.objects.filter(**{lookup: "ヒ"}).exists()


@pytest.mark.django_db
def test_a_new_key_takes_over_and_the_old_one_can_go(settings: Any) -> None:
    one, old = referral(), settings.ENCRYPTION_KEYS
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode(), *old]
    assert rotate_sealed([Referral]) == 1
    settings.ENCRYPTION_KEYS = settings.ENCRYPTION_KEYS[:1]
    now = Referral.objects.get(pk=one.pk)
    assert {name: getattr(now, name).unsealed() for name in WORDS} == WORDS
    settings.ENCRYPTION_KEYS = old
    with pytest.raises(ValueError, match="no key"):
        now.text.unsealed()


def test_every_model_with_sealed_columns_is_known() -> None:
    assert {model._meta.label: names for model, names in sealed_fields()} == {
        "referrals.AccessRecord": ["reason"],
        "referrals.Referral": [
            *("text", "about_name", "about_address", "about_phone", "writer_name", "writer_phone", "writer_email"),
            *("meeting", "household", "agencies"),
        ],
        "referrals.CaseAct": ["reason"],
        "referrals.CaseFile": ["name", "content"],
        "referrals.CaseNote": ["text"],
        "referrals.CaseTask": ["text"],
        "referrals.Draft": ["words"],
        "referrals.ConsentRecord": ["scope"],
        "referrals.Message": ["text"],
        "referrals.Transfer": ["reason", "summary", "answer"],
    }
