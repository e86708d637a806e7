"""By LINE: title and link of notices, and links to one's own settings. Nothing else ever."""

import uuid
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.utils import timezone, translation

from hub.notifications.channels.line_api import LineApi
from hub.notifications.channels.line_messages import links_of, texts_of_notices
from hub.notifications.channels.ways import RefusedError
from hub.notifications.models import Mailing
from hub.notifications.services.gathering import NOTICES
from hub.notifications.services.line import LINKS
from hub.notifications.writing import UnknownKindError


class LineChannel:
    # It takes none twice under the same key.
    together = 20

    def __init__(self) -> None:
        self._api = LineApi()
        # What may go this way. Of any other kind nothing is even written.
        self._writers: dict[str, Callable[[Mailing], list[str]]] = {
            NOTICES: texts_of_notices,
            LINKS: lambda mailing: links_of(mailing, self._api),
        }

    def send(self, mailing: Mailing) -> bool:
        writer = self._writers.get(mailing.kind)
        if writer is None:
            raise UnknownKindError
        recipient = mailing.recipient
        if recipient is None or not recipient.line_id or (recipient.user and not recipient.user.is_active):
            return False
        if mailing.claims and timezone.now() - mailing.created_at > timedelta(seconds=settings.HUB_LINE_KEY_SECONDS):
            raise RefusedError("LINE key-expired")
        with translation.override(mailing.language):
            texts = writer(mailing)
        if not texts:
            return False
        self._api.push(recipient.line_id, texts, key=retry_key(mailing))
        return True

    def close(self) -> None:
        self._api.close()


def retry_key(mailing: Mailing) -> str:
    """The same for each attempt of a mailing, so that LINE takes it once."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, mailing.message_id))
