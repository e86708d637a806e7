"""The locked lists: complete, hashed, and silent about where packages come from."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parent.parent.parent
_LOCKED = ["requirements.txt", "requirements-dev.txt"]


def _text(name: str) -> str:
    return (_ROOT / name).read_text(encoding="utf-8")


def _name(text: str) -> str:
    return re.sub(r"[-_.]+", "-", text).lower()


def _named(name: str) -> set[str]:
    """What a list asks for itself, without extras, versions and the lists it includes."""
    return {_name(found) for found in re.findall(r"^([A-Za-z0-9][A-Za-z0-9._-]*)", _text(name), re.MULTILINE)}


def _imported(*folders: str) -> set[str]:
    known = packages_distributions()
    found = set()
    for folder in folders:
        for path in (_ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    found |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found.add(node.module.partition(".")[0])
    return {_name(known[module][0]) for module in found - set(sys.stdlib_module_names) if module in known}


def test_the_running_hub_asks_for_what_it_imports() -> None:
    assert _imported("hub", "events", "referrals") - _named("requirements.in") == set()


def test_the_tests_ask_for_what_they_import() -> None:
    assert _imported("tests") - _named("requirements.in") - _named("requirements-dev.in") == set()


@pytest.mark.parametrize("name", _LOCKED)
def test_every_line_is_a_version_with_hashes(name: str) -> None:
    lines = re.findall(r"^[^\s#].*$", _text(name), re.MULTILINE)
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9-]+(==)[^\s;]+ \\", line.replace(".", "-"))] == []
    assert len(lines) <= len(re.findall(r"--hash=sha256:[0-9a-f]{64}", _text(name)))


@pytest.mark.parametrize("name", _LOCKED)
def test_no_index_or_address_is_named(name: str) -> None:
    assert re.findall(r"https?:|file:/|--(?:extra-)?index-url|--find-links|--trusted-host|/\w+/", _text(name)) == []


def test_both_lists_agree() -> None:
    def versions(name: str) -> dict[str, str]:
        return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", _text(name), re.MULTILINE))

    run, dev = versions("requirements.txt"), versions("requirements-dev.txt")
    assert {name: dev.get(name) for name in run} == run
