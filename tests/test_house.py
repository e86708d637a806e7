"""The house stays in order: rules of the code that no reviewer has to remember."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

BASE = Path(settings.BASE_DIR)
PACKAGES = ("hub", "events", "partners", "referrals", "indicators")
# Of things, and of organisations.
STATES = {"state", "verification"}
# What is over the budget, and why.
EXCEPTIONS = {"hub/logs.py logging_config": "one table of settings, which parting would only hide"}


def _trees(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders:
        for path in sorted((BASE / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(BASE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def _assigns_state(node: ast.AST) -> bool:
    """``thing.state = …`` (also in a tuple or with +=), ``.update(state=…)``, ``setattr(thing, "state", …)``."""
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AugAssign | ast.AnnAssign):
        targets = [node.target] if not isinstance(node, ast.AnnAssign) or node.value else []
    stores = [part for target in targets for part in ast.walk(target)]
    if any(
        isinstance(part, ast.Attribute) and part.attr in STATES and isinstance(part.ctx, ast.Store) for part in stores
    ):
        return True
    if not isinstance(node, ast.Call):
        return False
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    if name in {"update", "update_or_create", "bulk_update"}:
        return any(keyword.arg in STATES for keyword in node.keywords)
    return name == "setattr" and len(node.args) > 1 and getattr(node.args[1], "value", "") in STATES


def _places(folders: tuple[str, ...], is_wrong: object) -> list[str]:
    return [
        f"{path}:{node.lineno}"
        for path, tree in _trees(*folders)
        for node in ast.walk(tree)
        if is_wrong(node)  # type: ignore[operator]
    ]


def test_a_state_is_written_by_services_alone() -> None:
    found = [place for place in _places(PACKAGES, _assigns_state) if "/services" not in place]
    # A process of the supervisor is no row of the database.
    assert [place for place in found if not place.startswith("hub/supervisor/")] == []


def test_the_look_for_states_is_not_blind() -> None:
    wrong = [
        "x.state = 1",
        "x.y, x.state = 1, 2",
        "x.state += 1",
        "q.update(state=1)",
        'setattr(x, "state", 1)',
        "x.state: int = 1",
        "x.verification = 1",
        "q.update(verification=1)",
    ]
    right = ["x.state == 1", "Event(state=1)", "q.filter(state=1)", "state = 1", "x.state: int", "x.states = 1"]
    for lines, expected in ((wrong, True), (right, False)):
        for line in lines:
            assert any(map(_assigns_state, ast.walk(ast.parse(line)))) is expected, line


def _enqueues(node: ast.AST) -> bool:
    is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return is_call and node.func.attr in {"delay", "apply_async", "send_task"}  # type: ignore[attr-defined]


def test_nothing_is_put_on_the_queue_but_by_the_dispatcher() -> None:
    """The truth is in Postgres: a message that a rolled-back transaction sent can't be taken back."""
    found = [place for place in _places(PACKAGES, _enqueues) if not place.startswith("hub/notifications/dispatch.py:")]
    assert found == []
    assert any(map(_enqueues, ast.walk(ast.parse("publish_due.delay()"))))


def _too_long() -> Iterator[str]:
    for path, tree in _trees(*PACKAGES, "tests"):
        lines = len((BASE / path).read_text(encoding="utf-8").splitlines())
        if lines > (600 if path.startswith("tests/") else 400):
            yield f"{path}: {lines}"
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > 40 and not path.startswith("tests/") and f"{path} {node.name}" not in EXCEPTIONS:
                    yield f"{path}:{node.lineno} {node.name}: {length}"


def test_files_and_functions_stay_within_the_budget() -> None:
    assert list(_too_long()) == []


def test_there_is_no_junk_drawer() -> None:
    names = {path.stem for folder in PACKAGES for path in (BASE / folder).rglob("*.py")}
    assert names & {"utils", "helpers", "common", "misc"} == set()
