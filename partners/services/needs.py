"""What becomes of a need: raised by anybody, written and published by a coordinator, met or ended, forgotten later."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.exceptions import DomainError
from hub.notifications.services import forget_withdrawn
from hub.threads.services import forget_subjects
from partners.enums import ABOUT, PUBLIC_NEEDS, UNWRITABLE_NEEDS, NeedAction, NeedSource, NeedState
from partners.models import Need, NeedTransition
from partners.models.needs import PERSONAL
from partners.rules import can_raise_as_professional, can_raise_for_city, can_raise_for_place
from partners.services.faqs import words_in
from partners.services.joining import StaleError, UnfinishedError
from partners.services.need_notices import SUBJECT, announce_edited
from partners.services.need_records import (
    check_decides,
    copy_to,
    lock_need,
    make_findable,
    move_need,
    record_need,
    write_need_history,
)
from partners.services.need_talks import leave

if TYPE_CHECKING:
    from events.models import Place
    from hub.accounts.models import Organization, User

WRITTEN = (
    *("title", "text", "where", "for_whom", "tried", "due_on", "offers", "fields", "is_everywhere"),
    "is_source_shown",
)
WRITTEN_SETS = ("themes", "audiences", "districts")
# What people say of what is missing is kept as they said it, beside what a coordinator writes for everybody.
SAID = ("title", "where", "for_whom", "tried")
# Of what was never published nobody has read whether it points to somebody.
_UNREAD = ("title", "text", "where", "for_whom", "tried")
_BATCH = 500


def raised(key: uuid.UUID) -> Need | None:
    """What was sent before: a double tap, or the page sent once more."""
    found: Need | None = Need.objects.filter(idempotency_key=key).first()
    return found


def raised_as(number: int | None) -> Need | None:
    """What was sent with the same words from a page opened before, as long as nobody has dealt with it."""
    return Need.objects.waiting().filter(pk=number).first() if number is not None else None


@transaction.atomic
def raise_need(
    source: NeedSource,
    *,
    by: "User | None",
    values: Mapping[str, Any],
    place: "Place | None" = None,
    organization: "Organization | None" = None,
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> Need:
    """Writes a need, once for each ``key``; a resident needs no account. Nothing of it is shown yet, and nobody is told.

    ``values``: by the names in ``WRITTEN``, ``WRITTEN_SETS`` and ``PERSONAL``; others are left aside.
    """
    _check_raiser(source, by, place, organization)
    now, key = now or timezone.now(), key or uuid.uuid4()
    need = Need(
        idempotency_key=key, source=source, created_by=by, place=place,
        organization=place.operator if place is not None else organization,
        **_as_raised(source, values),
    )  # fmt: skip
    Need.objects.bulk_create([need], ignore_conflicts=True)
    found: Need = Need.objects.get(idempotency_key=key)
    if not found.transitions.exists():
        for name in WRITTEN_SETS:
            getattr(found, name).set(values.get(name, ()))
        write_need_history(found, NeedAction.RAISE, by=by, now=now)
    return found


def _as_raised(source: NeedSource, values: Mapping[str, Any]) -> dict[str, Any]:
    """Of what others say nothing stands where it is shown before a coordinator has written it; the city says it for everybody."""
    kept = {name: values[name] for name in (*WRITTEN, *PERSONAL) if name in values}
    if source == NeedSource.CITY:
        return kept
    return {f"raised_{name}" if name in SAID else name: value for name, value in kept.items()}


def _check_raiser(
    source: NeedSource, by: "User | None", place: "Place | None", organization: "Organization | None"
) -> None:
    """``source`` is what somebody says that they are: it must be true."""
    is_true = {
        NeedSource.CITY: lambda: by is not None and can_raise_for_city(by),
        NeedSource.PLACE: lambda: by is not None and place is not None and can_raise_for_place(by, place),
        NeedSource.PROFESSIONAL: lambda: (
            by is not None and organization is not None and can_raise_as_professional(by, organization)
        ),
        NeedSource.RESIDENT: lambda: place is None and organization is None and (by is None or by.is_active),
    }[source]
    if not is_true():
        raise DomainError(_("この立場では知らせられません。「だれとして」を選びなおしてください。"))


@transaction.atomic
def write_need(
    need: Need,
    *,
    by: "User",
    values: Mapping[str, Any],
    seen_version: int,
    points_to_nobody: bool = False,
    now: datetime | None = None,
) -> None:
    """What a coordinator writes of it. What is public changes at once, must stay whole, and is ticked anew.

    ``values``: by the names in ``WRITTEN`` and ``WRITTEN_SETS``; others are left aside.
    """
    now, locked = now or timezone.now(), lock_need(need)
    check_decides(locked, by)
    if locked.state in UNWRITABLE_NEEDS:
        raise DomainError(_("載せなかったものと終えたものは、書きなおせません。先に「確認に戻す」を押してください。"))
    written = {name: values[name] for name in WRITTEN if name in values}
    chosen = {name: sorted(one.pk for one in values[name]) for name in WRITTEN_SETS if name in values}
    # Whoever taps twice, or saves what the other one saved, overwrites nothing.
    if not _differs(locked, written, chosen):
        return
    _check_newest(locked, seen_version)
    for name, value in written.items():
        setattr(locked, name, value)
    for name, numbers in chosen.items():
        getattr(locked, name).set(numbers)
    is_public = locked.state in PUBLIC_NEEDS
    if is_public:
        check_whole(locked, points_to_nobody=points_to_nobody)
    locked.version += 1
    locked.save(update_fields=[*written, "version", "updated_at"])
    write_need_history(locked, NeedAction.EDIT, by=by, now=now)
    copy_to(need, locked)
    if is_public:
        make_findable(locked)
        announce_edited(locked)
        record_need(locked, locked.state)


def _differs(locked: Need, written: Mapping[str, Any], chosen: Mapping[str, list[int]]) -> bool:
    if any(getattr(locked, name) != value for name, value in written.items()):
        return True
    return any(
        sorted(getattr(locked, name).values_list("pk", flat=True)) != numbers for name, numbers in chosen.items()
    )


def _check_newest(locked: Need, seen_version: int) -> None:
    if locked.version != seen_version:
        raise StaleError(
            _("あなたが開いたあとに、ほかの人が保存しました。もう一度ボタンを押すと、下に見えている内容になります。")
        )


def check_whole(need: Need, *, points_to_nobody: bool) -> None:
    """Raises ``UnfinishedError`` with all that is missing at once."""
    missing = {}
    if not need.title.strip():
        missing["title"] = _("何が足りないかを、ひとことで書いてください。")
    if not need.text.strip():
        missing["text"] = _("公開する文を書いてください。")
    if not need.offers:
        missing["offers"] = _("ほしいものを、1つ以上選んでください。")
    if not need.is_everywhere and not need.districts.exists():
        missing["districts"] = _("地区を選ぶか、「市内のどこでも」に印をつけてください。")
    if words := words_of_raiser(need, _shown(need)):
        # They may also stand partly in one field and partly in the next.
        where = next((name for name in _UNREAD if words_of_raiser(need, getattr(need, name))), "text")
        missing[where] = _points_to_raiser(words)
    if not points_to_nobody:
        missing["points_to_nobody"] = _("だれのことかわかる言葉がないことを確かめて、印をつけてください。")
    if missing:
        raise UnfinishedError(missing)


def _shown(need: Need) -> str:
    return "\n".join(getattr(need, name) for name in _UNREAD)


def _points_to_raiser(words: list[str]) -> str:
    return _("知らせた人がわかる言葉があります：%(words)s。消してください。") % {"words": "、".join(words)}


def words_of_raiser(need: Need, text: str) -> list[str]:
    """What in ``text``, which is for everybody, tells who raised it: a name, or a part of it, a number, an address."""
    return words_in(text, [need.contact_name, *need.contact_name.split(), need.contact_email], need.contact_phone)


def publish_need(
    need: Need, *, by: "User", points_to_nobody: bool, seen_version: int, now: datetime | None = None
) -> None:
    """Raised → published: whole, and read by a coordinator, who says that nothing in it points to a person."""
    now = now or timezone.now()

    def check(locked: Need) -> None:
        check_whole(locked, points_to_nobody=points_to_nobody)
        if locked.version != seen_version:
            raise StaleError(
                _("見ているあいだに、内容が変わりました。前の画面に戻って、新しい内容を確かめてください。")
            )

    move_need(
        need, NeedAction.PUBLISH, by=by, check=check, now=now,
        change=lambda locked: {"published_at": locked.published_at or now},
    )  # fmt: skip


def decline_need(need: Need, *, by: "User", reason: str, now: datetime | None = None) -> None:
    """Raised → declined, with a reason that the raiser reads. Where it was published before, hands may be up."""
    asked = _asked(reason, _("載せない理由を書いてください。知らせてくれた方に伝わります。"))
    leave(need, NeedAction.DECLINE, by=by, reason=asked, now=now)


def withdraw_need(need: Need, *, by: "User", reason: str = "", now: datetime | None = None) -> None:
    """Out of everybody's sight at once, and back among what is to be looked at."""

    def check(locked: Need) -> None:
        if locked.forgotten_at is not None and not locked.title:
            raise DomainError(_("届いた内容を消したあとなので、確認には戻せません。"))

    leave(need, NeedAction.WITHDRAW, by=by, reason=reason.strip(), check=check, now=now)


def talk_about_need(need: Need, *, by: "User", now: datetime | None = None) -> None:
    """Published → talking: somebody is found, others may still raise a hand."""
    move_need(need, NeedAction.TALK, by=by, now=now)


def reopen_need(need: Need, *, by: "User", reason: str = "", now: datetime | None = None) -> None:
    """Hands are asked for again, also for what was met or ended."""
    move_need(need, NeedAction.REOPEN, by=by, reason=reason.strip(), now=now)


def meet_need(need: Need, *, by: "User", outcome: str, now: datetime | None = None) -> None:
    """Published or talked about → met, with what came of it. Hands that were not chosen are thanked."""
    said = _asked(outcome, _("どうなったかを、ひとことでも書いてください。公開のページに載ります。"))

    def check(locked: Need) -> None:
        if words := words_of_raiser(locked, said):
            raise DomainError(_points_to_raiser(words))

    leave(need, NeedAction.MEET, by=by, reason=said, check=check, values={"outcome": said}, now=now)


def close_need(need: Need, *, by: "User", reason: str, now: datetime | None = None) -> None:
    """Published or talked about → closed: it is no longer needed, or nobody was found."""
    leave(need, NeedAction.CLOSE, by=by, reason=_asked(reason, _("終える理由を書いてください。")), now=now)


def _asked(text: str, wanted: str) -> str:
    if not text.strip():
        raise DomainError(wanted)
    return text.strip()


def forget_old_needs(now: datetime | None = None, *, is_dry_run: bool = False) -> int:
    """Empties what tells who raised a need, ``HUB_NEEDS_DAYS`` after it ended; how many.

    What was published stays; of what was never published nothing does but that it was there. Idempotent; in batches,
    each a transaction of its own.
    """
    now = now or timezone.now()
    moment = now - timedelta(days=settings.HUB_NEEDS_DAYS)
    if is_dry_run:
        return int(Need.objects.to_forget(moment).count())
    forgotten = 0
    while keys := list(Need.objects.to_forget(moment).order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        forgotten += _forget(keys, moment, now)
    return forgotten


@transaction.atomic
def _forget(keys: list[int], moment: datetime, now: datetime) -> int:
    """What was opened again meanwhile is left as it is."""
    due = Need.objects.to_forget(moment).filter(pk__in=keys)
    locked = list(due.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk", "state"))
    unread = [pk for pk, state in locked if state == NeedState.DECLINED]
    Need.objects.filter(pk__in=unread).update(**dict.fromkeys((*_UNREAD, "search_text"), ""), search_tokens=None)
    forget_subjects(ABOUT, unread)
    forget_withdrawn(SUBJECT, unread)
    done = [pk for pk, _state in locked]
    _empty(done, forgotten_at=now)
    NeedTransition.objects.filter(need__in=done).update(reason="")
    return len(done)


def forget_raiser(user: "User") -> None:
    """Their account ends: what tells who raised their needs goes with it, the needs stay. Within the transaction."""
    mine = Need.objects.raised_by(user).order_by("pk").select_for_update(of=("self",), no_key=True)
    _empty(list(mine.values_list("pk", flat=True)))


def _empty(keys: list[int], **also: Any) -> None:
    Need.objects.filter(pk__in=keys).update(**dict.fromkeys(PERSONAL, ""), idempotency_key=None, **also)
