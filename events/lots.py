"""抽選: the rule by which lots are drawn, from a seed and the numbers of the registrations alone. Pure, so anybody can compute it again.

Rule 1. Those who go together are one unit, known by the smallest of its numbers. Units stand in the order of
SHA-256("<seed>:<that number>") as hexadecimal digits, the smallest first. In this order each gets places for all its
people, until the first that does not find room. It and those behind it are reserves, as many units as the terms say;
the rest got none. Nobody passes: a smaller party behind a larger one that did not fit waits behind it.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

RULE = 1


@dataclass(frozen=True)
class Unit:
    """Numbers of the registrations that go together, and their people."""

    codes: tuple[str, ...]
    people: int

    @property
    def key(self) -> str:
        return min(self.codes)


@dataclass(frozen=True)
class Outcome:
    """Units in the drawn order: the first ``won`` have places, the next ``reserves`` wait, the rest got none."""

    units: tuple[Unit, ...]
    won: int
    reserves: int

    def as_json(self) -> dict[str, Any]:
        return {
            "units": [list(unit.codes) for unit in self.units], "people": [unit.people for unit in self.units],
            "won": self.won, "reserves": self.reserves,
        }  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """What is told of one registration: it was the ``place``-th of ``units`` (from 1), of which ``won`` have places."""

    place: int
    units: int
    won: int
    reserves: int
    # From which anybody computes the order again.
    seed: str = ""

    @property
    def has_place(self) -> bool:
        return self.place <= self.won

    @property
    def reserve(self) -> int:
        """Which of the reserves it became, from 1; 0 where it is none."""
        number = self.place - self.won
        return number if 0 < number <= self.reserves else 0


def lot_of(seed: str, unit: Unit) -> str:
    """Where a unit stands: the smallest is first."""
    return hashlib.sha256(f"{seed}:{unit.key}".encode()).hexdigest()


def draw(units: Iterable[Unit], *, seed: str, places: int, most_reserves: int | None) -> Outcome:
    """``places``: free ones, in people. ``most_reserves``: units; None for all."""
    ordered = tuple(sorted(units, key=lambda unit: (lot_of(seed, unit), unit.key)))
    won, left = 0, places
    for unit in ordered:
        if unit.people > left:
            break
        won, left = won + 1, left - unit.people
    behind = len(ordered) - won
    return Outcome(ordered, won, behind if most_reserves is None else min(behind, most_reserves))


def read(result: Mapping[str, Any]) -> Outcome:
    """What ``as_json`` wrote."""
    pairs = zip(result["units"], result["people"], strict=True)
    return Outcome(tuple(Unit(tuple(codes), people) for codes, people in pairs), result["won"], result["reserves"])


def faults(outcome: Outcome, *, seed: str, rule: int, places: int, most_reserves: int | None) -> Sequence[str]:
    """In what a recorded outcome differs from what the rule gives; nothing where it is right."""
    if rule != RULE:
        return ["rule"]
    again = draw(outcome.units, seed=seed, places=places, most_reserves=most_reserves)
    return [name for name in ("units", "won", "reserves") if getattr(again, name) != getattr(outcome, name)]


def standing(outcome: Outcome, code: str, *, seed: str) -> Standing | None:
    """None for a number that was not in the lot."""
    for number, unit in enumerate(outcome.units, 1):
        if code in unit.codes:
            return Standing(number, len(outcome.units), outcome.won, outcome.reserves, seed)
    return None
