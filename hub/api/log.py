"""Where a client stands in the change log: tokens, their epoch, and what became too old.

The epoch says that the log goes on from where the client saw it end. After a restore it does not: the numbers are
given anew to other changes. So it is made of what a restore can't leave as it was (the cluster, its timeline, the
database, the table) and of a value that ``renew_epoch`` changes, for ways of restoring that touch none of these.
"""

import hashlib
import re
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from hub.api.models import FeedState
from hub.api.problems import ProblemError, invalid_parameter

_TOKEN = re.compile(r"([0-9a-f]{12})-([0-9]{1,18})")
# The settled number: all that a transaction wrote after it, however long it took to commit and whatever a process of
# ours kept of before, is told again to who begins to follow.
_LOOK = """
SELECT s.epoch, coalesce(s.forgotten_to, 0), (SELECT coalesce(max(id), 0) FROM hub_change),
       (SELECT coalesce(min(id) - 1, (SELECT coalesce(max(id), 0) FROM hub_change)) FROM hub_change
        WHERE created_at > clock_timestamp() - %s * interval '1 second'),
       (SELECT system_identifier FROM pg_control_system()),
       CASE WHEN pg_is_in_recovery() THEN '' ELSE substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END,
       (SELECT oid FROM pg_database WHERE datname = current_database()), 'hub_change'::regclass::oid
FROM (SELECT 1) one LEFT JOIN api_feedstate s ON s.id = 1
"""


@dataclass(frozen=True)
class Log:
    """The log as it is now: its epoch, its newest number, and up to which number it was forgotten."""

    epoch: str
    newest: int
    forgotten_to: int
    # From here on somebody begins: lists may be a second old, and must not be older than the token.
    settled: int

    def token(self, number: int) -> str:
        """What a client gives to be told all that comes after ``number``."""
        return f"{self.epoch}-{number}"

    def number_of(self, token: str) -> int:
        """After which number a client wants to read. Raises ``token-expired`` (410) where it must begin anew."""
        found = _TOKEN.fullmatch(token)
        if not found:
            if len(token) > 100 or not token.isascii() or not token.isprintable():
                raise invalid_parameter("since", _("前の答えの next にあったものを、そのまま使ってください。"))
            raise ProblemError("token-expired")
        epoch, number = found[1], int(found[2])
        if epoch != self.epoch or number > self.newest or number < self.forgotten_to:
            raise ProblemError("token-expired")
        return number


def look_at_log() -> Log:
    """One query."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, [settings.HUB_API_SETTLED_SECONDS])
        epoch, forgotten_to, newest, settled, *where = cursor.fetchone()
    return Log(epoch_of(epoch, *where), newest, forgotten_to, max(settled, forgotten_to))


def epoch_of(*said: object) -> str:
    """Twelve characters for a stored value and where the log lies."""
    return hashlib.sha256(" ".join(map(str, said)).encode()).hexdigest()[:12]


def renew_epoch() -> None:
    """All tokens expire: every client reads the lists anew."""
    FeedState.objects.update_or_create(pk=1, defaults={"epoch": uuid.uuid4()})


def forget_old_changes(most: int = 20_000) -> int:
    """Takes what is older than thirteen months out of the log; returns how many rows. The database keeps the limit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT hub_forget_changes(%s)", [most])
        removed: int = cursor.fetchone()[0]
    return removed
