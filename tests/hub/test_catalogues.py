"""English and やさしい日本語: every message of the public pages is translated, and the compiled files are up to date."""

import ast
import re
from fnmatch import translate
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.template import TemplateSyntaxError
from django.utils import translation
from django.utils.translation import gettext, templatize

from tests.catalogues import LANGUAGES, Message, compiled, messages

_BASE = Path(settings.BASE_DIR)
# Pages of staff and of members of organisations.
_JAPANESE_ONLY = re.compile(
    "|".join(map(translate, (_BASE / "locale" / "japanese_only.txt").read_text(encoding="utf-8").split()))
)


def _is_public(path: Path) -> bool:
    return _JAPANESE_ONLY.match(path.relative_to(_BASE).as_posix()) is None


@cache
def _public_templates() -> list[Path]:
    return [path for path in sorted((_BASE / "templates").rglob("*.html")) if _is_public(path)]


_PLACEHOLDERS = re.compile(r"%\(\w+\)[sd]")
_KANA_AND_KANJI = re.compile(r"[ぁ-ゖァ-ヺ一-鿿]")
_CALLS = re.compile(
    r"""(?:gettext|pgettext|ngettext|npgettext)\(\s*u?'((?:[^'\\]|\\.)*)'|_\(\s*"((?:[^"\\]|\\.)*)"\s*\)"""
)
# Words whose English holds Japanese on purpose: what one types, and what one may say at a desk.
_BILINGUAL = ("例：", "町の名前か郵便番号、駅の名前を書いてください", "主催者からの案内は、まだありません", "うまく話せなくても",
              "事務所の場所と電話番号", "八王子市社会福祉協議会が", "町の名前か郵便番号を書いて", "どの事務所が読むかを決める", "大横保健福祉",
              "東浅川保健福祉", "南大沢保健福祉", "幼児教育・保育", "児童発達支援", "教育センター", "若者総合相談", "障害者福祉課", "子ども家庭支援",
              "この町を受けもつ事務所", "事務所がわからないとき")  # fmt: skip


def _ids(language: str) -> dict[str, Message]:
    return {message.key: message for message in messages(language)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_untranslated(language: str) -> None:
    found = messages(language)
    assert len(found) > 400
    assert [message.key for message in found if not message.texts or "" in message.texts] == []
    assert [message.key for message in found if "fuzzy" in message.flags] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_the_same(language: str) -> None:
    for message in messages(language):
        for text in message.texts:
            assert sorted(_PLACEHOLDERS.findall(text)) == sorted(_PLACEHOLDERS.findall(message.parts["msgid"])), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_text(language: str) -> None:
    """``make run`` has no gettext: what was compiled is committed, so it must not be stale."""
    catalogue = {key: text for key, text in compiled(language)._catalog.items() if key}
    expected: dict[str | tuple[str, int], str] = {}
    for message in messages(language):
        if "msgid_plural" in message.parts:
            expected |= {(message.key, number): text for number, text in enumerate(message.texts)}
        else:
            expected[message.key] = message.texts[0]
    assert catalogue == expected


def test_both_catalogues_hold_the_same_messages() -> None:
    assert _ids("en").keys() == _ids("ja_X-easy").keys()


def test_english_is_english() -> None:
    japanese = [
        message.key
        for message in messages("en")
        for text in message.texts
        if _KANA_AND_KANJI.search(text) and not message.key.startswith(_BILINGUAL)
    ]
    assert japanese == []


def test_every_public_template_has_all_its_messages() -> None:
    """A message that is new in a template is new in the catalogues: ``make messages``, then translate."""
    known = {key.rpartition("\x04")[2] for key in _ids("en")}
    missing: list[tuple[str, str]] = []
    for path in _public_templates():
        try:
            calls = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        except TemplateSyntaxError as error:  # pragma: no cover -- says which file
            raise AssertionError(path) from error
        found = [single or double for single, double in _CALLS.findall(calls)]
        missing += [
            (path.name, text)
            for text in found
            if _KANA_AND_KANJI.search(text) and text.strip() not in {k.strip() for k in known}
        ]
    assert missing == []


_PUBLIC_CODE = [
    path
    for folder in ("hub/pages", "hub/templatetags", "events/views", "events/templatetags", "hub/areas/templatetags")
    for path in sorted((_BASE / folder).glob("*.py"))
    if _is_public(path)
] + [
    _BASE / name
    for name in ("events/enums.py", "events/filters.py", "events/lines.py", "events/periods.py", "events/whereabouts.py",
                 "events/widening.py", "hub/areas/district_map.py")
]  # fmt: skip
_GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}


def _said(path: Path) -> list[str]:
    """The Japanese texts that the code of a file hands to gettext."""
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    given = [call.args for call in calls if isinstance(call.func, ast.Name) and call.func.id in _GETTEXT]
    texts = [
        one.value for args in given for one in args if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]
    return [text for text in texts if _KANA_AND_KANJI.search(text)]


def test_the_code_of_public_pages_has_all_its_messages() -> None:
    known = {message.parts["msgid"] for message in messages("en")}
    found = [(path.name, text) for path in _PUBLIC_CODE for text in _said(path)]
    assert len(found) > 150
    assert [(name, text) for name, text in found if text not in known] == []


@pytest.mark.parametrize(("code", "said"), [("en", "Go out"), ("ja-x-easy", "出かける"), ("ja", "出かける")])
def test_the_catalogues_are_loaded(code: str, said: str) -> None:
    with translation.override(code):
        assert gettext("出かける") == said


def test_plain_japanese_is_loaded() -> None:
    with translation.override("ja-x-easy"):
        assert gettext("料金は主催者に確かめてください") == "いくらかは、主催者に聞いてください"
    with translation.override("ja"):
        assert gettext("料金は主催者に確かめてください") == "料金は主催者に確かめてください"
