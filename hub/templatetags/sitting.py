"""When the session of staff ends, said on each of their pages, and by a script some minutes before."""

import time
from datetime import UTC, datetime
from typing import Any

from django import template
from django.conf import settings

from hub.accounts.session_limits import staff_end
from hub.kept_words import mark_of
from hub.staff_access import is_staff

register = template.Library()

# Seconds before the end; of a short session a third.
_WARNED_BEFORE = 5 * 60


@register.inclusion_tag("hub/_sitting.html", takes_context=True)
def sitting(context: dict[str, Any]) -> dict[str, Any]:
    """Nothing where nobody of the staff is signed in."""
    request = context.get("request")
    end = staff_end(request) if request is not None and is_staff(request.user) else None
    if request is None or end is None:
        return {}
    return {
        "ends_at": datetime.fromtimestamp(end.at, UTC),
        "left": max(0, int(end.at - time.time())),
        "is_last": end.is_last,
        "warned_before": min(_WARNED_BEFORE, settings.HUB_STAFF_IDLE_SECONDS // 3),
        "idle_minutes": settings.HUB_STAFF_IDLE_SECONDS // 60,
        "whose": mark_of(request.user),
        "csrf_token": context.get("csrf_token"),
    }
