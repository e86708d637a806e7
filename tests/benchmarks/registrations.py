"""Sixteen clients register over HTTP at a served hub, all for one date: nothing oversold, every answer true, and how fast.

The rate is a share of that of a bare view with one INSERT in a transaction, behind the same middleware, asked by the same
clients in the same run, before and after.
"""

import os
import re
import socket
import statistics
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db import connections

from events.models import Occurrence, Registration
from tests.events.registrations.people import date

CLIENTS, AIM = 16, 0.25
# One of so many is pressed twice.
TWICE = 10
_BARE_SECONDS = 5.0
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')
_COOKIE = re.compile(rb"^set-cookie: *(csrftoken=[^;\r]+)", re.IGNORECASE | re.MULTILINE)
_PLACE = re.compile(rb"^location: *(\S+)", re.IGNORECASE | re.MULTILINE)
SAID = {"confirmed": "参加が決まっています", "waiting": "空きを待っています"}


@dataclass(frozen=True)
class Answer:
    status: int
    head: bytes
    body: bytes

    @property
    def place(self) -> str:
        found = _PLACE.search(self.head)
        return found[1].decode() if found else ""


def ask(port: int, method: str, target: str, *, cookie: str = "", form: dict[str, str] | None = None) -> Answer:
    """One request on a connection of its own."""
    body = urlencode(form or {}).encode()
    lines = [f"{method} {target} HTTP/1.1", "Host: localhost", "Connection: close"]
    lines += [f"Cookie: {cookie}"] if cookie else []
    if method == "POST":
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        parts = []
        while part := line.recv(65_536):
            parts.append(part)
    head, _empty, body = b"".join(parts).partition(b"\r\n\r\n")
    return Answer(int(head.split(b" ", 2)[1]), head, body)


class Person:
    """A client with its cookie, as a browser that opened the form."""

    def __init__(self, port: int, url: str) -> None:
        self.port, self.url = port, url
        opened = ask(port, "GET", url)
        token, cookie = _TOKEN.search(opened.body), _COOKIE.search(opened.head)
        if opened.status != 200 or token is None or cookie is None:
            raise RuntimeError(f"{url}: {opened.status}, no form")
        self.token, self.cookie = token[1].decode(), cookie[1].decode()

    def post(self, target: str, form: dict[str, str]) -> Answer:
        return ask(self.port, "POST", target, cookie=self.cookie, form=form | {"csrfmiddlewaretoken": self.token})

    def register(self, number: int) -> list[Answer]:
        """Answers to one press, or to two of the same page."""
        form = {
            "name": f"ひと{number}", "contact": "phone", "phone": f"042-{number // 10_000:03}-{number % 10_000:04}",
            "email": "", "party": "1", "page": str(uuid.uuid4()), "website": "", "is_first": "",
        }  # fmt: skip
        return [self.post(self.url, form) for _press in range(2 if number % TWICE == 0 else 1)]


def _by_all(people: list[Person], work: Callable[[Person, int], None], numbers: range) -> float:
    """Seconds until each number was worked on by one of the clients."""
    left, lock, faults = iter(numbers), threading.Lock(), list[BaseException]()

    def run(one: Person) -> None:
        try:
            while True:
                with lock:
                    number = next(left, None)
                if number is None:
                    return
                work(one, number)
        except BaseException as fault:  # noqa: BLE001 - told to the caller
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(one,)) for one in people]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return time.perf_counter() - begun


def _bare(people: list[Person], begin: int) -> float:
    """Answers a second of the view with one INSERT."""
    end, times = time.perf_counter() + _BARE_SECONDS, list[float]()

    def insert(one: Person, number: int) -> None:
        if time.perf_counter() < end:
            answer = one.post("/inserting/", {"number": str(begin + number)})
            if answer.status != 200:
                raise RuntimeError(f"the bare view: {answer.status}")
            times.append(time.perf_counter())

    seconds = _by_all(people, insert, range(200_000))
    return len(times) / min(seconds, _BARE_SECONDS)


@contextmanager
def _served() -> Any:
    from tests.benchmarks.run import Server

    before = os.environ.get("DJANGO_SETTINGS_MODULE")
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"
    try:
        with Server() as port:
            yield port
    finally:
        os.environ.pop("DJANGO_SETTINGS_MODULE")
        if before is not None:
            os.environ["DJANGO_SETTINGS_MODULE"] = before


def registrations(count: int) -> dict[str, Any]:
    """``count`` people ask for a third as many places. Raises where an answer was not true."""
    capacity = count // 3
    at = date(capacity)
    answers: dict[int, list[Answer]] = {}
    connections.close_all()
    with _served() as port:
        people = [Person(port, f"/events/{at.event_id}/register/{at.pk}/") for _client in range(CLIENTS)]
        before = _bare(people, 0)

        def register(one: Person, number: int) -> None:
            answers[number] = one.register(number)

        seconds = _by_all(people, register, range(count))
        after = _bare(people, 10_000_000)
        posts = sum(map(len, answers.values()))
        rate, bare = posts / seconds, statistics.mean([before, after])
        faults = _check(at, capacity, answers) or _read(people, at, answers)
    print(f"{posts:,} presses by {CLIENTS} clients for {capacity:,} places: {rate:.0f}/s; one INSERT {before:.0f} and {after:.0f}/s;"
          f" share {rate / bare:.2f} (aim {AIM}); {faults or 'every answer was true'}", flush=True)  # fmt: skip
    if faults:
        raise RuntimeError(str(faults))
    return {"presses": posts, "rate": rate, "bare": [before, after], "share": rate / bare, "capacity": capacity}


def _check(at: Occurrence, capacity: int, answers: dict[int, list[Answer]]) -> dict[str, Any]:
    """What is wrong in the table, or of the answers as such."""
    there = Counter(Registration.objects.filter(occurrence=at).values_list("state", flat=True))
    wanted = {"confirmed": capacity, "waiting": len(answers) - capacity}
    statuses = Counter(one.status for pressed in answers.values() for one in pressed)
    twice = [number for number, pressed in answers.items() if len({one.place for one in pressed}) != 1]
    taken = Occurrence.objects.get(pk=at.pk).taken
    found = {
        "rows": dict(there) if there != wanted else None, "statuses": dict(statuses) if set(statuses) != {302} else None,
        "told two things": twice[:5], "counter": taken if taken != capacity else None,
    }  # fmt: skip
    return {name: wrong for name, wrong in found.items() if wrong}


def _read(people: list[Person], at: Occurrence, answers: dict[int, list[Answer]]) -> dict[str, Any]:
    """Each follows its answer: the page says its own name, and what stands in the table."""
    states = dict(Registration.objects.filter(occurrence=at).values_list("name", "state"))
    untrue: list[int] = []

    def read(one: Person, number: int) -> None:
        page = ask(one.port, "GET", answers[number][0].place, cookie=one.cookie)
        text, name = page.body.decode(), f"ひと{number}"
        said = SAID[states[name]]
        if page.status != 200 or f"<h1>{said}</h1>" not in text or not re.search(rf"{name}(?!\d)", text):
            untrue.append(number)

    _by_all(people, read, range(len(answers)))
    return {"untrue": untrue[:5], "how many": len(untrue)} if untrue else {}
