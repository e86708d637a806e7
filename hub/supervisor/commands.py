"""What each process of the hub is, word for word: `make run` starts these, and so does every container."""

import os
import sys
from pathlib import Path

from .console import SupervisorError
from .state import CHECKOUT, lasting

_MANAGE = str(CHECKOUT / "manage.py")

WEB = ("-m", "gunicorn", "--config", "python:hub.gunicorn_conf", "hub.wsgi")
_CELERY = ("-m", "celery", "--quiet", "--app", "hub")
WORKER = (*_CELERY, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle")
SINK = ("-m", "hub.supervisor.sink")
MIGRATE = (_MANAGE, "upgrade")
SEED = (_MANAGE, "seed", "--accounts")
# No page is the framework's own; its fonts and pictures are a third of all there is.
COLLECT_STATIC = (_MANAGE, "collectstatic", "--no-input", "--verbosity", "0", "--ignore", "rest_framework")


def beat(schedule: Path) -> tuple[str, ...]:
    return (*_CELERY, "beat", "--schedule", str(schedule))


def command(name: str) -> list[str]:
    """The full command line of one of ``web``, ``worker``, ``beat``, ``migrate``."""
    arguments = {"web": WEB, "worker": WORKER, "beat": beat(lasting().beat_schedule), "migrate": MIGRATE}
    if name not in arguments:
        raise SupervisorError(f"{name} という役はありません。{'、'.join(arguments)} のどれかです。")
    return [sys.executable, *arguments[name]]


def replace_this_process(name: str) -> int:
    """Becomes that process, so that a container's first process is the one that is meant."""
    words = command(name)
    if name == "migrate":
        os.environ["HUB_AS_OWNER"] = "1"
    os.chdir(CHECKOUT)
    os.execv(words[0], words)
