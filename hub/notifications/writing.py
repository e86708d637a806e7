"""From a mailing to the message that leaves: its words are made at this moment, of what is true now."""

import re
from email.utils import parseaddr
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from hub.notifications.frames import Frame, filled, frame_of
from hub.notifications.letters import Item, Letter, finds_reader, writer_of
from hub.notifications.models import Mailing

# Everything that begins a new line somewhere, other control characters, and marks that turn a text around.
_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")

# As nearly all addresses are: nothing in them means anything to a header or to a server.
_USUAL = re.compile(r"[A-Za-z0-9_%+-]+(?:\.[A-Za-z0-9_%+-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


class UnknownKindError(Exception):
    """No app writes mails of this kind (any more)."""


def write_message(mailing: Mailing) -> EmailMultiAlternatives | None:
    """None: it is no longer to be sent. The language is the mailing's."""
    writer = writer_of(mailing.kind)
    if writer is None:
        raise UnknownKindError
    is_found = finds_reader(mailing.kind)
    address = "" if is_found else _address(mailing)
    if not (address or is_found):
        return None
    with translation.override(mailing.language):
        letter = writer(mailing)
        to = letter.to if letter and is_found else address
        return _message(mailing, to, letter) if letter and to else None


def _address(mailing: Mailing) -> str:
    """Empty where nobody is to get it: the account is closed, or it is no longer known who it was for."""
    if mailing.address:
        # Of somebody who closed the account meanwhile nothing is sent to any of the addresses.
        return mailing.address if mailing.user is None or mailing.user.is_active else ""
    return mailing.user.email if mailing.user and mailing.user.is_active else ""


def _message(mailing: Mailing, address: str, letter: Letter) -> EmailMultiAlternatives:
    to, clean = _one_address(address), _clean(letter)
    hub = _Hub(str(settings.HUB_CITY["name"]), settings.SITE_URL, settings.DEFAULT_FROM_EMAIL, mailing.language)
    frame = _frame(clean, hub) if letter.own and _USUAL.fullmatch(to) else None
    if frame is not None:
        return frame.message_to(to, mailing.message_id, clean.own)
    written = _write(clean, hub)
    message = EmailMultiAlternatives(
        clean.subject, filled(written.text, clean.own), hub.address, [to],
        headers={name: filled(text, clean.own) for name, text in written.headers.items()} | {"Message-ID": mailing.message_id},
    )  # fmt: skip
    message.attach_alternative(filled(written.html, clean.own), "text/html")
    return message


def _clean(letter: Letter) -> Letter:
    """Hashable, so that the same words are known again."""
    return Letter(
        subject=one_line(letter.subject),
        paragraphs=tuple(one_line(text) for text in letter.paragraphs),
        links=tuple((one_line(label), _url(url)) for label, url in letter.links),
        after=tuple(one_line(text) for text in letter.after),
        items=tuple(
            Item(one_line(one.title), tuple(one_line(text) for text in one.lines), _url(one.url))
            for one in letter.items
        ),
        stop_url=_url(letter.stop_url) if letter.stop_url else "",
        own={mark: _url(url) for mark, url in letter.own.items()},
    )


class _Hub(NamedTuple):
    """What else the words depend on."""

    city: str
    site_url: str
    address: str
    language: str


class _Written(NamedTuple):
    text: str
    html: str
    headers: dict[str, str]


def _write(letter: Letter, hub: _Hub) -> _Written:
    """In the language that is active, which is the hub's here. The reader's own addresses are still marks."""
    language = "en" if hub.language == "en" else "ja"
    context = {"letter": letter, "city": {"name": hub.city}, "site_url": hub.site_url, "language": language}
    headers = {"Auto-Submitted": "auto-generated"}
    if letter.stop_url:
        headers |= {"List-Unsubscribe": f"<{letter.stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    text, html = (render_to_string(f"mails/letter.{kind}", context) for kind in ("txt", "html"))
    return _Written(text, html, headers)


@lru_cache(maxsize=64)
def _frame(letter: Letter, hub: _Hub) -> Frame | None:
    written = _write(letter, hub)
    return frame_of(letter.subject, written.text, written.html, hub.address, written.headers)


def one_line(text: str) -> str:
    """A sentence in one line: what a person typed can make neither a header nor a paragraph of its own."""
    return _UNSEEN.sub("", _BREAKS.sub(" ", str(text))).strip()


def _url(url: str) -> str:
    if not url.startswith(("https://", "http://")) or _BREAKS.search(url) or re.search(r"\s", url):
        raise ValueError("a letter's link must be an absolute address of a page")
    return url


def _one_address(address: str) -> str:
    """The address as it is, if it is exactly one."""
    if _USUAL.fullmatch(address):
        return address
    if parseaddr(address)[1] != address or address.count("@") != 1 or _UNSEEN.search(address):
        raise ValueError("not the address of one person")
    return address
