"""What one sender takes from the outbox to the mail server and to LINE: a second, and in how much memory.

Beside it the transport alone, with a message that is ready: no sender is faster than that.
"""

import json
import os
import smtplib
import time
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from tests.benchmarks.sinks import a_sink

AIMS = {"email": 300, "line": 500}
_PAGES = os.sysconf("SC_PAGE_SIZE")
# People who are written to by one way, and what they asked for.
_PEOPLE = """
    WITH people AS (
        INSERT INTO notifications_recipient (address, line_id, confirmed_at, language, link_version, created_at)
        SELECT CASE %(channel)s WHEN 'email' THEN 'sent' || n || '@example.org' ELSE '' END,
            CASE %(channel)s WHEN 'line' THEN 'U' || lpad(n::text, 32, '0') ELSE '' END, now(), 'ja', 1, now()
        FROM generate_series(1, %(count)s) n RETURNING id
    ), asked AS (
        INSERT INTO notifications_subscription (recipient_id, subjects, kinds, districts, themes, audiences, marks,
            features, words, topics, week, anchors, query, channels, cadence, state, created_at)
        SELECT id, '{event}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', 2097151, '{*}', '', ARRAY[%(channel)s],
            'now', 'active', now()
        FROM people RETURNING id, recipient_id
    )
    INSERT INTO notifications_delivery (notice_id, recipient_id, subscription_id, channel, state, due_at)
    SELECT %(notice)s, recipient_id, id, %(channel)s, 'waiting', now() FROM asked
"""


def sending(count: int) -> dict[str, Any]:
    """Rates of ``count`` notices by each way, with their limit, and the memory as it goes."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    settings.HUB_OUTBOX_RUN_SECONDS = 3_600
    settings.LINE_CHANNEL_ACCESS_TOKEN = ""
    report = {}
    for channel in ("email", "line"):
        gathered = _gather(channel, count)
        with a_sink("mail" if channel == "email" else "line") as sink:
            _set_up(channel, sink.port)
            limit = _limit(channel, sink.port)
            report[channel] = {"gathered": gathered, "limit": limit} | _send(channel, count)
        if (sink.different, sink.taken) != (count + 1, count + LIMIT_ROUNDS):
            raise RuntimeError(f"{channel}: {sink.taken} taken, {sink.different} different")
        one = report[channel]
        print(f"{count:>9,} by {channel:6} gathered {one['gathered']:7.0f}/s  sent {one['rate']:7.0f}/s (aim {AIMS[channel]})"
              f"  transport alone {limit:7.0f}/s  own work {one['own_ms']:.2f} ms each  memory {one['memory']}", flush=True)  # fmt: skip
    return report


def _gather(channel: str, count: int) -> float:
    """Deliveries a second that become mailings."""
    from hub.notifications.models import Notice
    from hub.notifications.services import gather_due

    notice = Notice.objects.create(
        key=f"sending:{channel}", kind="published", subject="event", object_id=1, title="囲碁の会", text="はじめての方もどうぞ。",
        path="/events/1/", starts_at=timezone.now(), has_time=True, whereabouts="台町市民センター", spread_at=timezone.now(),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, {"notice": notice.pk, "channel": channel, "count": count})
    begun = time.perf_counter()
    while gather_due(now=timezone.now()):
        pass
    return count / (time.perf_counter() - begun)


def _set_up(channel: str, port: int) -> None:
    if channel == "email":
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
            "hub.notifications.backend.EmailBackend", "127.0.0.1", port,
        )  # fmt: skip
    else:
        from tests.hub.notifications.line_server import TOKEN

        settings.LINE_CHANNEL_ACCESS_TOKEN, settings.LINE_API = TOKEN, f"http://127.0.0.1:{port}"


LIMIT_ROUNDS = 1_000


def _limit(channel: str, port: int) -> float:
    """What Python's own client does with a message that is ready, over one connection."""
    begun = time.perf_counter()
    if channel == "email":
        words = f"Message-ID: <limit@x>\r\nSubject: x\r\n\r\n{'x' * 70}\r\n".encode() + (b"y" * 70 + b"\r\n") * 50
        with smtplib.SMTP("127.0.0.1", port) as line:
            for _ in range(LIMIT_ROUNDS):
                line.sendmail("noreply@example.org", ["limit@example.org"], words)
    else:
        _limit_of_line(port)
    return LIMIT_ROUNDS / (time.perf_counter() - begun)


def _limit_of_line(port: int) -> None:
    import http.client
    import uuid

    from tests.hub.notifications.line_server import TOKEN

    line = http.client.HTTPConnection("127.0.0.1", port)
    body = json.dumps({"to": "limit", "messages": [{"type": "text", "text": "x" * 100}]}).encode()
    for _ in range(LIMIT_ROUNDS):
        headers = {"Authorization": f"Bearer {TOKEN}", "X-Line-Retry-Key": str(uuid.uuid4())}
        line.request("POST", "/v2/bot/message/push", body, headers)
        line.getresponse().read()
    line.close()


def _send(channel: str, count: int) -> dict[str, Any]:
    from hub.notifications.sending import send_due

    done: Counter[str] = Counter()
    memory, begun, worked, step = [_megabytes()], time.perf_counter(), time.process_time(), max(1, count // 5)
    while sent := send_due(most=step):
        done += sent
        memory.append(_megabytes())
    seconds = time.perf_counter() - begun
    if dict(done) != {"sent": count}:
        raise RuntimeError(f"{channel}: {dict(done)}")
    worked = time.process_time() - worked
    return {"rate": count / seconds, "own_ms": worked / count * 1_000, "memory": memory}


def _megabytes() -> int:
    """Of this process, in memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * _PAGES // 1_000_000
