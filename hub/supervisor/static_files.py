"""Whether the collected static files are those of the sources: only when they are not are they collected again."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from .state import CHECKOUT, State


def fingerprint() -> str:
    """Changes when a file below a ``static`` folder of the checkout changes, or a library that brings some."""
    digest = hashlib.sha256((CHECKOUT / "requirements.txt").read_bytes())
    for path in sorted(_sources()):
        found = path.stat()
        digest.update(f"{path.relative_to(CHECKOUT)} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _sources() -> Iterable[Path]:
    for folder in (CHECKOUT / "static", *CHECKOUT.glob("*/static"), *CHECKOUT.glob("*/*/static")):
        if not any(part.startswith(".") for part in folder.relative_to(CHECKOUT).parts) and folder.name == "static":
            yield from (path for path in folder.rglob("*") if path.is_file())


def are_collected(state: State, target: Path) -> bool:
    try:
        return target.is_dir() and state.static_stamp.read_text(encoding="ascii") == fingerprint()
    except FileNotFoundError:
        return False


def remember(state: State) -> None:
    state.static_stamp.write_text(fingerprint(), encoding="ascii")
