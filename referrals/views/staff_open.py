"""What stays from one page of a case to the next: that it was open, and what was being written."""

import json
import time
from contextlib import suppress
from typing import Any

from django.http import HttpRequest

from hub import encryption
from hub.exceptions import DomainError
from referrals.forms.base import ActForm
from referrals.models import Referral
from referrals.services.drafts import save_draft

# Sent by every form of an opened page: the reason for which it was opened, empty where none was needed.
OPENED_FOR = "opened_for"
_MARK = "referral_open"
# From the redirect to the page that it leads to.
_HOLDS = 60


def leave_open_mark(request: HttpRequest, one: Referral) -> None:
    """After an act of an opened page: the next page of this very case opens once, with the same reason."""
    if OPENED_FOR in request.POST:
        kept = [one.pk, request.user.pk, request.POST[OPENED_FOR][:200], time.time()]
        request.session[_MARK] = encryption.encrypt(json.dumps(kept))


def take_open_mark(request: HttpRequest, one: Referral) -> str | None:
    """The reason, once: who loads the page again finds it closed. Nothing in an address opens a case."""
    token = request.session.pop(_MARK, None) if request.method == "GET" else None
    if token is None:
        return None
    try:
        case, user, reason, at = json.loads(encryption.decrypt(token))
    except ValueError:
        return None
    is_meant = (case, user) == (one.pk, request.user.pk) and time.time() - at < _HOLDS
    return str(reason) if is_meant else None


def keep_draft(one: Referral, by: Any, form: ActForm) -> None:
    """What was sent and not done: it is there when the page is opened, or opened again."""
    if form.has_draft():
        with suppress(DomainError):
            save_draft(one, by=by, act=form.act, page=form.key, words=form.draft_words())
