"""Work that was done counts for one thing, for a while, and only if it was done."""

from itertools import count
from typing import Any

import pytest

from hub.proof_of_work import challenge_for, fits, is_solved

NOW = 1_800_000_000.0
BITS = 6


def solve(challenge: str) -> str:
    """By the same rule as static/js/proof.js."""
    return next(str(number) for number in count() if fits(challenge, str(number)))


def _unsolved(challenge: str) -> str:
    return next(str(number) for number in count() if not fits(challenge, str(number)))


def _made(**fields: Any) -> str:
    return challenge_for("form", "those words", **{"bits": BITS, "seconds": 60, "now": NOW} | fields)


def _is(challenge: str, answer: str, *, purpose: str = "form", subject: str = "those words", now: float = NOW) -> bool:
    return is_solved(purpose, subject, challenge, answer, now=now)


def test_it_counts_for_its_subject_and_purpose_until_it_ends() -> None:
    challenge = _made()
    answer = solve(challenge)
    assert [
        _is(challenge, answer),
        _is(challenge, answer, now=NOW + 60),
        _is(challenge, answer, now=NOW + 61),
        _is(challenge, answer, subject="other words"),
        _is(challenge, answer, purpose="code"),
        _is(challenge, _unsolved(challenge)),
    ] == [True, True, False, False, False, False]


@pytest.mark.parametrize("part", [0, 1, 2])
def test_what_is_forged_counts_for_nothing_however_well_it_is_solved(part: int) -> None:
    parts = _made().split(".")
    parts[part] = ("ffffffff", "01", "0" * 32)[part]
    forged = ".".join(parts)
    assert (fits(forged, solve(forged)), _is(forged, solve(forged))) == (True, False)


@pytest.mark.parametrize("answer", ["", "-1", "1 ", "１", "1" * 11, "0x1", "\x00"])
def test_an_answer_is_a_short_number(answer: str) -> None:
    assert not _is(_made(), answer)


@pytest.mark.parametrize("challenge", ["", "....", "x" * 10_000, "６a4f0000.06." + "0" * 32])
def test_what_is_no_challenge_is_none(challenge: str) -> None:
    assert not _is(challenge, "1")


def test_it_fits_one_block_with_the_longest_number_and_holds_under_a_former_key(settings: Any) -> None:
    challenge = _made()
    answer = solve(challenge)
    assert len(f"{challenge}.{'9' * 10}") <= 55
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = (
        [settings.SECRET_KEY],
        "another key, as long as one should be 01234",
    )
    assert _is(challenge, answer)
    settings.SECRET_KEY_FALLBACKS = []
    assert not _is(challenge, answer)
