"""Killing who works for the outbox, and what is seen of it afterwards."""

import os
import random
import signal
from collections import Counter
from pathlib import Path
from subprocess import Popen

from hub.notifications.models import Mailing
from tests.hub.notifications.mail_servers import MailServerOfTests
from tests.hub.notifications.processes import Hub


def states() -> dict[str, int]:
    return dict(Counter(Mailing.objects.values_list("state", flat=True)))


def all_ended(hub: Hub | None = None) -> bool:
    if hub:
        hub.look_after()
    return not Mailing.objects.unended().exists()


def copies_too_many(sink: MailServerOfTests) -> int:
    """Copies beyond the first of each."""
    return sum(count - 1 for count in sink.copies().values())


def report(what: str, **figures: object) -> None:
    print(f"\n[{what}] " + ", ".join(f"{name} {value}" for name, value in figures.items()))  # noqa: T201


def children_of(pid: int) -> list[int]:
    """The processes in which a worker does its tasks."""
    found = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        return [int(word) for word in found.read_text(encoding="ascii").split()]
    except OSError:
        return []


def kill_somebody(hub: Hub, workers: list[Popen[bytes]], dice: random.Random, *, inner_share: float = 0.6) -> int:
    """A whole worker, or one of the processes in which it works; how many that may have been sending."""
    place = dice.randrange(len(workers))
    inner = children_of(workers[place].pid)
    if inner and dice.random() < inner_share:
        try:
            os.kill(dice.choice(inner), signal.SIGKILL)
        except ProcessLookupError:
            return 0
        return 1
    hub.kill(workers[place])
    workers[place] = hub.worker()
    return len(inner)
