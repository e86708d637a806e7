"""How many reports one client and all together may send, in which time, and what is kept to count them."""

import pytest
from pytest_django import Settings

from hub import turns
from hub.trust.throttle import take_turn

# The first second of a day, as the windows count.
DAWN = 86_400.0 * 20_000
LIMITS = {"client": ((3_600, 2), (86_400, 3)), "all": ((3_600, 5),)}


@pytest.fixture(autouse=True)
def _limits(settings: Settings) -> None:
    settings.HUB_REPORT_LIMITS = LIMITS


def test_a_client_has_so_many_an_hour_and_so_many_a_day() -> None:
    assert [take_turn("a", now=DAWN + 10) for _turn in range(3)] == [0, 0, 3_591]
    # The one that was refused counts in the hour alone.
    assert [take_turn("a", now=DAWN + 3_600) for _turn in range(2)] == [0, 82_801]
    assert take_turn("a", now=DAWN + 86_400) == 0


def test_all_together_have_so_many_an_hour() -> None:
    assert [take_turn(str(n), now=DAWN) for n in range(6)] == [0, 0, 0, 0, 0, 3_601]
    assert take_turn("another", now=DAWN + 3_600) == 0


def test_one_who_is_refused_does_not_shut_the_door_for_others() -> None:
    for _turn in range(50):
        take_turn("a", now=DAWN)
    assert [take_turn(name, now=DAWN) for name in "bcd"] == [0, 0, 0]


def test_the_client_is_under_another_name_each_day_and_can_not_be_read() -> None:
    names = [
        {key for key, *_rest in turns._windows("report", "192.0.2.77", LIMITS, DAWN + day * 86_400)}
        for day in (0, 0, 1)
    ]
    assert names[0] == names[1]
    of_client = [{key.split(":")[1] for key in keys} - {"all"} for keys in names]
    assert of_client[0] & of_client[2] == set()
    assert "192.0.2.77" not in str(names)


def test_with_the_cache_out_of_reach_the_process_counts(settings: Settings) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "hub.throttle_cache.ThrottleCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "OPTIONS": {"socket_connect_timeout": 1},
        }
    }
    assert [take_turn("z", now=DAWN) for _turn in range(3)] == [0, 0, 3_601]
