"""What the members of an organisation are told by mail of what was decided about its places and events."""

from django.conf import settings

from events.enums import Action, State
from events.models import Event, Place, Transition
from events.rules import organization_of
from hub.accounts.people import writers_of
from hub.notifications.services import queue_mail

# The kinds of mails (events.letters_of_review writes them).
PUBLISHED = "thing_published"
RETURNED = "thing_returned"
HIDDEN = "thing_hidden"
UNHIDDEN = "thing_unhidden"
MERGED = "place_merged"

_KINDS = {
    (Action.PUBLISH, State.IN_REVIEW): PUBLISHED,
    (Action.RETURN, State.IN_REVIEW): RETURNED,
    (Action.RETURN, State.PUBLISHED): RETURNED,
    (Action.HIDE, State.IN_REVIEW): HIDDEN,
    (Action.HIDE, State.PUBLISHED): HIDDEN,
    (Action.HIDE, State.CLOSED): HIDDEN,
    (Action.UNHIDE, State.HIDDEN): UNHIDDEN,
    (Action.MERGE, State.PUBLISHED): MERGED,
    (Action.MERGE, State.CLOSED): MERGED,
}
# What an organisation and the clock may do too: told where staff did it, of what the organisation left lying.
_OF_STAFF = {
    (Action.PUBLISH, State.DRAFT): PUBLISHED,
    (Action.REOPEN, State.CLOSED): PUBLISHED,
}


def queue_letters(thing: Event | Place, moved: Transition) -> None:
    """One mail to each who writes for its organisation, where somebody else decided. For the transaction of the move."""
    move, organization = (Action(moved.action), State(moved.from_state)), organization_of(thing)
    if organization is None or not (move in _KINDS or move in _OF_STAFF):
        return
    writers = writers_of(organization)
    is_of_staff = moved.by_id is not None and moved.by_id not in {user.pk for user in writers}
    kind = _KINDS.get(move) or (_OF_STAFF[move] if is_of_staff else None)
    if kind is None:
        return
    for user in writers:
        if user.pk != moved.by_id:
            queue_mail(kind, to=user, ids={"transition": moved.pk}, key=f"{kind}:{moved.pk}:{user.pk}")


def link_to(path: str) -> str:
    """An address on this site as a mail names it."""
    return f"{settings.SITE_URL}{path}"
