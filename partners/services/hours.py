"""活動の記録: written by one side and confirmed by the other; what one side alone says counts for nothing.

Each act locks all applications of the person, so that a day never holds more than its 24 hours.
"""

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.exceptions import DomainError
from hub.locking import GoneError, lock_row, saying_who_waits
from partners.application_rules import party_of
from partners.models import Hours, RoleApplication
from partners.role_enums import WORKED, Party
from partners.services.application_records import tell_party

if TYPE_CHECKING:
    from hub.accounts.models import User

# ``partners.application_mails`` writes them.
WRITTEN = "applications.hours"
LEAST, DAY = 5, 1_440
MOST_ROWS = 1_000
_COLUMNS = {Party.PERSON: ("by_person", "person_at"), Party.ORGANIZATION: ("by_organization", "organization_at")}


class ChangedError(DomainError):
    """Somebody else wrote it anew meanwhile: nobody confirms what they have not seen."""

    def __init__(self) -> None:
        super().__init__(_("この記録は、見ているあいだに変わりました。もう一度見てから決めてください。"))


@transaction.atomic
def write_hours(
    application: RoleApplication,
    *,
    by: "User",
    on: date,
    minutes: int,
    text: str = "",
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> Hours:
    """A new row, confirmed for the side of who writes it; the other side is told by mail."""
    now, locked = now or timezone.now(), _lock_all(application)
    party = _checked(locked, by)
    own = uuid.uuid5(key, f"{by.pk}:{locked.pk}") if key else None
    if own is not None and (sent := Hours.objects.filter(idempotency_key=own).first()):
        return sent
    if locked.hours.count() >= MOST_ROWS:
        raise DomainError(_("記録が多くなったので、ここにはもう書けません。"))
    row = Hours(application=locked, on=on, minutes=minutes, text=text.strip(), idempotency_key=own)
    _check_fits(row, now)
    _say(row, party, by, now)
    row.save()
    _tell(row, party, now)
    return row


@transaction.atomic
def rewrite_hours(
    hours: Hours,
    *,
    by: "User",
    on: date,
    minutes: int,
    text: str = "",
    seen_version: int | None = None,
    now: datetime | None = None,
) -> None:
    """By either side. What the other had confirmed was another thing: it is confirmed by them anew, or not."""
    now, row = now or timezone.now(), _lock(hours)
    party = _checked(row.application, by)
    _check_seen(row, seen_version)
    row.on, row.minutes, row.text = on, minutes, text.strip()
    _check_fits(row, now)
    _say(row, party, by, now)
    row.version += 1
    row.save()
    _tell(row, party, now)


@transaction.atomic
def confirm_hours(hours: Hours, *, by: "User", seen_version: int | None = None, now: datetime | None = None) -> None:
    """For the side of who confirms. Whoever said that it was otherwise takes it back with this."""
    now, row = now or timezone.now(), _lock(hours)
    party = _checked(row.application, by)
    _check_seen(row, seen_version)
    if row.disputed_by and row.disputed_by != party:
        raise DomainError(_("相手が「ちがう」と言っています。正しい内容に書きなおしてください。"))
    who, when = _COLUMNS[party]
    if getattr(row, when) is not None:
        return
    other_who, _other_when = _COLUMNS[_other(party)]
    if getattr(row, f"{other_who}_id") == by.pk:
        raise DomainError(_("両方の側を、ひとりで確かめることはできません。"))
    row.disputed_by = row.dispute = ""
    setattr(row, who, by)
    setattr(row, when, now)
    row.save(update_fields=[who, when, "disputed_by", "dispute"])


@transaction.atomic
def dispute_hours(
    hours: Hours, *, by: "User", text: str, seen_version: int | None = None, now: datetime | None = None
) -> None:
    """It was otherwise: one's own confirmation is taken back, and the other side reads how it was."""
    now, row = now or timezone.now(), _lock(hours)
    party = _checked(row.application, by)
    _check_seen(row, seen_version)
    if not text.strip():
        raise DomainError(_("どうちがうかを書いてください。相手が読んで直します。"))
    if row.disputed_by and row.disputed_by != party:
        raise DomainError(_("相手が「ちがう」と言っています。正しい内容に書きなおしてください。"))
    if row.written_by == party and getattr(row, _COLUMNS[party][1]) is not None:
        raise DomainError(_("自分の側が書いたものは、書きなおしてください。"))
    who, when = _COLUMNS[party]
    setattr(row, who, None)
    setattr(row, when, None)
    row.disputed_by, row.dispute = party, text.strip()
    row.save(update_fields=[who, when, "disputed_by", "dispute"])
    _tell(row, party, now, about=f":{row.pk}:{row.version}")


@transaction.atomic
def remove_hours(hours: Hours, *, by: "User") -> None:
    """By the side that wrote it, as long as it does not count."""
    row = _lock(hours)
    party = _checked(row.application, by)
    if row.written_by != party or row.counts:
        raise DomainError(_("消せるのは、自分の側が書いた、まだ確かめられていない記録だけです。"))
    row.delete()


def _lock_all(application: RoleApplication) -> RoleApplication:
    rows = RoleApplication.objects.select_for_update(of=("self",), no_key=True)
    mine: Any = rows.filter(pk=application.pk)
    if application.user_id is not None:
        mine = rows.filter(user=application.user_id)
    with saying_who_waits():
        locked = {one.pk: one for one in mine.order_by("pk")}
    if application.pk not in locked:
        raise GoneError
    found: RoleApplication = locked[application.pk]
    return found


def _lock(hours: Hours) -> Hours:
    application = _lock_all(hours.application)
    row = lock_row(hours)
    row.application = application
    return row


def _checked(application: RoleApplication, by: "User") -> Party:
    party = party_of(by, application)
    if party is None:
        raise DomainError(_("記録を書けるのは、申し込んだ本人と、団体の代表と編集する人だけです。"))
    if application.user_id is None:
        raise DomainError(_("申し込んだ人の登録が消えたので、記録はもう変えられません。"))
    if application.state not in WORKED:
        raise DomainError(_("記録は、活動が始まってから書けます。"))
    return party


def _check_seen(row: Hours, seen_version: int | None) -> None:
    if seen_version is not None and seen_version != row.version:
        raise ChangedError


def _check_fits(row: Hours, now: datetime) -> None:
    """Within the time of the application, not to come, and no day longer than a day."""
    application, today = row.application, timezone.localdate(now)
    if row.on > today:
        raise DomainError(_("これからの日のことは、まだ書けません。"))
    first = timezone.localdate(application.decided_at or application.applied_at)
    last = timezone.localdate(application.ended_at) if application.ended_at else today
    if not first <= row.on <= last:
        raise DomainError(_("活動していたあいだの日を書いてください。"))
    if not LEAST <= row.minutes <= DAY:
        raise DomainError(_("時間は、5分から24時間までで書いてください。"))
    others = Hours.objects.filter(application__user=application.user_id, on=row.on).exclude(pk=row.pk)
    taken = others.order_by().aggregate(sum=Sum("minutes"))["sum"] or 0
    if taken + row.minutes > DAY:
        raise DomainError(_("この日の記録を合わせると、24時間をこえます。"))


def _say(row: Hours, party: Party, by: "User", now: datetime) -> None:
    """What is written now is what this side says; the other side has said nothing yet."""
    row.written_by, row.disputed_by, row.dispute = party, "", ""
    for side, (who, when) in _COLUMNS.items():
        setattr(row, who, by if side == party else None)
        setattr(row, when, now if side == party else None)


def _other(party: Party) -> Party:
    return Party.ORGANIZATION if party == Party.PERSON else Party.PERSON


def _tell(row: Hours, party: Party, now: datetime, about: str = "") -> None:
    """The other side, once a day for each application; of what is said to be otherwise also where they were told that day."""
    application = row.application
    key = f"{WRITTEN}:{application.pk}:{party}:{timezone.localdate(now)}{about}"
    tell_party(WRITTEN, _other(party), application, ids={"application": application.pk}, key=key)
