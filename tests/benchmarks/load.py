"""Asks a server on loopback as fast as it answers, over plain sockets, and counts."""

import http.client
import socket
import statistics
import threading
import time
from dataclasses import dataclass, field
from itertools import count


@dataclass
class Result:
    """What one round gave: answers, seconds, and the time of each answer in milliseconds."""

    answers: int = 0
    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    # Of one answer, with its headers.
    size: int = 0

    @property
    def p50(self) -> float:
        return statistics.median(self.times) if self.times else 0.0

    @property
    def rate(self) -> float:
        return self.answers / self.seconds

    @property
    def p99(self) -> float:
        return statistics.quantiles(self.times, n=100)[98] if len(self.times) > 2 else 0.0


def ask(port: int, target: str, headers: str = "", status: int = 200) -> bytes:
    """One request on a connection of its own; raises where the answer has another status. ``headers`` end in CRLF."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(
            f"GET {target} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n{headers}Connection: close\r\n\r\n".encode()
        )
        parts = []
        while part := line.recv(65_536):
            parts.append(part)
    answer = b"".join(parts)
    if not answer.startswith(f"HTTP/1.1 {status}".encode()):
        raise http.client.HTTPException(f"{target}: {answer[:200]!r}")
    return answer


def tag_of(port: int, target: str) -> str:
    """The strong tag of an answer."""
    head = ask(port, target).split(b"\r\n\r\n")[0].decode()
    return next(line.split(": ", 1)[1] for line in head.splitlines() if line.lower().startswith("etag:"))


def measure(
    port: int, target: str, *, seconds: float, threads: int = 4, headers: str = "", status: int = 200
) -> Result:
    """Asks for ``target`` from several threads; ``{}`` in it becomes a number that is never the same."""
    result, numbers, lock = Result(), count(), threading.Lock()
    end = time.perf_counter() + seconds

    def work() -> None:
        times = []
        while (begun := time.perf_counter()) < end:
            answer = ask(port, target.format(f"{begun}-{next(numbers)}"), headers, status)
            times.append((time.perf_counter() - begun) * 1_000)
        with lock:
            result.times += times
            result.size = len(answer)

    workers = [threading.Thread(target=work) for _ in range(threads)]
    begun = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    result.seconds, result.answers = time.perf_counter() - begun, len(result.times)
    return result
