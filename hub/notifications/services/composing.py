"""What staff do to notices: write one of the city's own, call one off."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.areas.models import District
from hub.exceptions import DomainError
from hub.locking import lock_row
from hub.models import Theme, WelcomeMark
from hub.notifications.enums import DUE_STATES, DeliveryState, Fate, NoticeKind, StaffAct
from hub.notifications.matching import count_fitting
from hub.notifications.models import Delivery, Notice, NoticeAct, Recipient, Subscription
from hub.notifications.rules import can_manage_notices
from hub.notifications.services.announcing import announce
from hub.notifications.things import CITY
from hub.search import fold
from hub.vocabulary import words_of

if TYPE_CHECKING:
    from hub.accounts.models import User


@dataclass(frozen=True)
class Draft:
    """What staff wrote, what of, and for whom. ``subject``: who asked for such notices may get it, nobody else.

    Of a list in which nothing was chosen everything fits, also to who asked for one thing of it alone.
    """

    title: str
    text: str
    path: str
    reason: str
    subject: str = CITY
    districts: Sequence[int] = field(default_factory=list)
    themes: Sequence[int] = field(default_factory=list)
    audiences: Sequence[int] = field(default_factory=list)
    marks: Sequence[int] = field(default_factory=list)

    @property
    def said(self) -> Mapping[str, Any]:
        """The fields of the notice besides its title and page."""
        return {
            "districts": sorted(self.districts) or sorted(District.objects.current().values_list("pk", flat=True)),
            "themes": sorted(self.themes or words_of(Theme)),
            "audiences": sorted(self.audiences),
            "marks": sorted(self.marks or words_of(WelcomeMark)),
            "text": self.text,
            "search_text": fold(f"{self.title} {self.text}"),
        }


@dataclass(frozen=True)
class Reach:
    """How many people it would reach, and whether these are more than half of all who hear of anything."""

    people: int
    is_many: bool


def reach_of(draft: Draft) -> Reach:
    """Two statements."""
    notice = Notice(kind=NoticeKind.PUBLISHED, subject=draft.subject, object_id=0, title=draft.title, **draft.said)
    people = count_fitting(notice)
    asking = Subscription.objects.active().filter(recipient=OuterRef("pk"))
    everybody = Recipient.objects.confirmed().filter(Exists(asking)).count()
    return Reach(people, people * 2 > everybody)


def composed_today(user: "User", now: datetime) -> int:
    """How many notices this person has written since midnight."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now), time(0)))
    return NoticeAct.objects.filter(by=user, act=StaffAct.COMPOSED, created_at__gte=midnight).count()


@transaction.atomic
def compose_notice(
    draft: Draft, *, by: "User", key: uuid.UUID, is_many_meant: bool = False, now: datetime | None = None
) -> Notice:
    """Tells the city's own news to whom it fits; of a second tap (the same ``key``) the notice of the first.

    Raises ``DomainError`` where this person may not, has written so many today, or it would go to more than half of
    all and nobody said that this is meant.
    """
    if not can_manage_notices(by):
        raise DomainError(_("お知らせを送ることは、担当の職員だけができます。"))
    lock_row(by)  # two at once count one after the other
    name = f"{CITY}:{by.pk}:{key}"
    first: Notice | None = Notice.objects.filter(key=name).first()
    if first is not None:
        return first
    if composed_today(by, now or timezone.now()) >= settings.HUB_NOTICES_COMPOSED_A_DAY:
        raise DomainError(
            _(
                "お知らせは、1人につき1日%(most)d件までです。明日からまた送れます。急ぐときは、ほかの担当の人に頼んでください。"
            )
            % {"most": settings.HUB_NOTICES_COMPOSED_A_DAY}
        )
    reach = reach_of(draft)
    if reach.people == 0:
        raise DomainError(_("この条件で届く人は、いません。条件を減らしてください。"))
    if reach.is_many and not is_many_meant:
        raise DomainError(
            _("知らせを受けている人の半分より多くに届きます。それでよければ、確かめの欄に印を付けてください。")
        )
    number = key.int >> 65  # fits the column, and no other notice has it
    notice = announce(
        NoticeKind.PUBLISHED, draft.subject, number, title=draft.title, path=draft.path, key=name, **draft.said
    )
    if notice is None:  # looked for above, under the lock
        raise DomainError(_("このお知らせは、もう送りました。"))
    NoticeAct.objects.create(notice=notice, act=StaffAct.COMPOSED, by=by, reason=draft.reason, people=reach.people)
    return notice


@transaction.atomic
def call_off_notice(notice: Notice, *, by: "User", reason: str, now: datetime | None = None) -> int:
    """What waits is not sent, and it stands in no inbox any more; how many people had been told.

    A mail that is being offered to its server at this moment arrives all the same.
    """
    if not can_manage_notices(by):
        raise DomainError(_("お知らせを取り下げることは、担当の職員だけができます。"))
    locked = lock_row(notice)
    if locked.withdrawn_at is not None:
        raise DomainError(_("このお知らせは、もう取り下げてあります。"))
    locked.withdrawn_at = now or timezone.now()
    locked.save(update_fields=["withdrawn_at"])
    mine = Delivery.objects.filter(notice=locked)
    mine.waiting().update(state=DeliveryState.DROPPED)
    mine.filter(mailing__state__in=DUE_STATES).update(state=DeliveryState.DROPPED)
    told = mine.that_were(Fate.SENT).values("recipient").distinct().count()
    NoticeAct.objects.create(notice=locked, act=StaffAct.CALLED_OFF, by=by, reason=reason, people=told)
    return int(told)
