"""Sentinels: what somebody who offers a skill or applies for a role is called, says and can be reached by, and where it stands at all."""

import logging
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from email.header import decode_header, make_header
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from hub import page_cache
from hub.accounts.services.deletion import delete_account
from hub.api import answers, reading
from hub.notifications import dispatch
from hub.notifications.models import Mailing
from hub.notifications.sending import send_due
from partners.models import Role
from partners.services import application_clock
from partners.services.activity_certificates import code_of
from partners.services.application_forgetting import forget_applicant, forget_old_names
from partners.services.applications import end_application
from tests.hub.notifications.mail_servers import MailServerOfTests, Taken
from tests.hub.notifications.processes import Broker, a_broker
from tests.partners.lives import WORDS, Lives, lived, words_in
from tests.referrals.dump import dump_database
from tests.security.addresses import address, patterns
from tests.security.expectations import OPEN, PAGES, PUBLIC
from tests.security.world import ROLES

pytestmark = pytest.mark.django_db
# Loggers of the tests themselves, and of the database, where each statement stands.
_NOT_OURS = ("mail.log", "asyncio", "factory", "django.db")
# Which column of the matrix each who looks is; pages that everybody sees alike are looked at by the visitor.
_READERS = {
    "visitor": "visitor", "resident": "resident", "viewer": "viewer", "other": "owner", "university": "owner",
    "coordinator": "coordinator", "administrator": "administrator", "worked": "resident", "writer": "owner",
}  # fmt: skip


@pytest.fixture
def broker() -> Iterator[Broker]:
    with TemporaryDirectory(prefix="hub-") as name, a_broker(Path(name)) as one:
        yield one


@pytest.fixture
def server() -> Iterator[MailServerOfTests]:
    with MailServerOfTests().running() as one:
        yield one


@pytest.fixture
def _outside(broker: Broker, server: MailServerOfTests, settings: Settings) -> Iterator[None]:
    """Throttles, queue and mail as when the hub runs."""
    settings.CACHES = {"default": django_settings.CACHES["default"] | {"BACKEND": "hub.throttle_cache.ThrottleCache", "LOCATION": broker.url}}  # fmt: skip
    settings.CELERY_BROKER_URL = broker.url.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
    settings.EMAIL_BACKEND = "hub.notifications.backend.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.HUB_API_LIMITS = {"visitor": 10**9, "token": 10**9}
    dispatch.broker.forget()
    yield
    dispatch.broker.forget()


class _Log(logging.Handler):
    """What the hub writes to its log, as it is written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(
            next(one.formatter for one in logging.getLogger().handlers if one.formatter and one.get_name() != "caplog")
        )

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith(_NOT_OURS):
            self.lines.append(self.format(record))


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """In place of where it is written else; down to what only developers see."""
    root, handler = logging.getLogger(), _Log()
    level, factories = root.level, logging.getLogger("factory")
    monkeypatch.setattr(root, "handlers", [handler])
    root.setLevel(logging.DEBUG)
    factories.setLevel(logging.WARNING)
    yield handler.lines
    root.setLevel(level)
    factories.setLevel(logging.NOTSET)


# Pages of partners that say something of proposals, projects or who takes part.
_ABOUT = re.compile("^(home|list|board)$|propos|project")


class _Keys(dict[str, Any]):
    """Of other things than these there is none."""

    def __missing__(self, key: str) -> Any:
        return "x" if key == "programme" else 0


def _pages(lives: Lives, who: str) -> dict[str, str]:
    """What the matrix says that such a reader can open, of proposals, projects, roles and applications, by name. Members of other
    organisations look at their own."""
    ours = {"other": lives.other, "university": lives.university}.get(who, lives.ours)
    column, found = ROLES.index(_READERS[who]), {}
    for name, route in patterns():
        space, _colon, page = name.partition(":")
        if space not in {"roles", "applications"} and not (space == "partners" and _ABOUT.search(page)):
            continue
        opens = who == "visitor" if name in PUBLIC | OPEN else PAGES[name][0][column] == 200
        # What is one's own is the same page for them as for a resident.
        opens = opens and (who not in {"coordinator", "administrator"} or route.startswith("staff/"))
        if opens:
            found[name] = address(name, route, _Keys(lives.keys | {"accounts_organization": ours.pk}))
    return found


def _elsewhere(lives: Lives) -> dict[str, str]:
    """What else says something of roles, to everybody; and the feed in each form."""
    feed = {f"{kind}.{form}": f"/api/v1/{kind}/?format={form}" for kind in ("roles", "projects") for form in ("json", "csv")}  # fmt: skip
    one = {"role.json": f"/api/v1/roles/{lives.keys['role']}/", "changes": "/api/v1/changes/"}
    return feed | one | {"front": "/", "organization": lives.ours.get_absolute_url(), "found": "/roles/?q=お茶"}


def _looked(lives: Lives, readers: Iterable[str] = _READERS, *, only: str = "") -> dict[tuple[str, str], list[str]]:
    """Who reads what where, where there is anything."""
    found = {}
    for who in readers:
        client = lives.client(who)
        for name, path in (_pages(lives, who) | (_elsewhere(lives) if who == "visitor" else {})).items():
            if only not in name:
                continue
            answer = client.get(path)
            if kinds := words_in(answer.content.decode() + str(answer.headers)):
                found[who, name] = kinds
    return found


def _mail_text(one: Taken) -> str:
    """Envelope, head and body."""
    head = [f"{name}: {make_header(decode_header(str(value)))}" for name, value in one.message.items()]
    parts = [part.get_content() for part in one.message.walk() if not part.is_multipart()]
    return "\n".join([one.sender, *one.recipients, *head, *parts])


def _queued_and_counted(broker: Broker) -> list[str]:
    """All that Redis holds: what waits to be done, and what the throttles count."""
    client, found = broker.client(), []
    for key in sorted(client.keys("*")):
        kind = client.type(key)
        value = (
            client.lrange(key, 0, -1)
            if kind == b"list"
            else client.smembers(key)
            if kind == b"set"
            else client.get(key)
        )
        found.append(b" ".join([key, *(value if isinstance(value, list | set) else [value])]).decode(errors="replace"))
    return found


def _tables() -> dict[str, list[str]]:
    """In which table what stands; sessions as they are when they are read."""
    rows = dump_database() | {"django_session": str([one.get_decoded() for one in Session.objects.all()])}
    return {table: kinds for table, text in rows.items() if (kinds := words_in(text))}


def _kinds() -> list[str]:
    return sorted(set(Mailing.objects.filter(state="sent").values_list("kind", flat=True)))


# What each may read, and nobody else anything.
_OWN = {
    ("worked", "applications:certificate"): ["paper", "revoked"],
    ("worked", "applications:my_skills"): ["skill"],
    ("worked", "applications:own"): ["phone", "told", "answer", "work", "dispute"],
    ("worked", "applications:own_hours"): ["work", "dispute"],
}
# The organisation calls people as they want to be called, and sees of skills neither whose they are nor how to reach them.
_OF_ORGANIZATION = {
    ("writer", "applications:ask"): ["skill", "asked"],
    ("writer", "applications:desk"): ["called"],
    ("writer", "applications:desk_hours"): ["called", "work", "dispute"],
    ("writer", "applications:desk_one"): ["called", "phone", "told", "answer", "work", "dispute"],
    ("writer", "applications:desk_revoke"): ["revoked"],
    ("writer", "applications:people_skills"): ["skill"],
    ("other", "applications:ask"): ["skill"],
    ("other", "applications:people_skills"): ["skill"],
}
_OF_CITY = {(who, "applications:staff_certificate"): ["revoked"] for who in ("coordinator", "administrator")}
_ROWS = {
    "account_emailaddress": ["address"], "accounts_user": ["account", "address"], "partners_skilloffer": ["skill"],
    # With which address they have signed in.
    "django_session": ["address"],
    "partners_skillrequest": ["asked"], "partners_roleapplication": ["called"], "partners_hours": ["work", "dispute"],
    "partners_applicationmessage": ["phone", "told", "answer"], "partners_activitycertificate": ["paper", "revoked"],
}  # fmt: skip
_MAILS = [
    *(f"applications.{kind}" for kind in ("closed", "hours", "late", "message", "new", "soon", "told", "waits")),
    *("certificates.revoked", "lending.asked", "lending.over", "lending.told", "lending.unanswered"),
]


@pytest.mark.usefixtures("_outside")
def test_nobody_learns_who_offers_and_who_applies_but_whom_they_tell(
    server: MailServerOfTests, broker: Broker, log: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    addresses: list[str] = []
    with django_capture_on_commit_callbacks(execute=True):
        lives = lived(send_due, addresses)
    logging.getLogger().setLevel(logging.INFO)
    assert _looked(lives) == _OWN | _OF_ORGANIZATION | _OF_CITY
    assert _tables() == _ROWS
    # A mail goes to whose address it is, and says nothing of anybody.
    own = {user.email for user in lives.users.values() if words_in(user.email)}
    told = [(one.recipients, words_in(_mail_text(one))) for one in server.taken]
    assert [(to, kinds) for to, kinds in told if kinds != (["address"] if to[0] in own else [])] == []
    assert (_kinds(), len(told)) == (_MAILS, Mailing.objects.count())
    kept = _queued_and_counted(broker)
    assert [words_in(text) for text in kept] == [[]] * len(kept)
    assert {kind: any(kind in text for text in kept) for kind in ("send_due", "certificate")} == {"send_due": True, "certificate": True}  # fmt: skip
    assert [address for address in addresses if words_in(address)] == []
    assert [line for line in log if words_in(line)] == []
    assert len([line for line in log if "hub.access" in line]) > 100
    assert [key for key in page_cache.memory._pages if words_in(repr(key))] == []
    _only_who_has_the_code_reads_the_paper(lives)
    _with_a_word_planted(lives, server, broker, log)
    _forgotten(lives)


def _only_who_has_the_code_reads_the_paper(lives: Lives) -> None:
    revoked, good = lives.papers
    path, said = "/roles/certificates/check/{}/{}/", {}
    for name, number, code in (
        ("revoked", revoked.number, code_of(revoked)), ("good", good.number, code_of(good)),
        ("code of another", good.number, code_of(revoked)), ("no number", "KATSUDO-2026-ABCDEFGH", code_of(good)),
    ):  # fmt: skip
        said[name] = words_in(Client().get(path.format(number, code)).content.decode())
    assert said == {"revoked": ["paper", "revoked"], "good": ["paper"], "code of another": [], "no number": []}


def _with_a_word_planted(lives: Lives, server: MailServerOfTests, broker: Broker, log: list[str]) -> None:
    """The control: each look finds what it looks for, where somebody had put it there."""
    planted, posted = WORDS["told"], Role.objects.filter(pk=lives.role.pk)
    posted.update(title=planted)
    for memory in (page_cache.memory, answers.memory, reading.memory):
        memory.clear()
    found = {name for (_who, name), kinds in _looked(lives, ["visitor"], only="role").items() if "told" in kinds}
    assert found == {"roles:list", "roles:role", "roles.json", "roles.csv", "role.json"}  # fmt: skip
    before = len(server.taken)
    application_clock.tell_late(timezone.now() + timedelta(days=99))
    end_application(lives.at_work(), by=lives.users["writer"])
    send_due()
    assert [words_in(_mail_text(one)) for one in server.taken[before:]] == [["address", "told"]]
    logging.getLogger("partners.anything").info("%s", planted)
    cache.set("anything", planted)
    assert (words_in(log[-1]), words_in(str(_queued_and_counted(broker)))) == (["told"], ["told"])
    posted.update(title=lives.role.title)


def _forgotten(lives: Lives) -> None:
    """When it has been over for long, and when they have gone."""
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        forget_old_names()
        # One waits, so that it is not over; and hours and papers are the person's.
        assert _tables() == _ROWS | {"partners_applicationmessage": ["phone", "told"]}
        for who in ("worked", "waits", "asked"):
            delete_account(lives.users[who], forget=forget_applicant)
    # The last mail tells whose account it was. Those who signed in here did so without the hub's own form.
    Session.objects.all().delete()
    assert _tables() == {"notifications_mailing": ["address"]}
