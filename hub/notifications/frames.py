"""A mail that many readers get is written once: each one's differs by addresses, a number and the time alone.

A frame is the whole message as Python's own library writes it, with marks where those stand. Nobody can guess a mark, so
none stands in what people wrote.
"""

import secrets
from base64 import encodebytes
from collections.abc import Mapping
from dataclasses import dataclass
from email.charset import Charset
from email.message import Message
from email.utils import formatdate, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

_SECRET = secrets.token_hex(16)
_READER = f"{_SECRET}@reader.invalid"
_DATE = f"date-{_SECRET}"
_NUMBER = f"<{_SECRET}@number.invalid>"
# Bytes of a line with its marks. An address that takes a mark's place must not make it longer than the 998 of RFC 5322.
_LONGEST = 850
# Words with longer lines are encoded; these stand for them.
_TEXT, _HTML = f"text-{_SECRET}", f"html-{_SECRET}"
_BASE64 = Charset("utf-8")


def mark_of(name: str) -> str:
    """An address that stands for one of each reader's own (``Letter.own``)."""
    return f"https://{name}-{_SECRET}.invalid/"


class FramedMessage(EmailMultiAlternatives):
    """``ready``: it as it goes over the line, which the hub's own backend takes without building it once more."""

    ready: bytes
    envelope: str


@dataclass(frozen=True)
class Frame:
    """``headers`` without those that are each reader's own; ``ready`` and the others with marks.

    ``is_plain``: its words stand in ``ready`` as they are, else encoded.
    """

    sender: str
    envelope: str
    subject: str
    text: str
    html: str
    headers: Mapping[str, str]
    ready: bytes
    is_plain: bool

    def message_to(self, address: str, number: str, own: Mapping[str, str]) -> FramedMessage:
        """``address`` and ``number`` (the Message-ID) in ASCII; ``own``: the reader's address for each mark."""
        date = formatdate(localtime=settings.EMAIL_USE_LOCALTIME)
        message = FramedMessage(
            self.subject, filled(self.text, own), self.sender, [address],
            headers={name: filled(text, own) for name, text in self.headers.items()} | {"Message-ID": number, "Date": date},
        )  # fmt: skip
        html = filled(self.html, own)
        message.attach_alternative(html, "text/html")
        ready, words = self.ready, list(own.items())
        if not self.is_plain:
            words = [(_encoded(_TEXT), _encoded(str(message.body))), (_encoded(_HTML), _encoded(html)), *words]
        for mark, value in (*words, (_READER, address), (_NUMBER, number), (_DATE, date)):
            ready = ready.replace(mark.encode("ascii"), value.encode("ascii"))
        message.ready, message.envelope = ready, self.envelope
        return message


def filled(text: str, own: Mapping[str, str]) -> str:
    """With the reader's address in the place of each mark."""
    for mark, value in own.items():
        text = text.replace(mark, value)
    return text


def frame_of(subject: str, text: str, html: str, sender: str, headers: Mapping[str, str]) -> Frame | None:
    """None where a mark would not be found again: such a mail is built for each reader."""
    built = _build(subject, text, html, sender, headers)
    ready = built.as_bytes(linesep="\r\n")
    is_plain = all(_is_as_it_is(part) for part in built.walk()) and max(map(len, ready.split(b"\r\n"))) <= _LONGEST
    if not is_plain:
        ready = _build(subject, _TEXT, _HTML, sender, headers, encoding=_BASE64).as_bytes(linesep="\r\n")
    marks = [_READER, _NUMBER, _DATE] if is_plain else [_READER, _NUMBER, _DATE, _encoded(_TEXT), _encoded(_HTML)]
    if any(ready.count(mark.encode("ascii")) != 1 for mark in marks):
        return None
    return Frame(sender, parseaddr(sender)[1], subject, text, html, dict(headers), ready, is_plain)


def _build(
    subject: str, text: str, html: str, sender: str, headers: Mapping[str, str], *, encoding: Charset | None = None
) -> Any:
    its_own = {"Message-ID": _NUMBER, "Date": _DATE}
    model: Any = EmailMultiAlternatives(subject, text, sender, [_READER], headers={**headers, **its_own})
    model.attach_alternative(html, "text/html")
    model.encoding = encoding
    return model.message()


def _is_as_it_is(part: Message) -> bool:
    return part.is_multipart() or part.get("Content-Transfer-Encoding", "7bit") in {"7bit", "8bit"}


def _encoded(text: str) -> str:
    """Base64, in lines of 76; what is encoded has the ends of line of a mail (RFC 2045, 6.8)."""
    return encodebytes(text.replace("\n", "\r\n").encode()).decode("ascii").rstrip("\n").replace("\n", "\r\n")
