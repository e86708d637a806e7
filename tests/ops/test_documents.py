"""What the operator reads agrees with what there is."""

import re
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parent.parent.parent
_OPERATIONS = (_ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
_READS = re.compile(r'(?:env\.\w+|environ\.get)\(\s*"([A-Z_]+)"')


def test_every_variable_that_is_read_is_explained() -> None:
    read = set()
    for path in [*(_ROOT / "hub" / "settings").glob("*.py"), *(_ROOT / "hub" / "supervisor").glob("*.py")]:
        read |= set(_READS.findall(path.read_text(encoding="utf-8")))
    read |= set(_READS.findall((_ROOT / "hub" / "gunicorn_conf.py").read_text(encoding="utf-8")))
    of_the_shell = {"NO_COLOR", "PATH", "PYTHONWARNINGS", "XDG_RUNTIME_DIR"}
    assert read - of_the_shell - set(re.findall(r"`([A-Z_]+)`", _OPERATIONS)) == set()


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/operations.md", "docs/testing.md"]
)
def test_every_make_command_that_is_named_exists(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (_ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", (_ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
    assert named - targets == set()


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/operations.md", "docs/testing.md"]
)
def test_every_file_that_is_linked_is_there(name: str) -> None:
    path = _ROOT / name
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []
