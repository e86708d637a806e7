"""Search in Japanese: two characters are enough, spelling does not matter, nothing typed breaks it."""

import unicodedata
from typing import Any

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db.models import Func, TextField, Value
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from events.models import Place
from hub.search import LONGEST_WORD, MOST_WORDS, fold, matching, query_words, tokens
from tests.events.factories import PlaceFactory

# One place serves all examples of a test.
SHARED = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60, derandomize=True
)
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40)


@pytest.fixture
def place(db: None) -> Place:
    return PlaceFactory(
        name="スマホ相談", description="駅前の広場で、囲碁と手話と体操。100%無料_A's \\ ＦＲＥＥ", address=""
    )


def _finds(text: str) -> bool:
    return Place.objects.filter(matching(text)).exists()


@pytest.mark.parametrize(
    "text",
    [
        "囲碁", "手話", "スマホ", "ｽﾏﾎ", "すまほ", "ｽﾏﾎ相談", "駅前 体操", "体操　駅前", "駅前、体操", "100", "１００", "free",
        "Free", "ＦＲＥＥ", "a", "s", "碁", "駅", "ほ", "スマホ相談 囲碁 手話 体操", "100%", "a's", "_a",
    ],
)  # fmt: skip
def test_what_is_there_is_found(place: Place, text: str) -> None:
    assert _finds(text)


@pytest.mark.parametrize(
    "text", ["囲棋", "将棋", "駅前 将棋", "前駅", "マスホ", "手囲", "囲碁の", "x", "鉄", "碁囲", "free1"]
)
def test_what_is_not_there_is_not(place: Place, text: str) -> None:
    assert not _finds(text)


def test_pairs_that_meet_by_chance_are_no_word(db: None) -> None:
    PlaceFactory(name="会話と話題と題名", address="")
    assert _finds("会話")
    assert not _finds("会話題名")


@pytest.mark.parametrize("text", ["", " ", "　", "%", "_", "'", '"', "\\", "%%%%", "'; --", "☆", "！？", "&|!():*"])
def test_what_holds_no_letter_asks_for_nothing(place: Place, text: str) -> None:
    assert query_words(text) == []
    assert _finds(text)


@pytest.mark.parametrize("text", ["囲碁%", "%囲碁", "囲碁' OR 1=1 --", '"囲碁"', "囲碁\\", "囲碁:*", "囲碁 & ! 手話"])
def test_signs_are_no_commands(place: Place, text: str) -> None:
    words = query_words(text)
    assert "囲碁" in words
    assert _finds(text) == all(word in place.search_text for word in words)


def test_a_very_long_query_is_cut(place: Place) -> None:
    words = query_words("あ" * 100_000 + " " + "囲碁 " * 10_000)
    assert (len(words), len(words[0])) == (MOST_WORDS, LONGEST_WORD)
    assert not _finds("あ" * 100_000)
    assert _finds("囲碁 " * 10_000)


@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_tokens_are_the_pairs_and_the_last_character_of_each_run(text: str) -> None:
    made = tokens(fold(text))
    assert made == sorted(set(made))
    assert all(len(token) in {1, 2} and " " not in token for token in made)


def _store_tokens(place: Place) -> None:
    made = Value(tokens(place.search_text), output_field=ArrayField(TextField()))
    Place.objects.filter(pk=place.pk).update(search_tokens=Func(made, function="array_to_tsvector"))


@SHARED
@given(text=TEXTS, data=st.data())
def test_a_text_is_found_by_any_two_characters_of_it(db: Any, text: str, data: Any) -> None:
    # Marks that combine with the letter before them are one letter with it, as the reader sees.
    text = unicodedata.normalize("NFKC", text)
    assume(len(text) >= 2)
    at = data.draw(st.integers(0, len(text) - 2))
    part = text[at : at + 2]
    assume(not any(unicodedata.combining(char) for char in part))
    place = Place.objects.create(name="場", kind="other", search_text=fold(text))
    _store_tokens(place)
    assert Place.objects.filter(matching(part), pk=place.pk).exists()


@SHARED
@given(text=st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=80))
def test_anything_can_be_asked(db: Any, text: str) -> None:
    assert Place.objects.filter(matching(text)).count() == 0
