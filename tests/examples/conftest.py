"""The examples run as what they are, a reader's programs, against the hub on this machine."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as of_the_hub
from pytest_django import Settings

FOLDER = Path(of_the_hub.BASE_DIR) / "docs" / "examples"
SECONDS = 60


@pytest.fixture
def site(live_server: Any, settings: Settings) -> str:
    """The address of a running hub that lets us ask as often as we like."""
    settings.SITE_URL = live_server.url
    settings.HUB_API_LIMITS = {"visitor": 100_000, "token": 100_000}
    return str(live_server.url)


@pytest.fixture
def start() -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Starts an example: ``start("mirror.py", site, path)``."""
    started: list[subprocess.Popen[str]] = []

    def start_(name: str, *arguments: object) -> "subprocess.Popen[str]":
        command = [sys.executable, "-I", str(FOLDER / name), *map(str, arguments)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        started.append(process)
        return process

    yield start_
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def run(start: Callable[..., "subprocess.Popen[str]"]) -> Callable[..., str]:
    """What an example prints until it ends well."""

    def run_(name: str, *arguments: object) -> str:
        process = start(name, *arguments)
        said, _nothing = process.communicate(timeout=SECONDS)
        assert process.returncode == 0, said
        return said

    return run_
