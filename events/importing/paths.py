"""Which files are meant by files, folders and globs."""

import glob
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from events.importing.texts import without_controls

_LOOKS_LIKE_A_LIST = {".tsv", ".txt", ".xlsx", ".xls", ".xlsm", ".ods"}


@dataclass
class Chosen:
    """``absent``: what was asked for and is not there. ``skipped``: what lies in a folder and looks like a list, but
    is no ``.csv``."""

    files: list[Path] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    skipped: list[Path] = field(default_factory=list)


def choose(paths: Iterable[str]) -> Chosen:
    """Each file once, in the order given, folders and globs in the order of names. A folder is searched deep.

    Never raises: a path that is too long, or leads in a circle, is absent where it was given by name; where it lies
    in a folder it is among the files, and opening it tells why it can't be read.
    """
    chosen = Chosen()
    seen: set[str] = set()
    for text in paths:
        try:
            found = _files_of(text, chosen)
        except (OSError, ValueError, RuntimeError):
            found = None
        if found is None:
            chosen.absent.append(text)
            continue
        for path in found:
            real = os.path.realpath(path)
            if real not in seen:
                seen.add(real)
                chosen.files.append(path)
    return chosen


def shown_path(path: str | Path) -> str:
    """For people and the report: a name in Japanese code (cp932) is read as such, control characters are left out."""
    text = str(path)
    try:
        text.encode()
    except UnicodeEncodeError:
        text = os.fsencode(text).decode("cp932", "replace")
    return without_controls(text)[0].replace("\n", " ")


def _files_of(text: str, chosen: Chosen) -> list[Path] | None:
    path = Path(text).expanduser()
    if path.is_dir():
        inside = sorted(one for one in path.rglob("*") if not one.name.startswith(".") and not _is_folder(one))
        chosen.skipped += [one for one in inside if one.suffix.lower() in _LOOKS_LIKE_A_LIST]
        return [one for one in inside if one.suffix.lower() == ".csv"] or None
    if path.exists() or path.is_symlink():
        return [path]
    matches = [Path(one) for one in sorted(glob.glob(str(path), recursive=True))]  # noqa: PTH207 (a pattern with its own root)
    found = [one for match in matches for one in (_files_of(str(match), chosen) or [] if match.is_dir() else [match])]
    return found or None


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False
