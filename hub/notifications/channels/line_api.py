"""The Messaging API of LINE, over one connection for as many calls as it will take.

Nothing that LINE answers gets into an error but the status: its words may hold what was sent.
"""

import http.client
import json
import ssl
from contextlib import suppress
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings

from hub.notifications.channels.ways import AlreadyAcceptedError, AwayError, LaterError, RefusedError

_MOST_READ = 100_000
_MOST_WAIT = 3_600
_OK = 200


class LineApi:
    """No redirect is followed: the token goes to the host that the settings name, and nowhere else."""

    def __init__(self) -> None:
        self._connection: http.client.HTTPConnection | None = None
        self._is_used = False

    def push(self, line_id: str, texts: list[str], *, key: str) -> None:
        """Returns when LINE has taken it, now or before under the same ``key``."""
        said = {"to": line_id, "messages": [{"type": "text", "text": text} for text in texts]}
        with suppress(AlreadyAcceptedError):
            self._call("/v2/bot/message/push", said, {"X-Line-Retry-Key": key})

    def link_token(self, line_id: str) -> str:
        """With which LINE knows, when an account is linked, that it is the same person; good for ten minutes."""
        answer = self._call(f"/v2/bot/user/{quote(line_id, safe='')}/linkToken", None, {})
        token = answer.get("linkToken")
        return token if isinstance(token, str) else ""

    def _call(self, path: str, said: Any, headers: dict[str, str]) -> dict[str, Any]:
        body = b"" if said is None else json.dumps(said, ensure_ascii=False).encode()
        headers = headers | {
            "Authorization": f"Bearer {settings.LINE_CHANNEL_ACCESS_TOKEN}",
            "Content-Type": "application/json; charset=utf-8",
        }
        status, after, answer = self._ask(path, body, headers)
        if status == _OK:
            return _object(answer)
        raise _error(status, after)

    def _ask(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, str, bytes]:
        """Once more where a connection that was good before turns out to be gone: the key makes that harmless."""
        was_used = self._is_used
        try:
            return self._ask_once(path, body, headers)
        except (ConnectionError, http.client.RemoteDisconnected) as error:
            if not was_used:
                raise LaterError(f"LINE {type(error).__name__}") from error
        except (OSError, http.client.HTTPException) as error:
            raise LaterError(f"LINE {type(error).__name__}", of_all=isinstance(error, TimeoutError)) from error
        try:
            return self._ask_once(path, body, headers)
        except AwayError as error:  # but it may have taken what the lost connection was asked
            raise LaterError(str(error), of_all=True) from error
        except (OSError, http.client.HTTPException) as error:
            raise LaterError(f"LINE {type(error).__name__}", of_all=isinstance(error, TimeoutError)) from error

    def _ask_once(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, str, bytes]:
        connection = self._connected()
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            words = answer.read(_MOST_READ)
        except BaseException:  # also the time limit of the task
            self.close()
            raise
        self._is_used = True
        if not answer.isclosed():  # longer than anything that we ask for
            self.close()
        return answer.status, answer.headers.get("Retry-After", ""), words

    def _connected(self) -> http.client.HTTPConnection:
        """Who can't be reached was not asked: that is no mailing's failure."""
        if self._connection is None or self._connection.sock is None:
            self.close()
            self._connection = _connection()
            try:
                self._connection.connect()
            except OSError as error:
                self.close()
                raise AwayError(f"LINE {type(error).__name__}") from error
            except BaseException:
                self.close()
                raise
        return self._connection

    def close(self) -> None:
        connection, self._connection, self._is_used = self._connection, None, False
        if connection is not None:
            with suppress(OSError):
                connection.close()


def _connection() -> http.client.HTTPConnection:
    url = urlsplit(settings.LINE_API)
    host, seconds = url.hostname or "", settings.EMAIL_TIMEOUT
    if url.scheme == "https":
        return http.client.HTTPSConnection(host, url.port, timeout=seconds, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, url.port, timeout=seconds)


def _error(status: int, after: str) -> Exception:
    kind = f"LINE {status}"
    if status == 409:
        return AlreadyAcceptedError(kind)
    if status == 429:
        return LaterError(kind, after=_seconds(after), of_all=True)
    if status >= 500:
        return LaterError(kind, after=_seconds(after))
    if status in {401, 403} or status < 400:
        # Our key is not good, or something else than LINE answers: so it is for all.
        return AwayError(kind)
    return RefusedError(kind)


def _seconds(after: str) -> int | None:
    """Of ``Retry-After``, which may be a date too: then we wait as long as ever."""
    text = after.strip()
    return min(max(int(text), 1), _MOST_WAIT) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _object(answer: bytes) -> dict[str, Any]:
    try:
        found = json.loads(answer)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
