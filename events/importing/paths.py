"""Which files are meant by files, folders and globs."""

import glob
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

_LOOKS_LIKE_A_LIST = {".tsv", ".txt", ".xlsx", ".xls", ".xlsm", ".ods"}


@dataclass
class Chosen:
    """``skipped``: what lies in a folder and looks like a list, but is no ``.csv``."""

    files: list[Path] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    skipped: list[Path] = field(default_factory=list)


def choose(paths: Iterable[str]) -> Chosen:
    """Each file once, in the order given, folders and globs in the order of names. A folder is searched deep."""
    chosen = Chosen()
    seen: set[Path] = set()
    for text in paths:
        found = _files_of(text, chosen)
        if found is None:
            chosen.absent.append(text)
            continue
        for path in found:
            real = path.resolve()
            if real not in seen:
                seen.add(real)
                chosen.files.append(path)
    return chosen


def _files_of(text: str, chosen: Chosen) -> list[Path] | None:
    path = Path(text).expanduser()
    if path.is_dir():
        inside = sorted(one for one in path.rglob("*") if one.is_file() and not one.name.startswith("."))
        chosen.skipped += [one for one in inside if one.suffix.lower() in _LOOKS_LIKE_A_LIST]
        return [one for one in inside if one.suffix.lower() == ".csv"] or None
    if path.exists():
        return [path]
    matches = [Path(one) for one in sorted(glob.glob(str(path), recursive=True))]  # noqa: PTH207 (a pattern with its own root)
    found = [one for match in matches for one in (_files_of(str(match), chosen) or [] if match.is_dir() else [match])]
    return found or None
