"""Promise 1: nothing but its own services writes what a registration is, or the places of a date."""

import ast
from pathlib import Path

from django.conf import settings

BASE = Path(settings.BASE_DIR)
PACKAGES = ("hub", "events", "partners", "referrals", "indicators")
ROOM = "events/services/registrations/"
# Fields that no other model has, so that to write one anywhere is to write a registration or the places of a date.
FIELDS = {"seats", "queue_number", "taken", "taken_told"}
# That others have too: looked at in files that name the model.
SHARED = {"state", "held_until", "names_removed_at"}
MODELS = {"Registration", "RegistrationMove", "Draw"}
# What a file must hold to be worth reading.
WORDS = (*FIELDS, *MODELS, "registrations", "registration_set", "moves")
WRITES = {
    "create", "bulk_create", "update", "bulk_update", "update_or_create", "get_or_create", "delete", "save",
    "acreate", "aupdate", "adelete", "asave", "aupdate_or_create", "aget_or_create",
}  # fmt: skip


def _stored(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return node.targets
    if isinstance(node, ast.AugAssign) or (isinstance(node, ast.AnnAssign) and node.value):
        return [node.target]
    return node.targets if isinstance(node, ast.Delete) else []


def _names(node: ast.expr) -> set[str]:
    """Every name and attribute of a chain: ``event.registrations.filter(…)``."""
    return {getattr(part, "id", getattr(part, "attr", "")) for part in ast.walk(node)}


def writes_registrations(node: ast.AST, *, knows: bool) -> bool:
    """``knows``: whether its file names the model; there, to set one of ``SHARED`` is looked at too."""
    fields = FIELDS | SHARED if knows else FIELDS
    for target in _stored(node):
        if any(isinstance(part, ast.Attribute) and part.attr in fields for part in ast.walk(target)):
            return True
    if not isinstance(node, ast.Call):
        return False
    called = getattr(node.func, "attr", getattr(node.func, "id", ""))
    if called in MODELS:
        return True
    if called == "setattr":
        return len(node.args) > 1 and getattr(node.args[1], "value", "") in fields
    if called not in WRITES or not isinstance(node.func, ast.Attribute):
        return False
    if _names(node.func.value) & {*MODELS, "registrations", "registration_set", "moves"}:
        return True
    return any(keyword.arg in fields for keyword in node.keywords)


def _knows(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom) and {alias.name for alias in node.names} & MODELS for node in ast.walk(tree)
    )


def _places(folders: tuple[str, ...]) -> list[str]:
    found = []
    for folder in folders:
        for path in sorted((BASE / folder).rglob("*.py")):
            name = path.relative_to(BASE).as_posix()
            if "migrations" in path.parts or name.startswith(ROOM):
                continue
            text = path.read_text(encoding="utf-8")
            if not any(word in text for word in WORDS):  # reading all of the hub takes seconds
                continue
            tree = ast.parse(text)
            knows = _knows(tree)
            found += [f"{name}:{node.lineno}" for node in ast.walk(tree) if writes_registrations(node, knows=knows)]  # type: ignore[attr-defined]
    return found


def test_nothing_but_its_services_writes_a_registration_or_the_places_of_a_date() -> None:
    assert _places(PACKAGES) == []


def test_within_its_services_one_place_sets_the_state() -> None:
    """``moves`` alone: a state that is set beside it would leave places and record behind."""
    found = set()
    for path in (BASE / ROOM).glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            stored = [part for target in _stored(node) for part in ast.walk(target)]
            if any(isinstance(part, ast.Attribute) and part.attr == "state" for part in stored):
                found.add(path.name)
            is_update = isinstance(node, ast.Call) and getattr(node.func, "attr", "") in WRITES
            if is_update and any(keyword.arg == "state" for keyword in node.keywords):  # type: ignore[attr-defined]
                found.add(path.name)
    assert found == {"moves.py"}


def test_the_look_is_not_blind() -> None:
    wrong = [
        "row.seats = 2", "row.party, row.seats = 1, 2", "date.taken += 1", "row.queue_number: int = 1", "del row.seats",
        "Occurrence.objects.filter(pk=1).update(taken=3)", "Registration.objects.filter(pk=1).update(name='x')",
        "date.registrations.filter(pk=1).delete()", "date.registrations.create(party=1)", "Registration(party=1)",
        "Registration.objects.bulk_create([])", "row.moves.create(action='x')", "setattr(row, 'seats', 1)",
        "RegistrationMove.objects.create(action='x')", "Draw.objects.update_or_create(seed='x')",
        "models.Registration.objects.get(pk=1).delete()",
    ]  # fmt: skip
    right = [
        "row.seats == 2", "Registration.objects.filter(seats=2)", "seats = 2", "row.party", "Occurrence(capacity=2)",
        "Occurrence.objects.filter(pk=1).update(capacity=3)", "date.registrations.filter(taken=1).count()", "x: int",
    ]  # fmt: skip
    for lines, expected in ((wrong, True), (right, False)):
        for line in lines:
            found = any(writes_registrations(node, knows=False) for node in ast.walk(ast.parse(line)))
            assert (line, found) == (line, expected)
    for line in ("row.state = 'x'", "q.update(state='x')", "setattr(row, 'state', 'x')"):
        nodes = list(ast.walk(ast.parse(line)))
        told = [any(writes_registrations(node, knows=knows) for node in nodes) for knows in (True, False)]
        assert (line, told) == (line, [True, False])
    assert _knows(ast.parse("from events.models import Event, Registration"))
