"""Links that are mailed: who holds one may stop, confirm or change, and nobody can make one."""

from functools import cache, lru_cache

from django.conf import settings
from django.urls import reverse

from hub import link_tokens
from hub.notifications.models import Notice, Recipient, Subscription


def _value(recipient: Recipient, number: int) -> str:
    return f"{recipient.pk}:{recipient.link_version}:{number}"


def manage_token(recipient: Recipient) -> str:
    return f"{recipient.pk}-{link_tokens.token_of('notices.manage', _value(recipient, 0))}"


def subscription_token(purpose: str, subscription: Subscription) -> str:
    """``purpose``: ``confirm`` or ``stop``."""
    token = link_tokens.token_of(f"notices.{purpose}", _value(subscription.recipient, subscription.pk))
    return f"{subscription.pk}-{token}"


def recipient_of(token: str) -> Recipient | None:
    """Whose page a manage link opens."""
    number, _dash, secret = token.partition("-")
    recipient = Recipient.objects.filter(pk=number).first() if _is_number(number) else None
    if recipient and link_tokens.fits(secret, "notices.manage", _value(recipient, 0)):
        return recipient
    return None


def subscription_of(purpose: str, token: str) -> Subscription | None:
    number, _dash, secret = token.partition("-")
    found = Subscription.objects.filter(pk=number) if _is_number(number) else Subscription.objects.none()
    subscription = found.select_related("recipient__user").first()
    if subscription and link_tokens.fits(secret, f"notices.{purpose}", _value(subscription.recipient, subscription.pk)):
        return subscription
    return None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18


def absolute(name: str, token: str) -> str:
    """``token``: as this module makes them, of letters, digits and hyphens."""
    before, after = _around_token(name)
    return f"{settings.SITE_URL}{before}{token}{after}"


@cache
def _around_token(name: str) -> tuple[str, str]:
    """Many thousand links are made in a row: where they lead is looked up once."""
    stand_in = "0-token-0"
    before, _token, after = reverse(f"notices:{name}", args=[stand_in]).partition(stand_in)
    return before, after


def page_of(notice: Notice, channel: str) -> str:
    """The address of a notice's page (absolute), by the link that counts. No person is in it.

    One that names its recipients leads to their own page at once: its link is not to be guessed by numbers.
    """
    if notice.recipients is not None:
        return settings.SITE_URL + notice.path
    return settings.SITE_URL + _page(notice.pk, channel)


@lru_cache(maxsize=1_000)
def _page(number: int, channel: str) -> str:
    return reverse("notices:page", args=[number, channel])
