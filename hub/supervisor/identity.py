"""As whom a child runs. Postgres refuses to be started by root, so root hides behind another user."""

import ctypes
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

_CLONE_NEWUSER = 0x10000000
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Identity:
    """``namespace``: still root's files, but another number inside; else ``uid``: really another user."""

    namespace: bool = False
    uid: int | None = None

    def take_on(self) -> None:
        """Called in the child between fork and exec."""
        if self.namespace:
            _enter_user_namespace()
        elif self.uid is not None:
            os.setgroups([])
            os.setgid(pwd.getpwuid(self.uid).pw_gid)
            os.setuid(self.uid)


OURSELVES = Identity()


def _enter_user_namespace() -> None:
    """Root outside becomes some named ordinary user inside (Postgres looks its name up)."""
    inside = next(entry for entry in pwd.getpwall() if entry.pw_uid != 0)
    if _libc.unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{inside.pw_uid} 0 1"),
        ("gid_map", f"{inside.pw_gid} 0 1"),
    ):
        Path("/proc/self", name).write_text(text, encoding="ascii")


def nobody() -> Identity:
    return Identity(uid=pwd.getpwnam("nobody").pw_uid)


def for_postgres(program: Path, folder: Path) -> Identity:
    """Ourselves; or for root a user namespace, where that is allowed and can reach program and folder; or nobody."""
    if os.geteuid() != 0:
        return OURSELVES
    hidden = Identity(namespace=True)
    try:
        subprocess.run(
            ["/bin/sh", "-c", '"$0" --version && test -w "$1"', program, folder],
            preexec_fn=hidden.take_on,
            check=True,
            capture_output=True,
        )
    except (OSError, subprocess.SubprocessError):
        return nobody()
    return hidden


def copy_for(uid: int, source: Path, target: Path) -> Path:
    """A copy of ``source`` below ``target`` that ``uid`` can read wherever the original lies."""
    copy = target / source.name
    if not copy.exists():
        unfinished = target / f"{source.name}.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(source, unfinished, symlinks=True)
        for path in (unfinished, *unfinished.rglob("*")):
            os.chown(path, uid, -1, follow_symlinks=False)
        unfinished.rename(copy)
    return copy
