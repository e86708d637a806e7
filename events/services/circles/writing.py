"""What members of an organisation write of its circles. What is public goes out at once and is looked at afterwards."""

import uuid
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.circle_rules import missing_of
from events.enums import State
from events.models import Circle
from events.services.circles.records import locked_circle, make_findable, record_circle
from events.services.member_acts import check_may_write, check_verified
from events.services.readiness import NotReadyError
from hub.accounts.models import Organization
from hub.exceptions import DomainError
from hub.furigana import kana
from hub.locking import lock_row, saying_who_waits

if TYPE_CHECKING:
    from hub.accounts.models import User

WRITTEN = (
    *("name", "reading", "summary", "description", "first_visit", "who_comes", "how_often", "fee_text", "place"),
    *("venue_name", "district", "joining", "contact_phone", "safeguards"),
)
WRITTEN_SETS = ("themes", "audiences", "welcome_marks")
# What one organisation may have lying about that was never public.
MOST_UNPUBLISHED = 30


class StaleError(DomainError):
    """Somebody else saved since it was shown."""


def begin_circle(
    organization: Organization, *, by: "User", values: Mapping[str, Any], sent_as: uuid.UUID | None = None
) -> Circle:
    """A new draft, once for each ``sent_as``. An organisation that is not verified yet may write one, too."""
    with saying_who_waits(), transaction.atomic():
        lock_row(by)
        known: Circle | None = Circle.objects.filter(sent_as=sent_as, created_by=by).first() if sent_as else None
        if known is not None:
            return known
        check_may_write(organization, by=by)
        drafts = Circle.objects.filter(organization=organization, published_at=None)
        if drafts.count() >= MOST_UNPUBLISHED:
            raise DomainError(
                _("下書きが%(number)s件あります。使わない下書きを消してから、次を書いてください。")
                % {"number": MOST_UNPUBLISHED}
            )
        circle = Circle(organization=organization, created_by=by, sent_as=sent_as or uuid.uuid4())
        circle.is_sample = organization.is_sample
        _take(circle, values)
        circle.save()
        _take_sets(circle, values)
    return circle


def write_circle(circle: Circle, *, by: "User", values: Mapping[str, Any], seen_version: int | None = None) -> Circle:
    """``values``: by the names in ``WRITTEN`` and ``WRITTEN_SETS``; others are left aside.

    What is public must stay whole (``NotReadyError``). ``seen_version``: raises ``StaleError`` where another saved.
    """
    with locked_circle(circle.pk) as locked:
        check_may_change(locked, by=by)
        if seen_version is not None and seen_version != locked.version:
            raise StaleError(
                _(
                    "あなたが開いたあとに、ほかの人が保存しました。もう一度ボタンを押すと、下に見えている内容になります。"
                )
            )
        _take(locked, values)
        if locked.state in {State.PUBLISHED, State.CLOSED}:
            check_whole(locked, values.get("audiences"))
            locked.recheck_since = locked.recheck_since or timezone.now()
        locked.version += 1
        locked.save()
        _take_sets(locked, values)
        record_circle(locked, locked.state)
    return locked


def check_may_change(circle: Circle, *, by: "User") -> None:
    """Raises ``DomainError`` that says why not."""
    check_may_write(circle.organization, by=by)
    if circle.state == State.HIDDEN:
        raise DomainError(_("市が公開を止めています。市の担当に問い合わせてください。"))
    if circle.state in {State.PUBLISHED, State.CLOSED}:
        check_verified(circle.organization)


def check_whole(circle: Circle, audiences: Collection[Any] | None = None) -> None:
    """Raises ``NotReadyError`` with all that is missing at once."""
    missing = missing_of(circle, list(circle.audiences.all()) if audiences is None else list(audiences))
    if missing:
        raise NotReadyError(missing)


def delete_circle(circle: Circle, *, by: "User") -> None:
    """What was never public may vanish. What was is closed instead."""
    with locked_circle(circle.pk) as locked:
        check_may_write(locked.organization, by=by)
        if locked.state != State.DRAFT or locked.published_at or locked.members.exists():
            raise DomainError(_("一度公開したサークルは消せません。「終わりにする」を使ってください。"))
        locked.delete()


def _take(circle: Circle, values: Mapping[str, Any]) -> None:
    """The fields. Where it meets tells its district, unless somebody chose one."""
    for name in WRITTEN:
        if name in values:
            setattr(circle, name, values[name])
    circle.reading = circle.reading or kana(circle.name)
    if circle.place is not None and circle.place.district_id and not circle.venue_name:
        circle.district = circle.place.district
    if circle.is_sample:
        circle.contact_phone = ""


def _take_sets(circle: Circle, values: Mapping[str, Any]) -> None:
    for name in WRITTEN_SETS:
        if name in values:
            getattr(circle, name).set(values[name])
    make_findable(circle)
