"""The record of who saw what, as a file that shows whether somebody changed it: its last line is an HMAC of all before it."""

import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.utils import timezone

from hub.api.formats.tables import table
from referrals.models import AccessRecord

_COLUMNS = (
    ("at", "いつ"),
    ("user_number", "だれが（番号）"),
    ("user_name", "だれが"),
    ("look", "何を"),
    ("case_number", "相談の番号"),
    ("what", "内容"),
    ("reason", "理由"),
)
SIGNATURE = "署名（HMAC-SHA256）："


def signed_table(rows: Iterable[AccessRecord], reasons: Mapping[int, str], now: datetime) -> bytes:
    """CSV with a line of when it was made, then the signature. ``reasons``: opened, by the number of the record."""
    body = table(_COLUMNS, (_row(one, reasons[one.pk]) for one in rows))
    body += f"書き出した日時：{_said(now)}\r\n".encode()
    return body + f"{SIGNATURE}{_signature(body, str(settings.SECRET_KEY))}\r\n".encode()


def is_genuine(file: bytes) -> bool:
    """Whether the file is as it was made, by the hub's key or one of its former keys."""
    body, mark, signature = file.rpartition(SIGNATURE.encode())
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    said = signature.decode(errors="replace").strip()
    return bool(mark) and any(hmac.compare_digest(said.encode(), _signature(body, str(key)).encode()) for key in keys)


def _signature(body: bytes, key: str) -> str:
    return hmac.new(f"referrals.records {key}".encode(), body, sha256).hexdigest()


def _said(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S")


def _row(one: AccessRecord, reason: str) -> dict[str, str]:
    return {
        "at": _said(one.at),
        "user_number": str(one.user_number or ""),
        "user_name": one.user_name,
        "look": str(one.get_look_display()),
        "case_number": str(one.case_number or ""),
        "what": one.what,
        "reason": reason,
    }
