"""The sink of `make run`: a real process that mails are sent to."""

import os
import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from hub.supervisor import commands, sink
from hub.supervisor.state import CHECKOUT
from tests.hub.supervisor.running import free_port
from tests.waiting import until


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    held = sink.reserve_port()
    number = held.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, *commands.SINK, str(tmp_path / "mails"), str(number)], cwd=CHECKOUT, env=os.environ
    )
    until(lambda: _answers(number), what="the sink")
    yield number
    process.terminate()
    assert process.wait(10) == 0
    held.close()


def _answers(port: int) -> bool:
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=5):
            return True
    except OSError:
        return False


def test_what_is_sent_is_kept_and_goes_nowhere(port: int, tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@hub.example", "b@example.org", "こんにちは"
    message.set_content("本文です。")
    with smtplib.SMTP("127.0.0.1", port, timeout=5) as server:
        for _ in range(3):
            server.send_message(message)
    files = sorted((tmp_path / "mails").iterdir())
    assert [(path.suffix, path.stem.isdecimal()) for path in files] == [(".eml", True)] * 3
    assert (tmp_path / "mails").stat().st_mode & 0o777 == 0o700


def test_it_is_reached_from_this_machine_alone(port: int) -> None:
    table = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    listening = [line.split()[1] for line in table if line.split()[3] == "0A"]
    assert [one.partition(":")[0] for one in listening if int(one.partition(":")[2], 16) == port] == ["0100007F"]


def test_a_reserved_port_is_nobody_elses() -> None:
    first, second = sink.reserve_port(), sink.reserve_port()
    ports = [one.getsockname()[1] for one in (first, second)]
    assert ports[0] != ports[1]
    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind(("127.0.0.1", ports[0]))
    assert free_port() not in ports
    first.close()
    second.close()


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    keeper = sink.Keeper(tmp_path, most=3)
    for number in range(7):
        keeper.keep(f"{number}".encode())
    assert [path.read_text(encoding="ascii") for path in sorted(tmp_path.iterdir())] == ["4", "5", "6"]
