"""Several who act at the same moment, each with a connection of its own; for transactional tests."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connection


def at_once(acts: list[Callable[[], Any]]) -> list[BaseException | None]:
    """Runs each in a thread, all released together; what each raised."""
    barrier, outcomes = Barrier(len(acts)), [None] * len(acts)  # type: ignore[var-annotated]

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            barrier.wait(timeout=10)
            act()
        except Exception as error:  # noqa: BLE001 - told to the test
            outcomes[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return outcomes
