"""Which ways out are set up."""

from collections.abc import Callable

from django.conf import settings

from hub.notifications.channels.email import EmailChannel
from hub.notifications.channels.line import LineChannel
from hub.notifications.channels.ways import Way
from hub.notifications.enums import Channel


def in_use() -> dict[Channel, Callable[[], Way]]:
    """What makes the adapter of each channel that is set up. The inbox needs none: what is in it is there."""
    ways: dict[Channel, Callable[[], Way]] = {Channel.EMAIL: EmailChannel}
    if settings.LINE_CHANNEL_ACCESS_TOKEN:
        ways[Channel.LINE] = LineChannel
    return ways


def away_mark(channel: Channel) -> str:
    """The name under which it is noted when a channel was found to be away."""
    return "mail-server-away" if channel == Channel.EMAIL else f"{channel.value}-away"
