"""From a mailing to the message that leaves: its words are made at this moment, of what is true now."""

import re
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from hub.notifications.letters import Item, Letter, writer_of
from hub.notifications.models import Mailing

# Everything that begins a new line somewhere, other control characters, and marks that turn a text around.
_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


class UnknownKindError(Exception):
    """No app writes mails of this kind (any more)."""


def write_message(mailing: Mailing) -> EmailMultiAlternatives | None:
    """None: it is no longer to be sent. The language is the mailing's."""
    writer = writer_of(mailing.kind)
    if writer is None:
        raise UnknownKindError
    address = _address(mailing)
    if not address:
        return None
    with translation.override(mailing.language):
        letter = writer(mailing)
        return None if letter is None else _message(mailing, address, letter)


def _address(mailing: Mailing) -> str:
    """Empty where nobody is to get it: the account is closed, or it is no longer known who it was for."""
    if mailing.address:
        # Of somebody who closed the account meanwhile nothing is sent to any of the addresses.
        return mailing.address if mailing.user is None or mailing.user.is_active else ""
    return mailing.user.email if mailing.user and mailing.user.is_active else ""


def _message(mailing: Mailing, address: str, letter: Letter) -> EmailMultiAlternatives:
    clean = Letter(
        subject=one_line(letter.subject),
        paragraphs=[one_line(text) for text in letter.paragraphs],
        links=[(one_line(label), _url(url)) for label, url in letter.links],
        after=[one_line(text) for text in letter.after],
        items=[
            Item(one_line(one.title), [one_line(text) for text in one.lines], _url(one.url)) for one in letter.items
        ],
        stop_url=_url(letter.stop_url) if letter.stop_url else "",
    )
    context = {
        "letter": clean,
        "city": settings.HUB_CITY,
        "site_url": settings.SITE_URL,
        "language": "en" if mailing.language == "en" else "ja",
    }
    message = EmailMultiAlternatives(
        subject=clean.subject,
        body=render_to_string("mails/letter.txt", context),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[_one_address(address)],
        headers=_headers(mailing, clean),
    )
    message.attach_alternative(render_to_string("mails/letter.html", context), "text/html")
    return message


def _headers(mailing: Mailing, letter: Letter) -> dict[str, str]:
    headers = {"Message-ID": mailing.message_id, "Auto-Submitted": "auto-generated"}
    if letter.stop_url:
        headers |= {"List-Unsubscribe": f"<{letter.stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return headers


def one_line(text: str) -> str:
    """A sentence in one line: what a person typed can make neither a header nor a paragraph of its own."""
    return _UNSEEN.sub("", _BREAKS.sub(" ", str(text))).strip()


def _url(url: str) -> str:
    if not url.startswith(("https://", "http://")) or _BREAKS.search(url) or re.search(r"\s", url):
        raise ValueError("a letter's link must be an absolute address of a page")
    return url


def _one_address(address: str) -> str:
    """The address as it is, if it is exactly one."""
    if parseaddr(address)[1] != address or address.count("@") != 1 or _UNSEEN.search(address):
        raise ValueError("not the address of one person")
    return address
