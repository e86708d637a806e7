"""The city's account on LINE, and who came from there to choose what to be told."""

from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest

from hub.notifications import links
from hub.notifications.models import Recipient

# In the session of who pressed the button on the page behind the link of the chat: that link's token.
_KEY = "notices.friend"


def is_open() -> bool:
    """Whether this hub has a channel of LINE."""
    return bool(settings.LINE_CHANNEL_ACCESS_TOKEN)


def friend_url() -> str:
    """Where to become a friend; empty where it is not known."""
    name = settings.LINE_BASIC_ID
    return f"https://line.me/R/ti/p/{quote(name, safe='')}" if name else ""


def remember_friend(request: HttpRequest, recipient: Recipient) -> None:
    """What is asked for next is told to this friend."""
    request.session[_KEY] = links.manage_token(recipient)


def friend_of(request: HttpRequest) -> Recipient | None:
    """Who reads this as a friend on LINE without an account."""
    token = request.session.get(_KEY, "") if is_open() else ""
    recipient = links.recipient_of(token) if token else None
    return recipient if recipient and recipient.line_id and recipient.user_id is None else None
