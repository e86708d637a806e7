"""``healthy NAME``: whether this container's process does its work. Exit code 0 or 1, for the container's health check."""

import os
import socket
import subprocess
import sys
import time

from . import probe
from .console import SupervisorError
from .state import CHECKOUT, lasting

# Celery's beat writes its schedule every three minutes.
_BEAT_SILENT_AFTER = 600.0


def healthy(name: str) -> int:
    checks = {"web": lambda: probe.answers("/healthz", os.environ), "worker": _worker, "beat": _beat}
    if name not in checks:
        raise SupervisorError(f"{name} という役はありません。{'、'.join(checks)} のどれかです。")
    return 0 if checks[name]() else 1


def _worker() -> bool:
    """The worker of this host answers through the broker."""
    command = [sys.executable, "-m", "celery", "--app", "hub", "inspect", "ping", "--timeout", "8"]
    answer = subprocess.run(
        [*command, "--destination", f"celery@{socket.gethostname()}"], cwd=CHECKOUT, capture_output=True, check=False
    )
    return answer.returncode == 0


def _beat() -> bool:
    schedule = lasting().beat_schedule
    written = [path.stat().st_mtime for path in schedule.parent.glob(f"{schedule.name}*")]
    return bool(written) and time.time() - max(written) < _BEAT_SILENT_AFTER
