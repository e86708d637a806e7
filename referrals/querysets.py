"""Who may see which referral, in which order, and which office reads one."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Value, When
from django.utils import timezone

from hub.accounts.groups import CONSULTATION_COORDINATOR
from referrals.codes import phone_hashes
from referrals.enums import OPEN, Ground, State, TransferState, Urgency

if TYPE_CHECKING:
    from hub.accounts.models import User
    from hub.areas.models import District, Town


# What nobody has taken on yet.
UNTAKEN = (State.RECEIVED, State.TRIAGED)
_RANKS = {Urgency.URGENT: 0, Urgency.SOON: 1}
_LAST_RANK = 2
_RANK = Case(
    *(When(urgency=urgency, then=rank) for urgency, rank in _RANKS.items()),
    default=_LAST_RANK,
    output_field=IntegerField(),
)
# Held ones last; urgent ones first, then the oldest.
QUEUE_ORDER: tuple[Any, ...] = ("is_held", _RANK, "received_at", "id")
LATEST_CLOSED = ("-closed_at", "-pk")


def _unread() -> Q:
    """The writer wrote after the office last answered, or said that it read: ``Referral.has_unread_words``."""
    found = Q(writer_wrote_at__isnull=False)
    for name in ("office_wrote_at", "office_read_at"):
        found &= Q(**{name: None}) | Q(**{f"{name}__lt": F("writer_wrote_at")})
    return found


UNREAD = _unread()


def sees_all_referrals(user: "User | Any") -> bool:
    """A consultation coordinator. It is asked of the group: an administrator has every permission, and sees none."""
    if not (user.is_authenticated and user.is_active and user.is_staff):
        return False
    return bool(user.groups.filter(name=CONSULTATION_COORDINATOR).exists())


def works_in_offices(user: "User | Any") -> bool:
    """Staff who are no administrator: of these none reads for an office, whoever put them on its list."""
    return bool(user.is_authenticated and user.is_active and user.is_staff and not user.is_superuser)


def working(path: str = "") -> Q:
    """``works_in_offices`` for many: ``path`` leads to the user, as in ``"members__user__"``."""
    return Q(**{f"{path}is_active": True, f"{path}is_staff": True, f"{path}is_superuser": False})


class OfficeStaffQuerySet(models.QuerySet[Any]):
    """Who stands on the list of an office."""

    def reading(self) -> "OfficeStaffQuerySet":
        """Who reads for it: the office is in use, and they work in offices."""
        return self.filter(working("user__"), office__is_active=True)

    def away(self, today: date) -> "OfficeStaffQuerySet":
        return self.filter(away_from__lte=today, away_until__gte=today)

    def here(self, today: date) -> "OfficeStaffQuerySet":
        """Those who read and are not away."""
        return self.reading().exclude(away_from__lte=today, away_until__gte=today)

    def stood_in_for(self, today: date) -> "OfficeStaffQuerySet":
        """Those who are away, and whose substitute reads."""
        return self.away(today).filter(working("substitute__"), office__is_active=True)


class SupportOfficeQuerySet(models.QuerySet[Any]):
    """Offices that are in use."""

    def active(self) -> "SupportOfficeQuerySet":
        """Samples in the embedded mode alone."""
        shown = self.filter(is_active=True)
        return shown if settings.HUB_EMBEDDED else shown.filter(is_sample=False)

    def staffed(self) -> "SupportOfficeQuerySet":
        """That can be written to: named staff, hours, and a telephone number (of a sample none is known)."""
        read = self.model._default_manager.filter(working("members__user__"))
        can_be_called = ~Q(phone="") | Q(is_sample=True)
        return self.active().filter(
            can_be_called, pk__in=read.values("pk"), opens_at__isnull=False, closes_at__isnull=False
        )

    def answering_for(self, town: "Town | None", district: "District | None") -> Any:
        """The office of the town, else of the district, else the fallback desk; None where nobody can be written to."""
        rank: list[When] = []
        if town is not None:
            rank.append(When(pk__in=self.filter(towns=town).values("pk"), then=Value(0)))
        if district is not None:
            rank.append(When(pk__in=self.filter(districts=district).values("pk"), then=Value(1)))
        rank.append(When(is_fallback=True, then=Value(2)))
        ranked = self.staffed().annotate(rank=Case(*rank, default=None, output_field=IntegerField()))
        return ranked.filter(rank__isnull=False).order_by("rank", "pk").first()

    def read_by(self, user: "User | Any", today: date) -> "SupportOfficeQuerySet":
        """Where this person reads today: their own, and those where they stand in for somebody who is away."""
        if not works_in_offices(user):
            return self.none()
        stands_in = Q(
            members__substitute=user, members__away_from__lte=today, members__away_until__gte=today, is_active=True
        )
        return self.filter(Q(members__user=user, is_active=True) | stands_in).distinct()


class TransferQuerySet(models.QuerySet[Any]):
    """What was asked of others."""

    def waiting(self, now: datetime) -> "TransferQuerySet":
        """That can be answered: in time, of an open case, and on a ground that still holds."""
        return self._held_by_ground().filter(state=TransferState.ASKED, expires_at__gt=now, referral__state__in=OPEN)

    def readable_again(self, now: datetime) -> "TransferQuerySet":
        """What an agency outside has accepted, of a closed case too: until its link ends or is stopped, or the consent is withdrawn."""
        accepted = self._held_by_ground().filter(state=TransferState.ACCEPTED, to_office=None, expires_at__gt=now)
        return accepted.exclude(token_hash="")

    def accepted_outside(self, referral: Any) -> "TransferQuerySet":
        """Of one case, by agencies that have no office here: it stays here until it is closed."""
        return self.filter(referral=referral, state=TransferState.ACCEPTED, to_office=None)

    def _held_by_ground(self) -> "TransferQuerySet":
        consents: Any = self.model._meta.get_field("referral").related_model._meta.get_field("consents").related_model
        given = consents._default_manager.filter(referral=OuterRef("referral"), withdrawn_on=None)
        return self.filter(~Q(ground=Ground.CONSENT) | Exists(given))


class CaseFileQuerySet(models.QuerySet[Any]):
    """Files of cases."""

    def for_list(self) -> "CaseFileQuerySet":
        """Without what is in them: that is many megabytes."""
        return self.defer("content")


class SignQuerySet(models.QuerySet[Any]):
    """What the form asks."""

    def asked_of(self, *, is_own: bool) -> "SignQuerySet":
        """In use, for who writes of themselves or for who writes of somebody else: the words differ."""
        return self.filter(is_active=True, is_of_self=is_own)


class ReferralQuerySet(models.QuerySet[Any]):
    """Rows as they lie: what is sealed stays so."""

    def visible_to(self, user: "User | Any", today: date, *, sees_all: bool | None = None) -> "ReferralQuerySet":
        """A consultation coordinator's: all. Office staff's: those of their offices, and those that one is asked to take.

        Nobody else's: neither an administrator's, nor another coordinator's, nor the writer's own. ``sees_all``: what
        ``sees_all_referrals`` said of them in this very request, where it was asked.
        """
        if sees_all_referrals(user) if sees_all is None else sees_all:
            return self
        if not works_in_offices(user):
            return self.none()
        offices: Any = self.model._meta.get_field("office").related_model
        theirs = offices.objects.read_by(user, today).values("pk")
        # Not by a join: a case that was handed on before would come once for each time.
        return self.filter(Q(office__in=theirs) | Q(pk__in=self._asked_of(theirs)))

    def asked_of(self, user: "User | Any", today: date) -> "ReferralQuerySet":
        """Those that an office of theirs is asked to take: for its own staff, not for a coordinator."""
        offices: Any = self.model._meta.get_field("office").related_model
        return self.filter(pk__in=self._asked_of(offices.objects.read_by(user, today).values("pk")))

    def _asked_of(self, offices: Any) -> Any:
        transfers: Any = self.model._meta.get_field("transfers").related_model
        return transfers._default_manager.waiting(timezone.now()).filter(to_office__in=offices).values("referral")

    def open(self) -> "ReferralQuerySet":
        return self.filter(state__in=OPEN)

    def closed(self) -> "ReferralQuerySet":
        return self.filter(state=State.CLOSED)

    def had_by(self, user: "User | Any") -> "ReferralQuerySet":
        """Open ones that this person works on."""
        return self.open().filter(assigned_to=user.pk)

    def narrowed_to(self, *, office: int | None = None, district: int | None = None) -> "ReferralQuerySet":
        """Of an office, of a district, by their numbers; None: of all."""
        asked = {"office": office, "district": district}
        return self.filter(**{name: pk for name, pk in asked.items() if pk is not None})

    def in_order(self) -> "ReferralQuerySet":
        """Urgent ones first, then the oldest; those that are held come last."""
        return self.order_by(*QUEUE_ORDER)

    def behind(self, one: Any) -> "ReferralQuerySet":
        """Those that come after it in ``QUEUE_ORDER``, wherever it stands by now."""
        rank = _RANKS.get(one.urgency, _LAST_RANK)
        same_day = Q(received_at__gt=one.received_at) | Q(received_at=one.received_at, pk__gt=one.pk)
        same_kind = Q(rank__gt=rank) | Q(rank=rank) & same_day
        return self.alias(rank=_RANK).filter(Q(is_held__gt=one.is_held) | Q(is_held=one.is_held) & same_kind)

    def closed_before(self, one: Any) -> "ReferralQuerySet":
        """Those that come after it in ``LATEST_CLOSED``; none after one that is open again."""
        if one.closed_at is None:
            return self.none()
        # The first condition says nothing new: by it the index is entered where the walk begins.
        at = Q(closed_at__lt=one.closed_at) | Q(pk__lt=one.pk)
        return self.filter(at, closed_at__lte=one.closed_at)

    def untaken(self) -> "ReferralQuerySet":
        """That nobody has taken on yet; what is held is not among them."""
        return self.filter(state__in=UNTAKEN, is_held=False)

    def held(self) -> "ReferralQuerySet":
        return self.open().filter(is_held=True)

    def late(self, now: datetime) -> "ReferralQuerySet":
        """Open ones of which a promise has run out; what is held is promised the same."""
        unseen = Q(first_looked_at=None, first_look_by__lte=now)
        return self.open().filter(unseen | Q(contacted_at=None, contact_by__lte=now))

    def with_task_due(self, user: "User | Any", today: date) -> "ReferralQuerySet":
        """Where this person has something to do whose day has come."""
        tasks: Any = self.model._meta.get_field("tasks").related_model
        due = tasks._default_manager.filter(for_whom=user.pk, done_at=None, due_on__lte=today)
        return self.filter(pk__in=due.values("referral"))

    def with_phone(self, phone: str) -> "ReferralQuerySet":
        """In which this number stands, whole; nothing for no digits."""
        wanted = Q(pk__in=[])
        for one in phone_hashes(phone):
            wanted |= Q(phone_hashes__contains=[one])
        return self.filter(wanted)

    def waiting_for(self, user: "User | Any", today: date) -> "ReferralQuerySet":
        """Of what this person sees, what waits for them: not taken, asked of them, theirs without contact, unread words."""
        theirs = Q(assigned_to=user.pk)
        waits = (
            Q(state__in=UNTAKEN)
            | Q(pk__in=self.model._default_manager.asked_of(user, today).values("pk"))
            | theirs & Q(state__in=OPEN, contacted_at=None)
            | UNREAD & (theirs | ~self._with_somebody_there(today))
        )
        # The first condition says nothing new: by it two indexes leave out the many that are closed and read.
        return self.visible_to(user, today).filter(Q(state__in=sorted(OPEN)) | UNREAD, waits, is_held=False)

    def _with_somebody_there(self, today: date) -> Q:
        """Those that somebody has who works on them today: the same as ``services.records.is_there``."""
        offices: Any = self.model._meta.get_field("office").related_model
        users: Any = self.model._meta.get_field("assigned_to").related_model
        members: Any = offices._meta.get_field("members").related_model._default_manager.filter(
            office=OuterRef("office")
        )
        coordinators = users._default_manager.filter(
            pk=OuterRef("assigned_to"), is_active=True, is_staff=True, groups__name=CONSULTATION_COORDINATOR
        )
        works = (
            Exists(members.reading().filter(user=OuterRef("assigned_to")))
            | Exists(members.stood_in_for(today).filter(substitute=OuterRef("assigned_to")))
            | Exists(coordinators)
        )
        return Q(works) & ~Q(Exists(members.away(today).filter(user=OuterRef("assigned_to"))))


def drafts_from(now: datetime) -> datetime:
    """What was kept after that is still offered."""
    return now - timedelta(days=settings.HUB_REFERRALS_DRAFT_DAYS)


class DraftQuerySet(models.QuerySet[Any]):
    """Of a draft nobody knows but who wrote it."""

    def kept(self) -> "DraftQuerySet":
        """Those that hold words, and are no mere marks of what was sent."""
        return self.filter(is_done=False)

    def of(self, user: "User | Any", now: datetime) -> "DraftQuerySet":
        """Theirs that are still offered."""
        return self.filter(user=user.pk, saved_at__gt=drafts_from(now)).kept()

    def old(self, now: datetime) -> "DraftQuerySet":
        """Those whose time is over."""
        return self.filter(saved_at__lte=drafts_from(now))
