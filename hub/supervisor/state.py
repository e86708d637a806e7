"""The folder that holds all that the hub keeps on this machine, and the lock on it."""

import base64
import fcntl
import hashlib
import os
import re
import secrets
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .console import SupervisorError

CHECKOUT = Path(__file__).resolve().parent.parent.parent
# A Unix socket's path may be 107 bytes long; ".s.PGSQL.5432" and some room are taken off.
_LONGEST_SOCKET_FOLDER = 90
_EPHEMERAL_PREFIX = "tsunagari-tmp-"
_EPHEMERAL_LEFT_BEHIND = 600  # seconds
# Where files are kept in memory, and how much of it must be free: containers often have 64 MB alone.
_MEMORY = Path("/dev/shm")
_MEMORY_FREE = 4 * 1024**3


class State:
    """Names every path below the state folder, and the short folder for sockets that belongs to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.key = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        self.lock_file = self.folder / "supervisor.lock"
        self.children = self.folder / "children"
        self.logs = self.folder / "log"
        self.postgres = self.folder / "postgres"
        self.valkey = self.folder / "valkey"
        self.mails = self.folder / "mails"
        self.beat_schedule = self.folder / "beat-schedule"
        self.static_stamp = self.folder / "static.stamp"
        self.outside = Path("/var/tmp") / f"tsunagari-{os.getuid()}-{self.key}"
        self.sockets = self._socket_folder()

    def _socket_folder(self) -> Path:
        """Inside the state folder, unless its path is too long or has letters that a URL or libpq reads otherwise."""
        inside = self.folder / "run"
        if len(os.fsencode(inside)) <= _LONGEST_SOCKET_FOLDER and re.fullmatch(r"[A-Za-z0-9/_.-]+", str(inside)):
            return inside
        runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or "/tmp")
        if not (runtime.is_dir() and os.access(runtime, os.W_OK) and len(str(runtime)) < 50):
            runtime = Path("/tmp")  # the folder below is 0700 and its owner is checked
        return runtime / f"tsunagari-{os.getuid()}-{self.key}"

    def prepare(self) -> None:
        """Makes the folders, readable by their owner alone."""
        for folder in (self.folder, self.children, self.logs):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        own_folder(self.sockets)

    def secret_key(self) -> str:
        """The signing key of this machine, made once."""
        return self._made_once("secret_key", lambda: secrets.token_urlsafe(50))

    def encryption_key(self) -> str:
        """The key of what is kept encrypted in this machine's database, made once: 32 bytes in URL-safe base64."""
        return self._made_once("encryption_key", lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())

    def _made_once(self, name: str, make: Callable[[], str]) -> str:
        path = self.folder / name
        if not path.exists():
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(make())
        return path.read_text(encoding="ascii")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Holds the state folder for this process; the kernel lets go of it however the process ends."""
        self.prepare()
        with self.lock_file.open("a+", encoding="ascii") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.seek(0)
                raise AlreadyRunningError(file.read().strip()) from None
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            yield

    def remove(self) -> None:
        """Everything that belongs to this state, also what lies outside its folder."""
        for folder in (self.outside, self.sockets, self.folder):
            if folder.is_dir() and not folder.is_symlink():
                shutil.rmtree(folder)


class AlreadyRunningError(SupervisorError):
    """Another supervisor holds the state folder."""

    def __init__(self, pid: str) -> None:
        super().__init__(
            f"すでに動いています（プロセス番号 {pid}）。そちらの画面で Ctrl-C を押すか、kill {pid} で止めてください。"
        )


def own_folder(folder: Path, *, uid: int | None = None, mode: int = 0o700) -> None:
    """Makes a folder of ours in a place that others may write to, or checks that it really is ours."""
    try:
        folder.mkdir(mode=mode, parents=True)
    except FileExistsError:
        found = folder.lstat()
        if found.st_uid not in {os.getuid(), uid} or not stat.S_ISDIR(found.st_mode):
            raise SupervisorError(f"{folder} は別の利用者のものです。消してからもう一度どうぞ。") from None
    if uid is not None:
        os.chown(folder, uid, -1)
    folder.chmod(mode)


def lasting() -> State:
    """The state of this checkout: ``var/``, or ``HUB_STATE_DIR``."""
    return State(Path(os.environ.get("HUB_STATE_DIR") or CHECKOUT / "var"))


@contextmanager
def ephemeral() -> Iterator[State]:
    """A state for one command, removed after it; what a killed one left behind is removed too."""
    for place in {_MEMORY, Path(tempfile.gettempdir())}:
        for folder in place.glob(f"{_EPHEMERAL_PREFIX}{os.getuid()}-*"):
            _remove_left_behind(folder)
    base = quick_place()
    state = State(Path(tempfile.mkdtemp(prefix=f"{_EPHEMERAL_PREFIX}{os.getuid()}-", dir=base)))
    try:
        yield state
    finally:
        state.remove()


def quick_place() -> Path:
    """In memory where there is room, unless ``TMPDIR`` names a place: a database in the making writes thousands of files."""
    may_choose = "TMPDIR" not in os.environ and _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK)
    if may_choose and shutil.disk_usage(_MEMORY).free >= _MEMORY_FREE:
        return _MEMORY
    return Path(tempfile.gettempdir())


def _remove_left_behind(folder: Path) -> None:
    try:
        found = folder.lstat()
        if found.st_uid != os.getuid() or time.time() - found.st_mtime < _EPHEMERAL_LEFT_BEHIND:
            return
        state = State(folder)
        with state.locked():
            state.remove()
    except (OSError, AlreadyRunningError):
        return  # in use, or somebody else is removing it
