"""The counters of throttles: in Redis, which all processes share; in the process itself while Redis is away."""

import time
from collections.abc import Callable
from typing import Any

import redis
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

# So long nobody asks a Redis that did not answer: a request must not wait for it each time.
_LEFT_ALONE_SECONDS = 10.0


class LocalCache(LocMemCache):
    """Counters of this process alone."""

    def count(self, key: str, timeout: int, version: int | None = None) -> int:
        self.add(key, 0, timeout, version)
        return int(self.incr(key, 1, version))


class ThrottleCache(BaseCache):
    """Django's Redis cache, which falls back to the process's memory and comes back by itself."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._redis = RedisCache(server, dict(params))
        self._local = LocalCache(f"throttles {server}", dict(params))
        self._away_until = 0.0

    def _ask(self, act: Callable[[BaseCache], Any]) -> Any:
        if time.monotonic() >= self._away_until:
            try:
                return act(self._redis)
            except (redis.RedisError, OSError):
                self._away_until = time.monotonic() + _LEFT_ALONE_SECONDS
        return act(self._local)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._ask(lambda cache: cache.add(key, value, timeout, version)))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._ask(lambda cache: cache.get(key, default, version))

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._ask(lambda cache: cache.set(key, value, timeout, version))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return int(self._ask(lambda cache: cache.incr(key, delta, version)))

    def count(self, key: str, timeout: int, version: int | None = None) -> int:
        """One more under this key, which ends by itself; the sum. One round trip, and of two at once each another sum."""

        def act(cache: Any) -> int:
            if isinstance(cache, RedisCache):
                return _count(cache, cache.make_and_validate_key(key, version=version), timeout)
            return int(cache.count(key, timeout, version))

        return int(self._ask(act))

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._ask(lambda cache: cache.touch(key, timeout, version)))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self._ask(lambda cache: cache.delete(key, version)))

    def clear(self) -> None:
        self._ask(lambda cache: cache.clear())


def _count(cache: RedisCache, name: str, timeout: int) -> int:
    """Both commands in one packet. A pipeline of the library takes three times as long, at every request of the feed."""
    # Django has no way to send two commands at once; a client of its own would be made anew each time.
    client: Any = cache._cache  # noqa: SLF001
    pool = client._get_connection_pool(write=True)  # noqa: SLF001
    line = pool.get_connection()
    try:
        line.send_packed_command(line.pack_commands([("INCR", name), ("EXPIRE", name, timeout)]))
        used = int(line.read_response())
        line.read_response()
    except BaseException:
        line.disconnect()
        raise
    finally:
        pool.release(line)
    return used
