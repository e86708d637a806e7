"""A date with a waiting list in plain Python, written from the rules in words, without a line of the hub's services.

Who comes gets a place where there is room and nobody waits who could get one. A free place is offered to the first of the
list, for as long as it takes to answer; those who go together stand where the last of them stands and get all or nothing.
Nobody passes, except those who are more than the date has places at all.
"""

from dataclasses import dataclass, field

HELD = ("confirmed", "offered")


@dataclass
class Person:
    party: int
    state: str
    number: int = 0
    group: int = 0


@dataclass
class PlainList:
    capacity: int | None
    most: int = 4
    people: list[Person] = field(default_factory=list)
    last: int = 0
    groups: int = 0

    @property
    def taken(self) -> int:
        return sum(one.party for one in self.people if one.state in HELD)

    def has_room(self, party: int) -> bool:
        return self.capacity is None or self.taken + party <= self.capacity

    def units(self) -> list[list[Person]]:
        """Who waits, the first of them first, without those who can't fit at all."""
        found: dict[object, list[Person]] = {}
        for place, one in enumerate(self.people):
            if one.state == "waiting":
                found.setdefault(("group", one.group) if one.group else ("one", place), []).append(one)
        fitting = [
            unit for unit in found.values()
            if self.capacity is None or sum(one.party for one in unit) <= self.capacity
        ]  # fmt: skip
        return sorted(fitting, key=lambda unit: max(one.number for one in unit))

    def next(self) -> int:
        self.last += 1
        return self.last

    def offer(self) -> None:
        for unit in self.units():
            if not self.has_room(sum(one.party for one in unit)):
                return
            for one in unit:
                one.state = "offered"

    def join(self, party: int) -> None:
        if self.capacity is not None and party > self.capacity:
            return
        is_placed = self.has_room(party) and not self.units()
        made = Person(party, "confirmed" if is_placed else "waiting", 0 if is_placed else self.next())
        self.people.append(made)

    def leave(self, one: Person) -> None:
        if one.state in (*HELD, "waiting"):
            one.state = "cancelled"
            self.offer()

    def accept(self, one: Person) -> None:
        if one.state == "offered":
            one.state = "confirmed"

    def lapse(self) -> None:
        """The time to answer is over for all who were offered a place."""
        if any(one.state == "offered" for one in self.people):
            for one in self.people:
                if one.state == "offered":
                    one.state = "expired"
            self.offer()

    def resize(self, capacity: int | None) -> None:
        if capacity is None or capacity >= self.taken:
            self.capacity = capacity
            self.offer()

    def change(self, one: Person, party: int) -> None:
        more = party - one.party
        if one.state not in (*HELD, "waiting") or party < 1:
            return
        if more > 0:
            if party > self.most or (self.capacity is not None and party > self.capacity):
                return
            if one.state in HELD and (not self.has_room(more) or self.units()):
                return
        one.party = party
        if more > 0 and one.state == "waiting":
            one.number = self.next()
        self.offer()

    def pair(self, one: Person, other: Person) -> None:
        if one is other or one.state != "waiting" or other.state != "waiting":
            return
        groups = {one.group, other.group} - {0}
        joined = [each for each in self.people if each.group in groups or each is one or each is other]
        alive = [each for each in joined if each.state in (*HELD, "waiting")]
        if self.capacity is not None and sum(each.party for each in alive) > self.capacity:
            return
        self.groups += 1
        for each in joined:
            each.group = self.groups
        self.offer()

    def admit(self, one: Person, more_room: bool) -> None:
        """By name, out of turn."""
        if one.state not in {"waiting", "offered"}:
            return
        seats = one.party if one.state == "offered" else 0
        if self.capacity is not None and self.taken - seats + one.party > self.capacity:
            if not more_room:
                return
            self.capacity = self.taken - seats + one.party
        one.state = "confirmed"
        self.offer()
