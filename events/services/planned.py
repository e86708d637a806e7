"""What somebody who plans to come goes by. Where an edit or an import changes it, those who were told are told."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events.enums import AttendanceMode, OccurrenceState, State
from events.models import Event, Occurrence, Place
from events.services.notices import announce_edited, announce_left, announce_published
from hub.notifications.enums import NoticeKind
from hub.search import fold
from hub.templatetags.reading import day, hour, local_day

# So many dates are named; that there are others is said.
_MOST = 3


@dataclass(frozen=True)
class PlannedDate:
    """One date that has not ended; of who says no time the days count alone."""

    starts_at: datetime
    ends_at: datetime
    has_time: bool
    is_cancelled: bool

    @property
    def moment(self) -> tuple[date | datetime, date | datetime]:
        if self.has_time:
            return self.starts_at, self.ends_at
        return local_day(self.starts_at), local_day(self.ends_at)

    def __str__(self) -> str:
        return f"{day(self.starts_at)} {hour(self.starts_at)}" if self.has_time else day(self.starts_at)


@dataclass(frozen=True)
class Planned:
    """Of one event that is public and no sample."""

    title: str
    label: str
    address: str
    place: Place | None
    is_online: bool
    is_free: bool
    is_for_members: bool
    dates: Mapping[int, PlannedDate]

    @property
    def takes_place(self) -> bool:
        return any(not one.is_cancelled for one in self.dates.values())


def planned_of(keys: Collection[int], *, now: datetime | None = None) -> dict[int, Planned]:
    """Of the events of these keys that readers see, as they are written now; two queries."""
    rows = Event.objects.filter(pk__in=keys, state=State.PUBLISHED, is_sample=False).select_related("place")
    dates: dict[int, dict[int, PlannedDate]] = {}
    for one in Occurrence.objects.filter(event__in=keys).upcoming(now or timezone.now()).order_by("starts_at", "pk"):
        said = PlannedDate(one.starts_at, one.ends_at, one.has_time, one.state == OccurrenceState.CANCELLED)
        dates.setdefault(one.event_id, {})[one.pk] = said
    return {
        event.pk: Planned(
            event.title, event.venue_label, event.address, event.place,
            event.attendance_mode == AttendanceMode.ONLINE, bool(event.is_free), event.is_for_members,
            dates.get(event.pk, {}),
        )
        for event in rows.order_by("pk")
    }  # fmt: skip


def announce_differences(before: Mapping[int, Planned], *, by_words: bool = False, now: datetime | None = None) -> None:
    """Last but for the log: one notice for each event in ``before`` of which an edit says something else now.

    An event that was over and goes on is new. ``by_words``: a place that was only found out is no other place.
    """
    now = now or timezone.now()
    for pk, after in planned_of(before.keys(), now=now).items():
        _announce(pk, replace(before[pk], place=None) if by_words else before[pk], after, now)


def _announce(pk: int, before: Planned, after: Planned, now: datetime) -> None:
    if before == after:
        return
    if before.is_for_members != after.is_for_members:
        _announce_audience(pk, after, now)
        return
    if not before.dates:
        if after.takes_place:
            announce_published(Event.objects.get(pk=pk), now=now)
        return
    if not before.takes_place and not after.takes_place:
        return
    # What is told is written in Japanese, as all that is said of an event, whoever edits it.
    with translation.override(settings.LANGUAGE_CODE):
        said = _words(before, after)
    if not said:
        return
    kind = NoticeKind.CHANGED if after.takes_place else NoticeKind.CANCELLED
    first = next((one for one, _text in _dates(before.dates, after.dates)), None)
    announce_edited(Event.objects.get(pk=pk), kind, "".join(said), about=first, now=now)


def _announce_audience(pk: int, after: Planned, now: datetime) -> None:
    """A meeting of organisations alone: residents who were not told yet are not told. Open to all, it is new to them."""
    event = Event.objects.get(pk=pk)
    if after.is_for_members:
        announce_left(event, is_over=True)
    elif after.takes_place:
        announce_published(event, now=now)


def _words(before: Planned, after: Planned) -> list[str]:
    said = []
    # Of what does not take place no more need be known.
    if after.takes_place and fold(before.title) != fold(after.title):
        said.append(_("名前が「%(before)s」から変わりました。") % {"before": before.title[:80]})
    if after.takes_place:
        said += _where(before, after)
    with_dates = [text for _one, text in _dates(before.dates, after.dates)]
    said += with_dates[:_MOST]
    if len(with_dates) > _MOST:
        said.append(_("ほかにも変わった日があります。"))
    if after.takes_place and before.is_free and not after.is_free:
        said.append(_("無料ではなくなりました。費用をページで確かめてください。"))
    return said


def _where(before: Planned, after: Planned) -> list[str]:
    if before.is_online != after.is_online:
        return [_("オンラインで行うことになりました。") if after.is_online else _("会場で行うことになりました。")]
    where = after.label
    is_first_name = not before.label and before.address and before.address == after.address
    is_else = fold(before.label) != fold(after.label) and not is_first_name
    if not is_else and before.place and after.place and before.place != after.place:
        # What was merged is the same place under another number.
        is_else = before.place.merged_into_id != after.place.pk
        where = after.place.name if after.place.is_public else after.label
    if not before.label and not after.label and fold(before.address) != fold(after.address):
        is_else, where = True, after.address
    return [
        _("場所が変わりました。新しい場所：%(where)s。") % {"where": where or _("ページで確かめてください")}
    ] * is_else


def _dates(before: Mapping[int, PlannedDate], after: Mapping[int, PlannedDate]) -> Iterator[tuple[PlannedDate, str]]:
    """What became of each date that was announced, soonest first. A new date is no change for who plans to come."""
    added = {local_day(one.starts_at): one for pk, one in after.items() if pk not in before}
    for pk, old in before.items():
        new = after.get(pk) or added.get(local_day(old.starts_at))
        names = {"before": old, "after": new}
        if new is None or (new.is_cancelled and not old.is_cancelled):
            if not old.is_cancelled:
                yield (
                    old,
                    (_("%(before)sは、なくなりました。") if new is None else _("%(before)sは、中止になりました。"))
                    % names,
                )
        elif not new.is_cancelled and old.is_cancelled:
            yield new, _("%(after)sは、行われることになりました。") % names
        elif not new.is_cancelled and old.moment != new.moment:
            yield (
                new,
                (
                    _("%(after)sの終わりの時刻が変わりました。") % names
                    if str(old) == str(new)
                    else _("%(before)sは、%(after)sに変わりました。") % names
                ),
            )
