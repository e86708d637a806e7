"""Words and desks to begin with."""

from typing import Any

import pytest
from django.core.management import call_command

from referrals.danger import danger_helps
from referrals.models import DangerHelp, Retention, Sign, SpecialDesk, SupportOffice
from referrals.seeds import FALLBACK, make_samples, renew, seed
from referrals.shipped_words import DANGER, DESKS, SIGNS
from tests.city import load_city

pytestmark = pytest.mark.django_db


def test_without_samples_there_is_no_office_and_every_word_can_be_translated() -> None:
    list(seed())
    assert list(Sign.objects.values_list("text", flat=True)) == list(SIGNS)
    assert {one.is_of_self for one in Sign.objects.all()[:11]} == {False}
    rows = SpecialDesk.objects.values_list("situation", "name", "text")
    assert {text for row in rows for text in row} == set(DESKS)
    assert tuple(DangerHelp.objects.values_list("name", flat=True)) == DANGER
    assert dict(Retention.objects.values_list("kind", "days")) == {"spam": 90, "closed": 1827, "access": 1096}
    assert SupportOffice.objects.count() == 0
    with pytest.raises(RuntimeError):
        make_samples()


def test_telephone_numbers_are_those_that_were_found() -> None:
    list(seed())
    assert [one.phone for one in DangerHelp.objects.all()] == ["119", "110", "189"]
    numbers = SpecialDesk.objects.exclude(phone="").values_list("phone", "checked_on")
    assert list(numbers) == [("042-625-9200", None), ("042-667-1331", None), ("042-679-2205", None)]


def test_a_start_leaves_what_staff_did_and_the_command_adds_what_is_missing() -> None:
    list(seed())
    Sign.objects.filter(text="そのほか").delete()
    Sign.objects.filter(text="家から出てこない").update(is_urgent=True)
    assert list(renew()) == []
    call_command("load_support")
    assert Sign.objects.count() == len(SIGNS)
    assert Sign.objects.get(text="家から出てこない").is_urgent
    Sign.objects.all().delete()
    assert list(renew()) == [f"相談のページの言葉と窓口を{len(SIGNS)}件、入れました。"]


def test_samples_are_made_once_and_nobody_reads_there_yet(settings: Any) -> None:
    settings.HUB_EMBEDDED = True
    load_city()
    list(seed())
    made = SupportOffice.objects.order_by("pk")
    assert [(one.is_sample, one.phone, one.districts.count(), one.is_fallback) for one in made] == [
        (True, "", 2, False), (True, "", 2, False), (True, "", 0, True),
    ]  # fmt: skip
    assert made[2].name == FALLBACK[0]
    assert SupportOffice.objects.staffed().count() == 0
    assert list(renew()) == []


def test_danger_help_stands_even_where_nothing_was_loaded() -> None:
    assert [one.phone for one in danger_helps()] == ["119", "110", "189"]
    DangerHelp.objects.create(name="相談", phone="0")
    assert [one.phone for one in danger_helps()] == ["0"]
