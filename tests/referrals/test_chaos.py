"""Promise 3: an accepted referral is never lost, whatever dies: every code that was shown opens its case, and every case
has the mail of its office, sent.

Small in ``make test``; ``make soak ARGS="tests/referrals -s"`` sends 200 and prints its figures.
"""

import random
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from pytest_django import Settings

from hub.notifications.models import Mailing
from referrals import codes
from referrals.models import CaseAct, Referral
from referrals.services.records import ARRIVED
from tests.hub.notifications.chaos import all_ended, copies_too_many, kill_somebody, report
from tests.hub.notifications.mail_servers import MailServerOfTests
from tests.hub.notifications.processes import Broker, Hub, a_broker, a_hub
from tests.referrals.cases import district, office
from tests.served import _free_port
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)
_PATIENCE = 60.0


def _send(url: str, number: int, place: int) -> str:
    """One referral, by somebody who tries again with the same page until the receipt is there; its code."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    page, until_when, token = str(uuid.uuid4()), time.monotonic() + _PATIENCE, ""
    while time.monotonic() < until_when:
        try:
            if not token:
                token = _found(r'csrfmiddlewaretoken" value="(\w+)"', opener.open(f"{url}/support/refer/", timeout=10))
            words = {
                "csrfmiddlewaretoken": token, "page": page, "step": "3", "writer": "neighbour", "reply": "code",
                "text": f"気になること {number}", "district": place,
            }  # fmt: skip
            sent = urllib.request.Request(f"{url}/support/refer/", urllib.parse.urlencode(words).encode())
            return _found(r'class="code">([0-9 ]{24})<', opener.open(sent, timeout=10)).replace(" ", "")
        except (OSError, ValueError, urllib.error.URLError):
            time.sleep(0.1)
    raise AssertionError(f"no receipt for {number} within {_PATIENCE} s")


def _found(pattern: str, answer: "urllib.request._UrlopenRet") -> str:
    match = re.search(pattern, answer.read().decode())
    if match is None:
        raise ValueError("an answer without it")
    return match[1]


@contextmanager
def _shown(hub: Hub) -> Iterator[None]:
    """What the processes said, of a test that fails."""
    try:
        yield
    finally:
        sys.stdout.write(hub.logs())


@pytest.mark.parametrize(
    ("number", "kills", "apart"), [(12, 3, 0.5), pytest.param(200, 60, 0.8, marks=pytest.mark.soak)]
)
def test_every_code_that_was_shown_opens_its_case_and_its_office_was_told(
    settings: Settings, number: int, kills: int, apart: float
) -> None:
    dice, began, port = random.Random(4711), time.monotonic(), _free_port()  # noqa: S311
    place = district()
    office(districts=(place,), staff=2)
    with TemporaryDirectory() as name, MailServerOfTests().running() as sink, a_broker(Path(name)) as broker:
        settings.REDIS_URL = broker.url
        with a_hub(Path(name), broker, sink.port, HUB_EMBEDDED="") as hub, _shown(hub):
            hub.collect_static()
            workers, web = [hub.worker()], hub.web(port)
            hub.beat()
            with ThreadPoolExecutor(3) as writers:
                sent = [writers.submit(_send, f"http://127.0.0.1:{port}", one, place.pk) for one in range(number)]
                until(sent[0].done, seconds=_PATIENCE, what="the first receipt")
                done = 0
                while done < kills and not all(one.done() for one in sent):
                    pause = time.monotonic() + apart * dice.uniform(0.3, 1.7)
                    until(lambda: time.monotonic() > pause, seconds=30)  # noqa: B023
                    web = _kill(dice, hub, web, workers, broker, port)
                    done += 1
                shown = [one.result() for one in sent]
            until(lambda: all_ended(hub), seconds=120, what="all mails")
    cases = Referral.objects.filter(code_hash__in=[codes.hash_of(code) for code in shown])
    mails = Mailing.objects.filter(kind=ARRIVED)
    report(
        "referrals", sent=number, kills=done, cases=cases.count(), mails=mails.filter(state="sent").count(),
        copies_too_many=copies_too_many(sink), seconds=round(time.monotonic() - began),
    )  # fmt: skip
    assert (len(set(shown)), cases.count(), Referral.objects.count()) == (number, number, number)
    assert sorted(mails.values_list("ids__referral", "state")) == sorted(
        (one.pk, "sent") for one in cases for _n in range(2)
    )
    assert CaseAct.objects.filter(action="receive").count() == number


def _kill(dice: random.Random, hub: Hub, web: object, workers: list[object], broker: Broker, port: int) -> object:
    """One of the three, with ``kill -9``; each is there again at once."""
    who = dice.choice(["web", "worker", "broker"])
    if who == "web":
        hub.kill(web)  # type: ignore[arg-type]
        return hub.web(port)
    if who == "worker":
        kill_somebody(hub, workers, dice)  # type: ignore[arg-type]
    else:
        broker.kill()
        broker.start()
    return web
