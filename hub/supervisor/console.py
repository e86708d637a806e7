"""What the operator reads: one line for each thing that happens, with the name of who says it in front."""

import os
import sys
import time
from pathlib import Path
from typing import TextIO

_WIDTH = 8
_COLOURS = {"hub": "1;32", "web": "36", "worker": "35", "beat": "34", "sink": "33", "postgres": "90", "valkey": "90"}


class Console:
    """Writes whole lines ``name     | text`` to one stream; coloured only on a terminal without ``NO_COLOR``."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._coloured = self._stream.isatty() and not os.environ.get("NO_COLOR")
        self._began = time.monotonic()

    def line(self, name: str, text: str) -> None:
        label = f"{name:<{_WIDTH}} |"
        if self._coloured:
            label = f"\033[{_COLOURS.get(name, '33')}m{label}\033[0m"
        try:
            self._stream.write(f"{label} {text}\n")
            self._stream.flush()
        except BrokenPipeError:
            # Whoever read the log (`make run | head`) is gone; the hub goes on without it.
            self._stream = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115

    def say(self, text: str) -> None:
        """A line of the supervisor itself."""
        self.line("hub", text)

    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._began


class SupervisorError(Exception):
    """Something that stops the supervisor. The message is for the operator and says what to do."""
