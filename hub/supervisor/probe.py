"""Asks the hub's own web server on this machine, as one of the names that it answers to."""

from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException


def answers(path: str, env: Mapping[str, str], *, seconds: float = 5.0) -> bool:
    """Whether ``path`` answers with 200 in time. ``env`` is the server's: where it listens, and its names."""
    port = int(env.get("HUB_BIND", "").rpartition(":")[2] or env.get("PORT") or 8000)
    name = env.get("ALLOWED_HOSTS", "localhost").partition(",")[0].strip().lstrip(".")
    connection = HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request("GET", path, headers={"Host": name})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
