import resource
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.deep_calls import with_room

# As deep as a page is with all its middlewares and the templates in each other; a chunk of frames ends on the way.
DEPTH = 400


def nothing() -> None:
    pass


def call(times: int) -> None:
    for _ in range(times):
        nothing()


def call_at_each_depth(depth: int) -> None:
    call(200)
    if depth:
        call_at_each_depth(depth - 1)


def pages_of_memory() -> int:
    """How many the system had to find for this thread while it called."""
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    call_at_each_depth(DEPTH)
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def test_what_is_called_there_gets_what_it_was_given_and_gives_back_what_it_made() -> None:
    assert with_room(divmod, 7, 2) == (3, 1)
    assert with_room(sorted, [1, 3, 2], reverse=True) == [3, 2, 1]
    with pytest.raises(ZeroDivisionError):
        with_room(divmod, 1, 0)


def test_a_loop_deep_down_asks_the_system_for_no_memory_with_each_call() -> None:
    with_room(pages_of_memory)
    assert with_room(pages_of_memory) < 50  # what the frames themselves lie in


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="how later versions of CPython keep frames was not looked at")
def test_without_room_it_does() -> None:
    with ThreadPoolExecutor(1) as thread:  # whose frames begin anew, not in the room that this test has itself
        assert thread.submit(pages_of_memory).result() >= 200
