"""Reads: who may see what of registrations, and what waits."""

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count
from django.db.models.functions import Coalesce, Concat

from hub.areas.models import District
from hub.search import Narrowed, matching, pattern_of, query_words
from partners.enums import (
    ENDED,
    HOLDING_HANDS,
    OPEN_NEEDS,
    PUBLIC_NEEDS,
    Field,
    HandState,
    InquiryState,
    NeedSource,
    NeedState,
    Offer,
    PartnershipState,
)

if TYPE_CHECKING:
    from hub.accounts.models import User


INQUIRIES_BY_PROMISE = ("answer_by", "pk")
INQUIRIES_LATEST_FIRST = ("-handled_at", "-pk")
_BROUGHT = [*(("offers", key) for key in Offer.values), *(("fields", key) for key in Field.values)]
# What words are looked for in, beside what the things have been called that it brings.
_SEARCHED = (
    *("organization__name", "organization__kana", "organization__description", "programme__name"),
    *("text", "effort", "number"),
)
_SHOWN = ("organization_id", "organization__name", "organization__kind", "text", "effort", "is_sample")
# Of who raised a need, in their own words; what is shown is written anew.
RAISED_WORDS = ("raised_title", "raised_where", "raised_for_whom", "raised_tried", "raised_text")


def in_force(of: str = "") -> models.Q:
    """What is shown to everybody: registered, of an organisation that may publish. ``of``: the way to it from elsewhere."""
    return models.Q(**{f"{of}state": PartnershipState.APPROVED, f"{of}organization__verification": "verified"})


def _has(model: Any, many: str, **conditions: Any) -> models.Exists:
    """Of a row of ``model``: whether one of its ``many`` fulfils the conditions. No row comes twice by it."""
    rows = model._meta.get_field(many).remote_field.through._default_manager
    return models.Exists(rows.filter(partnership=models.OuterRef("pk"), **conditions))


class ProgrammeQuerySet(models.QuerySet[Any]):
    def with_registered(self) -> Self:
        """Each with ``registered``: how many hold it in the sight of everybody."""
        return self.annotate(registered=Count("partnerships", filter=in_force("partnerships__")))

    def asked_directly(self) -> Self:
        """Of whose registered firms one asks oneself, where there is one. With ``registered``, and ``real``: without samples."""
        real = Count("partnerships", filter=in_force("partnerships__") & models.Q(partnerships__is_sample=False))
        found = self.with_registered().annotate(real=real)
        return found.filter(is_contacted_directly=True, registered__gt=0).order_by("order", "pk")


class PartnershipQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        """In force, of organisations that may publish."""
        return self.filter(in_force())

    def matching(self, text: str, meant: Callable[[str], models.Q]) -> Self:
        """In which every word of ``text`` occurs, or that bring what the word is a name of (``meant``).

        Read row by row, without an index: registrations are thousands at most.
        """
        said = [Coalesce(models.F(name), models.Value(""), output_field=models.TextField()) for name in _SEARCHED]
        parts = [part for one in said for part in (one, models.Value(" "))]
        found = self.alias(searched=Narrowed(Concat(*parts, output_field=models.TextField())))
        for word in query_words(text):
            found = found.filter(models.Q(searched__regex=pattern_of(word)) | meant(word))
        return found

    def with_theme(self, themes: Collection[int]) -> Self:
        """That have one of these themes."""
        return self.filter(_has(self.model, "themes", theme__in=themes))

    def in_districts(self, districts: Any) -> Self:
        """That act in one of these (numbers, or a query of them), or everywhere in the city."""
        return self.filter(models.Q(is_everywhere=True) | _has(self.model, "districts", district__in=districts))

    def count_by_district(self) -> tuple[int, dict[int, int]]:
        """How many organisations act everywhere, and in each district how many others do. Two queries."""
        everywhere = self.filter(is_everywhere=True).order_by().values("organization")
        named = self.exclude(organization__in=everywhere).filter(districts__is_current=True).order_by()
        by_district = named.values_list("districts").annotate(count=Count("organization", distinct=True))
        return everywhere.distinct().count(), dict(by_district)

    def count_organizations(self) -> dict[str, int]:
        """Of those in force: how many organisations in all (``all``), and how many bring each thing."""
        each = {
            key: Count("organization", distinct=True, filter=models.Q(**{f"{where}__contains": [key]}))
            for where, key in _BROUGHT
        }
        return self.public().aggregate(all=Count("organization", distinct=True), **each)

    def some_to_show(self, most: int) -> "models.QuerySet[Any, dict[str, Any]]":
        """Of those in force the latest, as a row of a list says it."""
        return self.public().order_by("is_sample", "-registered_on", "-pk").values(*_SHOWN)[:most]

    def some_of_each(self, most: int) -> "models.QuerySet[Any, dict[str, Any]]":
        """``most`` of those who bring each thing, in one query; ``group`` names the thing."""
        parts = [
            self.filter(**{f"{where}__contains": [key]})
            .annotate(group=models.Value(key, output_field=models.CharField()))
            .public()
            .order_by("is_sample", "-registered_on", "-pk")
            .values("group", *_SHOWN)[:most]
            for where, key in _BROUGHT
        ]
        return parts[0].union(*parts[1:], all=True)

    def visible_to(self, user: "User") -> Self:
        """Those of one's own organisations, in every state."""
        return self.filter(organization__memberships__user=user)

    def handed_in(self) -> Self:
        """What staff may read: what nobody got, or dealt with, is its organisation's own, also where it was given up."""
        return self.exclude(state__in=(PartnershipState.DRAFT, PartnershipState.WITHDRAWN), submitted_at=None)

    def waiting(self) -> Self:
        """What coordinators are to look at, what waits longest first."""
        return self.filter(state=PartnershipState.SUBMITTED).order_by("submitted_at", "pk")

    def renewals(self) -> Self:
        """Whose renewal was asked for, what ends first coming first."""
        asked = self.filter(state=PartnershipState.APPROVED, renewal_asked_at__isnull=False)
        return asked.order_by("ends_on", "pk")

    def changed_since_seen(self) -> Self:
        """In force, and changed by its members since staff last looked."""
        return self.filter(state=PartnershipState.APPROVED, version__gt=models.F("seen_version")).order_by("updated_at")

    def with_contact_to_forget(self, before: date) -> Self:
        """Ended before that day, and still telling who was asked."""
        told = ~models.Q(contact_name="", contact_phone="", contact_email="") | ~models.Q(typed={}, seen_values={})
        return self.filter(told, state__in=ENDED, ended_on__lt=before)

    def overdue(self, today: date) -> Self:
        """Past their last day, and nobody asked in time for a renewal that is still to be decided."""
        holding = [PartnershipState.APPROVED, PartnershipState.SUSPENDED]
        return self.filter(state__in=holding, ends_on__lt=today, renewal_asked_at=None).order_by("ends_on", "pk")


class RemarkQuerySet(models.QuerySet[Any]):
    def sent(self) -> Self:
        """What its members were asked to mend, by the last return."""
        return self.filter(is_sent=True)

    def unsent(self) -> Self:
        """What a coordinator has begun to write, for coordinators alone."""
        return self.filter(is_sent=False)


class InquiryQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        """What is to be answered, what was promised first coming first."""
        return self.filter(state=InquiryState.OPEN).order_by(*INQUIRIES_BY_PROMISE)

    def handled(self) -> Self:
        return self.exclude(state=InquiryState.OPEN).order_by(*INQUIRIES_LATEST_FIRST)

    def to_forget(self, moment: datetime) -> Self:
        """Handled before ``moment``, and still telling who asked. What is open has no such time."""
        return self.filter(handled_at__lt=moment, forgotten_at=None)


class FaqQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        return self.filter(is_public=True)


class NeedQuerySet(models.QuerySet[Any]):
    def matching(self, text: str) -> Self:
        """In whose shown text all words occur."""
        return self.filter(matching(text))

    def for_list(self) -> Self:
        """With what a row shows: two queries more, however many there are."""
        districts = models.Prefetch("districts", District.objects.only("name"))
        return self.defer("search_text", "search_tokens", *RAISED_WORDS).prefetch_related(districts)

    def public(self) -> Self:
        """What everybody sees: published, talked about, met."""
        return self.filter(state__in=PUBLIC_NEEDS)

    def open(self) -> Self:
        """To which a hand may be raised."""
        return self.filter(state__in=OPEN_NEEDS)

    def raised_by(self, user: "User") -> Self:
        """What somebody raised by their account, in every state."""
        return self.filter(created_by=user)

    def of_places_of(self, organization: Any) -> Self:
        """What its members raised for its places, in every state; for who may write for it."""
        return self.filter(source=NeedSource.PLACE, organization=organization)

    def overdue(self, today: date) -> Self:
        """Open ones whose day has passed, the oldest first. Nothing happens to them by itself: somebody decides.

        Of what was made up to demonstrate nobody has to.
        """
        return self.open().filter(due_on__lt=today, is_sample=False).order_by("due_on", "pk")

    def waiting(self) -> Self:
        """What coordinators are to look at, what waits longest first."""
        return self.filter(state=NeedState.RAISED).order_by("created_at", "pk")

    def unanswered(self) -> Self:
        """Open ones to which no hand is raised."""
        hands = models.Q(hands__state__in=HOLDING_HANDS)
        return self.open().exclude(pk__in=self.model.objects.filter(hands).values("pk"))

    def to_forget(self, moment: datetime) -> Self:
        """Ended before ``moment``, and still telling who raised it. What is open has no such time."""
        return self.filter(ended_at__lt=moment, forgotten_at=None)

    def met_by(self, organization: Any) -> Self:
        """Met with this organisation, which agreed to be named; the latest first."""
        named = models.Q(hands__organization=organization, hands__state=HandState.CHOSEN, hands__may_be_named=True)
        return self.filter(named, state=NeedState.MET).order_by("-ended_at", "-pk")


class HandQuerySet(models.QuerySet[Any]):
    def named(self) -> Self:
        """Chosen, of those who agreed to be named and may publish."""
        return self.filter(state=HandState.CHOSEN, may_be_named=True, organization__verification="verified")

    def visible_to(self, user: "User") -> Self:
        """Those of one's own organisations."""
        return self.filter(organization__memberships__user=user)
