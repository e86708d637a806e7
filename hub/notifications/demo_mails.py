"""The mails that the sink of `make run` keeps, read from its folder."""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class DemoMail:
    """``number`` grows with the time at which the mail came."""

    number: int
    came_at: datetime
    subject: str
    sender: str
    recipient: str
    message_id: str
    text: str
    html: str


def are_kept() -> bool:
    """Whether this is a demonstration whose mails go nowhere else."""
    return bool(settings.HUB_EMBEDDED and settings.HUB_MAILS_FOLDER)


def newest(most: int) -> list[DemoMail]:
    """The newest first."""
    numbers = sorted((int(path.stem) for path in _folder().glob("*.eml") if path.stem.isdecimal()), reverse=True)
    return list(_read_all(numbers[:most]))


def find(number: int) -> DemoMail | None:
    return next(_read_all([number]), None)


def _folder() -> Path:
    return Path(settings.HUB_MAILS_FOLDER)


def _read_all(numbers: list[int]) -> Iterator[DemoMail]:
    for number in numbers:
        try:
            content = (_folder() / f"{number}.eml").read_bytes()
        except FileNotFoundError:  # never was, or the sink has just thrown it away
            continue
        yield _read(number, email.message_from_bytes(content, policy=email.policy.default))


def _read(number: int, message: EmailMessage) -> DemoMail:
    return DemoMail(
        number=number,
        came_at=datetime.fromtimestamp(number / 1_000_000, UTC),
        subject=str(message.get("Subject", "")),
        sender=str(message.get("From", "")),
        recipient=str(message.get("To", "")),
        message_id=str(message.get("Message-ID", "")),
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    if part is None:
        return ""
    content = part.get_payload(decode=True)
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
