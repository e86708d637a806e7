"""書きかけ: what somebody types in a case is kept until it is sent, thrown away, or some days old.

It is no act, and no look: who writes it has it before their eyes. So neither history nor record says that it was kept; it is
opened with the personal part of the case (``opening``), which is on record.
"""

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.exceptions import DomainError
from referrals.models import Draft, Referral
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

    Raises ``DomainError`` where another page of theirs keeps a draft of this act, which would be lost.
    """
    if not can_see_referral(by, referral):
        raise DomainError(_("この相談は見られません。"))
    if sum(map(len, words.values())) > _LONGEST:
        raise DomainError(_("長すぎるので、書きかけを残せません。"))
    now = now or timezone.now()
    rows = Draft.objects.select_for_update(of=("self",), no_key=True)
    there = rows.filter(user=by, referral=referral, act=act).first()
    if there is not None and there.page != page and there.is_fresh(now):
        raise DomainError(_("前の書きかけがあるので、いま書いているものは残せません。"))
    if not any(text.strip() for text in words.values()):
        if there is not None:
            there.delete()
        return
    values = {"page": page, "words": json.dumps(dict(words), ensure_ascii=False), "saved_at": now}
    Draft.objects.update_or_create(user=by, referral=referral, act=act, defaults=values)


def drop_draft(referral: Referral, *, by: "User", act: str, page: uuid.UUID) -> None:
    """It was sent, or is not wanted any more. What another page keeps stays."""
    Draft.objects.filter(user=by, referral=referral, act=act, page=page).delete()
