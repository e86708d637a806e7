"""The mails about circles, by kind; what they say stands in ``events.letters_of_circles``. They hold ids alone."""

from django.utils import timezone

from events.enums import Action, State
from events.models import Circle, CircleMember, CircleMessage, CircleMove
from hub.accounts.people import writers_of
from hub.link_tokens import fits, token_of
from hub.notifications.services import queue_mail

# To a member.
CONFIRM = "circle_confirm"
AGAIN = "circle_again"
ASKED = "circle_asked"
JOINED = "circle_joined"
DECLINED = "circle_declined"
REMOVED = "circle_removed"
CLOSED = "circle_closed"
MESSAGE = "circle_message"
# To who writes for its organisation.
DECIDED = "circle_decided"
NEWS = "circle_news"
_OWN, _STOP = "circles.member", "circles.stop"
# What the organisation itself does not do; a publication also where staff did it without being asked.
_TOLD = {
    (Action.PUBLISH, State.IN_REVIEW), (Action.PUBLISH, State.DRAFT), (Action.RETURN, State.IN_REVIEW),
    (Action.RETURN, State.PUBLISHED), (Action.HIDE, State.IN_REVIEW), (Action.HIDE, State.PUBLISHED),
    (Action.HIDE, State.CLOSED), (Action.UNHIDE, State.HIDDEN),
}  # fmt: skip


def own_token(member: CircleMember) -> str:
    """What only this person's links hold."""
    return token_of(_OWN, str(member.pk))


def is_own_token(pk: int, token: str) -> bool:
    return fits(token, _OWN, str(pk))


def stop_token(member: CircleMember) -> str:
    """Of the link that only stops the mails: mail programs and the servers on their way read it."""
    return token_of(_STOP, str(member.pk))


def is_stop_token(pk: int, token: str) -> bool:
    return fits(token, _STOP, str(pk))


def tell(member: CircleMember, kind: str, *, key: str = "", **ids: int) -> None:
    """Writes the mail, where there is somebody to write to; who left a number alone is telephoned by the organiser."""
    if member.is_reached_by_mail:
        queue_mail(kind, to=None, ids={"member": member.pk, **ids}, key=key, language=member.language)


def tell_members(circle: Circle, kind: str, *, version: int) -> None:
    """All who belong to it, once a version; also who has stopped the organiser's messages."""
    for member in circle.members.members().order_by("pk"):
        tell(member, kind, key=f"{kind}:{member.pk}:{version}")


def send(message: CircleMessage, member: CircleMember) -> None:
    """One mail of a message, however often this is called."""
    tell(member, MESSAGE, key=f"{MESSAGE}:{message.pk}:{member.pk}", message=message.pk)


def tell_of_decision(circle: Circle, moved: CircleMove) -> None:
    """To each who writes for its organisation, where somebody else decided."""
    if moved.by_id is None or (Action(moved.action), State(moved.from_state)) not in _TOLD:
        return
    for user in writers_of(circle.organization):
        if user.pk != moved.by_id:
            queue_mail(DECIDED, to=user, ids={"move": moved.pk}, key=f"{DECIDED}:{moved.pk}:{user.pk}")


def tell_writers(circle: Circle) -> None:
    """That somebody came, or waits for an answer; once a day, however many they are, and without a name."""
    today = timezone.localdate()
    for user in writers_of(circle.organization):
        key = f"{NEWS}:{circle.pk}:{user.pk}:{today.isoformat()}"
        queue_mail(NEWS, to=user, ids={"circle": circle.pk}, key=key)
