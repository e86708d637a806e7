"""How long somebody who was held back has to wait, from the same counters that hold back."""

import math
import time

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest

# Which of allauth's limits stands before which page.
ACTIONS = {
    "account_login": "login",
    "account_signup": "signup",
    "account_reset_password": "reset_password",
    "account_reset_password_from_key": "reset_password_from_key",
    "account_change_password": "change_password",
    "account_email": "manage_email",
    "account_reauthenticate": "reauthenticate",
}


def seconds_to_wait(request: HttpRequest, *, now: float | None = None) -> int:
    """Until this page takes one more request of this client; 0 where no counter of it is full."""
    action = ACTIONS.get(request.resolver_match.url_name or "") if request.resolver_match else None
    if action is None:
        return 0
    moment = time.time() if now is None else now
    rates = ratelimit.get_rates(app="allauth.account", action=action)
    return max((_wait(request, action, rate, moment) for rate in rates), default=0)


def _wait(request: HttpRequest, action: str, rate: ratelimit.Rate, now: float) -> int:
    if rate.per == "user" and not request.user.is_authenticated:
        return 0
    # What allauth counts by key on these pages is the address that was typed.
    typed = request.POST.get("email", "").lower()
    key = ratelimit.get_cache_key(request, app="allauth.account", action=action, rate=rate, key=typed)
    counted = [at for at in cache.get(key, []) if at > now - rate.duration]
    if len(counted) < rate.amount:
        return 0
    return max(1, math.ceil(min(counted) + rate.duration - now))
