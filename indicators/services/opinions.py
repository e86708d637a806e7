"""Opinions: taken in from anybody, looked at by a planner, answered, and forgotten but for what was published."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.areas.models import District
from hub.exceptions import DomainError, TransitionError
from hub.locking import lock_row
from indicators.models import Opinion, OpinionCall, Policy, Reply, VoiceTransition
from indicators.services.voice_records import check_hears, lock_opinion, move_opinion
from indicators.voice_enums import PUBLIC_CALLS, CallState, OpinionAction, OpinionState, Verdict, Withheld

if TYPE_CHECKING:
    from hub.accounts.models import User

_BATCH = 500


class ClosedError(DomainError):
    """The call takes no opinions on this day."""

    def __init__(self) -> None:
        super().__init__(_("この呼びかけは、いま意見を受けつけていません。"))


def key_of(page: uuid.UUID, call: OpinionCall, text: str) -> uuid.UUID:
    """The same for the same words in the same opened page, and for no other; the page is kept nowhere."""
    return uuid.uuid5(page, f"{call.pk}\x1f{text}")


def is_received(key: uuid.UUID) -> bool:
    """Whether this was sent before: a double tap, or the page sent once more."""
    return Opinion.objects.filter(pk=key).exists()


@transaction.atomic
def receive_opinion(
    call: OpinionCall,
    *,
    key: uuid.UUID,
    text: str,
    age_group: str = "",
    district: District | None = None,
    now: datetime | None = None,
) -> None:
    """Writes an opinion, once for each ``key``, with the day alone. Nobody is told; it waits for a planner.

    Raises ``ClosedError`` where the call takes none today.
    """
    today = timezone.localdate(now)
    locked = lock_row(call)
    if not locked.takes_on(today):
        raise ClosedError
    opinion = Opinion(pk=key, call=locked, text=text, age_group=age_group, district=district, received_on=today)
    Opinion.objects.bulk_create([opinion], ignore_conflicts=True)


@transaction.atomic
def publish_opinion(
    opinion: Opinion,
    *,
    by: "User",
    text: str,
    is_shortened: bool = False,
    is_redacted: bool = False,
    now: datetime | None = None,
) -> None:
    """Everybody reads ``text`` from now on. What was written stays as it is, for planners, until it is forgotten.

    Raises ``DomainError`` where the text is another and nothing says how it became so.
    """
    check_hears(by)
    call, locked = lock_opinion(opinion, OpinionAction.PUBLISH)
    _set_text(locked, text, is_shortened=is_shortened, is_redacted=is_redacted)
    if locked.number is None:
        last = call.opinions.aggregate(last=Max("number"))["last"]
        locked.number = (last or 0) + 1
    move_opinion(locked, OpinionAction.PUBLISH, by=by, now=now or timezone.now())


@transaction.atomic
def reword_opinion(
    opinion: Opinion,
    *,
    by: "User",
    text: str,
    is_shortened: bool = False,
    is_redacted: bool = False,
    now: datetime | None = None,
) -> None:
    """What is published of it becomes another text."""
    check_hears(by)
    _call, locked = lock_opinion(opinion, OpinionAction.REWORD)
    _set_text(locked, text, is_shortened=is_shortened, is_redacted=is_redacted)
    move_opinion(locked, OpinionAction.REWORD, by=by, now=now or timezone.now())


def _set_text(opinion: Opinion, text: str, *, is_shortened: bool, is_redacted: bool) -> None:
    said = text.strip()
    if not said:
        raise DomainError(_("公開する文を書いてください。"))
    # Of what was erased nobody knows any more whether it was changed: the marks stay.
    is_changed = said != opinion.text.strip() if not opinion.erased_on else is_shortened or is_redacted
    if is_changed and not (is_shortened or is_redacted):
        raise DomainError(_("書かれた文と違います。「短くした」か「名前などを消した」に印をつけてください。"))
    if not is_changed:
        is_shortened = is_redacted = False
    opinion.published_text, opinion.is_shortened, opinion.is_redacted = said, is_shortened, is_redacted


@transaction.atomic
def merge_opinion(opinion: Opinion, *, by: "User", into: Opinion, now: datetime | None = None) -> None:
    """It says what a published one says, whose answer is its own too."""
    check_hears(by)
    call, locked = lock_opinion(opinion, OpinionAction.MERGE)
    target = lock_row(into)
    if target.call_id != call.pk or target.state != OpinionState.PUBLISHED:
        raise DomainError(_("まとめる先は、同じ呼びかけの、公開している意見から選んでください。"))
    locked.merged_into = target
    move_opinion(locked, OpinionAction.MERGE, by=by, now=now or timezone.now())


@transaction.atomic
def withhold_opinion(opinion: Opinion, *, by: "User", reason: str, now: datetime | None = None) -> None:
    """It is not published, or at once no longer. Replies that cover it alone are seen by nobody either."""
    check_hears(by)
    if reason not in Withheld.values or reason == Withheld.EXPIRED:
        raise DomainError(_("公開しない理由を選んでください。"))
    _call, locked = lock_opinion(opinion, OpinionAction.WITHHOLD)
    if locked.merged.exists():
        raise DomainError(_("この意見にまとめた意見があります。先に、それらを「もう一度確かめる」に戻してください。"))
    locked.published_text, locked.is_shortened, locked.is_redacted = "", False, False
    locked.withheld_reason = reason
    move_opinion(locked, OpinionAction.WITHHOLD, by=by, now=now or timezone.now())


@transaction.atomic
def reconsider_opinion(opinion: Opinion, *, by: "User", now: datetime | None = None) -> None:
    """Back to those that wait, as long as there is something to read."""
    check_hears(by)
    _call, locked = lock_opinion(opinion, OpinionAction.RECONSIDER)
    if locked.erased_on is not None:
        raise DomainError(_("書かれた文は、もう消してあります。"))
    locked.withheld_reason, locked.merged_into = "", None
    move_opinion(locked, OpinionAction.RECONSIDER, by=by, now=now or timezone.now())


@transaction.atomic
def reply_to_opinions(
    call: OpinionCall,
    *,
    by: "User",
    opinions: Iterable[Opinion],
    verdict: str,
    reason: str,
    policies: Iterable[Policy] = (),
    answer_by: date | None = None,
    now: datetime | None = None,
) -> Reply:
    """One reply to one or more published opinions of a call. What was replied before stays to be seen below it.

    ``answer_by``: with ``LATER`` alone, the day by which there will be an answer. Raises ``DomainError`` without a reason,
    and without a policy where the plan has some.
    """
    check_hears(by)
    today = timezone.localdate(now)
    locked = lock_row(call)
    if locked.state not in PUBLIC_CALLS:
        raise TransitionError(_("返事をする"), str(CallState(locked.state).label))
    covered, about = list(opinions), list(policies)
    _check_reply(locked, covered, about, reason)
    if verdict not in Verdict.values:
        raise DomainError(_("どう反映したかを選んでください。"))
    if verdict == Verdict.LATER:
        if locked.state == CallState.ANSWERED:
            raise DomainError(_("返事が出そろったあとは、「まだ決まっていない」とは書けません。"))
        if answer_by is None or answer_by <= today:
            raise DomainError(_("いつまでに決めるか、これからの日を書いてください。"))
    reply = Reply.objects.create(
        call=locked, verdict=verdict, reason=reason.strip(), on=today, by=by,
        answer_by=answer_by if verdict == Verdict.LATER else None,
    )  # fmt: skip
    reply.opinions.add(*covered)
    reply.policies.add(*about)
    return reply


def _check_reply(call: OpinionCall, covered: list[Opinion], about: list[Policy], reason: str) -> None:
    if not covered:
        raise DomainError(_("返事をする意見を選んでください。"))
    keys = {one.pk for one in covered}
    if call.opinions.published().filter(pk__in=keys).count() != len(keys):
        raise DomainError(_("公開している意見にだけ、返事ができます。画面を開きなおしてください。"))
    if not reason.strip():
        raise DomainError(_("理由を書いてください。"))
    if any(one.plan_id != call.plan_id for one in about):
        raise DomainError(_("施策は、この計画のものから選んでください。"))
    if not about and call.plan.policies.exists():
        raise DomainError(_("どの施策のことかを選んでください。"))


def forget_old_opinions(now: datetime | None = None, *, is_dry_run: bool = False) -> int:
    """Erases all but what was published, ``HUB_VOICES_DAYS`` after the call ended; of how many opinions.

    What nobody had looked at by then is not published for that reason. Idempotent; in batches, each a transaction.
    """
    now = now or timezone.now()
    due = Opinion.objects.to_forget(timezone.localdate(now))
    if is_dry_run:
        return int(due.count())
    forgotten = 0
    while keys := list(due.order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        forgotten += _forget(keys, now)
    return forgotten


@transaction.atomic
def _forget(keys: list[uuid.UUID], now: datetime) -> int:
    rows = list(Opinion.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",), no_key=True))
    for one in rows:
        one.text, one.age_group, one.district, one.erased_on = "", "", None, timezone.localdate(now)
        if one.is_waiting:
            one.state, one.withheld_reason = OpinionState.WITHHELD, Withheld.EXPIRED
            VoiceTransition.objects.create(
                call_id=one.call_id, opinion=one, action=OpinionAction.EXPIRE, from_state=OpinionState.RECEIVED,
                to_state=OpinionState.WITHHELD, at=now,
            )  # fmt: skip
        one.save()
    return len(rows)
