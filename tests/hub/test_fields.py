"""What people write, as it is kept."""

import pytest
from django import forms

from hub.fields import AddressField, LineField, LinesField, PhoneField, StreetField, WebField


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        (LineField(), " 台町\u3000 子ども\u202e食堂\n", "台町 子ども食堂"),
        (LineField(required=False), "\u202e\u2066\u200b", ""),
        (StreetField(), "八王子市台町１−１ー２ シティタワー３階", "八王子市台町1-1-2 シティタワー3階"),
        (LinesField(), "一行\r\n二行\r三行\u200f", "一行\n二行\n三行"),
        (LinesField(max_length=3), "一\r\n二", "一\n二"),
        (AddressField(), "Ｈａｎａｋｏ＠Example.jp ", "hanako@example.jp"),
        (AddressField(required=False), "", ""),
        (WebField(), "example.jp/あ", "https://example.jp/あ"),
        (WebField(), "ｈｔｔｐ://example.jp", "http://example.jp"),
    ],
)
def test_what_is_kept(field: forms.Field, text: str, expected: str) -> None:
    assert field.clean(text) == expected


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        (AddressField(), "hanako", "メールアドレスを、name@example.jp のように書いてください。"),
        (AddressField(), "h\u0430nako@example.jp", "メールアドレスを、name@example.jp のように書いてください。"),
        (WebField(), "javascript:alert(1)", "ウェブサイトの住所を、https://example.jp のように書いてください。"),
        (WebField(), "ftp://example.jp", "ウェブサイトの住所を、https://example.jp のように書いてください。"),
        (LineField(error_messages={"required": "書いてください。"}), "\u202e\u2066\u200b", "書いてください。"),
        (LineField(), "台\x00町", "読めない文字が入っています。いちど消して、書きなおしてください。"),
        (LinesField(), "台\x00町", "読めない文字が入っています。いちど消して、書きなおしてください。"),
        (PhoneField(), "でんわ", "電話番号を、042-000-0000 のように市外局番から書いてください。"),
    ],
)
def test_what_is_wrong_is_said(field: forms.Field, text: str, said: str) -> None:
    with pytest.raises(forms.ValidationError) as caught:
        field.clean(text)
    assert caught.value.messages == [said]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("042-626-3111", "042-626-3111"), ("０４２－６２６－３１１１", "042-626-3111"), ("042ー626ー3111", "042-626-3111"),
        ("042 626 3111", "042-626-3111"), ("0426263111", "0426263111"), ("+81-42-626-3111", "042-626-3111"),
        ("042(626)3111", "042(626)3111"), ("（０４２）６２６－３１１１", "(042)626-3111"), ("090-0000-0000", "090-0000-0000"),
        ("＋８１ ９０ ００００ ００００", "090-0000-0000"), ("+81(0)42-626-3111", "042-626-3111"),
        ("+819000000000", "09000000000"), ("+44 20 0000 0000", "+44-20-0000-0000"), ("", ""),
    ],
)  # fmt: skip
def test_telephone_numbers(text: str, expected: str) -> None:
    assert PhoneField(required=False).clean(text) == expected


@pytest.mark.parametrize(
    ("text", "count"),
    [
        *((text, None) for text in ("でんわ", "042-626-3111 内線12", "12", "javascript:1", "042-626-3111\nX: 1")),
        *(("626-3111", 7), ("042-626-311", 9), ("０４２ー６２６ー３１１", 9), ("042-626-311111", 12)),
        *(("142-626-3111", 10), ("+81-42-626-311", 9), ("+44-2000-0", 7), ("00-1234-5678", 10)),
    ],
)
def test_what_is_no_telephone_number_is_said(text: str, count: int | None) -> None:
    with pytest.raises(forms.ValidationError) as caught:
        PhoneField().clean(text)
    assert [f"いまは{count}けたです" in one for one in caught.value.messages] == [count is not None]
    # One abroad does not begin with 0.
    assert ["国番号" in one for one in caught.value.messages] == [text.startswith("+44")]
