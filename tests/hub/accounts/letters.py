"""What waits in the outbox, as it would be written now."""

from dataclasses import dataclass

from django.utils import translation

from hub.notifications.letters import Letter, writer_of
from hub.notifications.models import Mailing


@dataclass(frozen=True)
class Sent:
    kind: str
    to: str
    letter: Letter | None

    @property
    def path(self) -> str:
        """The address behind the first link, on this site."""
        assert self.letter is not None
        return self.letter.links[0][1].removeprefix("http://testserver")


def sent() -> list[Sent]:
    """All mails, the oldest first."""
    found = []
    for one in Mailing.objects.select_related("user").order_by("pk"):
        writer = writer_of(one.kind)
        assert writer is not None, one.kind
        with translation.override(one.language):
            found.append(Sent(one.kind, one.user.email if one.user else one.address, writer(one)))
    return found


def kinds_sent() -> list[tuple[str, str]]:
    return [(one.kind, one.to) for one in sent()]
