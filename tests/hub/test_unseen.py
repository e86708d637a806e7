"""What can't be seen is not kept, and a name of nothing else is none."""

import pytest

from hub.unseen import without_unseen


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("台町\u202e子ども\u2066食堂\u2069", "台町子ども食堂"), ("\u202e\u2066\u200b", ""), ("\u3164\uffa0\u115f", ""), ("\u2800\u2800", ""),
        ("\ufe0f", ""), ("\u200d", ""), ("た\u00adい\ufeffまち\u200d", "たいまち"), ("a\x07b\x7f\x9f", "ab"),
        ("一行\n二行\t三", "一行\n二行\t三"), ("\U0001f468\u200d\U0001f469\u200d\U0001f467の会", "\U0001f468\u200d\U0001f469\u200d\U0001f467の会"),
        ("\u2764\ufe0f\u200d\U0001f525", "\u2764\ufe0f\u200d\U0001f525"), ("\U0001f44b\U0001f3fd\u200d\u2642\ufe0f", "\U0001f44b\U0001f3fd\u200d\u2642\ufe0f"),
        ("葛\U000e0100城", "葛\U000e0100城"), ("が", "が"), ("ＮＰＯ「・」", "ＮＰＯ「・」"), ("", ""), ("a\x00b", "a\x00b"),
    ],
)  # fmt: skip
def test_what_is_kept(text: str, expected: str) -> None:
    assert without_unseen(text) == expected
