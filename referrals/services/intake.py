"""受付: a referral is taken in, whole or not at all, with the bell of the office that reads it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hub.areas.models import District, Town
from hub.exceptions import DomainError
from referrals import codes, promises
from referrals.enums import Action, Consent, Reply, Urgency, Writer
from referrals.models import CaseFile, Referral, Sign, SupportOffice
from referrals.models.cases import PERSONAL, PROFESSIONAL
from referrals.services.records import readers_of, ring, ring_of_held, write_act

if TYPE_CHECKING:
    from hub.accounts.models import User
    from hub.threads.checking import CheckedFile


@dataclass(frozen=True)
class Told:
    """What the form holds. ``words``: the sealed columns by name; what is not among ``PERSONAL`` is left aside."""

    page: str
    is_own: bool
    writer: Writer
    town: Town | None
    district: District | None
    words: Mapping[str, str] = field(default_factory=dict)
    signs: Collection[int] = ()
    consent: Consent = Consent.UNKNOWN
    reply: Reply = Reply.CODE
    # Where the town lies in several and the writer does not know in which: it finds the office, and stands in no row.
    likely_district: District | None = None
    # Of a professional who is named; of nobody else any is kept.
    files: "Sequence[CheckedFile]" = ()


@dataclass(frozen=True)
class Receipt:
    """What the writer is shown, once."""

    referral: Referral
    code: str
    next_reading: datetime


def receive_referral(
    told: Told, *, by: "User | None" = None, is_held: bool = False, now: datetime | None = None
) -> Receipt:
    """Takes it in. The same form sent twice is one, with the same code; other words from the same page are another.

    ``by``: a professional who was signed in and writes of another in their own name; of nobody else it is kept who wrote,
    and who that was stands in no act, but beside the words alone. Raises ``DomainError`` where no office
    can be written to, or nothing was said.
    """
    now, by = now or timezone.now(), _named(told, by)
    words = _words(told, by=by)
    if not (told.signs or words["text"]):
        raise DomainError(_("気づいたことをひとつ選ぶか、ひとことでも書いてください。"))
    office = SupportOffice.objects.answering_for(told.town, told.district or told.likely_district)
    if office is None:
        raise DomainError(_("この地区には、まだここから送れる窓口がありません。電話で相談してください。"))
    code = _code_of(told, by=by)
    try:
        referral = _write(told, words, code=code, office=office, by=by, is_held=is_held, now=now)
    except IntegrityError:
        there = Referral.objects.filter(code_hash=codes.hash_of(code)).first()
        if there is None:
            raise
        referral = there
    return Receipt(referral, code, promises.next_reading(office, now))


def is_received(told: Told, *, by: "User | None" = None) -> bool:
    """Whether this very form is there already: it was sent twice."""
    return Referral.objects.filter(code_hash=mark_of(told, by=by)).exists()


def mark_of(told: Told, *, by: "User | None") -> str:
    """Of this very form, by the page and all that was said: keyed, so that nobody makes it who does not send the form."""
    return codes.hash_of(_code_of(told, by=_named(told, by)))


def _code_of(told: Told, *, by: "User | None") -> str:
    return codes.code_of(told.page, _all_that_was_said(told, by=by))


def _named(told: Told, by: "User | None") -> "User | None":
    """Nobody who writes of themselves is known, whoever is signed in."""
    return None if told.is_own else by


def _words(told: Told, *, by: "User | None") -> dict[str, str]:
    kept = (*PERSONAL, *PROFESSIONAL) if by is not None else PERSONAL
    return {name: told.words.get(name, "").strip() for name in kept}


def _all_that_was_said(told: Told, *, by: "User | None") -> list[str]:
    words, files = _words(told, by=by), told.files if by is not None else ()
    place = [str(told.town.pk if told.town else ""), str(told.district.pk if told.district else "")]
    chosen = [str(told.is_own), told.writer, told.consent, told.reply, *map(str, sorted(told.signs))]
    said = [*place, *chosen, *(f"{name}={words[name]}" for name in sorted(words))]
    return [*said, *(f"file={file.sha256}" for file in files)]


def _keep_files(referral: Referral, files: "Sequence[CheckedFile]", now: datetime) -> None:
    for number, file in enumerate(files, start=1):
        file.content.seek(0)
        CaseFile.objects.create(
            referral=referral, number=number, name=file.name, content=file.content.read(), size=file.size,
            media_type=file.media_type, at=now,
        )  # fmt: skip


@transaction.atomic
def _write(
    told: Told,
    words: Mapping[str, str],
    *,
    code: str,
    office: SupportOffice,
    by: "User | None",
    is_held: bool,
    now: datetime,
) -> Referral:
    """The row, its first act and the office's mails: all of it, or none."""
    signs = list(Sign.objects.filter(pk__in=told.signs, is_active=True))
    values: dict[str, Any] = dict(words)
    is_urgent = any(one.is_urgent for one in signs)
    is_held = is_held and not is_urgent  # whatever else came at the same time
    phones = [codes.phone_hash(words[name]) for name in ("about_phone", "writer_phone")]
    referral = Referral.objects.create(
        **values, code_hash=codes.hash_of(code), is_own=told.is_own, writer=told.writer, reply=told.reply,
        language=get_language() or "ja", town=told.town, district=told.district, consent=told.consent, office=office,
        created_by=by, is_held=is_held, received_at=now, first_look_by=promises.first_look_by(now),
        contact_by=promises.contact_by(now), phone_hashes=sorted({one for one in phones if one}),
        urgency=Urgency.URGENT if is_urgent else Urgency.NORMAL,
    )  # fmt: skip
    referral.signs.set(signs)
    _keep_files(referral, told.files if by is not None else (), now)
    write_act(referral, Action.RECEIVE, by=None, now=now, about=office.name)
    tell = ring_of_held if is_held else ring
    tell(referral, readers_of(office, now), now=now)
    return referral
