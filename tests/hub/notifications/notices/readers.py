"""People who hear by mail, by LINE and by both, what is announced to them, and what has really reached them."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from hub.notifications.enums import Cadence, Channel, NoticeKind
from hub.notifications.models import Delivery, Mailing, Notice, Recipient
from hub.notifications.services import announce
from tests.hub.notifications.line.calls import friend, line_id
from tests.hub.notifications.line_server import LineServerOfTests
from tests.hub.notifications.mail_servers import MailServerOfTests
from tests.hub.notifications.notices.factories import recipient, subscription

_number = itertools.count(1)
# Channel, the address there, number of the notice.
Told = tuple[str, str, int]
Place = tuple[str, str]


@dataclass
class Readers:
    """Who wants to hear of everything at once, and who in a digest; each by the places at which they read."""

    now: list[Place]
    digest: list[Place]

    def expect(self, at_once: Iterable[Notice], in_digest: Iterable[Notice] = ()) -> Counter[Told]:
        """Each of them told once."""
        told = [(*place, one.pk) for place in self.now for one in at_once]
        return Counter(told + [(*place, one.pk) for place in self.digest for one in in_digest])


def readers(each: int, *, digests: int = 0) -> Readers:
    """``each`` by mail, by LINE, and by both; ``digests``: by mail, daily, weekly or by two subscriptions, by turns."""
    both = [recipient(account=True, line_id=line_id()) for _ in range(each)]
    by_mail, by_line = [recipient() for _ in range(each)], [friend() for _ in range(each)]
    for one in by_mail:
        subscription(one)
    for one in by_line:
        subscription(one, channels=[Channel.LINE])
    for one in both:
        subscription(one, channels=[Channel.EMAIL, Channel.LINE])
        subscription(one, channels=[Channel.EMAIL, Channel.LINE], cadence=Cadence.WEEKLY)
    late = [recipient() for _ in range(digests)]
    for place, one in enumerate(late):
        for cadence in ([Cadence.DAILY], [Cadence.WEEKLY], [Cadence.DAILY, Cadence.WEEKLY])[place % 3]:
            subscription(one, cadence=cadence)
    return Readers(_places(by_mail + by_line + both), _places(late))


def _places(people: list[Recipient]) -> list[Place]:
    mails = [one.user.email if one.user else one.address for one in people]
    return [("email", address) for address in mails if address] + [
        ("line", one.line_id) for one in people if one.line_id
    ]


def announced(count: int) -> list[Notice]:
    """As apps do it, each in a transaction of its own, which wakes a worker."""
    made = []
    for number in itertools.islice(_number, count):
        with transaction.atomic():
            one = announce(
                NoticeKind.PUBLISHED,
                "event",
                number,
                title="囲碁の会",
                path=f"/events/{number}/",
                key=f"chaos:{number}",
            )
        assert one is not None
        made.append(one)
    return made


def told(sink: MailServerOfTests, line: LineServerOfTests) -> Counter[Told]:
    """How often each was told of each notice; copies of one mail are one mail, and must say the same."""
    found: Counter[Told] = Counter()
    mails: dict[str, tuple[str, list[int]]] = {}
    for one in sink.taken:
        body = one.message.get_body(("plain",))
        assert body is not None
        said = (one.recipients[0], _numbers("email", body.get_content()))
        assert mails.setdefault(one.message_id, said) == said
    for address, numbers in mails.values():
        found.update(("email", address, number) for number in numbers)
    for push in line.accepted:
        found.update(("line", push.to, number) for number in _numbers("line", "\n".join(push.texts)))
    return found


def _numbers(channel: str, text: str) -> list[int]:
    numbers = [int(word) for word in re.findall(rf"/n/(\d+)/{channel}/", text)]
    assert numbers, "a message that tells nothing"
    return numbers


def all_done() -> bool:
    """Nothing that is due stands anywhere on its way."""
    is_open = (
        Notice.objects.unspread().exists() or Delivery.objects.waiting().filter(due_at__lte=timezone.now()).exists()
    )
    return not (is_open or Mailing.objects.unended().exists())
