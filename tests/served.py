"""The hub as it runs, in a process of its own: gunicorn with the database of the tests."""

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

from tests import waiting


@contextmanager
def served(folder: Path, *, collect_static: bool = False, **environment: str) -> Iterator[str]:
    """Its address. One process answers; ``folder`` holds its log and, if asked for, the static files."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    whole = os.environ | {
        "DJANGO_SETTINGS_MODULE": "hub.settings.dev",
        "DATABASE_URL": _address_of_database("DATABASE_URL"),
        "DATABASE_OWNER_URL": _address_of_database("DATABASE_OWNER_URL"),
        "HUB_STATIC_ROOT": str(folder / "static"),
        "HUB_BIND": f"127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": url,
        "WEB_CONCURRENCY": "1",
        "LOG_LEVEL": "WARNING",
        **environment,
    }
    if collect_static:
        collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0", "--ignore", "rest_framework"]
        subprocess.run(collect, cwd=settings.BASE_DIR, env=whole, check=True)
    command = [str(Path(sys.executable).parent / "gunicorn"), "hub.wsgi", "-c", "hub/gunicorn_conf.py"]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(command, cwd=settings.BASE_DIR, env=whole, stdout=log, stderr=log) as process,
    ):
        try:
            waiting.until(lambda: _answers(url), what="gunicorn")
            yield url
        finally:
            process.terminate()
            process.wait(30)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _address_of_database(variable: str) -> str:
    """The same server and role, with the database of the tests."""
    url = urlsplit(os.environ[variable])
    return urlunsplit(url._replace(path=f"/{connection.settings_dict['NAME']}"))
