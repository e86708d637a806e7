"""gunicorn, the same under `make run` and in a container. Where it listens and how many it is come from the environment."""

import gc
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from gunicorn.arbiter import Arbiter
from gunicorn.config import Config
from gunicorn.glogging import Logger

# Read here so that the first process, too, logs as the settings say (they set logging up).
settings.LOG_FORMAT  # noqa: B018


# What gunicorn says of a request that it can't read begins so, and then names the client and quotes what was sent.
_UNREADABLE = "Invalid request"
_FAILED = "Error handling request"


class StructuredLogger(Logger):
    """gunicorn's own words go where all others go, instead of to handlers of its own, and none of them names a client."""

    def setup(self, cfg: Config) -> None:
        self.error_log.propagate = True
        self.error_log.setLevel(self.LOG_LEVELS.get(cfg.loglevel.lower(), "INFO"))

    def warning(self, msg: str, *args: object, **kwargs: Any) -> None:
        """Of a request that can't be read (too long a line, no HTTP) that it came, not from where nor what it said."""
        if str(msg).startswith(_UNREADABLE):
            msg, args = f"{_UNREADABLE}.", ()
        super().warning(msg, *args, **kwargs)

    def exception(self, msg: str, *args: object, **kwargs: Any) -> None:
        """Of a request that failed before Django had it: what failed, without its address, which may open something."""
        if str(msg).startswith(_FAILED):
            msg, args = f"{_FAILED}.", ()
        super().exception(msg, *args, **kwargs)


bind = os.environ.get("HUB_BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
worker_class = "sync"
# Loaded once by the first process, not by each worker again: one that is replaced is there at once, and they share what
# they never write to.
preload_app = True
timeout = 30
graceful_timeout = 20
# A worker is replaced after so many requests, not all at the same time.
max_requests = 5000
max_requests_jitter = 500
# The request line holds the filters of a list, and no more than that.
limit_request_line = 8190
# No header of a client says below which path the hub stands.
forwarder_headers = ""
accesslog = None  # hub.request_id writes the access line
logger_class = StructuredLogger
control_socket_disable = True  # whoever may stop or change it does so by signals
# Not on a disk: a slow one would make a worker look dead.
_MEMORY = Path("/dev/shm")  # noqa: S108  (gunicorn makes a file there that has no name)
worker_tmp_dir = str(_MEMORY) if _MEMORY.is_dir() else None


def when_ready(_server: Arbiter) -> None:
    """What is loaded stays to the end: no worker looks through it for garbage, which would make it a copy of its own."""
    gc.collect()
    gc.freeze()
