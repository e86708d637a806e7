"""Who asks: the address is looked at once, here, and nothing behind this knows it.

Throttles and the list of one's sign-ins need to tell clients apart, not to know them. So the address is replaced by a
pseudonym that changes every day, and the browser's name by a coarse one, before any other code sees the request:
what is not there can't be stored, logged or leaked by a library.
"""

import hmac
import ipaddress
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# What only networks of the city may open, where STAFF_NETWORKS names them.
STAFF_PATHS = ("/admin/", "/staff/")
_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_CLIENT_IP", "HTTP_TRUE_CLIENT_IP")
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "Chromebook"),
    ("Macintosh", "Mac"), ("Linux", "Linux"),
)  # fmt: skip
_BROWSERS = (
    ("Edg", "Edge"), ("Firefox/", "Firefox"), ("FxiOS", "Firefox"), ("SamsungBrowser", "Samsung Internet"),
    ("CriOS", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip


class ClientMiddleware:
    """Keeps others than the named networks out of the staff's pages, then forgets the address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        address = client_address(request.META, settings.TRUSTED_PROXY_COUNT)
        request.is_kept_out = request.path_info.startswith(STAFF_PATHS) and not is_within(  # type: ignore[attr-defined]
            address, settings.STAFF_NETWORKS
        )
        request.META["REMOTE_ADDR"] = pseudonym(address, now=timezone.now())
        for name in _FORWARDED:
            request.META.pop(name, None)
        request.META["HTTP_USER_AGENT"] = device_name(request.META.get("HTTP_USER_AGENT", ""))
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """From elsewhere the staff's pages are not there at all."""
        if request.is_kept_out:  # type: ignore[attr-defined]
            raise Http404


def client_address(meta: dict[str, Any], proxies: int) -> str:
    """The address of the client, of which ``proxies`` proxies of our own tell; what a client says itself counts for nothing."""
    own = str(meta.get("REMOTE_ADDR") or "")
    told = [part.strip() for part in str(meta.get("HTTP_X_FORWARDED_FOR") or "").split(",")]
    if proxies and len(told) >= proxies and told[-proxies]:
        return told[-proxies]
    return own


def _parsed(address: str) -> Address | None:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found


def is_within(address: str, networks: Iterable[Network]) -> bool:
    """Whether the address lies in one of the networks. Where none is named, every address does."""
    networks = list(networks)
    if not networks:
        return True
    found = _parsed(address)
    return found is not None and any(found in network for network in networks if network.version == found.version)


def pseudonym(address: str, *, now: datetime) -> str:
    """An address of the range fd00::/8 that stands for this client today; tomorrow it is another.

    A household has a whole /64 of IPv6, so that is what is told apart there.
    """
    found = _parsed(address)
    if isinstance(found, ipaddress.IPv6Address):
        found = ipaddress.IPv6Network((found, 64), strict=False).network_address
    text = f"{timezone.localdate(now).isoformat()} {found or address}"
    digest = hmac.new(f"client {settings.SECRET_KEY}".encode(), text.encode(), sha256).digest()
    # Throttles look at the first 64 bits, so all that differs stands there.
    return str(ipaddress.IPv6Address(b"\xfd" + digest[:7] + bytes(8)))


def device_name(user_agent: str) -> str:
    """「Android の Chrome」: enough to know one's own again."""
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    if system and browser:
        return f"{system} / {browser}"
    return system or browser or re.sub(r"[^A-Za-z]", "", user_agent)[:12] or "?"
