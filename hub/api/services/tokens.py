"""Personal keys: made, used, revoked, forgotten. The secret itself is kept nowhere."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from hub.api.enums import Scope
from hub.api.models import PersonalToken
from hub.exceptions import DomainError
from hub.locking import lock_row
from hub.notifications.services import queue_mail

if TYPE_CHECKING:
    from hub.accounts.models import User

PREFIX = "hub_"
# 256 bits that no one can guess, so that a plain hash keeps them as well as a slow one.
_BYTES = 32
_WELL_FORMED = re.compile(PREFIX + r"[A-Za-z0-9_-]{43}")
_HINT = 8
MOST_LIVE = 20
USUAL_DAYS = 365
MOST_DAYS = 400
# How exactly its last use is known.
NOTED_EVERY = timedelta(minutes=1)
# How long one that has ended is still shown to its owner.
KEPT_DAYS = 90


@sensitive_variables("secret")
def digest_of(secret: str) -> str:
    """SHA-256, hexadecimal: what is kept, and looked up, in the place of the secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_well_formed(secret: str) -> bool:
    """Whether it can be a secret of ours at all."""
    return _WELL_FORMED.fullmatch(secret) is not None


@sensitive_variables("secret")
@transaction.atomic
def create_token(
    *, user: "User", name: str, scope: Scope | str, days: int = USUAL_DAYS, now: datetime | None = None
) -> tuple[PersonalToken, str]:
    """Makes a key, tells its owner by mail; gives the secret, which nobody can read again.

    Of two taps the second is refused: a name is used by one live key alone.
    """
    now = now or timezone.now()
    name = name.strip()
    owner = lock_row(user)
    if not owner.is_active:
        raise DomainError(_("この登録は、いま使えません。"))
    if not name or scope not in Scope.values:
        raise DomainError(_("名前と、できることを書いてください。"))
    if not 1 <= days <= MOST_DAYS:
        raise DomainError(_("期限は、%(most)s日までにしてください。") % {"most": MOST_DAYS})
    live = PersonalToken.objects.of(owner).live(now)
    if live.filter(name=name).exists():
        raise DomainError(_("同じ名前のアクセスキーがあります。別の名前にするか、前のものを取り消してください。"))
    if live.count() >= MOST_LIVE:
        raise DomainError(
            _("アクセスキーは%(most)s個までです。使わないものを取り消してください。") % {"most": MOST_LIVE}
        )
    secret = PREFIX + secrets.token_urlsafe(_BYTES)
    token = PersonalToken.objects.create(
        user=owner, name=name, scope=scope, digest=digest_of(secret), hint=secret[:_HINT],
        expires_at=now + timedelta(days=days),
    )  # fmt: skip
    queue_mail("api.token_made", to=owner, ids={"token": token.pk})
    return token, secret


@transaction.atomic
def revoke_token(token: PersonalToken, *, by: "User", now: datetime | None = None) -> None:
    """It opens nothing from now on. Only its owner does so; to revoke it twice changes nothing."""
    locked = lock_row(token)
    if locked.user_id != by.pk:
        raise DomainError(_("取り消せるのは、作った人だけです。"))
    if locked.revoked_at is None:
        locked.revoked_at = now or timezone.now()
        locked.save(update_fields=["revoked_at"])
    token.revoked_at = locked.revoked_at


def note_use(token: PersonalToken, *, now: datetime | None = None) -> None:
    """Remembers that it was used, once a minute at most. Where somebody else has the row nobody waits for it."""
    now = now or timezone.now()
    if token.last_used_at is not None and token.last_used_at > now - NOTED_EVERY:
        return
    with transaction.atomic():
        rows = PersonalToken.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        free = rows.filter(pk=token.pk).first()
        if free is not None and (free.last_used_at is None or free.last_used_at <= now - NOTED_EVERY):
            free.last_used_at = token.last_used_at = now
            free.save(update_fields=["last_used_at"])


def forget_ended(now: datetime | None = None) -> int:
    """Deletes what has ended long ago; returns how many."""
    edge = (now or timezone.now()) - timedelta(days=KEPT_DAYS)
    return PersonalToken.objects.ended_before(edge).delete()[0]
