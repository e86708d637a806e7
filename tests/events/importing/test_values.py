"""Fees, places, positions, addresses on the web, how to take part, themes, and what a sample must not carry."""

import pytest

from events.importing.amounts import Fee, Places, Position, fee_of, places_of, position_of
from events.importing.application import allotment_of, attendance_of, participation_of
from events.importing.cancelling import is_cancelled
from events.importing.kinds import audiences_of, stated_audience, themes_of
from events.importing.private import without_contacts
from events.importing.texts import email_of, first_link_in, key_of, links_of, one_line, paragraphs, without_controls


@pytest.mark.parametrize(
    ("basic", "detail", "is_free", "text"),
    [
        ("0", "", True, "無料"),
        ("0:00", "", True, "無料"),
        ("", "無料", True, "無料"),
        ("無料", "", True, "無料"),
        ("400", "", False, "400円"),
        ("2,000円", "", False, "2,000円"),
        ("600", "600円(全)", False, "600円(全)"),
        ("2000", "2本分材料代", False, "2,000円（2本分材料代）"),
        ("0", "2,860円(テキスト代)", False, "2,860円(テキスト代)"),
        ("0", "オイル代", None, "0円（オイル代）"),
        ("", "小学生無料、大人1人490円", False, "小学生無料、大人1人490円"),
        ("", "3歳未満は無料", None, "3歳未満は無料"),
        ("", "飲食は有料", None, "飲食は有料"),
        ("有料", "", False, "有料"),
        ("", "", None, ""),
        ("無料", "材料費500円", False, "無料（材料費500円）"),
        ("無料", "大人500円、小学生以下無料", False, "無料（大人500円、小学生以下無料）"),
        ("無料", "¥300", False, "無料（¥300）"),
        ("無料", "別途入園料が必要です", None, "無料（別途入園料が必要です）"),
        ("0", "500", False, "500円"),
        ("0", "会員は無料", None, "0円（会員は無料）"),
        ("無料（ただし入館料が必要）", "", None, "無料（ただし入館料が必要）"),
        ("無料ではありません", "", False, "無料ではありません"),
        ("", "無料ではありません", False, "無料ではありません"),
        ("小学生以下無料", "", None, "小学生以下無料"),
        ("入場無料", "", True, "入場無料"),
        ("参加無料", "", True, "参加無料"),
        ("", "参加費は無料です。", True, "無料"),
        ("無料", "先着20名", True, "無料（先着20名）"),
        ("無料", "無料", True, "無料"),
        ("無料", "教材費は実費", None, "無料（教材費は実費）"),
        ("入場無料", "1,000円以上のお買い物", False, "入場無料（1,000円以上のお買い物）"),
    ],
)
def test_fee(basic: str, detail: str, is_free: bool | None, text: str) -> None:
    assert fee_of(basic, detail) == Fee(is_free, text)


@pytest.mark.parametrize(
    ("status", "is_off"),
    [
        ("中止", True), ("開催中止", True), ("中止になりました", True), ("【中止】", True), ("【中止】返金の場合は窓口へ", True),
        ("中止（新型コロナウイルスのため）", True), ("雨天のため中止", True), ("台風の影響により中止となりました。", True), ("中止します", True),
        ("雨天中止", False), ("雨天決行・荒天中止", False), ("中止の場合あり", False), ("小雨決行", False), ("荒天時は中止", False),
        ("荒天の場合、中止", False), ("雨天の場合は中止", False), ("一部中止", False), ("中止することがあります", False),
        ("中止しません", False), ("小雨決行、雨天中止", False), ("開催", False), ("", False),
    ],
)  # fmt: skip
def test_only_an_outright_cancellation_cancels(status: str, is_off: bool) -> None:
    assert is_cancelled(status, "囲碁の会") == is_off


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("25", Places(25)), ("25.0", Places(25)), ("定員10名(抽選)", Places(10)), ("先着20名", Places(20)), ("16(先着順）", Places(16)),
        ("３０人程度", Places(30)), ("0", Places(None)), ("", Places(None)), ("15組", Places(None, "15組")),
        ("初級25人、中級25人", Places(None, "初級25人、中級25人")), ("1900", Places(None, "1900", is_doubtful=True)),
        ("-5", Places(None, "-5")), ("999999999999", Places(None, "999999999999")),
    ],
)  # fmt: skip
def test_places(text: str, places: Places) -> None:
    assert places_of(text) == places


@pytest.mark.parametrize(
    ("cells", "position"),
    [
        (("35.6", "139.3"), Position(35.6, 139.3)),
        (("139.3", "35.6"), Position(35.6, 139.3, was_swapped=True)),
        (("", ""), Position(None, None)),
        (("35.6", ""), Position(None, None, is_unusable=True)),
        (("0", "0"), Position(None, None, is_unusable=True)),
        (("17:31", "139"), Position(None, None, is_unusable=True)),
        (("nan", "inf"), Position(None, None, is_unusable=True)),
    ],
)
def test_position(cells: tuple[str, str], position: Position) -> None:
    assert position_of(*cells) == position


@pytest.mark.parametrize(
    ("text", "first", "others", "dropped"),
    [
        ("https://a.jp/x", "https://a.jp/x", (), ()),
        ("www.city.hachioji.tokyo.jp/a", "https://www.city.hachioji.tokyo.jp/a", (), ()),
        ("//a.jp/x", "https://a.jp/x", (), ()),
        ("ＨＴＴＰＳ：／／ａ．ｊｐ", "https://a.jp", (), ()),
        ("http://a.jp\nhttps://b.jp/", "http://a.jp", ("https://b.jp/",), ()),
        ("javascript:alert(1)", "", (), ("javascript:alert(1)",)),
        ("data:text/html,x", "", (), ("data:text/html,x",)),
        ("http://user:pass@a.jp/", "", (), ("http://user:pass@a.jp/",)),
        ("なし", "", (), ("なし",)),
        ("", "", (), ()),
    ],
)
def test_addresses_on_the_web(text: str, first: str, others: tuple[str, ...], dropped: tuple[str, ...]) -> None:
    found = links_of(text)
    assert (found.first, found.others, found.dropped) == (first, others, dropped)


def test_an_address_within_words() -> None:
    assert first_link_in("hlc.page.link/VrHY(お申込みフォーム)\n※こちら") == "https://hlc.page.link/VrHY"
    assert (
        first_link_in("①ホームページhttps://www.library.metro.tokyo.jp/ ②電話") == "https://www.library.metro.tokyo.jp/"
    )
    assert first_link_in("kouza@city.hachioji.tokyo.jp") == ""
    assert email_of("kouza@city.hachioji.tokyo.jp") == "kouza@city.hachioji.tokyo.jp"
    assert email_of("a@b.jp、c@d.jp") == ""


def test_text_is_made_readable_without_losing_words() -> None:
    assert (
        paragraphs("1、記載事項　　(1)\n　　　　「社寺」と\n\n\n\n　2、申込")
        == "1、記載事項　(1)\n「社寺」と\n\n2、申込"
    )
    assert one_line("春の\n　　囲碁　会 ") == "春の 囲碁 会"
    assert without_controls("a\x00b\u202ec\r\nd") == ("abc\nd", True)
    assert without_controls("<b>=1+1</b>") == ("<b>=1+1</b>", False)
    assert key_of("「ｽﾏﾎ　体験会」（第１回）") == key_of("スマホ体験会 (第1回)")


@pytest.mark.parametrize(
    ("how", "kind"),
    [
        ("不要", "free"), ("申し込みは必要ありません。直接、教室にお越しください。", "free"), ("直接会場へ", "free"),
        ("予約は不要です。直接会場にお越しください。", "free"), ("当日自由参加", "free"), ("", "elsewhere"),
        ("必要\n直接または電話で、総合体育館へ", "elsewhere"), ("電話か直接会場へ", "elsewhere"),
        ("総合体育館で配布する申込用紙で直接応募", "elsewhere"), ("往復はがきで", "elsewhere"),
    ],
)  # fmt: skip
def test_how_one_takes_part(how: str, kind: str) -> None:
    assert participation_of(how) == kind


def test_by_what_rule_places_are_given() -> None:
    assert allotment_of("定員:10名(抽選)") == "lot"
    assert allotment_of("申込順12名") == "first_come"
    assert allotment_of("応募多数は抽選。2月1日以降は先着順") == "lot"
    assert allotment_of("抽選会もあります") == ""
    assert attendance_of("オンライン", "講座") == "online"
    assert attendance_of("会場及びオンライン", "講座") == "hybrid"
    assert attendance_of("公民館", "講座") == "onsite"


def test_themes_and_audiences_by_table_and_words() -> None:
    assert themes_of("音楽", "囲碁の会") == ({"music", "games"}, True)
    assert themes_of("", "講演") == (set(), True)
    assert themes_of("宇宙", "講演") == (set(), False)
    assert audiences_of("小学生以上どなたでも", "") == {"children", "everyone"}
    assert audiences_of("60歳以上の方", "外国人支援を考える") == {"seniors"}
    assert audiences_of("", "【シニア向け】脳トレ") == {"seniors"}
    assert stated_audience("持ち物: 水\n対象：市内在住の小学生\n") == "市内在住の小学生"


@pytest.mark.parametrize(
    "text",
    [
        "(042)648-2231", "042-648-2231", "０４２－６４８－２２３１", "0426482231", "０４２（６４８）２２３１", "03‐3394‐2253",
        "(0120)998-632", "(090)7212-7909", "+81 42-648-2231", "042 648 2231", "番号：０４２ー６４８ー２２３１", "電話 648-2231",
        "TEL:648-2231", "内線2278", "a@b.jp", "b050900★city.hachioji.tokyo.jp", "ａ＠ｂ．ｊｐ", "042.648.2231", "042・648・2231",
        "☎042-648-2231", "FAX:0467-79-01",
    ],
)  # fmt: skip
def test_a_sample_carries_no_number_and_no_address(text: str) -> None:
    found = without_contacts(f"問い合わせは {text} まで")
    assert "（省略）" in found
    assert not any(sign.isdigit() or sign in "@＠★" for sign in found)


@pytest.mark.parametrize(
    "text",
    [
        "〒192-0364 八王子市南大沢2-27",
        "2022-01-05",
        "令和4年(2022年)1月5日",
        "10:00-12:00",
        "https://a.jp/p029370.html",
        "第2・3学習室",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert without_contacts(text) == text
