"""Counters of throttles: shared while Redis is there, the process's own while it is away."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
import redis
from django.conf import settings

from hub.throttle_cache import ThrottleCache


@pytest.fixture
def prefix() -> Iterator[str]:
    name = f"test-{uuid4()}"
    yield name
    client = redis.Redis.from_url(settings.REDIS_URL)
    for key in client.scan_iter(f"{name}*"):
        client.delete(key)
    client.close()


def _cache(prefix: str, server: str = "") -> ThrottleCache:
    return ThrottleCache(server or settings.REDIS_URL, {"KEY_PREFIX": prefix, "OPTIONS": {"socket_timeout": 0.5}})


def test_two_processes_share_a_counter(prefix: str) -> None:
    one, two = _cache(prefix), _cache(prefix)
    one.set("failures", [1.0], 60)
    assert two.get("failures") == [1.0]
    assert (one.add("lock", True, 60), two.add("lock", True, 60)) == (True, False)
    two.delete("lock")
    assert one.add("lock", True, 60)
    one.set("n", 1, 60)
    assert (two.incr("n"), one.get("n"), one.touch("n", 60)) == (2, 2, True)


def test_without_redis_each_process_counts_for_itself(prefix: str) -> None:
    away = _cache(prefix, "unix:///nowhere/valkey.sock?db=0")
    assert away.get("failures", []) == []
    away.set("failures", [1.0], 60)
    assert away.get("failures") == [1.0]
    assert (away.add("lock", True, 60), away.add("lock", True, 60)) == (True, False)
    away.clear()
    assert away.get("failures") is None


def test_it_comes_back_by_itself(prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = _cache(prefix)
    moment = 1000.0
    monkeypatch.setattr("hub.throttle_cache.time.monotonic", lambda: moment)
    cache._away_until = moment + 10
    cache.set("failures", [1.0], 60)
    assert _cache(prefix).get("failures") is None
    moment = 1011.0
    cache.set("failures", [2.0], 60)
    assert _cache(prefix).get("failures") == [2.0]
