"""Every write of a circle, of its members and of what they are told."""

from events.services.circles.forgetting import forget_member, forget_members
from events.services.circles.members import (
    approve_member,
    confirm_member,
    decline_member,
    join_circle,
    leave_circle,
    remove_member,
    want_mails,
)
from events.services.circles.messages import send_message, tick_call
from events.services.circles.publishing import (
    close_circle,
    hide_circle,
    look_at_circle,
    publish_circle,
    reopen_circle,
    send_back_circle,
    submit_circle,
    unhide_circle,
    withdraw_circle,
)
from events.services.circles.writing import begin_circle, delete_circle, write_circle

__all__ = [
    "approve_member", "begin_circle", "close_circle", "confirm_member", "decline_member", "delete_circle",
    "forget_member", "forget_members", "hide_circle", "join_circle", "leave_circle", "look_at_circle",
    "publish_circle", "remove_member", "reopen_circle", "send_back_circle", "send_message", "submit_circle",
    "tick_call", "unhide_circle", "want_mails", "withdraw_circle", "write_circle",
]  # fmt: skip
