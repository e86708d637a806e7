"""What a place or an event must say before everybody may read it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import AttendanceMode, Participation, State
from events.models import Event, Place
from events.rules import has_safeguards, is_for_minors
from hub.exceptions import DomainError
from hub.models import Audience


class NotReadyError(DomainError):
    """``missing``: what to mend, by the name of the field beside which it is said (``dates``: the dates)."""

    def __init__(self, missing: Mapping[str, str]) -> None:
        super().__init__(" ".join(missing.values()))
        self.missing = dict(missing)


def check_complete(thing: Event | Place, *, now: datetime | None = None, is_public: bool = False) -> None:
    """Raises ``NotReadyError``. ``is_public``: it is out already, so its dates may all be over."""
    missing = missing_of(thing, now=now or timezone.now(), is_public=is_public)
    if missing:
        raise NotReadyError(missing)


@dataclass(frozen=True)
class Around:
    """What stands in other rows: for whom it is, and whether it is said when it is on or open."""

    audiences: Collection[Audience]
    has_time: bool


def around(thing: Event | Place, now: datetime) -> Around:
    """As it is stored."""
    if isinstance(thing, Event):
        has_time = thing.occurrences.filter(ends_at__gte=now).exists()
    else:
        has_time = thing.opening_hours.exists() or thing.opening_exceptions.exists()
    return Around(list(thing.audiences.all()), has_time)


def missing_of(
    thing: Event | Place, *, now: datetime, is_public: bool = False, rows: Around | None = None
) -> dict[str, str]:
    """What is missing, by field, in the order of the form. ``rows``: as they are written, where nothing is stored yet."""
    missing = {}
    rows = rows or around(thing, now)
    if not (thing.summary.strip() or thing.description.strip()):
        missing["summary"] = _("どんなものかを、ひとことで書いてください。")
    missing |= _missing_of_event(thing, rows, is_public) if isinstance(thing, Event) else _missing_of_place(thing, rows)
    if is_for_minors(rows.audiences, getattr(thing, "age_to_months", None)) and not has_safeguards(thing):
        missing["safeguards"] = _(
            "18歳未満の人が参加するので、「子どもと活動するときの約束」を書いてください。"
            "団体の約束を書いておくと、毎回書かなくてすみます。"
        )
    return missing


def _missing_of_event(event: Event, rows: Around, is_public: bool) -> dict[str, str]:
    missing = {}
    if not is_public and not rows.has_time:
        missing["dates"] = _("これからの開催日を、ひとつは入れてください。")
    if event.place and event.place.state not in {State.IN_REVIEW, State.PUBLISHED} and not event.venue_name:
        missing["place"] = _("選んだ場は、まだ公開されていません。先に場を確認に出すか、会場の名前を書いてください。")
    elif event.attendance_mode != AttendanceMode.ONLINE and not (event.place or event.venue_name or event.address):
        missing["venue_name"] = _("どこであるかを書いてください。場を選ぶか、会場の名前を書きます。")
    if event.attendance_mode == AttendanceMode.ONLINE and not (event.online_url or event.how_to_apply):
        missing["online_url"] = _("オンラインのURLか、「申込方法」に参加のしかたを書いてください。")
    ways = (event.how_to_apply, event.apply_url, event.contact_phone, event.contact_email, event.is_sample)
    if event.participation != Participation.FREE and not any(ways):
        missing["how_to_apply"] = _("申込方法、申込のURL、問い合わせ先の電話番号のどれかを書いてください。")
    return missing


def _missing_of_place(place: Place, rows: Around) -> dict[str, str]:
    missing = {}
    if not place.address:
        missing["address"] = _("住所を書いてください。番地を公開しないこともできます。")
    says_when = place.hours_note or place.is_by_appointment
    if not says_when and not rows.has_time:
        missing["hours"] = _("開いている曜日と時間を入れるか、「時間の補足」に書いてください。")
    return missing
