"""A certificate is true as it stands, and with any one letter changed it is not."""

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from partners.enums import PartnershipState
from partners.models import Partnership
from partners.services.certificates import LETTERS, Verdict, code_of, normalized, tidy_number, verify_certificate
from tests.partners.registrations import NUMBERED, S, as_in, registration

pytestmark = pytest.mark.django_db


def test_no_letter_of_the_code_nor_of_the_number_can_be_another() -> None:
    one = registration(S.APPROVED)
    registration(S.APPROVED)  # whose number differs in one digit
    code, number = code_of(one), str(one.number)
    assert verify_certificate(number, code).partnership == one
    at = [place for place, letter in enumerate(code) if letter != "-"]
    others = [code[:place] + letter + code[place + 1 :] for place in at for letter in LETTERS if letter != code[place]]
    assert (len(others), normalized(code) in {normalized(other) for other in others}) == (12 * 31, False)
    changed = [(number, other) for other in others[::31]] + [
        (number[:place] + letter + number[place + 1 :], code)
        for place in range(len(number))
        for letter in "012Z-"
        if number[place] != letter
    ]
    assert {verify_certificate(*pair) for pair in changed} == {Verdict(None)}


@pytest.mark.parametrize("state", PartnershipState)
def test_what_it_says_in_each_state(state: str) -> None:
    one = registration(S.APPROVED)
    code = code_of(one)
    number = one.number if state in NUMBERED or state == S.WITHDRAWN else None
    Partnership.objects.update(**as_in(state) | {"number": number})
    verdict = verify_certificate("KYOSO-0001", code)
    assert (verdict.partnership is not None, verdict.is_in_force) == (number is not None, state == S.APPROVED)


@pytest.mark.parametrize(
    "change", [str.lower, lambda code: code.replace("-", ""), lambda code: code.replace("-", " "),
               lambda code: code.replace("0", "o").replace("1", "l"), lambda code: f" {code}　",
               lambda code: "".join(chr(ord(letter) + 0xFEE0) for letter in code)],
)  # fmt: skip
def test_it_is_read_as_people_write_it(change: object) -> None:
    one = registration(S.APPROVED)
    assert verify_certificate("ｋｙｏｓｏ-０００１", change(code_of(one))).is_in_force  # type: ignore[operator]


def test_codes_are_of_one_registration_one_number_and_one_key(settings: Any) -> None:
    one, other = registration(S.APPROVED), registration(S.APPROVED)
    code = code_of(one)
    assert verify_certificate(str(other.number), code) == Verdict(None)
    before = settings.SECRET_KEY
    settings.SECRET_KEY = "another"
    assert not verify_certificate(str(one.number), code).is_in_force
    settings.SECRET_KEY_FALLBACKS = [before]
    assert verify_certificate(str(one.number), code).is_in_force


@pytest.mark.parametrize("text", ["", "\x00", "\ud800"[:0], "あ" * 5_000, "%", "'--", "\u202e"])
def test_nothing_that_is_typed_breaks_it(text: str) -> None:
    registration(S.APPROVED)
    assert verify_certificate(text, text) == verify_certificate("KYOSO-0001", text) == Verdict(None)


@settings(max_examples=40)
@example("k-\u0301")
@given(st.text(max_size=30))
def test_what_is_normalized_stays_so(text: str) -> None:
    assert normalized(normalized(text)) == normalized(text)
    assert tidy_number(tidy_number(text)) == tidy_number(text)
