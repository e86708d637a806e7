"""Search in Japanese text with plain Postgres.

Text is folded (NFKC, lower case, katakana to hiragana, everything but letters and digits to a space) and cut
into tokens of two characters, kept in a ``tsvector`` with a GIN index. A query asks for all tokens of all its
words, then looks for each longer word in the text itself, since its tokens can meet by chance.
"""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Func, Lookup, Q, TextField

TOKEN = 2
MOST_WORDS = 8
LONGEST_WORD = 40

_KATAKANA_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_KATAKANA = {chr(hiragana): chr(code) for code, hiragana in _KATAKANA_TO_HIRAGANA.items()}
_NOT_WORD = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """The text as it is compared: ｽﾏﾎ, スマホ and すまほ are the same."""
    # Case is folded one character at a time: lower() writes the last Σ of a word in another way than the others.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    folded = folded.translate(_KATAKANA_TO_HIRAGANA)
    return _NOT_WORD.sub(" ", folded).strip()


class Narrowed(Func):
    """A column in NFKC and small letters, for lists so short that each row is read. Its kana are as they were written:
    ``pattern_of`` finds them, ten times as fast as they could be written anew.
    """

    output_field = TextField()
    template = "lower(normalize(%(expressions)s, NFKC))"


def pattern_of(word: str) -> str:
    """Finds a folded word in what is ``Narrowed``, whichever kana stand there."""
    return "".join(f"[{sign}{_KATAKANA[sign]}]" if sign in _KATAKANA else sign for sign in word)


def tokens(folded: str) -> list[str]:
    """Pairs of characters of each run, and its last character alone, so that one character can be asked for by prefix."""
    found: set[str] = set()
    for run in folded.split():
        found.update(run[i : i + TOKEN] for i in range(len(run) - 1))
        found.add(run[-1])
    return sorted(found)


def query_words(text: str) -> list[str]:
    """The words of what somebody typed, folded; at most ``MOST_WORDS``, each cut at ``LONGEST_WORD``."""
    return [word[:LONGEST_WORD] for word in fold(text).split()][:MOST_WORDS]


def _token_query(words: list[str], signs: Mapping[str, str]) -> str:
    parts: list[str] = []
    for word in words:
        if word in signs:
            parts.append(f"'{signs[word]}'")
        elif len(word) == 1:
            parts.append(f"'{word}':*")
        else:
            parts.extend(f"'{word[i : i + TOKEN]}'" for i in range(len(word) - 1))
    return " & ".join(dict.fromkeys(parts))


@SearchVectorField.register_lookup
class HasTokens(Lookup):
    """``search_tokens__has_tokens="'囲碁' & '碁会'"``: the tokens as they are, past any text parser."""

    lookup_name = "has_tokens"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, column_params = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", (*column_params, self.rhs)


@TextField.register_lookup
class HoldsWord(Lookup):
    """``search_text__holds_word="すまほ"``: as LIKE, but the planner takes it for one row in three and not for rare.

    LIKE is believed to be rarer with each character, on top of the tokens that say the same; a common word then gets
    the plan of a rare one.
    """

    lookup_name = "holds_word"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, column_params = self.process_lhs(compiler, connection)
        word, word_params = self.process_rhs(compiler, connection)
        return f"strpos({column}, {word}) > 0", (*column_params, *word_params)


def matching(text: str, *, prefix: str = "", signs: Mapping[str, str] = MappingProxyType({})) -> Q:
    """A condition that all words of ``text`` occur in ``search_text``. ``prefix`` leads there (``"event__"``).

    ``signs``: of folded words that are looked for so often that each has one token of its own, which stands wherever the
    word does. Postgres knows how frequent that one is; of several pairs it believes that they seldom meet.
    """
    words = query_words(text)
    if not words:
        return Q()
    condition = Q(**{f"{prefix}search_tokens__has_tokens": _token_query(words, signs)})
    for word in words:
        if len(word) > TOKEN and word not in signs:  # a shorter one is in the text wherever its token is
            condition &= Q(**{f"{prefix}search_text__holds_word": word})
    return condition
