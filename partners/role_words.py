"""Words for one and the same thing, by which people look for roles: who types one of a group finds the others too."""

from collections.abc import Callable
from types import MappingProxyType

from hub.search import fold, query_words

# In each group all words mean the same to whoever looks for something to do.
GROUPS: tuple[tuple[str, ...], ...] = (
    (
        "学チカ",
        "ガクチカ",
        "学生時代に力を入れたこと",
        "学生時代に力をいれたこと",
        "学生時代に打ち込んだこと",
        "gakuchika",
    ),
    ("ボランティア", "奉仕活動", "volunteer"),
    ("実習", "インターン", "インターンシップ", "体験活動", "internship"),
    ("プロボノ", "技能ボランティア", "pro bono", "probono"),
    ("単位", "授業の単位", "単位認定", "単位になる"),
    ("スマホ", "スマートフォン", "携帯電話"),
    ("パソコン", "PC"),
    ("在宅", "オンライン", "リモート", "家からでもできる"),
)
_FOLDED = tuple(tuple(fold(word) for word in group) for group in GROUPS)
# The token of each group, by each of its words: no text has one like it. Words of Latin letters are looked for as they are.
SIGNS = MappingProxyType({word: f"={group[0]}" for group in _FOLDED for word in group if not word.isascii()})
# What stands before or behind such a word where people write on without a space.
_JOINTS = ("になる", "にできる", "ができる", "できる", "のための", "のため", "をさがす", "さがし", "探し", "を探す", "募集", "したい", "がしたい",
           "がやりたい", "やりたい", "活動", "の", "に", "を", "で", "が", "も", "と")  # fmt: skip
_AS_FOUND = tuple(sorted((fold(word) for word in _JOINTS), key=len, reverse=True))


def also(folded: str) -> str:
    """What is added to a folded text, so that it is found by the other words of each group that it names."""
    return " ".join(word for group in _FOLDED if any(_stands_in(word, folded) for word in group) for word in group)


def signs_in(folded: str) -> list[str]:
    """The token of each group of which a word stands there; of a text with what is ``also`` found."""
    return sorted({sign for word, sign in SIGNS.items() if word in folded})


def _stands_in(word: str, folded: str) -> bool:
    """A word of Latin letters by itself alone: no "pc" in "upcycle"."""
    if word.isascii():
        return f" {word} " in f" {' '.join(folded.split())} "
    return word in folded


def asked(text: str) -> str:
    """What is looked for: a word that holds one of a group, and joints beside it, is cut there.

    「ガクチカになるボランティア」 is asked as 「がくちか ぼらんてぃあ」.
    """
    return " ".join(part for word in query_words(text) for part in _cut(word))


def _cut(word: str) -> list[str]:
    for known in sorted((one for group in _FOLDED for one in group if not one.isascii()), key=len, reverse=True):
        before, found, behind = word.partition(known)
        if found:
            return [*_left(before, _without_end), known, *_left(behind, _without_begin)]
    return [word]


def _left(part: str, without: Callable[[str], str]) -> list[str]:
    """What is left beside a known word; joints alone say nothing."""
    rest = without(part)
    return _cut(rest) if rest else []


def _without_end(part: str) -> str:
    joint = next((one for one in _AS_FOUND if part.endswith(one)), "")
    return _without_end(part.removesuffix(joint)) if joint else part


def _without_begin(part: str) -> str:
    joint = next((one for one in _AS_FOUND if part.startswith(one)), "")
    return _without_begin(part.removeprefix(joint)) if joint else part
