"""Calls as LINE makes them, and friends."""

import base64
import hmac
import itertools
import json
from hashlib import sha256
from typing import Any

from django.test import Client
from django.utils import timezone

from hub.notifications.models import Recipient

SECRET = "himitsu-channel-secret"
_number = itertools.count(1)


def line_id() -> str:
    return f"U{next(_number):032x}"


def friend(**fields: Any) -> Recipient:
    """A friend on LINE without an account."""
    return Recipient.objects.create(**({"line_id": line_id(), "confirmed_at": timezone.now()} | fields))


def event(kind: str, who: str, **more: Any) -> dict[str, Any]:
    """One event of a call, with a number of its own."""
    return {
        "type": kind, "mode": "active", "timestamp": 1_795_000_000_000, "source": {"type": "user", "userId": who},
        "webhookEventId": f"01H810YECXQQZ37VAXPF6H{next(_number):04d}", "deliveryContext": {"isRedelivery": False},
        **more,
    }  # fmt: skip


def signature(body: bytes, secret: str = SECRET) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, sha256).digest()).decode()


def call(*events: Any, body: bytes | None = None, signed: str | None = None) -> Any:
    """What LINE posts; ``signed``: another signature than the right one."""
    body = json.dumps({"destination": "U0", "events": events}).encode() if body is None else body
    return Client(enforce_csrf_checks=True).post(
        "/line/webhook/", body, content_type="application/json",
        headers={"X-Line-Signature": signature(body) if signed is None else signed},
    )  # fmt: skip
