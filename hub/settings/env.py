"""Reads settings from the environment, and says at once which one is missing or malformed.

A secret ``X`` may also be given as a file: ``X_FILE`` holds its path (Docker and systemd secrets).
"""

import base64
import ipaddress
import os
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_MISSING = object()


def text(name: str, default: object = _MISSING) -> str:
    """The value of ``name``, or of the file that ``name_FILE`` points to."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            value = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ImproperlyConfigured(f"{name}_FILE: {path} can't be read: {error}") from error
        if not value:
            raise ImproperlyConfigured(f"{name}_FILE: {path} is empty")
        return value
    value = os.environ.get(name, "")
    if value:
        return value
    if default is _MISSING:
        raise ImproperlyConfigured(f"{name} is not set (nor {name}_FILE)")
    return str(default)


def integer(name: str, default: object = _MISSING, *, least: int = 0, most: int | None = None) -> int:
    """A whole number of at least ``least``, and at most ``most``."""
    value = text(name, default)
    try:
        number = int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}") from error
    if number < least:
        raise ImproperlyConfigured(f"{name} must be at least {least}, not {number}")
    if most is not None and number > most:
        raise ImproperlyConfigured(f"{name} must be at most {most}, not {number}")
    return number


def flag(name: str, default: bool = False) -> bool:
    """1/0, true/false, yes/no, on/off."""
    value = text(name, "1" if default else "0").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}")


def words(name: str, default: object = _MISSING) -> list[str]:
    """A list parted by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def choice(name: str, options: set[str], default: str) -> str:
    """One of ``options``."""
    value = text(name, default)
    if value not in options:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(sorted(options))}, not {value!r}")
    return value


def networks(name: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """Networks in CIDR form parted by commas; a single address is a network of one."""
    found = []
    for word in words(name, ""):
        try:
            found.append(ipaddress.ip_network(word))
        except ValueError as error:
            raise ImproperlyConfigured(f"{name}: {word!r} is no network: {error}") from error
    return found


def fernet_keys(name: str) -> list[str]:
    """Keys as ``cryptography.fernet.Fernet.generate_key()`` makes them, parted by commas, the newest first."""
    keys = words(name)
    for number, key in enumerate(keys, start=1):
        try:
            is_key = len(base64.urlsafe_b64decode(key)) == 32
        except ValueError:
            is_key = False
        if not is_key:
            raise ImproperlyConfigured(f"{name}: key {number} is not 32 bytes in URL-safe base64")
    if not keys:
        raise ImproperlyConfigured(f"{name} names no key")
    return keys


def database(name: str) -> dict[str, Any]:
    """Django's database settings from ``postgresql://user:password@host:port/name?host=/socket/folder``."""
    url = urlsplit(text(name))
    if url.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} must begin with postgresql://, not {url.scheme!r}")
    query = {key: values[-1] for key, values in parse_qs(url.query).items()}
    if not url.path.strip("/"):
        raise ImproperlyConfigured(f"{name} names no database")
    try:
        port = url.port
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} has a malformed port") from error
    options = {key: value for key, value in query.items() if key not in {"host", "port"}}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": query.get("host") or unquote(url.hostname or ""),
        "PORT": query.get("port") or str(port or ""),
        "OPTIONS": options,
    }


def redis(name: str) -> str:
    """A Redis URL: ``redis://``, ``rediss://`` or ``unix://``."""
    value = text(name)
    if urlsplit(value).scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured(f"{name} must begin with redis://, rediss:// or unix://")
    return value


def numbers(name: str, default: str) -> list[int]:
    """Whole numbers above 0, parted by commas."""
    found = words(name, default)
    if not found or not all(word.isascii() and word.isdigit() and int(word) > 0 for word in found):
        raise ImproperlyConfigured(f"{name} must be whole numbers above 0, parted by commas")
    return [int(word) for word in found]


def mail(name: str, default: object = _MISSING) -> dict[str, Any]:
    """Django's mail settings from ``smtp://user:password@host:port?tls=starttls`` (or ``tls``, ``none``; ``smtps://``).

    Its words are never repeated in an error: they hold the password.
    """
    url = urlsplit(text(name, default))
    if url.scheme not in {"smtp", "smtps"}:
        raise ImproperlyConfigured(f"{name} must begin with smtp:// or smtps://")
    if not url.hostname or url.path.strip("/"):
        raise ImproperlyConfigured(f"{name} must name a host and no path (an @ or / of a password is written %40, %2F)")
    tls = _mail_encryption(name, url)
    try:
        port = url.port
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} has a malformed port") from error
    if bool(url.username) != bool(url.password):
        raise ImproperlyConfigured(f"{name} must hold both user and password, or neither")
    if url.password and tls == "none" and url.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise ImproperlyConfigured(f"{name} holds a password, so it needs ?tls=starttls or smtps://")
    return {
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": port or {"none": 25, "starttls": 587, "tls": 465}[tls],
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_TLS": tls == "starttls",
        "EMAIL_USE_SSL": tls == "tls",
    }


def _mail_encryption(name: str, url: SplitResult) -> str:
    query = parse_qs(url.query, keep_blank_values=True)
    if set(query) - {"tls"}:
        raise ImproperlyConfigured(f"{name} may say nothing after ? but tls=")
    is_smtps = url.scheme == "smtps"
    tls = query.get("tls", ["tls" if is_smtps else "none"])[-1]
    if tls not in {"none", "starttls", "tls"} or (is_smtps and tls != "tls"):
        raise ImproperlyConfigured(f"{name} must say tls=starttls, tls=tls or tls=none (smtps:// means tls=tls)")
    return tls


def web_address(name: str, default: str) -> str:
    """``https://host``, without a path; ``http://`` of this machine alone, where a stand-in may listen."""
    url = urlsplit(text(name, default))
    is_here = url.hostname in {"localhost", "127.0.0.1", "::1"}
    if not url.hostname or not (url.scheme == "https" or (url.scheme == "http" and is_here)):
        raise ImproperlyConfigured(f"{name} must begin with https:// and name a host")
    if url.path.strip("/") or url.query or url.fragment or "@" in url.netloc:
        raise ImproperlyConfigured(f"{name} must name a host and nothing else")
    return f"{url.scheme}://{url.netloc}"


def line() -> tuple[str, str]:
    """Access token and secret of the channel of LINE; both empty where there is none. Their words are in no error."""
    token, secret = text("LINE_CHANNEL_ACCESS_TOKEN", ""), text("LINE_CHANNEL_SECRET", "")
    if bool(token) != bool(secret):
        raise ImproperlyConfigured("LINE_CHANNEL_ACCESS_TOKEN and LINE_CHANNEL_SECRET must both be set, or neither")
    for name, value in (("LINE_CHANNEL_ACCESS_TOKEN", token), ("LINE_CHANNEL_SECRET", secret)):
        if not (value.isascii() and value.isprintable()) or " " in value:
            raise ImproperlyConfigured(f"{name} holds what no such key holds")
    return token, secret


def line_name(name: str) -> str:
    """The basic ID of the city's account on LINE: ``@`` and what follows."""
    value = text(name, "")
    if value and not (value.startswith("@") and value[1:].isascii() and value[1:].replace("-", "").isalnum()):
        raise ImproperlyConfigured(f"{name} must be an @ and letters or digits")
    return value


def sender(name: str, default: str) -> str:
    """An address that mails come from, with or without a name: ``Name <address>``."""
    value = text(name, default)
    address = parseaddr(value)[1]
    local, at, host = address.partition("@")
    if not (local and at and host) or "@" in host or not value.isprintable() or address not in value:
        raise ImproperlyConfigured(f"{name} must be an address, or Name <address>")
    return value


def broker(redis_url: str) -> str:
    """The same server in Celery's words, which calls a socket ``redis+socket://`` and its database ``virtual_host``."""
    url = urlsplit(redis_url)
    if url.scheme != "unix":
        return redis_url
    db = parse_qs(url.query).get("db", ["0"])[-1]
    return f"redis+socket://{url.path}?virtual_host={db}"
