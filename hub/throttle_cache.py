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


class ThrottleCache(BaseCache):
    """Django's Redis cache, which falls back to the process's memory and comes back by itself."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._redis = RedisCache(server, dict(params))
        self._local = LocMemCache(f"throttles {server}", dict(params))
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

        def act(cache: BaseCache) -> int:
            if isinstance(cache, RedisCache):
                client = cache._cache.get_client(write=True)  # noqa: SLF001  Django has no way to send two commands at once
                name = cache.make_and_validate_key(key, version=version)
                with client.pipeline(transaction=False) as pipe:
                    return int(pipe.incr(name).expire(name, timeout).execute()[0])
            cache.add(key, 0, timeout, version)
            return cache.incr(key, 1, version)

        return int(self._ask(act))

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._ask(lambda cache: cache.touch(key, timeout, version)))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self._ask(lambda cache: cache.delete(key, version)))

    def clear(self) -> None:
        self._ask(lambda cache: cache.clear())
