"""書きかけ: what somebody types in a case is kept until it is sent, thrown away, or some days old.

It is no act, and no look: who writes it has it before their eyes. So neither history nor record says that it was kept; it is
opened with the personal part of the case (``opening``), which is on record.
"""

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.exceptions import DomainError
from referrals.models import Draft, Referral
from referrals.querysets import drafts_from
from referrals.rules import can_see_referral

if TYPE_CHECKING:
    from hub.accounts.models import User

# Of all boxes of a form together; none of them takes as much.
_LONGEST = 12_000


@transaction.atomic
def save_draft(
    referral: Referral,
    *,
    by: "User",
    act: str,
    page: uuid.UUID,
    words: Mapping[str, str],
    now: datetime | None = None,
) -> None:
    """Over what the same page kept before; where nothing is written any more, nothing is kept.

    Raises ``DomainError`` where another page of theirs keeps a draft of this act, which would be lost, and where what was
    written on this page was sent or thrown away meanwhile.
    """
    if not can_see_referral(by, referral):
        raise DomainError(_("この相談は見られません。"))
    if sum(map(len, words.values())) > _LONGEST:
        raise DomainError(_("長すぎるので、書きかけを残せません。"))
    now = now or timezone.now()
    whose = {"user": by, "referral": referral, "act": act}
    values = {"page": page, "words": json.dumps(dict(words), ensure_ascii=False), "saved_at": now, "is_done": False}
    if not any(text.strip() for text in words.values()):
        there = _locked().filter(**whose).first()
        if there is not None:
            _check_page(there, page, now)
            if there.page == page:
                there.delete()
        return
    there, is_new = _locked().get_or_create(**whose, defaults=values)
    if not is_new:
        _check_page(there, page, now)
        _write(there, values)


@transaction.atomic
def drop_draft(referral: Referral, *, by: "User", act: str, page: uuid.UUID, now: datetime | None = None) -> None:
    """It was sent, or is not wanted any more: the words go, the mark of their page stays. What another page keeps stays."""
    now = now or timezone.now()
    values = {"page": page, "words": "", "saved_at": now, "is_done": True}
    there, is_new = _locked().get_or_create(user=by, referral=referral, act=act, defaults=values)
    if not is_new and (there.page == page or not _is_offered(there, now)):
        _write(there, values)


def _locked() -> Any:
    """Of two that are the first at once, one makes the row and the other finds it, and waits until it may look at it."""
    return Draft.objects.select_for_update(of=("self",), no_key=True)


def _is_offered(there: Draft, now: datetime) -> bool:
    return not there.is_done and there.saved_at > drafts_from(now)


def _check_page(there: Draft, page: uuid.UUID, now: datetime) -> None:
    """Whether this page may write over it."""
    if there.page != page and _is_offered(there, now):
        raise DomainError(_("前の書きかけがあるので、いま書いているものは残せません。"))
    if there.page == page and there.is_done:
        raise DomainError(
            _("この画面で書いたものは、もう送ったか、捨てています。続けて書くときは、画面を開き直してください。")
        )


def _write(there: Draft, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(there, name, value)
    there.save(update_fields=list(values))
