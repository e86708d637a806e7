"""Names by their sound, in kana and in Latin letters."""

import csv

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from hub.areas.geocoding import find_station, find_towns
from hub.areas.sounds import sound_of
from tests.city import load_city
from tests.hub.areas.conftest import HACHIOJI


@pytest.mark.parametrize(
    "same",
    [
        ("だいまち", "ダイマチ", "ﾀﾞｲﾏﾁ", "Daimachi", "DAI-MACHI", "ｄａｉｍａｃｈｉ", "daimati"),
        ("みなみおおさわ", "Minami-Osawa", "Minami Ōsawa", "minamiohsawa", "minamioosawa"),
        ("はちおうじ", "Hachioji", "Hachiōji", "Hachiôji", "hatiouzi"),
        ("しょうぶ", "shobu", "syoubu", "Shōbu"),
        ("きっちん", "kitchin", "kittin"),
        ("なんばら", "nambara", "nanbara"),
        ("じゅうじょう", "jujo", "zyuzyo"),
        ("こんいち", "kon'ichi"),
    ],
)
def test_all_ways_to_write_a_sound_are_one(same: tuple[str, ...]) -> None:
    assert len({sound_of(text) for text in same}) == 1
    assert sound_of(same[0]) != ""


@pytest.mark.parametrize("text", ["", "台町", "だい町", "192-0046", "?", "дом"])
def test_what_is_no_sound_has_none(text: str) -> None:
    assert sound_of(text) == ""


@given(st.text(max_size=40))
def test_a_sound_is_written_in_letters_alone(text: str) -> None:
    sound = sound_of(text)
    assert sound == "" or (sound.isascii() and sound.isalpha() and sound.islower())


def test_every_name_of_the_city_has_a_sound_of_its_own() -> None:
    with (settings.BASE_DIR / "data" / "readings.csv").open(encoding="utf-8", newline="") as file:
        readings = {row["word"]: row["reading"] for row in csv.DictReader(file)}
    with (HACHIOJI / "towns.csv").open(encoding="utf-8-sig", newline="") as file:
        names = {row["town"].rstrip("目").rstrip("丁").rstrip("一二三四五六七八九十") or row["town"]
                 if row["town"].endswith("丁目") else row["town"] for row in csv.DictReader(file)}  # fmt: skip
    sounds = [sound_of(readings[name]) for name in names]
    assert "" not in sounds
    assert len(set(sounds)) == len(names)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("だいまち", ["台町一丁目", "台町二丁目", "台町三丁目", "台町四丁目"]),
        ("daimachi 2", ["台町二丁目"]),
        ("だいまち2ちょうめ", ["台町二丁目"]),
        ("ダイマチ２－１５", ["台町二丁目"]),
        ("だいまち二丁目", ["台町二丁目"]),
        ("だいまち　２丁目", ["台町二丁目"]),
        ("だいまちにちょうめ", ["台町二丁目"]),
        ("だいまち2の15", ["台町二丁目"]),
        ("Minami-Osawa 2-chome", ["南大沢二丁目"]),
        ("ながぶさ", ["長房町"]),
        ("Nagabusa-machi", ["長房町"]),
        ("なかぶさ", []),
        ("だ", []),
        ("Shibuya", []),
    ],
)
def test_towns_are_found_by_their_sound(text: str, names: list[str]) -> None:
    load_city()
    assert [town.name for town in find_towns(text)] == names


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("八王子", "八王子"),
        ("八王子駅", "八王子"),
        ("はちおうじえき", "八王子"),
        ("Hachioji Station", "八王子"),
        ("takao", "高尾"),
        ("Takao Sta.", "高尾"),
        ("渋谷", None),
        ("", None),
    ],
)
def test_stations_are_found_by_name_and_sound(text: str, name: str | None) -> None:
    load_city()
    station = find_station(text)
    assert (station.name if station else None) == name
