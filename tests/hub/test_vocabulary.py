"""The curated words: loaded again and again, read from memory, current the moment after a change."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from hub.models import Audience, Change, Theme, WelcomeMark
from hub.vocabulary import load_vocabulary, save_word, words_for, words_of

pytestmark = pytest.mark.django_db

FILES = {
    "themes.csv": "key,name,name_easy,name_en,parent,words\nart,芸術,げいじゅつ,Art,,絵\npaint,絵画,え,Painting,art,水彩\n",
    "audiences.csv": "key,name,name_easy,name_en\neveryone,どなたでも,だれでも,Everyone\n",
    "welcome_marks.csv": "key,name,name_easy,name_en,explanation\nalone,一人参加歓迎,ひとりでいい,Alone,声をかけます\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_what_is_in_the_files_is_loaded_once(folder: Path) -> None:
    assert load_vocabulary(folder) == 4
    assert load_vocabulary(folder) == 0
    paint = Theme.objects.get(key="paint")
    assert (paint.name, paint.words, paint.order, str(paint.parent)) == ("絵画", "水彩", 1, "芸術")
    assert sorted(Change.objects.values_list("kind", flat=True)) == ["audience", "theme", "theme", "welcomemark"]


def test_what_differs_is_changed_and_what_is_gone_stays(folder: Path) -> None:
    load_vocabulary(folder)
    (folder / "themes.csv").write_text(
        "key,name,name_easy,name_en,parent,words\nart,美術,げいじゅつ,Art,,絵\n", encoding="utf-8"
    )
    assert load_vocabulary(folder) == 1
    assert list(Theme.objects.values_list("name", flat=True)) == ["美術", "絵画"]


def test_the_repositorys_own_words_load() -> None:
    load_vocabulary(Path(settings.BASE_DIR) / "data" / "vocabulary")
    assert {"alone", "watch", "leave", "silent"} <= set(WelcomeMark.objects.values_list("key", flat=True))
    assert Audience.objects.filter(key="everyone").exists()


def test_a_changed_word_is_read_at_once_in_its_order(folder: Path) -> None:
    load_vocabulary(folder)
    assert [word.name for word in words_of(Theme).values()] == ["芸術", "絵画"]
    art = Theme.objects.get(key="art")
    art.name, art.order = "アート", 9
    save_word(art)
    assert [word.name for word in words_of(Theme).values()] == ["絵画", "アート"]
    assert words_for(Theme, {art.pk}) == [art]
    assert words_for(Theme, set()) == []


@pytest.mark.django_db(transaction=True)
def test_words_are_kept_in_memory(folder: Path, settings: Any, django_assert_num_queries: Any) -> None:
    settings.HUB_GENERATION_CHECK_SECONDS = 3_600.0
    load_vocabulary(folder)
    words_of(Theme)
    with django_assert_num_queries(0):
        assert len(words_of(Theme)) == 2
