"""Names that become links in a mail, and names that only look as if."""

import pytest

from hub.linkable import link_in


@pytest.mark.parametrize(
    "text",
    [
        "重要 evil.example/x", "重要　ｅｖｉｌ．ｅｘａｍｐｌｅ／ｘ", "evil.com", "ＥＶＩＬ．ＣＯＭの会", "evil。com", "ｅｖｉｌ｡ｃｏｍ", "www.evil", "bit.ly/3x",
        "https://evil", "h\uff54tps：//evil", "hana@evil", "はな＠ｅｖｉｌ．ｊｐ", "a.b.co.jpです", "会（evil.shop）", "mailto:x", "xn--q9jyb4c.xn--q9jyb4c",
        "お電話は0120-000-000", "０４２（６２６）３１１１", "evil.co.ltd.info",
    ],
)  # fmt: skip
def test_what_becomes_a_link(text: str) -> None:
    assert link_in(text) != ""


@pytest.mark.parametrize(
    "text",
    [
        "NPO法人A.B.C", "No.1クラブ", "ＮＯ．１クラブ", "台町の会", "J.S.バッハを聴く会", "ABC Co.,Ltd.", "ABC Co.Ltd", "St.Mary会", "第2.5の居場所",
        "Dr.はなこの会", "八王子 3.11 を忘れない会", "台町1-1-2の会", "2026-2027実行委員会", "192-0001の会", "子ども・若者・支援", "カフェ/まちの家", "会。みんな",
    ],
)  # fmt: skip
def test_what_is_a_name(text: str) -> None:
    assert link_in(text) == ""
